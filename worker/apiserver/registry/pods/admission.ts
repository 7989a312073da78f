/** What admission adds to a new Pod: account and token, tolerations, priority (pods-and-nodes.md R11.6). */

import type { Env } from '../../env';
import { nameSuffixes } from '../../env';
import type { KubernetesObject, Status } from '../../../kubernetes/objects';
import { forbidden } from '../../errors';
import { quote } from '../../go-text';
import type { Container, PodSpec } from './defaults';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOLERATION_SECONDS = 300;
const TOKEN_SECONDS = 3607;
const FILE_MODE = 0o644;

const POD = { group: '', resource: 'pods', kind: 'Pod' };
const DEFAULT_ACCOUNT = 'default';
/** Classes that every cluster has. */
const PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/**
 * @param findAccount the ServiceAccount of that namespace and name.
 * @returns the refusal of the first plugin that has one.
 */
export function admitPod(
  pod: KubernetesObject,
  env: Env,
  findAccount: (namespace: string, name: string) => KubernetesObject | undefined,
): Status | undefined {
  const spec: PodSpec = pod.spec;
  // mutating admission comes before the name is generated
  const refuse = (why: string) => forbidden(POD, pod.metadata.generateName || (pod.metadata.name ?? ''), why);
  spec.serviceAccountName ??= DEFAULT_ACCOUNT;
  const { serviceAccountName: name } = spec;
  const { namespace = '' } = pod.metadata;
  const account = findAccount(namespace, name);
  // The account that every namespace gets is waited for.
  if (!account && name !== DEFAULT_ACCOUNT)
    return refuse(`error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`);
  addServiceAccount(pod, spec, account, env);
  const why = setPriority(spec);
  if (why) return refuse(why);
  addToleration(spec, 'node.kubernetes.io/not-ready');
  addToleration(spec, 'node.kubernetes.io/unreachable');
  if (spec.runtimeClassName !== undefined)
    return refuse(`pod rejected: RuntimeClass ${quote(spec.runtimeClassName)} not found`);
  return undefined;
}

/** @returns why the priority is refused. */
function setPriority(spec: PodSpec): string | undefined {
  const { priorityClassName: name, priority, preemptionPolicy: policy } = spec;
  const computed = name ? PRIORITIES[name] : 0;
  const end = 'from the given PriorityClass name';
  if (computed === undefined) return `no PriorityClass with name ${name} was found`;
  if (priority !== undefined && priority !== computed)
    return `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${computed} ${end}`;
  spec.priority = computed;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
  return policy === undefined || policy === 'PreemptLowerPriority'
    ? undefined
    : `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority ${end}`;
}

function addServiceAccount(
  pod: KubernetesObject,
  spec: PodSpec,
  account: KubernetesObject | undefined,
  env: Env,
): void {
  spec.serviceAccount = spec.serviceAccountName;
  if (!spec.imagePullSecrets?.length && account?.imagePullSecrets) spec.imagePullSecrets = account.imagePullSecrets;
  if ((spec.automountServiceAccountToken ?? account?.automountServiceAccountToken) === false) return;
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
