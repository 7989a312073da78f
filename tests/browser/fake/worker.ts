/** A stand-in for the worker with canned results, to look at the page's layout alone. Never shipped. */

import { expose } from 'comlink';
import type {
  CellView,
  Decision,
  HostsLine,
  ObjectRef,
  PlaygroundWorker,
  RangeView,
  RunResult,
  Scenario,
  TranscriptEntry,
} from '../../../worker/api';
import { parseScenario } from '../../../worker/scenario/markdown';

const service = (name: string, namespace = 'default'): ObjectRef => ({ kind: 'Service', namespace, name });
const WALK = [11, 5, 12, 13, 14, 2, 3, 4, 6, 7, 8, 9];
const SECOND = [134, 180, 33, 135];

function holders(upTo: number) {
  const held = new Map<
    number,
    { holder: ObjectRef; letter: string; category: CellView['category']; decision: number }
  >();
  held.set(1, { holder: service('kubernetes'), letter: 'K', category: 'system', decision: 0 });
  held.set(10, { holder: service('kube-dns', 'kube-system'), letter: 'D', category: 'system', decision: 1 });
  if (upTo >= 4)
    WALK.forEach((at, index) =>
      held.set(at, { holder: service(`test-${index + 1}`), letter: 's', category: 'dynamic', decision: 2 + index }),
    );
  if (upTo >= 6)
    SECOND.forEach((at, index) =>
      held.set(at, {
        holder: service(`test-${index + 13}`),
        letter: index === 2 ? 'S' : 's',
        category: index === 2 ? 'static' : index === 1 ? 'leaving' : 'dynamic',
        decision: 15 + index,
      }),
    );
  return held;
}

function rangeOf(bits: number, upTo: number, names: string[]): RangeView {
  const held = holders(upTo);
  const size = 2 ** (32 - bits);
  const band = bits === 24;
  const cells = Array.from({ length: size }, (_, at): CellView => {
    const role = at === 0 ? 'network' : at === size - 1 ? 'broadcast' : undefined;
    const one = held.get(at);
    return {
      address: `10.96.0.${at}`,
      label: `.${at}`,
      category: role ? 'never' : (one?.category ?? 'free'),
      letter: one?.letter ?? '',
      role,
      staticBand: band && at >= 1 && at <= 16,
      holder: one?.holder,
      decision: one?.decision,
    };
  });
  const addresses = cells.flatMap((cell) =>
    cell.holder
      ? [
          {
            address: cell.address,
            category: cell.category,
            letter: cell.letter,
            holder: cell.holder,
            staticBand: cell.staticBand,
            decision: cell.decision,
          },
        ]
      : [],
  );
  return {
    kind: 'service',
    prefix: `10.96.0.0/${bits}`,
    family: 'IPv4',
    owners: names.map((name) => ({ name, state: 'ready' })),
    usable: String(size - 2),
    held: String(addresses.length),
    free: String(size - 2 - addresses.length),
    cells,
    addresses,
    ...(band && {
      staticBand: { first: '10.96.0.1', last: '10.96.0.16' },
      dynamicBand: { first: '10.96.0.17', last: '10.96.0.254' },
    }),
  };
}

function wideRange(): RangeView {
  const tiles = Array.from({ length: 256 }, (_, at) => ({
    prefix: `fd00:10:96::${(at * 256).toString(16)}/120`,
    label: `::${(at * 256).toString(16)}`,
    usable: '256',
    held: at === 0 ? '40' : at % 37 === 3 ? '2' : '0',
    staticBand: at === 0,
  }));
  return {
    kind: 'service',
    prefix: 'fd00:10:96::/112',
    family: 'IPv6',
    owners: [{ name: 'kubernetes', state: 'ready' }],
    usable: '65535',
    held: '54',
    free: '65481',
    tiles,
    addresses: [
      {
        address: 'fd00:10:96::a2b3',
        category: 'dynamic',
        letter: 's',
        holder: service('a-service-with-a-rather-long-name-in-a-far-namespace', 'production'),
        staticBand: false,
        tile: 162,
      },
    ],
    staticBand: { first: 'fd00:10:96::1', last: 'fd00:10:96::100' },
    dynamicBand: { first: 'fd00:10:96::101', last: 'fd00:10:96::ffff' },
  };
}

function decisionsOf(upTo: number): Decision[] {
  const range = (result: 'allocated' | 'full', start: number, order: number[], found?: number) => ({
    range: '10.96.0.0/28',
    names: ['kubernetes'],
    state: 'ready' as const,
    usable: '14',
    free: found ? '3' : '0',
    searches: [
      {
        band: 'dynamic' as const,
        start: `10.96.0.${start}`,
        tried: String(order.length),
        order: order.map((at) => `10.96.0.${at}`),
        found: found ? `10.96.0.${found}` : undefined,
      },
    ],
    result,
  });
  const given = (id: number, step: number, object: ObjectRef, at: number): Decision => ({
    id,
    step,
    atMs: id * 10,
    resource: 'clusterIP',
    object,
    request: { family: 'IPv4' },
    ranges: [range('allocated', at, [at], at)],
    outcome: { kind: 'allocated', value: `10.96.0.${at}`, band: 'dynamic' },
  });
  const all = [
    given(0, -1, service('kubernetes'), 1),
    given(1, -1, service('kube-dns', 'kube-system'), 10),
    ...WALK.map((at, index) => given(2 + index, 3, service(`test-${index + 1}`), at)),
  ];
  all.push({
    id: 14,
    step: 3,
    atMs: 300,
    resource: 'clusterIP',
    object: service('test-13'),
    request: { family: 'IPv4' },
    ranges: [range('full', 9, [9, 10, 11, 12, 13, 14, 1, 2, 3, 4, 5, 6, 7, 8])],
    outcome: { kind: 'refused', message: 'range is full', cause: 'full' },
  });
  SECOND.forEach((at, index) => all.push(given(15 + index, 5, service(`test-${index + 13}`), at)));
  return all.filter((one) => one.step < upTo);
}

