/** Rules of the other kinds, one row a rule (services.md 5, 6, 8.3; pods-and-nodes.md 2). */

import { describe, expect, test } from 'vitest';
import { expectCauses } from './rules';
import { messageOf, objectOf, startServer } from './harness';

const NETWORKING = '/apis/networking.k8s.io/v1';
const RANGES = `${NETWORKING}/servicecidrs`;
const ADDRESSES = `${NETWORKING}/ipaddresses`;
const PODS = '/api/v1/namespaces/default/pods';
const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const ONE_EACH = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';

const range = (cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name: 'extra' },
  spec: { cidrs },
});

describe('ServiceCIDR', () => {
  test.each<[string[], string[]]>([
    [[], ['spec.cidrs: Required value: at least one CIDR required']],
    [['a', 'b', 'c'], ['spec.cidrs: Invalid value: {"CIDRs":["a","b","c"]}: may only hold up to 2 values']],
    [['192.168.0.1'], [`spec.cidrs[0]: Invalid value: "192.168.0.1": ${NOT_A_CIDR}`]],
    [['192.168.0.1/24'], ['spec.cidrs[0]: Invalid value: "192.168.0.1/24": must not have bits set beyond the prefix length']],
    [['192.168.007.0/24', 'MN00:1234::/64'], ['spec.cidrs[0]: Invalid value: "192.168.007.0/24": must not have leading 0s in IP or prefix length', `spec.cidrs[1]: Invalid value: "MN00:1234::/64": ${NOT_A_CIDR}`]],
    [['FD00:1234::/64'], ['spec.cidrs[0]: Invalid value: "FD00:1234::/64": must be in canonical form ("fd00:1234::/64")']],
    [['192.168.0.0/24', '192.168.1.0/24'], [`spec.cidrs: Invalid value: ["192.168.0.0/24","192.168.1.0/24"]: ${ONE_EACH}`]],
    [['192.168.0.0/24', 'fd00::/64'], []],
  ])('create %j', async (cidrs, causes) => {
    expectCauses((await startServer()).create(RANGES, range(cidrs)), causes);
  }); // prettier-ignore

  test.each<[string[], string[], string[]]>([
    [['192.168.0.0/24'], ['192.168.0.0/23'], ['spec.cidrs[0]: Invalid value: "192.168.0.0/23": field is immutable']],
    [['192.168.0.0/24'], ['192.168.0.0/24', 'fd00::/64'], []],
    [['192.168.0.0/24'], ['10.0.0.0/16', 'fd00::/64'], ['spec.cidrs[0]: Invalid value: "10.0.0.0/16": field is immutable']],
    [['192.168.0.0/24', 'fd00::/64'], ['192.168.0.0/24'], ['spec.cidrs: Invalid value: ["192.168.0.0/24"]: field is immutable']],
    [['192.168.0.0/24'], ['192.168.0.0/24', '10.0.0.0/16'], [`spec.cidrs: Invalid value: ["192.168.0.0/24","10.0.0.0/16"]: ${ONE_EACH}`]],
  ])('change %j to %j', async (before, after, causes) => {
    const server = await startServer();
    server.create(RANGES, range(before));
    expectCauses(server.patch(`${RANGES}/extra`, { spec: { cidrs: after } }), causes);
  }); // prettier-ignore

  test('the status that is sent is stored up to 1.35 only', async () => {
    const body = {
      ...range(['10.0.0.0/24']),
      status: {
        conditions: [
          { type: 'Ready', status: 'False', reason: 'Mine', message: '', lastTransitionTime: '2026-01-05T10:00:00Z' },
        ],
      },
    };
    const statuses = [];
    for (const kubernetes of ['1.35', '1.36'])
      statuses.push(objectOf((await startServer({ kubernetes })).create(RANGES, body)).status.conditions?.[0].reason);
    expect(statuses).toEqual(['Mine', undefined]);
  });
});

