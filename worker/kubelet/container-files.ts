/** The file system of a container: its image's tree with the kubelet's files and the Pod's volumes in it. */

import { createFileSystem } from '../shell';
import type { FileSystem } from '../shell/types';
import type { VolumeMount } from './container';
import { makeFolders, mountFileSystem, type Mounts, type SharedFile } from './file-tree';
import type { Image } from './images';
import type { Volume } from './volumes';

export interface ContainerFilesInput {
  image: Image;
  mounts: readonly VolumeMount[];
  volumes: ReadonlyMap<string, Volume>;
  /** The Pod's hosts file, which all its containers share. */
  hosts: SharedFile;
  hostname: string;
  resolvConf: string;
  /** Where the container may leave a message about its end. */
  terminationMessagePath: string;
}

const FOLDERS = ['/tmp', '/root', '/home', '/proc', '/sys', '/usr/bin', '/usr/sbin', '/var/run', '/var/log'];
const ACCOUNTS = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  '/etc/group': 'root:x:0:\nnobody:x:65534:\n',
};

export function containerFiles({ image, mounts, volumes, ...own }: ContainerFilesInput): FileSystem {
  const points: string[] = [...FOLDERS];
  const base = lazyFileSystem(() => imageFiles(image, points));
  const all: Mounts = { files: new Map(), folders: new Map() };
  all.files.set('/etc/hosts', own.hosts);
  all.files.set('/etc/hostname', ownFile(own.hostname));
  all.files.set('/etc/resolv.conf', ownFile(own.resolvConf));
  all.files.set(own.terminationMessagePath, ownFile(''));
  for (const mount of mounts) {
    const volume = volumes.get(mount.name);
    if (volume) mountVolume(points, all, mount, volume);
  }
  return mountFileSystem(base, all);
}

function imageFiles(image: Image, folders: readonly string[]): FileSystem {
  const programs = Object.fromEntries([...image.programs].map((name) => [`/bin/${name}`, '\u007fELF\n']));
  const fs = createFileSystem({ ...programs, ...ACCOUNTS, '/dev/null': '', ...image.files });
  for (const path of folders) makeFolders(fs, path);
  return fs;
}

/** A tree that is made when somebody looks: most containers never look beyond what is mounted. */
function lazyFileSystem(make: () => FileSystem): FileSystem {
  let made: FileSystem | undefined;
  const own = () => (made ??= make());
  return {
    read: (path) => own().read(path),
    write: (path, text, append) => own().write(path, text, append),
    list: (path) => own().list(path),
    kind: (path) => own().kind(path),
    makeFolder: (path) => own().makeFolder(path),
    remove: (path) => own().remove(path),
  };
}

/** @param points gets the folders that the image's tree needs for it. */
function mountVolume(points: string[], all: Mounts, mount: VolumeMount, volume: Volume): void {
  const { fs } = volume;
  const path = mount.mountPath.length > 1 ? mount.mountPath.replace(/\/$/, '') : mount.mountPath;
  const inside = `${volume.root}${mount.subPath ? `/${mount.subPath}` : ''}`;
  const readOnly = volume.readOnly || !!mount.readOnly;
  points.push(path.slice(0, path.lastIndexOf('/')));
  if (fs.kind(inside || '/') === 'file') {
    const write = (next: string) => void fs.write(inside, next);
    all.files.set(path, { read: () => fs.read(inside) ?? '', ...(readOnly ? {} : { write }) });
    return;
  }
  if (!readOnly) makeFolders(fs, inside);
  points.push(path);
  all.folders.set(path, { fs, subPath: inside, readOnly });
  all.files.delete(path);
}

function ownFile(text: string): SharedFile {
  let now = text;
  return { read: () => now, write: (next) => void (now = next) };
}
