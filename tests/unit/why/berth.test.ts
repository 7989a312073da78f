/** What `berth` prints, and what kubectl prints of the group berth.dev. */

import { expect, test } from 'vitest';
import type { Decision, RunResult } from '../../../worker/api';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

async function run(cluster: string, ...commands: string[]): Promise<RunResult> {
  const steps = commands.map((command) => ({ command }));
  const outcome = await runScenario(await compiledCore(), { title: '', cluster, files: [], steps });
  if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
  return outcome.result;
}

async function lastOutput(cluster: string, ...commands: string[]): Promise<string> {
  const { transcript } = await run(cluster, ...commands);
  return transcript[transcript.length - 1].output.map(({ text }) => text).join('');
}

const SMALL = 'serviceSubnet: 10.96.0.0/28\nkubelet: false';
const WITH_NODE = 'serviceSubnet: 10.96.0.0/28\nkubelet: true';
const BALANCED = `${SMALL}\nloadBalancerRange: 203.0.113.0/29`;
const BALANCER = 'kubectl create service loadbalancer web --tcp 80';
const WEB = 'kubectl create service clusterip web --tcp 80';
const DUP = 'kubectl create service clusterip dup --clusterip 10.96.0.1 --tcp 80';
const POD =
  'kubectl run p --image=busybox:1.28 --overrides=\'{"spec":{"hostAliases":[{"ip":"10.1.2.3","hostnames":["foo.local"]}]}}\' -- sleep 3600; sleep 5';

const WHY_WEB = `Why did web get 10.96.0.4?
It asked for no particular address. The search began here, and nobody held it.
  Request: The Service names no clusterIP, so any IPv4 address will do.
  Ranges:  One ServiceCIDR is ready: kubernetes, 10.96.0.0/28, with 14 usable addresses, 13 free.
  Band:    A range of this size has no static band. Nothing was kept aside.
  Search:  It started at 10.96.0.4, drawn by seed 7, and took it.
  Answer:  10.96.0.4 went to Service web.
What else could have come out?
  Any of the 13 addresses of 10.96.0.0/28 that were free. The starting point is random; another seed draws another one.
`;

const WHY_DUP = `Why was dup refused?
10.96.0.1 is held by kubernetes.
  Request: The Service asks for 10.96.0.1.
  Ranges:  One ServiceCIDR is ready: kubernetes, 10.96.0.0/28, with 14 usable addresses, 13 free.
  Band:    A range of this size has no static band. Nothing was kept aside.
  Answer:  The request was refused: provided IP is already allocated.
Who holds it?
  10.96.0.1 belongs to Service kubernetes.
`;

const ALIAS_LINE = `The Pod says so: the kubelet copied it from spec.hostAliases when it started the container.
  Line:    11 of /etc/hosts in Pod default/p
  Text:    10.1.2.3 foo.local
  From:    spec.hostAliases[0]
  Order:   Where a name stands twice, the first line counts.
  Lasting: The file is written afresh when a container starts. A change made inside is lost then.
`;

