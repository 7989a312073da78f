/** ServiceCIDRs, IPAddresses, printed rows and API versions, a row a test case: services.md 7.2, 10.4 (rows 131 to 142b, 158 to 161, 173 to 179). */

import { describe, expect, test } from 'vitest';
import { expectCauses } from './rules';
import { messageOf, service, SERVICES, startServer, type TestServer } from './harness';

const NETWORKING = '/apis/networking.k8s.io/v1';
const RANGES = `${NETWORKING}/servicecidrs`;
const ADDRESSES = `${NETWORKING}/ipaddresses`;
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const ONE_EACH = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
const HOST_BITS = 'must not have bits set beyond the prefix length';
const LEADING_ZEROS = 'must not have leading 0s in IP or prefix length';
const V4 = '192.168.0.0/24';
const V6 = 'fd00:1234::/64';

const range = (cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name: 'extra' },
  spec: { cidrs },
});
const invalid = (at: number, cidr: string, text: string) => `spec.cidrs[${at}]: Invalid value: "${cidr}": ${text}`;
const list = (cidrs: string[], text: string) => `spec.cidrs: Invalid value: ${JSON.stringify(cidrs)}: ${text}`;

test.each<[row: number, cidrs: string[], causes: string[]]>([
  [131, [], ['spec.cidrs: Required value: at least one CIDR required']],
  [
    132,
    [V4, V6, '10.0.0.0/16'],
    [`spec.cidrs: Invalid value: {"CIDRs":["${V4}","${V6}","10.0.0.0/16"]}: may only hold up to 2 values`],
  ],
  [133, ['192.168.0.1'], [invalid(0, '192.168.0.1', NOT_A_CIDR)]],
  [134, ['192.168.0.1/24'], [invalid(0, '192.168.0.1/24', HOST_BITS)]],
  [135, ['fd00:1234::2/64'], [invalid(0, 'fd00:1234::2/64', HOST_BITS)]],
  [
    135,
    ['192.168.007.0/24', 'MN00:1234::/64'],
    [invalid(0, '192.168.007.0/24', LEADING_ZEROS), invalid(1, 'MN00:1234::/64', NOT_A_CIDR)],
  ],
  [136, ['FD00:1234::/64'], [invalid(0, 'FD00:1234::/64', `must be in canonical form ("${V6}")`)]],
  [137, ['192.168.007.0/24'], [invalid(0, '192.168.007.0/24', LEADING_ZEROS)]],
  [138, [V4, '10.0.0.0/16'], [list([V4, '10.0.0.0/16'], ONE_EACH)]],
])('row %i: a new ServiceCIDR of %j', async (_, cidrs, causes) =>
  expectCauses((await startServer()).create(RANGES, range(cidrs)), causes),
);

const FIXED = 'field is immutable';
test.each<[row: string, before: string[], after: string[], causes: string[]]>([
  ['139', [V4], ['192.168.0.0/23'], [invalid(0, '192.168.0.0/23', FIXED)]],
  ['140', [V4], [V4, V6], []],
  ['141', [V4], ['10.0.0.0/16', V6], [invalid(0, '10.0.0.0/16', FIXED)]],
  ['142', [V4, V6], [V4], [list([V4], FIXED)]],
  ['142', [V4, V6], [], [list([], FIXED)]],
  ['142', [V4, V6], [V4, V6, '10.0.0.0/16'], [list([V4, V6, '10.0.0.0/16'], FIXED)]],
  ['142b', [V4], [V4, '10.0.0.0/16'], [list([V4, '10.0.0.0/16'], ONE_EACH)]],
  ['142b', [V4], [V4, 'invalid-cidr'], [invalid(1, 'invalid-cidr', NOT_A_CIDR)]],
])('row %s: a ServiceCIDR of %j becomes %j', async (_, before, after, causes) => {
  const server = await startServer();
  server.create(RANGES, range(before));
  expectCauses(server.patch(`${RANGES}/extra`, { spec: { cidrs: after } }), causes);
});