describe('IPAddress', () => {
  const address = (name: string, parentRef?: Record<string, unknown>) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name },
    spec: { ...(parentRef && { parentRef }) },
  });
  const parent = { resource: 'services', namespace: 'default', name: 'web' };

  test.each<[string, Record<string, unknown> | undefined, string[]]>([
    ['foo', parent, ['metadata.name: Invalid value: "foo": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['2001:4860:4860:0::8888', parent, ['metadata.name: Invalid value: "2001:4860:4860:0::8888": must be in canonical form ("2001:4860:4860::8888")']],
    ['10.96.0.9', undefined, ['spec.parentRef: Required value']],
    ['10.96.0.9', { resource: 'services', name: 'foo$%&' }, ['spec.parentRef.name: Invalid value: "foo$%&": may not contain \'%\'']],
    ['10.96.0.9', { name: 'web' }, ['spec.parentRef.resource: Required value']],
    ['10.96.0.9', parent, []],
  ])('%s %j', async (name, parentRef, causes) => {
    expectCauses((await startServer()).create(ADDRESSES, address(name, parentRef)), causes);
  }); // prettier-ignore

  test('the parent is immutable; 1.37 prints null', async () => {
    const texts = [];
    for (const kubernetes of ['1.33', '1.36', '1.37']) {
      const server = await startServer({ kubernetes });
      server.create(ADDRESSES, address('10.96.0.9', parent));
      texts.push(
        messageOf(server.patch(`${ADDRESSES}/10.96.0.9`, { spec: { parentRef: { name: 'api' } } })).replace(
          /^.*?Invalid value: /,
          '',
        ),
      );
    }
    expect(texts).toEqual([
      'networking.ParentReference{Group:"", Resource:"services", Namespace:"default", Name:"api"}: field is immutable',
      '{"Group":"","Resource":"services","Namespace":"default","Name":"api"}: field is immutable',
      'null: field is immutable',
    ]);
  });
});

