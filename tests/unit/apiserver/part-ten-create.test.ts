/** Service create, a row a test case: services.md 10.2 (rows 32 to 94). */

import { expect, test } from 'vitest';
import type { Status } from '../../../worker/kubernetes/objects';
import { messageOf, objectOf, service, SERVICES, startServer } from './harness';

const CLUSTERS: Record<string, string> = {
  v4: '10.0.0.0/16',
  v6: '2000::/108',
  v4v6: '10.0.0.0/16,2000::/108',
  v6v4: '2000::/108,10.0.0.0/16',
};
type Spec = Record<string, unknown>;

const LB = { type: 'LoadBalancer' };
const NODE_PORT = { type: 'NodePort' };
const EXTERNAL = { type: 'ExternalName', externalName: 'example.com', ports: undefined };
const SELECTOR = { selector: { app: 'web' } };
const port = (number: number, protocol = 'TCP', nodePort?: number) => ({
  name: `${protocol.toLowerCase()}-${number}`,
  port: number,
  protocol,
  ...(nodePort !== undefined && { nodePort }),
});
const VALID_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** Row, cluster, spec; then parts of the stored spec, or how each error begins. */
const ROWS: [row: number, cluster: string, spec: Spec, outcome: Spec | string[]][] = [
  [32, 'v4', {}, { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'], clusterIPs: [expect.any(String)] }],
  [33, 'v4', { ipFamilies: ['IPv6'] }, ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']],
  [
    34,
    'v4',
    { ipFamilyPolicy: 'RequireDualStack' },
    ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'],
  ],
  [35, 'v4', { ipFamilyPolicy: 'PreferDualStack' }, { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] }],
  [
    36,
    'v4v6',
    { ipFamilyPolicy: 'PreferDualStack' },
    { ipFamilies: ['IPv4', 'IPv6'], clusterIPs: [expect.stringMatching(/^10\./), expect.stringMatching(/^2000::/)] },
  ],
  [37, 'v6v4', { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] }, { ipFamilies: ['IPv4', 'IPv6'] }],
  [38, 'v4v6', { ipFamilies: ['IPv4', 'IPv6'] }, ['spec.ipFamilyPolicy: ']],
  [39, 'v4v6', { clusterIP: '10.0.0.17', clusterIPs: ['10.0.0.17', '2000::17'] }, ['spec.ipFamilyPolicy: ']],
  [
    40,
    'v4v6',
    { ipFamilyPolicy: 'PreferDualStack', clusterIP: '10.0.0.17', clusterIPs: ['10.0.0.17', '2000::17'] },
    { clusterIPs: ['10.0.0.17', '2000::17'] },
  ],
  [
    41,
    'v4v6',
    { ipFamilyPolicy: 'SingleStack', clusterIP: '2000::1' },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] },
  ],
  [
    42,
    'v4',
    { clusterIP: '2000::1' },
    ['spec.clusterIPs[0]: Invalid value: ["2000::1"]: IPv6 is not configured on this cluster'],
  ],
  [
    43,
    'v4',
    { ipFamilies: ['IPv4'], clusterIP: '2000::1' },
    ['spec.clusterIPs[0]: Invalid value: "2000::1": expected an IPv4 value as indicated by `ipFamilies[0]`'],
  ],
  [
    44,
    'v4',
    { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '10.0.0.2'] },
    ['spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2"]: may specify no more than one IP for each IP family'],
  ],
  [
    45,
    'v4v6',
    { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '2000::1', '10.0.0.2'] },
    ['spec.clusterIPs: Invalid value: ["10.0.0.1","2000::1","10.0.0.2"]: may only hold up to 2 values'],
  ],
  [
    46,
    'v4',
    { clusterIP: '', clusterIPs: [''] },
    [
      'spec.clusterIPs: Invalid value: [""]: must be empty when `clusterIP` is not specified',
      `spec.clusterIPs[0]: Invalid value: "": ${VALID_IP}`,
    ],
  ],
  [
    47,
    'v4',
    { clusterIPs: ['10.0.0.10'] },
    ['spec.clusterIPs: Invalid value: ["10.0.0.10"]: must be empty when `clusterIP` is not specified'],
  ],
  [
    48,
    'v4',
    { clusterIP: '10.0.0.10', clusterIPs: ['10.0.0.1'] },
    ['spec.clusterIPs: Invalid value: ["10.0.0.1"]: first value must match `clusterIP`'],
  ],
  [
    49,
    'v4',
    { clusterIP: 'None', ...SELECTOR },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'], clusterIPs: ['None'] },
  ],
  [50, 'v4', { clusterIP: 'None' }, { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }],
  [
    51,
    'v6',
    { clusterIP: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] },
  ],
  [
    52,
    'v4',
    { clusterIP: 'None', ...NODE_PORT, ...SELECTOR },
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
  ],
  [53, 'v4', { clusterIP: 'None', ports: undefined, ...SELECTOR }, { clusterIP: 'None' }],
  [54, 'v4', { ports: undefined }, ['spec.ports: Required value']],
  [
    55,
    'v4',
    { ...EXTERNAL, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] },
    [
      'spec.ipFamilies: Forbidden: may not be set for ExternalName services',
      'spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services',
    ],
  ],
  [
    56,
    'v4',
    { ...EXTERNAL, clusterIP: '1.2.3.4' },
    ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
  ],
  [57, 'v4', { ...EXTERNAL, externalName: 'foo.bar.example.com.' }, { type: 'ExternalName' }],
  [
    58,
    'v4',
    { ...EXTERNAL, externalName: '-123' },
    ['spec.externalName: Invalid value: "-123": a lowercase RFC 1123 subdomain must consist of'],
  ],
  [
    59,
    'v4',
    { ...NODE_PORT, ports: [port(80, 'TCP', 30080), port(443, 'TCP', 30080)] },
    ['spec.ports[1].nodePort: Invalid value: 30080: provided port is already allocated'],
  ],
  [
    61,
    'v4',
    { ...NODE_PORT, ports: [port(53, 'TCP', 30053), port(53, 'UDP', 30053)] },
    { ports: [expect.objectContaining({ nodePort: 30053 }), expect.objectContaining({ nodePort: 30053 })] },
  ],
  [
    62,
    'v4',
    { ...NODE_PORT, ports: [port(93, 'TCP', 30093), port(76, 'UDP', 30093)] },
    ['spec.ports[1].nodePort: Invalid value: 30093: provided port is already allocated'],
  ],
  [
    63,
    'v4',
    { ...LB, allocateLoadBalancerNodePorts: false },
    { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
  ],
  [
    64,
    'v4',
    { ...LB, allocateLoadBalancerNodePorts: false, ports: [port(80, 'TCP', 30000)] },
    { ports: [expect.objectContaining({ nodePort: 30000 })] },
  ],
  [
    65,
    'v4',
    { ports: [port(80, 'TCP', 30000)] },
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
  [
    66,
    'v4',
    { ...NODE_PORT, ports: [port(80, 'TCP', 80)] },
    [
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ],
  [67, 'v4', { ...LB, externalTrafficPolicy: 'Local' }, { healthCheckNodePort: expect.any(Number) }],
  [
    68,
    'v4',
    { externalTrafficPolicy: 'Cluster' },
    ['spec.externalTrafficPolicy: Invalid value: "Cluster": may only be set for externally-accessible services'],
  ],
  [
    69,
    'v4',
    { externalTrafficPolicy: 'Cluster', healthCheckNodePort: 34567 },
    ['spec.externalTrafficPolicy: ', 'spec.healthCheckNodePort: '],
  ],
  [
    70,
    'v4',
    { ...NODE_PORT, externalTrafficPolicy: 'Local', healthCheckNodePort: 34567 },
    ['spec.healthCheckNodePort: Invalid value: 34567: may only be set when'],
  ],
  [
    72,
    'v4',
    {
      ports: [
        { name: 'p', port: 12345 },
        { name: 'q', port: 80 },
        { name: 'r', port: 12345 },
      ],
    },
    ['spec.ports[2]: Duplicate value: {'],
  ],
  [73, 'v4', { ports: [port(80), port(80, 'UDP'), port(80, 'SCTP')] }, {}],
  [74, 'v4', { ...NODE_PORT, ports: [port(80, 'TCP', 30080), port(81, 'TCP', 30080)] }, ['spec.ports[1].nodePort: ']],
  [75, 'v4', { ports: [{ name: 'p', port: 80 }, { port: 81 }] }, ['spec.ports[1].name: Required value']],
  [
    76,
    'v4',
    { ports: [{ name: 'INVALID', port: 80 }] },
    ['spec.ports[0].name: Invalid value: "INVALID": a lowercase RFC 1123 label must consist of'],
  ],
  [
    77,
    'v4',
    { ports: [{ port: 80, appProtocol: 'example.com/protocol_with{invalid}[characters]' }] },
    ['spec.ports[0].appProtocol: '],
  ],
  [77, 'v4', { ports: [{ port: 80, appProtocol: 'HTTP' }] }, {}],
  [
    78,
    'v4',
    { externalIPs: ['127.0.0.1'] },
    ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range'],
  ],
  [78, 'v4', { externalIPs: ['0.0.0.0'] }, ['spec.externalIPs[0]: Invalid value: "0.0.0.0": may not be unspecified']],
  [
    78,
    'v4',
    { externalIPs: ['myhost.mydomain'] },
    [`spec.externalIPs[0]: Invalid value: "myhost.mydomain": ${VALID_IP}`],
  ],
  [
    79,
    'v4',
    { clusterIP: '010.000.000.004' },
    ['spec.clusterIPs[0]: Invalid value: "010.000.000.004": must not have leading 0s'],
  ],
  [80, 'v4', { ...LB, loadBalancerSourceRanges: ['1.2.3.0/24 ', ' 5.6.0.0/16'] }, {}],
  [81, 'v4', { ...LB, loadBalancerSourceRanges: [' '] }, ['spec.LoadBalancerSourceRanges[0]: ']],
  [81, 'v4', { ...LB, loadBalancerSourceRanges: ['foo.bar'] }, ['spec.LoadBalancerSourceRanges[0]: ']],
  [81, 'v4', { ...LB, loadBalancerSourceRanges: ['1.2.3.4/33'] }, ['spec.LoadBalancerSourceRanges[0]: ']],
  [84, 'v4', { ...LB, ports: [port(10250)] }, {}],
  [
    85,
    'v4',
    { ...LB, loadBalancerClass: 'Bad/LoadBalancerClass' },
    ['spec.loadBalancerClass: Invalid value: "Bad/LoadBalancerClass": '],
  ],
  [85, 'v4', { loadBalancerClass: 'test.com/test' }, ['spec.loadBalancerClass: Forbidden: ']],
  [
    86,
    'v4',
    { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: -1 } } },
    [
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: -1: must be greater than 0 and less than 86400',
    ],
  ],
  [87, 'v4', { trafficDistribution: 'Random' }, ['spec.trafficDistribution: Unsupported value: "Random"']],
  [94, 'v4', { ...EXTERNAL, internalTrafficPolicy: 'Cluster' }, { type: 'ExternalName' }],
];

