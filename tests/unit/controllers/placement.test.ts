/** Where Pods may stand: affinity between Pods, topology spread, and which ends of Pods lead to another try. */

import { describe, expect, test } from 'vitest';
import { byGuard, GUARDED, placementRefusal } from '../../../worker/controllers/scheduler/placement';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { PODS, startCluster } from './cluster';

const object = (metadata: object, spec: object = {}) => ({ apiVersion: 'v1', kind: 'X', metadata, spec }) as unknown as KubernetesObject; // prettier-ignore
const NODES = ['a1', 'a2', 'b1', 'x'].map((name) =>
  object({ name, labels: { host: name, ...(name === 'x' ? {} : { zone: name[0] }) } }),
);
const selects = (labelSelector: object, topologyKey: string, more: object = {}) => ({
  labelSelector,
  topologyKey,
  ...more,
});
const web = { matchLabels: { app: 'web' } };
const rule = (kind: string, ...terms: object[]) => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const spread = (maxSkew: number, topologyKey: string, more: object = {}) => ({
  topologySpreadConstraints: [
    { maxSkew, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: web, ...more },
  ],
});
const SPREAD = "node(s) didn't match pod topology spread constraints";
const MISSING = `${SPREAD} (missing required label)`;
const AFFINITY = "node(s) didn't match pod affinity rules";
const ANTI = "node(s) didn't match pod anti-affinity rules";
const EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules";
const ok = undefined;

/** What stands on a1, a2, b1 and x: the label `app` of each Pod. Then the answers for the four Nodes. */
test.each<[title: string, spec: object, standing: string[][], answers: (string | undefined)[]]>([
  ['nothing asked', {}, [['web'], [], [], []], [ok, ok, ok, ok]],
  ['away from its like, by host', rule('podAntiAffinity', selects(web, 'host')), [['web'], [], ['db'], []], [ANTI, ok, ok, ok]],
  ['away from its like, by zone', rule('podAntiAffinity', selects(web, 'zone')), [['web'], [], [], ['web']], [ANTI, ANTI, ok, ok]],
  ['in another namespace', rule('podAntiAffinity', selects(web, 'host', { namespaces: ['other'] })), [['web'], [], [], []], [ok, ok, ok, ok]],
  ['without a selector', rule('podAntiAffinity', { topologyKey: 'host' }), [['web'], [], [], []], [ok, ok, ok, ok]],
  ['near others', rule('podAffinity', selects({ matchLabels: { app: 'db' } }, 'zone')), [[], ['db'], [], []], [ok, ok, AFFINITY, AFFINITY]],
  ['near others that are nowhere', rule('podAffinity', selects({ matchLabels: { app: 'db' } }, 'zone')), [[], [], [], []], [AFFINITY, AFFINITY, AFFINITY, AFFINITY]],
  ['near its own kind, as the first', rule('podAffinity', selects(web, 'zone')), [['db'], [], [], []], [ok, ok, ok, AFFINITY]],
  ['near two kinds', rule('podAffinity', selects(web, 'zone'), selects({ matchLabels: { app: 'db' } }, 'zone')), [['web'], ['db'], [], []], [AFFINITY, AFFINITY, AFFINITY, AFFINITY]],
  ['spread by host', spread(1, 'host'), [['web'], [], ['db'], []], [SPREAD, ok, ok, ok]],
  ['spread by host, level', spread(1, 'host'), [['web'], ['web'], ['web'], ['web']], [ok, ok, ok, ok]],
  ['spread by zone', spread(1, 'zone'), [['web'], [], [], []], [SPREAD, SPREAD, ok, MISSING]],
  ['spread with more room', spread(2, 'zone'), [['web'], [], [], []], [ok, ok, ok, MISSING]],
  ['spread over more zones than there are', spread(1, 'zone', { minDomains: 3 }), [['web'], [], ['web'], []], [SPREAD, SPREAD, SPREAD, MISSING]],
  ['spread where it is only a wish', spread(1, 'zone', { whenUnsatisfiable: 'ScheduleAnyway' }), [['web'], [], [], []], [ok, ok, ok, ok]],
  ['spread by a key of its labels', spread(1, 'host', { matchLabelKeys: ['version'] }), [['web'], [], [], []], [ok, ok, ok, ok]],
])('%s', (_title, spec, standing, answers) => {
  const podsOn = (node: KubernetesObject) =>
    standing[NODES.indexOf(node)].map((app) => object({ name: app, namespace: 'default', labels: { app } }));
  const pod = object({ name: 'p', namespace: 'default', labels: { app: 'web', version: '2' } }, spec);
  const around = { nodes: NODES, podsOn, guarded: () => [], isEligible: () => true };
  expect(NODES.map((node) => placementRefusal(pod, node, around)?.reasons[0])).toEqual(answers);
}); // prettier-ignore

