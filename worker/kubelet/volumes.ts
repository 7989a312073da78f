/** Volumes of a Pod as small trees of files. */

import type { KubernetesObject } from '../kubernetes/objects';
import { createFileSystem } from '../shell';
import type { FileSystem } from '../shell/types';

export interface VolumeSources {
  /** Data of a ConfigMap or Secret as text; undefined when it is not there. */
  source(kind: 'ConfigMap' | 'Secret', name: string): Readonly<Record<string, string>> | undefined;
  field(path: string): string;
  /** The node's own files, for hostPath. */
  nodeFiles: FileSystem;
}

export interface Volume {
  fs: FileSystem;
  /** Path of the volume's root inside `fs`; empty for the root. */
  root: string;
  readOnly: boolean;
}

interface Item {
  key: string;
  path: string;
}

const TOKEN = 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImJlcnRoIn0.simulated.token';

/** @returns the volume, or why it can not be set up, in the kubelet's words. */
export function makeVolume(
  volume: KubernetesObject['spec'],
  pod: KubernetesObject,
  sources: VolumeSources,
): Volume | { error: string } {
  const fail = (detail: string) => ({ error: `MountVolume.SetUp failed for volume "${volume.name}" : ${detail}` });
  const fixed = (files: Record<string, string>): Volume => ({
    fs: createFileSystem(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/${path}`, text]))),
    root: '',
    readOnly: true,
  });
  if (volume.configMap || volume.secret) {
    const kind = volume.configMap ? 'ConfigMap' : 'Secret';
    const { optional, items } = volume.configMap ?? volume.secret;
    const name: string = volume.configMap?.name ?? volume.secret.secretName;
    const data = sources.source(kind, name);
    if (!data) return optional ? fixed({}) : fail(`${kind.toLowerCase()} "${name}" not found`);
    const picked = pick(data, items);
    return 'missing' in picked
      ? fail(`references non-existent ${kind === 'ConfigMap' ? 'config' : 'secret'} key: ${picked.missing}`)
      : fixed(picked.files);
  }
  if (volume.downwardAPI) return fixed(downward(volume.downwardAPI.items ?? [], sources));
  if (volume.projected) return projected(volume, sources, fixed, fail);
  if (volume.hostPath) return { fs: sources.nodeFiles, root: volume.hostPath.path.replace(/\/$/, ''), readOnly: false };
  if (volume.persistentVolumeClaim)
    return fail(
      `persistentvolumeclaim "${volume.persistentVolumeClaim.claimName}" not found for pod ${pod.metadata.namespace}/${pod.metadata.name}`,
    );
  return { fs: createFileSystem(), root: '', readOnly: false };
}

function projected(
  volume: KubernetesObject['spec'],
  sources: VolumeSources,
  fixed: (files: Record<string, string>) => Volume,
  fail: (detail: string) => { error: string },
): Volume | { error: string } {
  const files: Record<string, string> = {};
  for (const source of volume.projected.sources ?? []) {
    if (source.serviceAccountToken) files[source.serviceAccountToken.path] = TOKEN;
    if (source.downwardAPI) Object.assign(files, downward(source.downwardAPI.items ?? [], sources));
    const map = source.configMap ?? source.secret;
    if (!map) continue;
    const data = sources.source(source.configMap ? 'ConfigMap' : 'Secret', map.name);
    if (!data && map.optional) continue;
    if (!data) return fail(`${source.configMap ? 'configmap' : 'secret'} "${map.name}" not found`);
    const picked = pick(data, map.items);
    if ('missing' in picked) return fail(`references non-existent config key: ${picked.missing}`);
    Object.assign(files, picked.files);
  }
  return fixed(files);
}

function pick(
  data: Readonly<Record<string, string>>,
  items: Item[] | undefined,
): { files: Record<string, string> } | { missing: string } {
  if (!items?.length) return { files: { ...data } };
  const missing = items.find(({ key }) => !Object.hasOwn(data, key));
  if (missing) return { missing: missing.key };
  return { files: Object.fromEntries(items.map(({ key, path }) => [path, data[key]])) };
}

const downward = (
  items: { path: string; fieldRef?: { fieldPath: string } }[],
  { field }: VolumeSources,
): Record<string, string> =>
  Object.fromEntries(items.map(({ path, fieldRef }) => [path, fieldRef ? field(fieldRef.fieldPath) : '']));