test.each(ROWS)('row %i, %s: %j', async (_, cluster, spec, outcome) => {
  const server = await startServer({ serviceSubnet: CLUSTERS[cluster] });
  const response = server.create(SERVICES, service('web', spec));
  if (!Array.isArray(outcome)) {
    expect(response.status, messageOf(response)).toBe(201);
    return expect(objectOf(response).spec).toMatchObject(outcome);
  }
  expect(response.status).toBe(422);
  const causes = (response.body as Status).details!.causes!.map(({ field, message }) => `${field}: ${message}`);
  expect(causes).toHaveLength(outcome.length);
  outcome.forEach((begin, at) => expect(causes[at].slice(0, begin.length)).toBe(begin));
});

test('row 60: unspecified node ports of one number are shared', async () => {
  const server = await startServer();
  const { ports } = objectOf(
    server.create(SERVICES, service('dns', { ...NODE_PORT, ports: [port(53), port(53, 'UDP')] })),
  ).spec;
  expect(ports[0].nodePort).toBe(ports[1].nodePort);
});

test('row 71: a health check node port that is none is the server’s own failure', async () => {
  const server = await startServer();
  const response = server.create(
    SERVICES,
    service('web', { ...LB, externalTrafficPolicy: 'Local', healthCheckNodePort: 29000 }),
  );
  expect(response.status).toBe(500);
  expect(messageOf(response)).toContain(
    'provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
});

const annotated = (annotations: Record<string, string>, spec: Spec = {}) => {
  const made = service('web', spec);
  return { ...made, metadata: { ...made.metadata, annotations } };
};
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

test('rows 82 and 83: the annotation of source ranges', async () => {
  const server = await startServer();
  expect(messageOf(server.create(SERVICES, annotated({ [RANGES]: '' })))).toContain(
    `metadata.annotations[${RANGES}]: Forbidden`,
  );
  const given = annotated({ [RANGES]: 'foo.bar' }, { ...LB, loadBalancerSourceRanges: ['1.2.3.0/24'] });
  expect(server.create(SERVICES, given).status).toBe(201);
});

test.each([
  ['1.36', {}, 201],
  ['1.36', { RelaxedServiceNameValidation: false }, 422],
  ['1.35', {}, 422],
])('row 88: a name that begins with a digit in %s, %j', async (kubernetes, featureGates, status) => {
  const server = await startServer({ kubernetes, featureGates });
  const response = server.create(SERVICES, service('1-test-service'));
  expect(response.status).toBe(status);
  if (status === 422) expect(messageOf(response)).toContain('a DNS-1035 label must consist of');
});

test('row 89: two topology annotations that differ', async () => {
  const server = await startServer();
  const two = {
    'service.kubernetes.io/topology-aware-hints': 'auto',
    'service.kubernetes.io/topology-mode': 'disabled',
  };
  expect(messageOf(server.create(SERVICES, annotated(two)))).toContain(
    'must match annotations[service.kubernetes.io/topology-aware-hints]',
  );
});

test('rows 90, 91 and 92: dry run, reuse, and a taken address', async () => {
  const server = await startServer({ serviceSubnet: CLUSTERS.v4 });
  const dry = server.create(SERVICES, service('dry'), { dryRun: 'All' });
  expect(objectOf(dry).spec.clusterIP).toBe('10.0.0.0');
  const fixed = { ...NODE_PORT, clusterIP: '10.0.0.1', ports: [port(80, 'TCP', 30080)] };
  for (let turn = 0; turn < 2; turn++) {
    expect(server.create(SERVICES, service('web', fixed)).status).toBe(201);
    expect(messageOf(server.create(SERVICES, service('late', { clusterIP: '10.0.0.1' })))).toBe(
      'Service "late" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: provided IP is already allocated',
    );
    expect(server.call('DELETE', `${SERVICES}/web`).status).toBe(200);
  }
});

test('row 93: an address outside of all ranges', async () => {
  const server = await startServer({ serviceSubnet: '10.96.0.0/16' });
  expect(messageOf(server.create(SERVICES, service('web', { clusterIP: '10.97.0.1' })))).toContain(
    'failed to allocate IP 10.97.0.1: the provided network does not match the current range',
  );
});

test.each([
  ['30100-30103', 30099, '30100-30103'],
  ['30100+3', 30104, '30100-30103'],
  ['30100', 30101, '30100-30100'],
])('node ports come from --service-node-port-range=%s only', async (serviceNodePortRange, outside, shown) => {
  const server = await startServer({ serviceNodePortRange });
  expect(messageOf(server.create(SERVICES, service('far', { ...NODE_PORT, ports: [port(80, 'TCP', outside)] })))).toBe(
    `Service "far" is invalid: spec.ports[0].nodePort: Invalid value: ${outside}: provided port is not in the valid range. The range of valid ports is ${shown}`,
  );
  const count = shown === '30100-30100' ? 1 : 4;
  const given = Array.from({ length: count }, (_, index) =>
    server.create(SERVICES, service(`web-${index}`, NODE_PORT)),
  );
  const ports = given.map((response) => objectOf(response).spec.ports[0].nodePort).sort();
  expect(ports).toEqual(Array.from({ length: count }, (_, index) => 30100 + index));
  expect(messageOf(server.create(SERVICES, service('more', NODE_PORT)))).toContain('range is full');
});
