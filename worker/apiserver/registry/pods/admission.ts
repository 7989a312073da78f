/** What admission adds to a new Pod: account and token, tolerations, priority (pods-and-nodes.md R11.6). */

import type { Env } from '../../env';
import { nameSuffixes } from '../../env';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Container, PodSpec } from './defaults';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOLERATION_SECONDS = 300;
const TOKEN_SECONDS = 3607;
const FILE_MODE = 0o644;

export function admitPod(pod: KubernetesObject, env: Env): void {
  const spec: PodSpec = pod.spec;
  addServiceAccount(pod, spec, env);
  spec.priority ??= 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
  addToleration(spec, 'node.kubernetes.io/not-ready');
  addToleration(spec, 'node.kubernetes.io/unreachable');
}

function addServiceAccount(pod: KubernetesObject, spec: PodSpec, env: Env): void {
  spec.serviceAccountName ??= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  if (spec.automountServiceAccountToken === false) return;
  const existing = (spec.volumes ?? []).find((volume: Container) => volume.name?.startsWith('kube-api-access-'));
  const purpose = `kube-api-access/${pod.metadata.namespace}/${pod.metadata.name ?? pod.metadata.generateName}/${pod.metadata.uid}`;
  const name: string = existing?.name ?? `kube-api-access-${nameSuffixes(env, purpose)()}`;
  let isMounted = false;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const mounts: Container[] = container.volumeMounts ?? [];
    if (mounts.some((mount) => mount.mountPath === TOKEN_PATH)) continue;
    container.volumeMounts = [...mounts, { mountPath: TOKEN_PATH, name, readOnly: true }];
    isMounted = true;
  }
  if (isMounted && !existing) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

const tokenVolume = (name: string) => ({
  name,
  projected: {
    defaultMode: FILE_MODE,
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
      {
        downwardAPI: {
          items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
        },
      },
    ],
  },
});

function addToleration(spec: PodSpec, key: string): void {
  const tolerations: Container[] = spec.tolerations ?? [];
  const covers = (toleration: Container) =>
    (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect);
  if (tolerations.some(covers)) return;
  spec.tolerations = [
    ...tolerations,
    { effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: TOLERATION_SECONDS },
  ];
}
