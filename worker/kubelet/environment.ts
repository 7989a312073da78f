/** Environment of a container: fields, references and expansion (pods-and-nodes.md 5.1, 5.2). */

import type { KubernetesObject } from '../kubernetes/objects';

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
    configMapKeyRef?: { name: string; key: string; optional?: boolean };
    secretKeyRef?: { name: string; key: string; optional?: boolean };
  };
}

export interface EnvFromSource {
  prefix?: string;
  configMapRef?: { name: string; optional?: boolean };
  secretRef?: { name: string; optional?: boolean };
}

export interface EnvironmentInput {
  namespace: string;
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  /** Of the services (5.3). */
  serviceVariables: Readonly<Record<string, string>>;
  field(path: string): string;
  resource(ref: { containerName?: string; resource: string; divisor?: string }): string;
  /** Data of a ConfigMap or Secret as text; undefined when it is not there. */
  source(kind: 'ConfigMap' | 'Secret', name: string): Readonly<Record<string, string>> | undefined;
}

/**
 * R5.4: envFrom, then env in order; explicit variables win over those of services.
 * @returns the variables, or the kubelet's error text.
 */
export function makeEnvironment(input: EnvironmentInput): { env: Record<string, string> } | { error: string } {
  const result: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of input.envFrom ?? []) {
    const [kind, ref] = configMapRef ? (['ConfigMap', configMapRef] as const) : (['Secret', secretRef] as const);
    if (!ref) continue;
    const data = input.source(kind, ref.name);
    if (!data && !ref.optional) return { error: `${kind.toLowerCase()} "${ref.name}" not found` };
    for (const [key, value] of Object.entries(data ?? {})) result[prefix + key] = value;
  }
  const lookup = (name: string) => result[name] ?? input.serviceVariables[name];
  for (const variable of input.env ?? []) {
    const value = valueOf(variable, input, lookup);
    if (typeof value === 'object') return value;
    if (value !== undefined) result[variable.name] = value;
  }
  for (const [name, value] of Object.entries(input.serviceVariables)) if (!(name in result)) result[name] = value;
  return { env: result };
}

function valueOf(
  { value, valueFrom }: EnvVar,
  input: EnvironmentInput,
  lookup: (name: string) => string | undefined,
): string | undefined | { error: string } {
  if (!valueFrom) return expand(value ?? '', lookup);
  if (valueFrom.fieldRef) return input.field(valueFrom.fieldRef.fieldPath);
  if (valueFrom.resourceFieldRef) return input.resource(valueFrom.resourceFieldRef);
  const [kind, ref] = valueFrom.configMapKeyRef
    ? (['ConfigMap', valueFrom.configMapKeyRef] as const)
    : (['Secret', valueFrom.secretKeyRef] as const);
  if (!ref) return '';
  const data = input.source(kind, ref.name);
  if (!data) return ref.optional ? undefined : { error: `${kind.toLowerCase()} "${ref.name}" not found` };
  if (Object.hasOwn(data, ref.key)) return data[ref.key];
  return ref.optional ? undefined : { error: `couldn't find key ${ref.key} in ${kind} ${input.namespace}/${ref.name}` };
}

/** `$(NAME)` and `$$`; what is unknown or unclosed stays as it is (R5.4). */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (lookup(name) ?? match),
  );
}

export interface FieldContext {
  podIPs: readonly string[];
  hostIPs: readonly string[];
}

/** Value of a fieldRef at container start (5.1). */
export function fieldValue(path: string, pod: KubernetesObject, { podIPs, hostIPs }: FieldContext): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2]] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(pod.metadata.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations);
    case 'spec.nodeName':
    case 'spec.host':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
      return hostIPs[0] ?? '';
    case 'status.hostIPs':
      return hostIPs.join(',');
    case 'status.podIP':
      return podIPs[0] ?? '';
    case 'status.podIPs':
      return podIPs.join(',');
    default:
      return '';
  }
}

/** `k="v"` lines, keys sorted, no final newline. */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map![key])}`)
    .join('\n');
}
