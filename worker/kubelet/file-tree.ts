/** File systems of containers: an own tree with the kubelet's files and volumes mounted into it. */

import type { FileSystem } from '../shell/types';

/** One file that several containers see, the hosts file for example. */
export interface SharedFile {
  read(): string;
  /** Absent: read-only. */
  write?(text: string): void;
}

export interface Mounts {
  files: Map<string, SharedFile>;
  /** Volumes by mount path. */
  folders: Map<string, { fs: FileSystem; subPath: string; readOnly: boolean }>;
}

const READ_ONLY = 'Read-only file system';
const BUSY = 'Device or resource busy';

/** @returns a view of `base` with everything of `mounts` in its place. */
export function mountFileSystem(base: FileSystem, mounts: Mounts): FileSystem {
  const points = [...mounts.folders.keys()].sort((a, b) => b.length - a.length);
  const within = (path: string) => points.find((point) => path === point || path.startsWith(`${point}/`));

  /** The tree that holds a path, and the path inside it. */
  function route(path: string): { fs: FileSystem; path: string; readOnly: boolean } {
    const point = within(path);
    if (point === undefined) return { fs: base, path, readOnly: false };
    const { fs, subPath, readOnly } = mounts.folders.get(point)!;
    return { fs, path: `${subPath}${path.slice(point.length)}` || '/', readOnly };
  }

  return {
    read(path) {
      const file = mounts.files.get(path);
      if (file) return file.read();
      const there = route(path);
      return there.fs.read(there.path);
    },
    write(path, text, append = false) {
      const file = mounts.files.get(path);
      if (file) {
        if (!file.write) return READ_ONLY;
        file.write(append ? file.read() + text : text);
        return undefined;
      }
      const there = route(path);
      return there.readOnly ? READ_ONLY : there.fs.write(there.path, text, append);
    },
    list(path) {
      const there = route(path);
      const names = there.fs.list(there.path);
      if (!names) return undefined;
      const prefix = path === '/' ? '/' : `${path}/`;
      const mounted = [...mounts.files.keys(), ...points]
        .filter((one) => one.startsWith(prefix) && !one.slice(prefix.length).includes('/'))
        .map((one) => one.slice(prefix.length));
      return [...new Set([...names, ...mounted])].sort();
    },
    kind(path) {
      if (mounts.files.has(path)) return 'file';
      const there = route(path);
      return there.fs.kind(there.path);
    },
    makeFolder(path) {
      const there = route(path);
      return there.readOnly ? READ_ONLY : there.fs.makeFolder(there.path);
    },
    remove(path) {
      if (mounts.files.has(path) || mounts.folders.has(path)) return BUSY;
      const there = route(path);
      return there.readOnly ? READ_ONLY : there.fs.remove(there.path);
    },
  };
}

/** Makes a folder and those above it. */
export function makeFolders(fs: FileSystem, path: string): void {
  let current = '';
  for (const part of path.split('/').filter(Boolean)) {
    current += `/${part}`;
    if (fs.kind(current) === undefined) fs.makeFolder(current);
  }
}
