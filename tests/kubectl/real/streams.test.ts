/**
 * Long outputs and inputs over both protocols of `exec`, and what the real kubectl does alone: `apply -k` and `cp`.
 *
 * The two outputs of a command are looked at one by one: the real kubectl copies each in a goroutine of its own, and what
 * it writes of one may stand in the middle of a line of the other.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKubectl, type RealKubectl } from './binary';
import { compareCommands } from './compare';
import { FILES } from './files';
import { realRunner, type Runner } from './runners';

const SPDY = 'KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false';

compareCommands(
  'streams',
  `
kubectl create -f pod.yaml
kubectl exec hosts -- seq 200000 | md5sum
${SPDY} kubectl exec hosts -- seq 200000 | md5sum
kubectl exec hosts -- sh -c 'seq 1000 >&2; seq 1000; exit 3' 2>/dev/null | md5sum
kubectl exec hosts -- sh -c 'seq 1000 >&2; seq 1000; exit 3' 2>&1 >/dev/null | md5sum
seq 50000 | kubectl exec -i hosts -- md5sum
seq 50000 | ${SPDY} kubectl exec -i hosts -- md5sum
waits: timeout 1 kubectl attach hosts
waits: ${SPDY} timeout 1 kubectl attach hosts
`,
);

const KUSTOMIZATION = {
  name: 'kustomization.yaml',
  content: `resources: [web.yaml, map.json]
namePrefix: k-
labels: [{pairs: {from: kustomize}, includeSelectors: true}]
configMapGenerator: [{name: made, literals: [a=b]}]
`,
};

const kubectl = findKubectl();

describe.skipIf(typeof kubectl === 'string')('the real kubectl alone', () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await realRunner(kubectl as RealKubectl, [...FILES, KUSTOMIZATION]);
  }, 60_000);
  afterAll(() => runner.close());

  const said = async (command: string) => {
    const { stdout, stderr, exit } = await runner.run(command, false);
    return { text: stdout + stderr, exit };
  };

  test('a kustomization is applied, compared and deleted', { timeout: 30_000 }, async () => {
    const names = ['configmap/k-made-4h2mbtbbt6', 'configmap/k-raw', 'service/k-web'];
    const each = (end: string) => names.map((name) => `${name} ${end}\n`).join('');
    expect(await said('kubectl apply -k .')).toEqual({ text: each('created'), exit: 0 });
    expect(await said('kubectl apply -k .')).toEqual({ text: each('unchanged'), exit: 0 });
    expect(await said('kubectl get configmaps,services -l from=kustomize -o name')).toEqual({
      text: names.map((name) => `${name}\n`).join(''),
      exit: 0,
    });
    expect(await said('kubectl diff -k .')).toEqual({ text: '', exit: 0 });
    expect(await said('kubectl apply --server-side --force-conflicts -k . -o name')).toMatchObject({ exit: 0 });
    expect(await said('kubectl delete -k . -o name')).toMatchObject({ exit: 0 });
    expect(await said('kubectl get services -l from=kustomize -o name')).toEqual({ text: '', exit: 0 });
  });

  test('files are not copied: containers have no tar', { timeout: 30_000 }, async () => {
    await said('kubectl create -f pod.yaml');
    const refusal = { text: 'sh: tar: not found\ncommand terminated with exit code 127\n', exit: 127 };
    expect(await said('kubectl cp web.yaml hosts:/tmp/web.yaml')).toEqual(refusal);
    expect(await said('kubectl cp hosts:/etc/hosts copy')).toEqual(refusal);
  });
});