const CASES: { name: string; cluster: string; commands: string[]; output: string }[] = [
  { name: 'an address', cluster: SMALL, commands: [WEB, 'berth why 10.96.0.4'], output: WHY_WEB },
  { name: 'a Service', cluster: SMALL, commands: [WEB, 'berth why service/web'], output: WHY_WEB },
  { name: 'a Service that was refused', cluster: SMALL, commands: [DUP, 'berth why svc/dup'], output: WHY_DUP },
  {
    name: 'an address that was given back',
    cluster: SMALL,
    commands: [WEB, 'kubectl delete service web', 'berth why 10.96.0.4'],
    output: `Why was 10.96.0.4 given back?
Service web was deleted.
  Ranges: One ServiceCIDR is ready: kubernetes, 10.96.0.0/28, with 14 usable addresses, 13 free.
  Answer: 10.96.0.4 is not held by Service web any more.
`,
  },
  {
    name: 'the address of a load balancer',
    cluster: BALANCED,
    commands: [BALANCER, `${BALANCER.replace('web', 'next')}; sleep 3`, 'berth why 203.0.113.2'],
    output: `Why did next get 203.0.113.2?
It asked for no particular address. The search began at 203.0.113.1, and this was the first free one after it.
  Request: The Service is of type LoadBalancer, so the provider gives it the lowest free IPv4 address.
  Ranges:  One range is ready: 203.0.113.0/29, with 6 usable addresses, 5 free.
  Search:  It started at 203.0.113.1, looked at two, and took 203.0.113.2.
  Answer:  203.0.113.2 went to Service next.
`,
  },
  {
    name: 'a Node',
    cluster: WITH_NODE,
    commands: ['berth why node/worker0'],
    output: `Why did worker0 get 10.244.0.0/24?
It asked for no particular block. The search began here, and nobody held it.
  Request: The Node has no podCIDR, so the controller gives it the next free IPv4 block.
  Ranges:  One range is ready: 10.244.0.0/16, with 256 usable blocks, 256 free.
  Search:  It started at 10.244.0.0/24, and took it.
  Answer:  10.244.0.0/24 went to Node worker0.
`,
  },
  {
    name: 'the address of a line',
    cluster: WITH_NODE,
    commands: [POD, 'berth why 10.1.2.3'],
    output: `Where does line 11 come from?\n${ALIAS_LINE}`,
  },
  {
    name: 'a name',
    cluster: WITH_NODE,
    commands: [POD, 'berth why foo.local'],
    output: `Why does foo.local mean 10.1.2.3 here?\n${ALIAS_LINE}`,
  },
  {
    name: 'a network address',
    cluster: SMALL,
    commands: ['berth why-not 10.96.0.0'],
    output: `Why is 10.96.0.0 never handed out?
It is the first address of the range, the network address. This range never hands it out.
  Range: 10.96.0.0/28, ServiceCIDR kubernetes (ready)
  State: never handed out
`,
  },
  {
    name: 'a free address in a wide range',
    cluster: 'kubelet: false',
    commands: ['berth why-not 10.96.0.9'],
    output: `What about 10.96.0.9?
It is free and in the static band: it comes out when it is asked for, or when the rest is full.
  Range: 10.96.0.0/16, ServiceCIDR kubernetes (ready)
  State: free
  Band:  static; 10.96.0.1 to 10.96.1.0 are kept for requests that name them
`,
  },
  {
    name: 'an address that somebody asked for',
    cluster: SMALL,
    commands: [DUP, 'berth why-not 10.96.0.1'],
    output: `${WHY_DUP}
Who holds 10.96.0.1?
10.96.0.1 is held by Service kubernetes.
  Range: 10.96.0.0/28, ServiceCIDR kubernetes (ready)
  State: held by the system
`,
  },
  {
    name: 'an address of no range',
    cluster: SMALL,
    commands: ['berth why-not 1.2.3.4'],
    output: `What about 1.2.3.4?
No range of the cluster hands it out.
  Ranges: 10.96.0.0/28 (ServiceCIDR kubernetes); 10.244.0.0/16, in blocks for Nodes.
`,
  },
  { name: 'no address', cluster: SMALL, commands: ['berth why-not web'], output: 'berth: "web" is no address\n' },
  {
    name: 'an unknown type',
    cluster: SMALL,
    commands: ['berth why secret/x'],
    output: 'berth: nothing is decided for the type "secret"; there are service, pod and node\n',
  },
  {
    name: 'an unknown object',
    cluster: SMALL,
    commands: ['berth why service/x -n other'],
    output: 'berth: nothing was decided for Service other/x\n',
  },
];

test.each(CASES)('berth: $name', async ({ cluster, commands, output }) => {
  expect(await lastOutput(cluster, ...commands)).toBe(output);
});

test('kubectl reads decisions and provenances under their full names', async () => {
  const get = 'kubectl get decisions.berth.dev';
  expect(await lastOutput(SMALL, WEB, DUP, get))
    .toBe(`NAME         RESOURCE    OBJECT                       REQUEST     OUTCOME          AGE
decision-0   clusterIP   Service/default/kubernetes   10.96.0.1   10.96.0.1        4s
decision-1   clusterIP   Service/default/web          any IPv4    10.96.0.4        0s
decision-2   clusterIP   Service/default/dup          10.96.0.1   refused: taken   0s
`);
  expect(await lastOutput(SMALL, WEB, DUP, `${get} --field-selector outcome.kind=refused -o name`)).toBe(
    'decision.berth.dev/decision-2\n',
  );
  expect(await lastOutput(WITH_NODE, POD, 'kubectl get provenances.berth.dev'))
    .toBe(`NAME                 OBJECT                       VALUES                               HOSTS LINES   AGE
node-worker0         Node/worker0                 192.168.0.10,worker0,10.244.0.0/24   0             8s
pod-p                Pod/default/p                10.244.0.2                           11            5s
service-kubernetes   Service/default/kubernetes   10.96.0.1                            0             9s
`);
});

test('a Pod’s provenance names the block of its address and the field of each part of a line', async () => {
  const path = '/apis/berth.dev/v1/namespaces/default/provenances/pod-p';
  const { addresses, hostsFile } = JSON.parse(await lastOutput(WITH_NODE, POD, `kubectl get --raw ${path}`));
  expect(addresses).toEqual([
    {
      value: '10.244.0.2',
      field: 'status.podIPs[0].ip',
      decision: 2,
      block: '10.244.0.0/24',
      from: { kind: 'Node', name: 'worker0', field: 'spec.podCIDRs[0]' },
    },
  ]);
  expect(hostsFile.lines[10]).toEqual({
    text: '10.1.2.3\tfoo.local',
    origin: 'alias',
    from: 'spec.hostAliases[0]',
    address: '10.1.2.3',
    names: ['foo.local'],
    addressField: 'spec.hostAliases[0].ip',
    nameFields: ['spec.hostAliases[0].hostnames[0]'],
  });
});