const PARENT = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' };
const address = (name: string, parentRef: object | undefined) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name },
  spec: { parentRef },
});

test.each<[row: number, name: string, parent: object | undefined, causes: string[]]>([
  [
    158,
    'test-name',
    PARENT,
    ['metadata.name: Invalid value: "test-name": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
  [158, '192.168.1.1', undefined, ['spec.parentRef: Required value']],
  [
    158,
    '192.168.1.1',
    { ...PARENT, name: 'foo$%&' },
    ['spec.parentRef.name: Invalid value: "foo$%&": may not contain \'%\''],
  ],
  [
    159,
    '2001:4860:4860:0::8888',
    PARENT,
    ['metadata.name: Invalid value: "2001:4860:4860:0::8888": must be in canonical form ("2001:4860:4860::8888")'],
  ],
])('row %i: IPAddress %s', async (_, name, parent, causes) =>
  expectCauses((await startServer()).create(ADDRESSES, address(name, parent)), causes),
);

test('rows 160 and 161: an IPAddress keeps its parent, and its address is taken', async () => {
  const server = await startServer();
  expect(server.create(ADDRESSES, address('10.96.0.50', PARENT)).status).toBe(201);
  const moved = server.patch(`${ADDRESSES}/10.96.0.50`, { spec: { parentRef: { name: 'other' } } });
  expect(messageOf(moved)).toContain('field is immutable');
  expect(messageOf(server.create(SERVICES, service('web', { clusterIP: '10.96.0.50' })))).toContain(
    'provided IP is already allocated',
  );
});

describe('rows 173 to 179: printed cells', () => {
  const cellsOf = (server: TestServer, path: string) => {
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const table = server.call('GET', path, undefined, { headers }).body as unknown as { rows: { cells: unknown[] }[] };
    return table.rows[0].cells;
  };
  const LB = { type: 'LoadBalancer', clusterIP: '10.96.0.9', ports: [{ port: 80, nodePort: 30080 }] };

  test('a load balancer without and with addresses', async () => {
    const server = await startServer();
    server.create(SERVICES, service('web', LB));
    const path = `${SERVICES}/web`;
    expect(cellsOf(server, path).slice(0, 5)).toEqual([
      'web',
      'LoadBalancer',
      '10.96.0.9',
      '<pending>',
      '80:30080/TCP',
    ]);
    const ingress = ['2.3.4.5', '3.4.5.6', '5.6.7.8'].map((ip) => ({ ip }));
    server.patch(`${path}/status`, { status: { loadBalancer: { ingress } } });
    expect(cellsOf(server, path)[3]).toBe('2.3.4.5,3.4.5.6,5.6.7.8');
  });

  test('an external name, and node ports', async () => {
    const server = await startServer();
    server.create(
      SERVICES,
      service('far', { type: 'ExternalName', externalName: 'my.database.example.com', ports: undefined }),
    );
    expect(cellsOf(server, `${SERVICES}/far`).slice(1, 5)).toEqual([
      'ExternalName',
      '<none>',
      'my.database.example.com',
      '<none>',
    ]);
    const ports = [
      { name: 'a', port: 8888, nodePort: 30999 },
      { name: 'b', port: 53, protocol: 'UDP', nodePort: 30053 },
    ];
    server.create(SERVICES, service('near', { type: 'NodePort', ports }));
    expect(cellsOf(server, `${SERVICES}/near`)[4]).toBe('8888:30999/TCP,53:30053/UDP');
  });

  test('a dual-stack ServiceCIDR, and the parent of an IPAddress', async () => {
    const server = await startServer();
    server.create(RANGES, range(['10.1.0.0/16', 'fd00:1:1::/64']));
    expect(cellsOf(server, `${RANGES}/extra`).slice(0, 2)).toEqual(['extra', '10.1.0.0/16,fd00:1:1::/64']);
    const parent = { group: 'mygroup', resource: 'myresource', namespace: 'mynamespace', name: 'myname' };
    server.create(ADDRESSES, address('192.168.2.2', parent));
    expect(cellsOf(server, `${ADDRESSES}/192.168.2.2`).slice(0, 2)).toEqual([
      '192.168.2.2',
      'myresource.mygroup/mynamespace/myname',
    ]);
  });

  test('an EndpointSlice of more than three ports and addresses', async () => {
    const server = await startServer();
    const numbers = [80, 443, 3000, 4000];
    const made = server.create(SLICES, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1' },
      addressType: 'IPv4',
      ports: numbers.map((port) => ({ name: `p-${port}`, port })),
      endpoints: ['10.1.2.3', '10.2.3.4', '10.3.4.5', '10.4.5.6'].map((one) => ({ addresses: [one] })),
    });
    expect(made.status, messageOf(made)).toBe(201);
    expect(cellsOf(server, `${SLICES}/web-1`).slice(0, 4)).toEqual([
      'web-1',
      'IPv4',
      '80,443,3000 + 1 more...',
      '10.1.2.3,10.2.3.4,10.3.4.5 + 1 more...',
    ]);
  });
});

describe('versions that are served (7.2)', () => {
  const GATE = { MultiCIDRServiceAllocator: true };
  test.each<
    [release: string, gates: Record<string, boolean>, runtimeConfig: string, servicecidrs: string, ipaddresses: string]
  >([
    ['1.31', {}, 'networking.k8s.io/v1beta1=true', '', ''],
    ['1.31', GATE, '', '', ''],
    ['1.31', GATE, 'networking.k8s.io/v1beta1=true', 'v1beta1', 'v1beta1'],
    ['1.31', { AllBeta: true }, 'api/beta=true', 'v1beta1', 'v1beta1'],
    ['1.32', GATE, 'api/all=true', 'v1beta1 v1alpha1', 'v1beta1 v1alpha1'],
    ['1.32', GATE, 'api/all=true,networking.k8s.io/v1alpha1=false', 'v1beta1', 'v1beta1'],
    ['1.33', {}, '', 'v1', 'v1'],
    ['1.33', { MultiCIDRServiceAllocator: false }, 'api/all=true', '', ''],
    ['1.33', {}, 'networking.k8s.io/v1beta1/ipaddresses', 'v1', 'v1 v1beta1'],
    ['1.36', {}, 'networking.k8s.io/v1beta1', 'v1 v1beta1', 'v1 v1beta1'],
    ['1.36', {}, 'api/alpha=true', 'v1', 'v1'],
    ['1.37', {}, '', 'v1', 'v1'],
  ])('%s, %j, %j', async (kubernetes, featureGates, runtimeConfig, ...expected) => {
    const server = await startServer({ kubernetes, featureGates, runtimeConfig });
    const served = ['servicecidrs', 'ipaddresses'].map((resource) =>
      ['v1', 'v1beta1', 'v1alpha1']
        .filter((version) => server.call('GET', `/apis/networking.k8s.io/${version}/${resource}`).status === 200)
        .join(' '),
    );
    expect(served).toEqual(expected);
  });
});

test('a group version that is switched off is neither served nor listed', async () => {
  const runtimeConfig = 'apps/v1=false,batch/v1/cronjobs=false';
  const server = await startServer({ runtimeConfig });
  const statusOf = (path: string) => server.call('GET', path).status;
  expect(statusOf('/apis/apps/v1/namespaces/default/deployments')).toBe(404);
  expect(statusOf('/apis/batch/v1/namespaces/default/jobs')).toBe(200);
  expect(statusOf('/apis/batch/v1/namespaces/default/cronjobs')).toBe(404);
  const names = (server.call('GET', '/apis').body as unknown as { groups: { name: string }[] }).groups.map(
    ({ name }) => name,
  );
  expect(names).toContain('batch');
  expect(names).not.toContain('apps');
});
