/** Hosts files of all Pods, each line with its origin and, for an alias, the place in the scenario's file. */

import type { HostsFileView, HostsLine } from '../api';
import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Manifests } from './manifests';
import { listAll } from './list';

/** As the kubelet knows it; lines are those it wrote, or those that stand there after an edit inside. */
export interface HostsFile {
  podUID: string;
  containers: readonly string[];
  /** Containers that mount their own /etc/hosts. */
  own: readonly string[];
  text: string;
  lines: readonly HostsLine[];
}

/** @returns one view a Pod that has a hosts file, by namespace and name. */
export function hostsViews(client: ApiClient, files: readonly HostsFile[], manifests: Manifests): HostsFileView[] {
  const byUID = new Map(files.map((file) => [file.podUID, file]));
  return listAll(client, '/api/v1/pods').flatMap((pod) => {
    const file = byUID.get(pod.metadata.uid ?? '');
    return file ? [hostsView(pod, file, manifests)] : [];
  });
}

function hostsView(pod: KubernetesObject, file: HostsFile, manifests: Manifests): HostsFileView {
  const ref = { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name };
  return {
    pod: ref,
    node: pod.spec?.nodeName ?? '',
    phase: pod.status?.phase ?? 'Unknown',
    hostNetwork: pod.spec?.hostNetwork === true,
    podIPs: (pod.status?.podIPs ?? []).map((entry: { ip: string }) => entry.ip),
    containers: [...file.containers],
    own: [...file.own],
    text: file.text,
    lines: file.lines.map((line) => {
      const source = line.origin === 'alias' ? manifests.rangeOf(ref, line.from) : undefined;
      return source ? { ...line, source } : line;
    }),
  };
}