test('Pods that stand there can refuse their like as well', () => {
  const other = object(
    { name: 'q', namespace: 'default' },
    { ...rule('podAntiAffinity', selects(web, 'zone')), nodeName: 'a1' },
  );
  const podsOn = (node: KubernetesObject) => (node.metadata.name === 'a1' ? [other] : []);
  const around = { nodes: NODES, podsOn, guarded: () => [other], isEligible: () => true };
  expect(byGuard(other)).toEqual([GUARDED]);
  const pod = (app: string) => object({ name: 'p', namespace: 'default', labels: { app } });
  const answers = (app: string) => NODES.map((node) => placementRefusal(pod(app), node, around)?.reasons[0]);
  expect([answers('web'), answers('db')]).toEqual([
    [EXISTING, EXISTING, ok, ok],
    [ok, ok, ok, ok],
  ]);
});

describe('on the one Node of a cluster', () => {
  const pod = (name: string, spec: object, container: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web' } },
    spec: { ...spec, containers: [{ name: 'c', image: 'busybox:1.28', command: ['sleep', '1d'], ...container }] },
  });
  const port = { ports: [{ containerPort: 80, hostPort: 80 }] };
  const anti = rule('podAntiAffinity', selects(web, 'kubernetes.io/hostname'));
  const large = { resources: { requests: { cpu: '1500m' } } };
  const text = (reason: string, isResolvable = true) =>
    `FailedScheduling: 0/1 nodes are available: 1 ${reason}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 ${isResolvable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling'}.`;

  /** A Pod, one that it stands in the way of, what that one says, and whether the end of a third, small Pod makes it try again. */
  test.each<[title: string, first: object, second: object, says: string, isTriedAgain: boolean]>([
    ['a port', pod('first', {}, port), pod('second', {}, port), text("node(s) didn't have free ports for the requested pod ports"), false],
    ['anti-affinity', pod('first', anti), pod('second', anti), text(ANTI), false],
    ['resources', pod('first', {}, large), pod('second', {}, large), text('Insufficient cpu'), true],
    ['a label', pod('first', {}), pod('second', { nodeSelector: { disk: 'ssd' } }), text("node(s) didn't match Pod's node affinity/selector", false), false],
  ])('%s', async (_title, first, second, says, isTriedAgain) => {
    const cluster = await startCluster({ kubelet: true });
    const third = pod('third', {});
    cluster.create(PODS, { ...third, metadata: { name: 'third' } });
    cluster.create(PODS, first);
    await cluster.clock.advance(3_000);
    cluster.create(PODS, second);
    await cluster.clock.advance(3_000);
    expect(cluster.events('second')).toEqual([says]);
    cluster.remove(`${PODS}/third`, { gracePeriodSeconds: 0 });
    await cluster.clock.advance(3_000);
    expect(cluster.events('second')).toEqual(isTriedAgain ? [says, says] : [says]);
    if (says.includes('affinity/selector')) return;
    cluster.remove(`${PODS}/first`, { gracePeriodSeconds: 0 });
    await cluster.clock.advance(5_000);
    expect(cluster.get(`${PODS}/second`).status!.phase).toBe('Running');
  }); // prettier-ignore
});
