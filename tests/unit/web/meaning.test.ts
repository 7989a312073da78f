/** What a selection means in the other panes, over a cluster that was really run. */

import { expect, test } from 'vitest';
import { meaningOf, meansLine, objectKey, selectionAt, selectionOfWord } from '../../../web/state/meaning';
import type { ObjectRef, RunResult } from '../../../worker/api';
import { run } from '../views/run';

const FILE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: named
spec:
  hostAliases:
  - ip: 10.1.2.3
    hostnames: [foo.remote]
  containers:
  - name: main
    image: busybox
    command: [sleep, "3600"]
`;
const SERVICE: ObjectRef = { kind: 'Service', namespace: 'default', name: 'web' };

const result = (): Promise<RunResult> =>
  run('pauseSeconds: 3\n', ['true', 'kubectl apply -f all.yaml'], [{ name: 'all.yaml', content: FILE }]);

test('an object means its address, its step, its IPAddress and its text; so do its decision and its address', async () => {
  const found = await result();
  const decision = found.decisions.find(({ object }) => objectKey(object) === objectKey(SERVICE))!;
  const address = decision.outcome.kind === 'allocated' ? decision.outcome.value : '';
  const prefix = decision.ranges[0]!.range;
  for (const selection of [
    { kind: 'object', object: SERVICE },
    { kind: 'decision', id: decision.id },
    { kind: 'address', prefix, address },
  ] as const) {
    const meaning = meaningOf(selection, found);
    expect([...meaning.addresses]).toEqual([address]);
    expect([...meaning.steps]).toEqual([1]);
    expect(meaning.objects).toContain(objectKey(SERVICE));
    expect(meaning.objects).toContain(`IPAddress default ${address}`);
    expect(meaning.sources.map(({ line }) => line)).toEqual([1]);
  }
});

test('a step means all that it gave', async () => {
  const found = await result();
  const meaning = meaningOf({ kind: 'step', step: 1 }, found);
  expect(meaning.objects).toContain('Service default web');
  expect(meaning.objects).toContain('Pod default named');
  expect([...meaning.steps]).toEqual([1]);
  expect([...meaningOf({ kind: 'step', step: 0 }, found).objects]).toEqual([]);
});

test('an alias means its place in the file and back; the Pod’s own line its address', async () => {
  const found = await result();
  const [file] = found.hosts;
  const alias = file!.lines.findIndex(({ origin }) => origin === 'alias');
  const own = file!.lines.findIndex(({ origin }) => origin === 'podIP');
  const pod = 'default/named';
  const meaning = meaningOf({ kind: 'hosts', pod, line: alias }, found);
  expect(meaning.sources).toEqual([file!.lines[alias]!.source]);
  expect(meansLine(meaning, file!.lines[alias]!)).toBe(true);
  expect(selectionAt(found, 'all.yaml', FILE.indexOf('10.1.2.3'))).toEqual({ kind: 'hosts', pod, line: alias });
  const line = meaningOf({ kind: 'hosts', pod, line: own }, found);
  expect([...line.addresses]).toEqual(file!.podIPs);
});

test.each([
  ['Service', 'kind: Service'],
  ['Pod', 'image: busybox'],
])('a place in a document means the %s', async (kind, text) => {
  const meant = selectionAt(await result(), 'all.yaml', FILE.indexOf(text));
  expect(meant).toMatchObject({ kind: 'object', object: { kind } });
  expect(selectionAt(await result(), 'other.yaml', 3)).toBeUndefined();
});

test('words of the terminal mean addresses and objects', async () => {
  const found = await result();
  const address = [...meaningOf({ kind: 'object', object: SERVICE }, found).addresses][0]!;
  expect(selectionOfWord(found, address)).toMatchObject({ kind: 'address', address });
  expect(selectionOfWord(found, 'service/web')).toEqual({ kind: 'object', object: SERVICE });
  expect(selectionOfWord(found, 'web')).toEqual({ kind: 'object', object: SERVICE });
  expect(selectionOfWord(found, 'pod/web')).toBeUndefined();
  expect(selectionOfWord(found, 'created')).toBeUndefined();
});
