/** Hosts files of all Pods, each line with its origin and, for an alias, the place in the scenario's file. */

import type { HostsFileView, HostsLine } from '../api';
import type { ApiClient, HostsFile as KubeletHostsFile } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Manifests } from './manifests';
import { listAll } from './list';

type HostsFile = Omit<KubeletHostsFile, 'podUID'>;

/** Parts of a line that the page knows; the API tells more. */
const viewOf = ({ text, origin, from, address, names }: HostsLine): HostsLine => ({
  text,
  origin,
  from,
  ...(address !== undefined && { address }),
  ...(names && { names }),
});

/** @returns one view a Pod that has a hosts file, by namespace and name. */
export function hostsViews(client: ApiClient, manifests: Manifests): HostsFileView[] {
  const query = { fieldSelector: 'object.kind=Pod' };
  const byUID = new Map<string, HostsFile>();
  for (const { object, hostsFile } of listAll(client, '/apis/berth.dev/v1/provenances', query))
    if (hostsFile) byUID.set(object.uid, hostsFile);
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
      return source ? { ...viewOf(line), source } : viewOf(line);
    }),
  };
}
