/** Small parts of the kubelet: logs, volumes, mounts, names on the network. */

import { describe, expect, it } from 'vitest';
import { mountFileSystem, type Mounts } from '../../../worker/kubelet/file-tree';
import { createLog } from '../../../worker/kubelet/log';
import { candidates } from '../../../worker/kubelet/network';
import { sourceOf } from '../../../worker/kubelet/process';
import { makeVolume } from '../../../worker/kubelet/volumes';
import { createFileSystem } from '../../../worker/shell';

describe('logs', () => {
  const START = Date.parse('2026-01-05T10:00:00Z');
  const log = createLog();
  ['one\ntwo\n', 'three\n', 'fo'].forEach((text, index) => log.write('stdout', text, START + index * 1_000));
  log.write('stderr', 'oops\n', START + 3_000);
  it.each([
    [{}, 'one\ntwo\nthree\noops\nfo'],
    [{ tailLines: '2' }, 'oops\nfo'],
    [{ tailLines: '0' }, ''],
    [{ sinceSeconds: '4' }, 'three\noops\nfo'],
    [{ sinceTime: '2026-01-05T10:00:03Z' }, 'oops\nfo'],
    [{ limitBytes: '5' }, 'one\nt'],
    [{ tailLines: '2', timestamps: 'true' }, '2026-01-05T10:00:03.000000000Z oops\n2026-01-05T10:00:05.000000000Z fo'],
  ])('%j', (query, text) => expect(log.read(query, START + 5_000)).toBe(text));
});

describe('volumes', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'd' }, spec: {} };
  const sources = {
    nodeFiles: createFileSystem({ '/etc/os-release': 'node\n' }),
    source: (kind: string, name: string) => (name === 'there' ? { a: `${kind} a`, b: 'b' } : undefined),
    field: (path: string) => `<${path}>`,
  };
  const read = (volume: object, path: string) => {
    const made = makeVolume({ name: 'v', ...volume }, pod, sources);
    return 'error' in made ? made.error : made.fs.read(`${made.root}${path}`);
  };
  it.each([
    [{ configMap: { name: 'there' } }, '/a', 'ConfigMap a'],
    [{ secret: { secretName: 'there' } }, '/a', 'Secret a'],
    [{ configMap: { name: 'there', items: [{ key: 'b', path: 'x/y' }] } }, '/x/y', 'b'],
    [
      { configMap: { name: 'there', items: [{ key: 'c', path: 'x' }] } },
      '/x',
      'MountVolume.SetUp failed for volume "v" : references non-existent config key: c',
    ],
    [{ configMap: { name: 'gone' } }, '/a', 'MountVolume.SetUp failed for volume "v" : configmap "gone" not found'],
    [{ configMap: { name: 'gone', optional: true } }, '/a', undefined],
    [
      { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
      '/labels',
      '<metadata.labels>',
    ],
    [
      {
        projected: {
          sources: [
            { configMap: { name: 'there' } },
            { downwardAPI: { items: [{ path: 'ns', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
          ],
        },
      },
      '/ns',
      '<metadata.namespace>',
    ],
    [{ hostPath: { path: '/etc/' } }, '/os-release', 'node\n'],
    [{ emptyDir: {} }, '/a', undefined],
  ])('%j %s', (volume, path, expected) => expect(read(volume, path)).toBe(expected));
});

describe('mounts', () => {
  let shared = 'shared\n';
  const mounts: Mounts = {
    files: new Map([
      ['/etc/hosts', { read: () => shared, write: (text: string) => void (shared = text) }],
      ['/etc/fixed', { read: () => 'fixed\n' }],
    ]),
    folders: new Map([
      ['/data', { fs: createFileSystem({ '/sub/file': 'inside\n' }), subPath: '/sub', readOnly: true }],
    ]),
  };
  const fs = mountFileSystem(createFileSystem({ '/etc/passwd': 'root\n', '/data/hidden': 'x' }), mounts);
  it('shows files in their places', () => {
    expect(fs.list('/etc')).toEqual(['fixed', 'hosts', 'passwd']);
    expect(fs.list('/data')).toEqual(['file']);
    expect(fs.read('/data/file')).toBe('inside\n');
    expect(fs.kind('/data')).toBe('folder');
    expect(fs.kind('/etc/hosts')).toBe('file');
  });
  it('writes where it may', () => {
    expect(fs.write('/etc/hosts', 'more\n', true)).toBeUndefined();
    expect(shared).toBe('shared\nmore\n');
    expect(fs.write('/etc/fixed', 'x')).toBe('Read-only file system');
    expect(fs.write('/data/new', 'x')).toBe('Read-only file system');
    expect(fs.remove('/etc/hosts')).toBe('Device or resource busy');
    expect(fs.write('/etc/passwd', 'other\n')).toBeUndefined();
  });
});

describe('names and words', () => {
  it.each([
    ['web', 5, ['web.a', 'web.b', 'web']],
    ['web.default', 5, ['web.default.a', 'web.default.b', 'web.default']],
    ['x.y', 1, ['x.y', 'x.y.a', 'x.y.b']],
    ['web.', 5, ['web']],
  ])('%s with ndots:%i', (name, ndots, expected) => expect(candidates(name, ['a', 'b'], ndots)).toEqual(expected));
  it.each([
    [['cat', '/etc/hosts'], "unset PWD OLDPWD\n'cat' '/etc/hosts'"],
    [['/bin/sh', '-c', "echo 'x'"], "'sh' '-c' 'echo '\\''x'\\'''"],
  ])('%j', (argv, source) => expect(sourceOf(argv)).toBe(source));
});
