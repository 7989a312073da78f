/** Holds the import table of ARCHITECTURE.md and the habits that a linter does not know. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(__dirname, '../..');

/** For each part, the other parts whose values it may import; anyone may import a type from the shared files. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  assembly: [],
  'worker/core': ['assembly'],
  'worker/allocator': ['worker/core'],
  'worker/kubernetes': [],
  'worker/yaml': ['worker/kubernetes'],
  'worker/releases': [],
  'worker/clock.ts': [],
  'worker/api.ts': [],
  'worker/apiserver': ['worker/allocator', 'worker/core', 'worker/kubernetes', 'worker/releases', 'worker/yaml'],
  'worker/client': ['worker/kubernetes', 'worker/core', 'worker/releases'],
  'worker/controllers': ['worker/client', 'worker/kubernetes', 'worker/allocator', 'worker/core', 'worker/releases'],
  'worker/kubelet': [
    'worker/client',
    'worker/kubernetes',
    'worker/allocator',
    'worker/core',
    'worker/shell',
    'worker/releases',
  ],
  'worker/kubectl': ['worker/kubernetes', 'worker/yaml', 'worker/releases', 'worker/shell/types.ts'],
  'worker/shell': [],
  'worker/scenario': ['worker/yaml', 'worker/releases', 'worker/core', 'worker/allocator'],
  'worker/views': [
    'worker/kubernetes',
    'worker/core',
    'worker/allocator',
    'worker/scenario',
    'worker/yaml',
    'worker/releases',
  ],
  'worker/objects': ['worker/kubectl', 'worker/kubernetes'],
  'worker/editor': [
    'worker/kubectl',
    'worker/kubernetes',
    'worker/objects',
    'worker/views',
    'worker/yaml',
    'worker/scenario',
    'worker/releases',
    'sentences',
  ],
  'worker/compare': ['worker/core'],
  'worker/timeline': ['worker/objects', 'worker/views', 'worker/yaml', 'worker/kubernetes'],
  'worker/compare-runs.ts': ['worker/session.ts', 'worker/scenario', 'worker/timeline', 'worker/core'],
  'worker/completion.ts': ['worker/kubectl', 'worker/kubernetes', 'worker/shell'],
  'worker/why': ['worker/views', 'worker/core', 'worker/kubernetes', 'sentences'],
  'worker/session.ts': ['worker'],
  'worker/variants.ts': ['worker/session.ts', 'worker/kubernetes'],
  'worker/playground.ts': ['worker'],
  'worker/index.ts': ['worker/playground.ts', 'worker/core'],
  sentences: [],
  web: ['sentences'],
  cli: ['worker', 'assembly/build.mjs'],
};

/** Types only, so that everybody below may name them. */
const SHARED_TYPES = [
  'worker/api.ts',
  'worker/core/types.ts',
  'worker/clock.ts',
  'worker/kubernetes',
  'worker/allocator/types.ts',
  'worker/shell/types.ts',
  'worker/releases',
];

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesIn(path);
    return /\.(ts|svelte|mjs)$/.test(entry.name) && !/\.d\.ts$/.test(entry.name) && !/config\./.test(entry.name)
      ? [path]
      : [];
  });
}

const sources = ['assembly', 'worker', 'sentences', 'web', 'cli'].flatMap(filesIn);

function partOf(path: string): string {
  const parts = Object.keys(MAY_IMPORT).filter((part) => path === part || path.startsWith(`${part}/`));
  return parts.sort((a, b) => b.length - a.length)[0];
}

/** Paths that a file imports from inside the project, and whether only as types. */
function importsOf(path: string): { target: string; isType: boolean }[] {
  const text = readFileSync(join(root, path), 'utf8');
  const found: { target: string; isType: boolean }[] = [];
  for (const [, kind, specifier] of text.matchAll(
    /^\s*(import type|import|export type|export) [^;]*?from '(\.[^']+)'/gm,
  ))
    found.push({ target: specifier, isType: kind.endsWith('type') });
  for (const [, specifier] of text.matchAll(/\bimport\('(\.[^']+)'\)/g))
    found.push({ target: specifier, isType: false });
  return found.map(({ target, isType }) => ({ target: relative(root, resolve(root, dirname(path), target)), isType }));
}

function isUnder(target: string, part: string): boolean {
  const bare = part.replace(/\.ts$/, '');
  return target === bare || target === part || target.startsWith(`${bare}/`);
}

describe('imports', () => {
  test.each(sources)('%s imports only what its part may', (path) => {
    const part = partOf(path);
    const wrong = importsOf(path).filter(({ target, isType }) => {
      if (isUnder(target, part) || target.startsWith('build/')) return false;
      if (isType && SHARED_TYPES.some((shared) => isUnder(target, shared))) return false;
      if (part === 'web' && isType && isUnder(target, 'worker/api.ts')) return false;
      return !MAY_IMPORT[part].some((allowed) => isUnder(target, allowed));
    });
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  test.each(sources)('%s says in its first line what it is for', (path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    const first = lines[0].startsWith('#!') ? lines[1] : lines[0];
    expect(first).toMatch(/^(\/\*\*|\/\/|<!--)/);
  });

  test.each(sources.filter((path) => path.startsWith('worker/') && !path.startsWith('worker/core/')))(
    '%s does not name WebAssembly',
    (path) => {
      expect(readFileSync(join(root, path), 'utf8').replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '')).not.toMatch(
        /\bWebAssembly\b/,
      );
    },
  );
});