test('a Service’s provenance names its addresses, those of its owner and those of its balancer', async () => {
  const path = '/apis/berth.dev/v1/namespaces/default/provenances/service-web';
  const patch = `kubectl patch service web -p '{"spec":{"externalIPs":["192.0.2.9"]}}'`;
  const text = await lastOutput(BALANCED, BALANCER, patch, `sleep 3; kubectl get --raw ${path}`);
  expect(JSON.parse(text).addresses).toEqual([
    { value: expect.stringMatching(/^10\.96\.0\./), field: 'spec.clusterIPs[0]', decision: expect.any(Number) },
    { value: '192.0.2.9', field: 'spec.externalIPs[0]' },
    { value: '203.0.113.1', field: 'status.loadBalancer.ingress[0].ip', decision: expect.any(Number) },
  ]);
});

test('no list shows the group', async () => {
  const lists = 'kubectl api-versions; kubectl api-resources; kubectl get --raw /apis; kubectl get all -A';
  expect(await lastOutput(SMALL, lists)).not.toContain('berth');
  expect(await lastOutput(SMALL, 'kubectl get decisions')).toBe(
    'error: the server doesn\'t have a resource type "decisions"\n',
  );
});

test('decisions cannot be changed', async () => {
  expect(await lastOutput(SMALL, 'kubectl delete decisions.berth.dev decision-0')).toBe(
    'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n',
  );
});

test('revisions and UIDs of real objects do not depend on what was decided', async () => {
  const command = "kubectl get service kubernetes -o jsonpath='{.metadata.uid} {.metadata.resourceVersion}'";
  expect(await lastOutput(SMALL, 'kubectl get decisions.berth.dev; berth why 10.96.0.1', command)).toBe(
    await lastOutput(SMALL, 'true', command),
  );
});

const outcomes = (decisions: readonly Decision[], name: string) =>
  decisions.filter(({ object }) => object.name === name).map(({ resource, outcome }) => ({ resource, ...outcome }));

test('what a refused request had been given is given back', async () => {
  const create = 'kubectl create service nodeport np --tcp 80';
  const message = 'services "np" already exists';
  const { decisions } = await run(SMALL, create, create);
  expect(outcomes(decisions, 'np').slice(2)).toMatchObject([
    { resource: 'clusterIP', kind: 'allocated' },
    { resource: 'nodePort', kind: 'allocated' },
    { resource: 'nodePort', kind: 'released', because: 'refused', message },
    { resource: 'clusterIP', kind: 'released', because: 'refused', message },
  ]);
});

test.each([
  ['at once', 'true', true],
  ['two seconds later', 'sleep 2', false],
])('a second family added %s: the record names the other outcome', async (_, between, isNamed) => {
  const patch = `kubectl patch service web -p '{"spec":{"ipFamilyPolicy":"PreferDualStack"}}'`;
  const { decisions } = await run(
    'serviceSubnet: 10.96.0.0/24,fd00::/112\nkubelet: false',
    `${WEB}; ${between}; ${patch}`,
  );
  const second = decisions.find(({ object, request }) => object.name === 'web' && request.family === 'IPv6')!;
  expect(second.otherwise !== undefined).toBe(isNamed);
  expect(decisions.some(({ outcome }) => outcome.kind === 'released' && outcome.because === 'removed')).toBe(isNamed);
});

test('several nodes: each has a block, addresses one after the other, and Pods that reach each other', async () => {
  const nodes = `kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name} {.status.addresses[0].address} {.spec.podCIDR}{"\\n"}{end}'`;
  expect(await lastOutput('kubelet: true\nnodes: 3', nodes)).toBe(`worker0 192.168.0.10 10.244.0.0/24
worker1 192.168.0.11 10.244.1.0/24
worker2 192.168.0.12 10.244.2.0/24
`);
  const reach = 'kubectl exec client -- wget -qO- $(kubectl get pod server -o jsonpath={.status.podIP})';
  const place = (node: string) => `--overrides='{"spec":{"nodeName":"${node}"}}'`;
  const output = await lastOutput(
    'kubelet: true\nnodes: 2',
    `kubectl run server --image=nginx ${place('worker0')}; kubectl run client --image=busybox:1.28 ${place('worker1')} -- sleep 3600; sleep 10`,
    reach,
  );
  expect(output).toContain('Welcome to nginx!');
});