const HOSTS: [string, HostsLine['origin'], string][] = [
  ['# Kubernetes-managed hosts file.', 'header', 'kubelet'],
  ['127.0.0.1\tlocalhost', 'loopback', 'kubelet'],
  ['::1\tlocalhost ip6-localhost ip6-loopback', 'ipv6', 'kubelet'],
  ['fe00::0\tip6-localnet', 'ipv6', 'kubelet'],
  ['fe00::0\tip6-mcastprefix', 'ipv6', 'kubelet'],
  ['fe00::1\tip6-allnodes', 'ipv6', 'kubelet'],
  ['fe00::2\tip6-allrouters', 'ipv6', 'kubelet'],
  ['10.244.0.2\tbox.six.default.svc.cluster.local\tbox', 'podIP', 'status.podIPs[0]'],
  ['fd00:10:244::2\tbox.six.default.svc.cluster.local\tbox', 'podIP', 'status.podIPs[1]'],
  ['', 'blank', 'kubelet'],
  ['# Entries added by HostAliases.', 'comment', 'kubelet'],
  ['10.1.2.3\tfoo.remote\tbar.remote', 'alias', 'spec.hostAliases[0]'],
];

function resultOf(requestId: number, scenario: Scenario, upTo: number): RunResult {
  const transcript = scenario.steps.slice(0, upTo).map((step, index): TranscriptEntry => {
    const expected = step.expected ?? '';
    const fault = expected.indexOf('error:');
    return {
      step: index,
      command: step.command,
      exit: fault >= 0 ? 1 : 0,
      startMs: 0,
      endMs: 0,
      decisions: [],
      output:
        fault >= 0
          ? [
              { stream: 'stdout', text: expected.slice(0, fault) },
              {
                stream: 'stderr',
                text: 'error: failed to create ClusterIP service: Internal error occurred: failed to allocate a serviceIP for Service "test-13": range is full\n',
              },
            ]
          : [{ stream: 'stdout', text: expected || 'done\n' }],
    };
  });
  const lines = HOSTS.map(([text, origin, from]): HostsLine => {
    const [address, ...names] = text.split(/\s+/);
    return { text, origin, from, ...(address && !text.startsWith('#') && { address, names }) };
  });
  return {
    requestId,
    complete: true,
    version: 'v1.36.3',
    settings: {
      kubernetes: '1.36',
      serviceSubnet: '',
      podSubnet: '',
      featureGates: {},
      kubelet: true,
      kubeDNS: true,
      seed: 7,
      startTime: '',
    },
    nowMs: 0,
    transcript,
    diagnostics: [
      ...(upTo === 4
        ? [
            {
              severity: 'error' as const,
              message: 'failed to allocate a serviceIP: range is full',
              object: service('test-13'),
              step: 3,
              decision: 14,
            },
          ]
        : []),
      {
        severity: 'risk',
        message: 'Cluster DNS depends on an unprotected address',
        hint: 'A range of 16 addresses has no static band, so any Service could take 10.96.0.10 while kube-dns is away.',
      },
    ],
    files: [
      { name: 'cluster.yaml', state: 'in use' },
      ...scenario.files.map((file) => ({
        name: file.name,
        state: upTo > 4 ? ('applied' as const) : ('not applied' as const),
        step: 4,
      })),
    ],
    ranges: [
      rangeOf(28, Math.min(upTo, 5), ['kubernetes']),
      ...(upTo > 4 ? [rangeOf(24, upTo, ['newcidr1'])] : []),
      wideRange(),
    ],
    hosts: [
      {
        pod: { kind: 'Pod', namespace: 'default', name: 'dual' },
        node: 'worker0',
        phase: 'Running',
        hostNetwork: false,
        podIPs: ['10.244.0.2', 'fd00:10:244::2'],
        containers: ['show'],
        own: [],
        text: lines.map((line) => `${line.text}\n`).join(''),
        lines,
      },
    ],
    decisions: decisionsOf(upTo),
  };
}

const fake: PlaygroundWorker = {
  async run({ requestId, scenario, upTo }) {
    if (!/^kubernetes:/m.test(scenario.cluster))
      return {
        failure: {
          requestId,
          diagnostics: [
            {
              severity: 'error',
              message: 'kubernetes: Required value',
              source: { file: 'cluster.yaml', start: 0, end: 5, line: 1, column: 1 },
            },
          ],
        },
      };
    return { result: resultOf(requestId, scenario, upTo) };
  },
  async stop() {},
  async parseScenario(markdown) {
    return parseScenario(markdown) as Awaited<ReturnType<PlaygroundWorker['parseScenario']>>;
  },
  async encodeLink() {
    return '#1dgtD7fGUOv8fwNfBb0jXxUJR4QQAAabVVlqRunJY';
  },
  async decodeLink() {
    return { error: 'This link is damaged.' };
  },
  async complete() {
    return ['service', 'servicecidr'];
  },
};

expose(fake);
