/** The in-memory tree of files. */

import type { FileSystem } from './types';

type Node = string | Map<string, Node>;

/** @returns `path` made absolute against `cwd`, without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** @returns a tree that holds `files` (path to text). */
export function createFileSystem(files: Record<string, string> = {}): FileSystem {
  const fs = new MemoryFiles();
  for (const [path, text] of Object.entries(files)) {
    fs.makeFolders(resolvePath('/', path).split('/').slice(1, -1));
    fs.write(path, text);
  }
  return fs;
}

class MemoryFiles implements FileSystem {
  private readonly root = new Map<string, Node>();

  private find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    for (const part of resolvePath('/', path).split('/').slice(1)) {
      if (part === '') break;
      if (!(node instanceof Map)) return undefined;
      node = node.get(part);
    }
    return node;
  }

  /** Splits off the last name. */
  private parent(path: string): { folder: Node | undefined; name: string } {
    const parts = resolvePath('/', path).split('/');
    const name = parts.pop()!;
    return { folder: this.find(parts.join('/')), name };
  }

  makeFolders(parts: readonly string[]): void {
    let path = '';
    for (const part of parts) {
      path += `/${part}`;
      if (this.find(path) === undefined) this.makeFolder(path);
    }
  }

  read(path: string): string | undefined {
    const node = this.find(path);
    return typeof node === 'string' ? node : undefined;
  }

  write(path: string, text: string, append = false): string | undefined {
    const { folder, name } = this.parent(path);
    if (folder === undefined) return 'No such file or directory';
    if (typeof folder === 'string') return 'Not a directory';
    const old = folder.get(name);
    if (old instanceof Map || name === '') return 'Is a directory';
    folder.set(name, append && old !== undefined ? old + text : text);
    return undefined;
  }

  list(path: string): string[] | undefined {
    const node = this.find(path);
    return node instanceof Map ? [...node.keys()].sort() : undefined;
  }

  kind(path: string): 'file' | 'folder' | undefined {
    const node = this.find(path);
    if (node === undefined) return undefined;
    return typeof node === 'string' ? 'file' : 'folder';
  }

  makeFolder(path: string): string | undefined {
    const { folder, name } = this.parent(path);
    if (folder === undefined) return 'No such file or directory';
    if (typeof folder === 'string') return 'Not a directory';
    if (name === '' || folder.has(name)) return 'File exists';
    folder.set(name, new Map());
    return undefined;
  }

  remove(path: string): string | undefined {
    const { folder, name } = this.parent(path);
    if (!(folder instanceof Map)) return folder === undefined ? 'No such file or directory' : 'Not a directory';
    const node = folder.get(name);
    if (node === undefined) return 'No such file or directory';
    if (node instanceof Map && node.size > 0) return 'Directory not empty';
    folder.delete(name);
    return undefined;
  }
}
