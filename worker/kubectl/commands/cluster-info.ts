/** `kubectl cluster-info`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { CommandBody } from './types';

export const clusterInfoCommand: CommandBody = {
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
