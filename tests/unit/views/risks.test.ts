/** Risks that no server names: what is said, where, and what the fixes would do. */

import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../worker/api';
import { createPlayground } from '../../../worker/playground';
import { compiledCore } from '../../core/load';
import { scenarioOf } from './run';

async function risks(cluster: string, commands: string[] = [], files: { name: string; content: string }[] = []) {
  const playground = createPlayground(compiledCore());
  const scenario = scenarioOf(cluster, commands, files);
  const answer = await playground.run({ requestId: 1, scenario, upTo: commands.length }, () => {});
  expect(answer).toHaveProperty('result');
  return { found: await playground.risks(), scenario };
}

const messages = (found: Diagnostic[]) => found.map((one) => one.message);
const NO_NODE = 'kubelet: false\n';

describe('ranges', () => {
  test.each([
    ['serviceSubnet: 10.96.0.0/16\n', []],
    ['serviceSubnet: 10.96.0.0/28\n', ['The cluster DNS address 10.96.0.10 is not protected.']],
    ['serviceSubnet: 10.96.0.0/28\nkubeDNS: true\n', ['The cluster DNS address 10.96.0.10 is not protected.']],
    ['serviceSubnet: 10.96.0.0/29\n', []],
    [
      'serviceSubnet: 10.244.0.0/16\npodSubnet: 10.244.128.0/17\n',
      ['The Service range 10.244.0.0/16 overlaps the Pod range 10.244.128.0/17.'],
    ],
  ])('%j', async (cluster, expected) => {
    expect(messages((await risks(NO_NODE + cluster)).found)).toEqual(expected);
  });

  test('a range that overlaps a node’s address', async () => {
    const { found } = await risks('serviceSubnet: 10.96.0.0/16\npodSubnet: 192.168.0.0/16\n');
    expect(messages(found)).toContain('The Pod range 192.168.0.0/16 overlaps 192.168.0.10 of Node worker0.');
  });

  test('the fix of an overlap moves the Pod range to a free prefix', async () => {
    const cluster = `${NO_NODE}serviceSubnet: 10.0.0.0/16\npodSubnet: 10.0.0.0/16\n`;
    const { found } = await risks(cluster);
    const { edit } = found[0].fixes![0];
    expect(cluster.slice(edit!.start, edit!.end)).toBe(edit!.was);
    const fixed = cluster.slice(0, edit!.start) + edit!.text + cluster.slice(edit!.end);
    expect(messages((await risks(fixed)).found)).toEqual([]);
  });

  test('nearly full from 80 percent on, and its first fix gives room', async () => {
    const cluster = `${NO_NODE}serviceSubnet: 10.96.0.0/28\n`;
    const create = (count: number) =>
      `for i in $(seq ${count}); do kubectl create service clusterip s$i --tcp 80; done`;
    expect(messages((await risks(cluster, [create(10)])).found).join()).not.toContain('full');
    const { found } = await risks(cluster, [create(11)]);
    expect(messages(found)[0]).toBe(
      'The Service range 10.96.0.0/28 is nearly full: 12 of 14 usable addresses are held.',
    );
    const command = found[0].fixes![0].command!;
    const after = await risks(cluster, [create(11), command, create(16).replaceAll('s$i', 't$i')]);
    expect(messages(after.found)[0]).toContain('is full: 14 of 14');
  });
});

describe('finalizers', () => {
  test('a ServiceCIDR that holds an address names the Service to delete', async () => {
    const { found } = await risks(`${NO_NODE}serviceSubnet: 10.96.0.0/16\n`, [
      'kubectl apply -f - <<EOF\napiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata:\n  name: extra\nspec:\n  cidrs:\n  - 10.97.0.0/24\nEOF',
      'kubectl create service clusterip web --tcp 80 --clusterip 10.97.0.5',
      'kubectl delete servicecidr extra --wait=false',
    ]);
    expect(messages(found)).toEqual([
      'ServiceCIDR extra is being deleted and cannot go: networking.k8s.io/service-cidr-finalizer holds it.',
    ]);
    expect(found[0].fixes!.map((fix) => fix.command)).toEqual(['kubectl delete service web -n default']);
  });

  test('a finalizer of somebody else is taken off by a patch that works', async () => {
    const commands = [
      'kubectl create configmap kept',
      `kubectl patch configmap kept --type merge -p '{"metadata":{"finalizers":["example.com/hold"]}}'`,
      'kubectl delete configmap kept --wait=false',
    ];
    const { found } = await risks(NO_NODE, commands);
    expect(messages(found)).toEqual(['ConfigMap kept is being deleted and cannot go: example.com/hold holds it.']);
    expect((await risks(NO_NODE, [...commands, found[0].fixes![0].command!])).found).toEqual([]);
  });
});

describe('aliases', () => {
  const POD = (lines: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: named\nspec:\n  hostAliases:\n${lines}  containers:\n  - name: a\n    image: busybox:1.28\n`;
  const alias = (ip: string, ...names: string[]) =>
    `  - ip: ${ip}\n    hostnames:\n${names.map((name) => `    - ${name}\n`).join('')}`;
  const APPLY = ['kubectl create service clusterip web --tcp 80', 'kubectl apply -f pod.yaml'];

  test.each([
    ['short', alias('10.1.2.3', 'web'), ['The alias web hides Service default/web.']],
    [
      'whole',
      alias('10.1.2.3', 'Web.default.svc.cluster.local'.toLowerCase()),
      ['The alias web.default.svc.cluster.local hides Service default/web.'],
    ],
    ['elsewhere', alias('10.1.2.3', 'web.other', 'web.example.com'), []],
    ['twice', alias('10.1.2.3', 'a.remote') + alias('10.1.2.4', 'a.remote'), ['The alias a.remote is written twice.']],
    ['both families', alias('10.1.2.3', 'a.remote') + alias('fd00::1', 'a.remote'), []],
  ])('%s', async (_, lines, expected) => {
    const content = POD(lines);
    const { found } = await risks('', APPLY, [{ name: 'pod.yaml', content }]);
    expect(messages(found)).toEqual(expected);
    for (const { edit } of found.flatMap((one) => one.fixes!.slice(0, 1))) {
      expect(content.slice(edit!.start, edit!.end)).toBe(edit!.was);
      expect(edit!.was.trim()).toMatch(/^- /);
    }
  });
});
