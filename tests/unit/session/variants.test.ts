/** Hosts files as they would be otherwise: each is what the kubelet writes when it is really done. */

import { expect, test } from 'vitest';
import { createPlayground } from '../../../worker/playground';
import { compiledCore } from '../../core/load';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostAliases: [{ip: 10.1.2.3, hostnames: [foo.remote]}]
  containers: [{name: main, image: IMAGE, command: COMMAND}]
`;

async function variantsOf(image: string, command: string) {
  const playground = createPlayground(await compiledCore());
  const content = POD.replace('IMAGE', image).replace('COMMAND', command);
  const steps = [{ command: 'kubectl apply -f web.yaml' }, { command: 'kubectl wait --for=condition=Ready pod/web' }];
  const scenario = { title: '', cluster: '', files: [{ name: 'web.yaml', content }], steps };
  await playground.run({ requestId: 1, scenario, upTo: 2 }, () => {});
  return playground.hostsVariants({ kind: 'Pod', namespace: 'default', name: 'web' });
}

test('an edit adds a line, a restart takes it away, and the host network brings the node’s own lines', async () => {
  const [asIs, edited, restarted, onHost] = await variantsOf('busybox', '[sleep, "3600"]');
  expect(edited!.file!.text).toBe(`${asIs!.file!.text}10.9.9.9 by-hand\n`);
  const withoutAddress = (text: string) => text.replace(/^10\.244\.\d+\.\d+\t/m, '');
  expect(withoutAddress(restarted!.file!.text)).toBe(withoutAddress(asIs!.file!.text));
  expect(restarted!.file!.text).not.toContain('by-hand');
  expect(onHost!.file!.lines.some(({ origin }) => origin === 'podIP')).toBe(false);
  expect(onHost!.file!.lines.some(({ origin }) => origin === 'node')).toBe(true);
  expect(onHost!.file!.text).toContain('10.1.2.3\tfoo.remote');
});

test('what cannot be done says why in the words of the cluster', async () => {
  const variants = await variantsOf('registry.k8s.io/pause:3.10', 'null');
  const edited = variants[1]!;
  expect(edited.file).toBeUndefined();
  expect(edited.fault).toMatch(/executable file not found|no such file/);
});

test('a Pod that is not there has none', async () => {
  const playground = createPlayground(await compiledCore());
  expect(await playground.hostsVariants({ kind: 'Pod', namespace: 'default', name: 'web' })).toEqual([]);
});