describe('Pod', () => {
  const pod = (spec: Record<string, unknown>, name = 'web') => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'web', image: 'nginx' }], ...spec },
  });
  const container = (extra: Record<string, unknown>) => ({ containers: [{ name: 'web', image: 'nginx', ...extra }] });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['alias', { hostAliases: [{ ip: '999.9.9.9', hostnames: ['a'] }] }, ['spec.hostAliases[0].ip: Invalid value: "999.9.9.9": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['alias, strict', { hostAliases: [{ ip: '001.2.3.4' }] }, ['spec.hostAliases[0].ip: Invalid value: "001.2.3.4": must not have leading 0s']],
    ['hostname with dots', { hostname: 'a.b' }, ['spec.hostname: Invalid value: "a.b": must not contain dots']],
    ['override too long', { hostnameOverride: 'o'.repeat(65) }, ['spec.hostnameOverride: Too long: may not be more than 64 bytes']],
    ['override and host network', { hostnameOverride: 'x', hostNetwork: true }, ['spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true']],
    ['host port', { hostNetwork: true, ...container({ ports: [{ containerPort: 80, hostPort: 8080 }] }) }, ['spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when `hostNetwork` is true']],
    ['no containers', { containers: [] }, ['spec.containers: Required value']],
    ['no image', { containers: [{ name: 'web' }] }, ['spec.containers[0].image: Required value']],
    ['env name', container({ env: [{ name: 'x=y' }] }), ["spec.containers[0].env[0].name: Invalid value: \"x=y\": a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    ['unknown volume', container({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }), ['spec.containers[0].volumeMounts[0].name: Not found: "v"']],
    ['restart policy', { restartPolicy: 'X' }, ['spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"']],
    ['dns policy None', { dnsPolicy: 'None' }, ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None']],
  ])('%s', async (_, spec, causes) => {
    expectCauses((await startServer()).create(PODS, pod(spec)), causes);
  }); // prettier-ignore

  test('defaults and admission', async () => {
    const created = objectOf(
      (await startServer()).create(PODS, pod({ hostNetwork: true, ...container({ ports: [{ containerPort: 80 }] }) })),
    );
    const [web] = created.spec.containers;
    expect(web.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
    expect(web.imagePullPolicy).toBe('Always');
    expect(web.volumeMounts[0].name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(created.spec.tolerations.map(({ key }: { key: string }) => key)).toEqual([
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ]);
    expect(created.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(created.metadata.generation).toBe(1);
  });

  test('a spec that changes is refused with the difference', async () => {
    const server = await startServer();
    server.create(PODS, pod({ hostname: 'box' }));
    const message = messageOf(server.patch(`${PODS}/web`, { spec: { hostname: 'crate' } }));
    expect(message).toContain('\n- "Hostname": "box",\n+ "Hostname": "crate",\n');
    expect(server.patch(`${PODS}/web`, { spec: { activeDeadlineSeconds: 600 } }).status).toBe(200);
  });

  test('addresses of one family only once', async () => {
    const server = await startServer();
    server.create(PODS, pod({}));
    const podIPs = [{ ip: '10.244.0.2' }, { ip: '10.244.0.3' }];
    expectCauses(server.patch(`${PODS}/web/status`, { status: { podIPs } }), [
      'status.podIPs: Invalid value: [{"IP":"10.244.0.2"},{"IP":"10.244.0.3"}]: may specify no more than one IP for each IP family',
    ]);
    const both = server.patch(`${PODS}/web/status`, { status: { podIPs: [{ ip: '10.244.0.2' }, { ip: 'fd00::2' }] } });
    expect(objectOf(both).status.podIP).toBe('10.244.0.2');
  });

  test('a name that is no label warns', async () => {
    const response = (await startServer()).create(PODS, pod({}, 'a.b'));
    expect(response.warnings).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);
  });
});

describe('Node', () => {
  const node = (podCIDRs: string[]) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    spec: { podCIDRs },
  });

  test.each<[string[], string[]]>([
    [['10.244.8.0/24', '10.244.9.0/24'], ['spec.podCIDRs: Invalid value: ["10.244.8.0/24","10.244.9.0/24"]: may specify no more than one CIDR for each IP family']],
    [['10.244.8.1/24'], ['spec.podCIDRs[0]: Invalid value: "10.244.8.1/24": must not have bits set beyond the prefix length']],
    [['10.244.8.0/24', 'fd00::/64'], []],
  ])('%j', async (podCIDRs, causes) => {
    expectCauses((await startServer()).create('/api/v1/nodes', node(podCIDRs)), causes);
  }); // prettier-ignore

  test('a range that is set stays', async () => {
    const server = await startServer();
    expect(objectOf(server.create('/api/v1/nodes', node(['10.244.8.0/24']))).spec.podCIDR).toBe('10.244.8.0/24');
    expectCauses(server.patch('/api/v1/nodes/n', { spec: { podCIDR: null, podCIDRs: null } }), [
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ]);
  });
});

describe('Deployment', () => {
  const path = '/apis/apps/v1/namespaces/default/deployments';
  const deployment = (spec: Record<string, unknown>) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      ...spec,
    },
  });
  const MISMATCH =
    'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`';

  test.each<[string, Record<string, unknown>, string[]]>([
    ['no selector', { selector: null }, ['spec.selector: Required value', MISMATCH]],
    ['empty selector', { selector: {} }, ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']],
    ['other selector', { selector: { matchLabels: { app: 'api' } } }, [MISMATCH]],
    ['negative replicas', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    ['nothing may move', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }, ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0']],
    ['defaults', {}, []],
  ])('%s', async (_, spec, causes) => {
    expectCauses((await startServer()).create(path, deployment(spec)), causes);
  }); // prettier-ignore

  test('scale reads and sets the replicas, and counts the generation', async () => {
    const server = await startServer();
    server.create(path, deployment({ replicas: 2 }));
    const scale = objectOf(server.call('GET', `${path}/web/scale`));
    expect([scale.kind, scale.spec.replicas, scale.status]).toEqual(['Scale', 2, { replicas: 0, selector: 'app=web' }]);
    server.call('PUT', `${path}/web/scale`, { ...scale, spec: { replicas: 3 } });
    const stored = objectOf(server.call('GET', `${path}/web`));
    expect([stored.spec.replicas, stored.metadata.generation]).toEqual([3, 2]);
  });
});
