/** `kubectl cluster-info`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { CommandBody } from './types';

export const clusterInfoCommand: CommandBody = {
  subcommands: [
    {
      name: 'dump',
      short: 'Dump relevant information for debugging and diagnosis',
      flags: flagTable(
        'all-namespaces,A bool; namespaces list; output-directory string; output,o string=json; pod-running-timeout duration=20s; template string; show-managed-fields bool; allow-missing-template-keys bool=true',
      ),
      run: () => textError('dump is not simulated; use kubectl get -A -o yaml and kubectl logs'),
    },
  ],
  run(run) {
    run.out('Kubernetes control plane is running at https://192.168.0.10:6443\n');
    const type = run.discovery.findKind('v1', 'Service')!;
    const services = run.get<{ items: JSONObject[] }>(pathOf(type, 'kube-system'), {
      labelSelector: 'kubernetes.io/cluster-service=true',
    });
    if (services instanceof KubectlError) return services;
    for (const service of services.items) {
      const metadata = service.metadata as JSONObject;
      const name = String((metadata.labels as JSONObject)['kubernetes.io/name'] ?? metadata.name);
      run.out(
        `${name} is running at https://192.168.0.10:6443/api/v1/namespaces/kube-system/services/${String(metadata.name)}:dns/proxy\n`,
      );
    }
    run.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  },
};
