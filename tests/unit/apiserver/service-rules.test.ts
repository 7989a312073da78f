/** Rules, allocation and changes of Services, one row a rule (services.md 2, 3, 4, 10). */

import { describe, expect, test } from 'vitest';
import { causesOf, expectCauses } from './rules';
import { messageOf, objectOf, service, SERVICES, startServer } from './harness';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const PORT_RANGE = 'must be between 1 and 65535, inclusive';
const ONLY_LB = "may only be used when `type` is 'LoadBalancer'";

type Row = [title: string, spec: Record<string, unknown>, causes: string[]];

const CREATE: Row[] = [
  ['no ports', { ports: [] }, ['spec.ports: Required value']],
  ['headless without ports', { ports: [], clusterIP: 'None' }, []],
  ['a bad port counts for targetPort too', { ports: [{ port: 0 }] }, [`spec.ports[0].port: Invalid value: 0: ${PORT_RANGE}`, `spec.ports[0].targetPort: Invalid value: 0: ${PORT_RANGE}`]],
  ['two ports without names', { ports: [{ port: 1 }, { port: 2, name: 'b' }] }, ['spec.ports[0].name: Required value']],
  ['a name twice', { ports: [{ port: 1, name: 'a' }, { port: 2, name: 'a' }] }, ['spec.ports[1].name: Duplicate value: "a"']],
  ['a bad name', { ports: [{ port: 1, name: 'HTTP' }] }, [`spec.ports[0].name: Invalid value: "HTTP": ${LABEL}`]],
  ['same port, other protocol', { ports: [{ port: 1, name: 'a' }, { port: 1, name: 'b', protocol: 'UDP' }] }, []],
  ['same port and protocol', { ports: [{ port: 80, name: 'a' }, { port: 80, name: 'b' }] }, ['spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}']],
  ['unknown protocol', { ports: [{ port: 80, protocol: 'ICMP' }] }, ['spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"']],
  ['targetPort without a letter', { ports: [{ port: 80, targetPort: '8080' }] }, ['spec.ports[0].targetPort: Invalid value: "8080": must contain at least one letter (a-z)']],
  ['appProtocol HTTP', { ports: [{ port: 80, appProtocol: 'HTTP' }] }, []],
  ['unknown type', { type: 'X' }, ['spec.type: Unsupported value: "X": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"']],
  ['headless NodePort', { type: 'NodePort', clusterIP: 'None' }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
  ['node port of a ClusterIP', { ports: [{ port: 80, nodePort: 30080 }] }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  ['three addresses', { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5', 'fd00::1', '10.96.0.6'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.5","fd00::1","10.96.0.6"]: may only hold up to 2 values']],
  ['two of one family', { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5', '10.96.0.6'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.5","10.96.0.6"]: may specify no more than one IP for each IP family']],
  ['a list alone', { clusterIPs: ['10.96.0.5'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.5"]: must be empty when `clusterIP` is not specified']],
  ['an empty address', { clusterIPs: [''] }, ['spec.clusterIPs: Invalid value: [""]: must be empty when `clusterIP` is not specified', `spec.clusterIPs[0]: Invalid value: "": ${NOT_AN_IP}`]],
  ['list and single differ', { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.6'] }, ['spec.clusterIPs: Invalid value: ["10.96.0.6"]: first value must match `clusterIP`']],
  ['None and more', { clusterIP: 'None', clusterIPs: ['None', 'fd00::1'] }, ["spec.clusterIPs: Invalid value: [\"None\",\"fd00::1\"]: 'None' must be the first and only value"]],
  ['leading zeros', { clusterIP: '010.96.0.5' }, ['spec.clusterIPs[0]: Invalid value: "010.96.0.5": must not have leading 0s']],
  ['mapped', { clusterIP: '::ffff:10.96.0.5' }, ['spec.clusterIPs[0]: Invalid value: "::ffff:10.96.0.5": must not be an IPv4-mapped IPv6 address']],
  ['family twice', { ipFamilies: ['IPv4', 'IPv4'] }, ['spec.ipFamilies[1]: Duplicate value: "IPv4"']],
  ['unknown policy', { ipFamilyPolicy: 'x' }, ['spec.ipFamilyPolicy: Unsupported value: "x": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"']],
  ['outside every range', { clusterIP: '10.97.0.1' }, ['spec.clusterIPs: Invalid value: ["10.97.0.1"]: failed to allocate IP 10.97.0.1: the provided network does not match the current range']],
  ['affinity timeout 86400', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } } }, []],
  ['affinity timeout 86401', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } }, ['spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400']],
  ['external loopback', { externalIPs: ['127.0.0.1'] }, ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['external link-local of IPv6', { externalIPs: ['fe80::1'] }, ['spec.externalIPs[0]: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)']],
  ['policy of an inner Service', { externalTrafficPolicy: 'Cluster' }, ['spec.externalTrafficPolicy: Invalid value: "Cluster": may only be set for externally-accessible services']],
  ['source ranges of a ClusterIP', { loadBalancerSourceRanges: ['10.0.0.0/8'] }, [`spec.LoadBalancerSourceRanges: Forbidden: ${ONLY_LB}`]],
  ['source ranges are trimmed', { type: 'LoadBalancer', loadBalancerSourceRanges: ['1.2.3.0/24 ', ' 5.6.0.0/16'] }, []],
  ['bad source range', { type: 'LoadBalancer', loadBalancerSourceRanges: [' '] }, ['spec.LoadBalancerSourceRanges[0]: Invalid value: "": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['class of a ClusterIP', { loadBalancerClass: 'a/b' }, [`spec.loadBalancerClass: Forbidden: ${ONLY_LB}`]],
  ['health check port of a NodePort', { type: 'NodePort', externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 }, ["spec.healthCheckNodePort: Invalid value: 30100: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"]],
  ['distribution', { trafficDistribution: 'Random' }, ['spec.trafficDistribution: Unsupported value: "Random": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"']],
  ['ExternalName', { type: 'ExternalName', externalName: 'a.example.', ports: [] }, []],
  ['ExternalName with families and policy', { type: 'ExternalName', externalName: 'a', ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }, ['spec.ipFamilies: Forbidden: may not be set for ExternalName services', 'spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services']],
  ['ExternalName with a dot only', { type: 'ExternalName', externalName: '.' }, ['spec.externalName: Required value']],
  ['selector', { selector: { '-app': 'x' } }, ["spec.selector: Invalid value: \"-app\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]],
]; // prettier-ignore

describe('create', () => {
  test.each(CREATE)('%s', async (_, spec, causes) => {
    const server = await startServer();
    expectCauses(server.create(SERVICES, service('web', spec)), causes);
  });

  test('families hide all other errors', async () => {
    const server = await startServer();
    const response = server.create(SERVICES, service('Bad_', { ipFamilies: ['IPv6'], ports: [] }));
    expect(causesOf(response)).toEqual(['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']);
  });

  test('a taken address goes before a taken name', async () => {
    const server = await startServer();
    server.create(SERVICES, service('web', { clusterIP: '10.96.0.9' }));
    expect(messageOf(server.create(SERVICES, service('web', { clusterIP: '10.96.0.9' })))).toMatch(
      /already allocated$/,
    );
    expect(messageOf(server.create(SERVICES, service('web')))).toBe('services "web" already exists');
  });
});

describe('node ports of a create (2.8)', () => {
  test.each<[string, Record<string, unknown>[], string | number[]]>([
    ['two numbers, one node port', [{ port: 80, nodePort: 30080 }, { port: 443, nodePort: 30080 }], 'spec.ports[1].nodePort: Invalid value: 30080: provided port is already allocated'],
    ['one number, given for the second', [{ port: 53 }, { port: 53, protocol: 'UDP', nodePort: 30053 }], [30053, 30053]],
    ['one number, two node ports', [{ port: 53, nodePort: 30053 }, { port: 53, protocol: 'UDP', nodePort: 30054 }], [30053, 30054]],
    ['below the range', [{ port: 80, nodePort: 80 }], 'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767'],
  ])('%s', async (_, ports, expected) => {
    const server = await startServer();
    const named = ports.map((port, index) => ({ ...port, name: `p${index}` }));
    const response = server.create(SERVICES, service('web', { type: 'NodePort', ports: named }));
    if (typeof expected === 'string') expect(causesOf(response)).toEqual([expected]);
    else expect(objectOf(response).spec.ports.map((port: { nodePort: number }) => port.nodePort)).toEqual(expected);
  }); // prettier-ignore

  test('one number shares a random node port', async () => {
    const server = await startServer();
    const ports = [{ port: 53, name: 'a' }, { port: 53, name: 'b', protocol: 'UDP' }]; // prettier-ignore
    const [first, second] = objectOf(server.create(SERVICES, service('web', { type: 'NodePort', ports }))).spec.ports;
    expect(first.nodePort).toBe(second.nodePort);
  });
});

/** services.md 3.5: what is stored, what is patched, what comes of it. */
const WALKS: [title: string, from: Record<string, unknown>, patch: Record<string, unknown>, causes: string[]][] = [
  ['address', { clusterIP: '10.96.0.9' }, { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'] }, ['spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: may not change once set']],
  ['to headless', { clusterIP: '10.96.0.9' }, { clusterIP: 'None', clusterIPs: ['None'] }, ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set']],
  ['headless to NodePort', { clusterIP: 'None' }, { type: 'NodePort' }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
  ['to ExternalName', {}, { type: 'ExternalName', externalName: 'a.example' }, []],
  ['ExternalName to any address', { type: 'ExternalName', externalName: 'a' }, { type: 'ClusterIP', externalName: null, clusterIP: '10.96.0.77' }, []],
  ['class', { type: 'LoadBalancer', loadBalancerClass: 'a/b' }, { loadBalancerClass: 'a/c' }, ['spec.loadBalancerClass: Invalid value: "a/c": may not change once set']],
  ['class taken away', { type: 'LoadBalancer', loadBalancerClass: 'a/b' }, { loadBalancerClass: null }, ['spec.loadBalancerClass: Invalid value: null: may not change once set']],
  ['new node port and ClusterIP', { type: 'NodePort' }, { type: 'ClusterIP', ports: [{ port: 80, nodePort: 30099 }] }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  ['health check port', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 }, { healthCheckNodePort: 30101 }, ['spec.healthCheckNodePort: Forbidden: field is immutable']],
]; // prettier-ignore

describe('change', () => {
  test.each(WALKS)('%s', async (_, from, patch, causes) => {
    const server = await startServer();
    expect(server.create(SERVICES, service('web', from)).status).toBe(201);
    expectCauses(server.patch(`${SERVICES}/web`, { spec: patch }), causes);
  });

  test('LoadBalancer to ExternalName gives all back and wipes what no longer applies', async () => {
    const server = await startServer();
    const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', clusterIP: '10.96.0.9' };
    server.create(SERVICES, service('web', { ...spec, ports: [{ port: 80, nodePort: 30080 }] }));
    const changed = server.patch(`${SERVICES}/web`, { spec: { type: 'ExternalName', externalName: 'a.example' } });
    expect(objectOf(changed).spec).toEqual({
      externalName: 'a.example',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ExternalName',
    });
    const other = { type: 'NodePort', clusterIP: '10.96.0.9', ports: [{ port: 80, nodePort: 30080 }] };
    expect(server.create(SERVICES, service('other', other)).status).toBe(201);
  });

  test('a replacement without address and node ports keeps them, by name', async () => {
    const server = await startServer();
    const port = (name: string, number: number, nodePort?: number) => ({
      name,
      port: number,
      ...(nodePort && { nodePort }),
    });
    const before = { type: 'NodePort', clusterIP: '10.96.0.9', ports: [port('p', 80, 30076), port('q', 81, 30093)] };
    server.create(SERVICES, service('web', before));
    const after = service('web', { type: 'NodePort', ports: [port('q', 80), port('p', 81)] });
    const { spec } = objectOf(server.call('PUT', `${SERVICES}/web`, after));
    expect(spec.clusterIP).toBe('10.96.0.9');
    expect(spec.ports.map((given: { nodePort: number }) => given.nodePort)).toEqual([30093, 30076]);
  });

  test('converted ports of one number get node ports of their own', async () => {
    const server = await startServer();
    const ports = [{ port: 53, name: 'a' }, { port: 53, name: 'b', protocol: 'UDP' }]; // prettier-ignore
    server.create(SERVICES, service('web', { ports }));
    const [first, second] = objectOf(server.patch(`${SERVICES}/web`, { spec: { type: 'NodePort' } })).spec.ports;
    expect(first.nodePort).not.toBe(second.nodePort);
    const clash = [{ port: 53, name: 'a', nodePort: 30053 }, { port: 54, name: 'b', nodePort: 30053 }]; // prettier-ignore
    const response = server.patch(`${SERVICES}/web`, { spec: { ports: clash } });
    expect([response.status, messageOf(response)]).toEqual([500, 'duplicate nodePort: {TCP 30053}']);
  });
});

describe('releases', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['1.31', { clusterIP: '10.96.1.1' }, 'Service "web" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.1.1"}: failed to allocate IP 10.96.1.1: the provided IP (10.96.1.1) is not in the valid range. The range of valid IPs is 10.96.0.0/24'],
    ['1.33', { clusterIP: '10.96.1.1' }, 'Service "web" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.1.1"}: failed to allocate IP 10.96.1.1: the provided network does not match the current range'],
    ['1.36', { clusterIP: '10.96.1.1' }, 'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.96.1.1"]: failed to allocate IP 10.96.1.1: the provided network does not match the current range'],
    ['1.31', { ports: [{ port: 10250 }], type: 'LoadBalancer' }, 'Service "web" is invalid: spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet'],
    ['1.31', { ports: [{ port: 80 }, { port: 80 }] }, 'Service "web" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value, spec.ports[1]: Duplicate value: core.ServicePort{Name:"", Protocol:"TCP", AppProtocol:(*string)(nil), Port:80, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}]'],
  ])('%s %j', async (kubernetes, spec, message) => {
    const server = await startServer({ kubernetes });
    expect(messageOf(server.create(SERVICES, service('web', spec)))).toBe(message);
  }); // prettier-ignore

  test.each([
    ['1.31', 'range is full', 'failed to allocate a serviceIP: range is full'],
    ['1.36', 'range is full', 'failed to allocate a serviceIP for Service "web-7": range is full'],
  ])('%s: %s', async (kubernetes, _, text) => {
    const server = await startServer({ kubernetes, serviceSubnet: '10.96.0.0/29' });
    for (let count = 1; count <= 6; count++) server.create(SERVICES, service(`web-${count}`));
    const response = server.create(SERVICES, service('web-7'));
    expect([response.status, messageOf(response)]).toEqual([500, `Internal error occurred: ${text}`]);
  });

  test.each([
    ['1.31', 'spec.clusterIPs[0]: IP address was accepted, but will be invalid in a future Kubernetes release: ParseAddr("010.96.0.20"): IPv4 field has octet with leading zero'],
    ['1.33', 'spec.clusterIPs[0]: non-standard IP address "010.96.0.20" will be considered invalid in a future Kubernetes release: use "10.96.0.20"'],
  ])('%s warns of leading zeros', async (kubernetes, warning) => {
    const server = await startServer({ kubernetes });
    const response = server.create(SERVICES, service('web', { clusterIP: '010.96.0.20' }));
    expect([response.status, response.warnings]).toEqual([201, [warning]]);
  }); // prettier-ignore

  test('a Service without a name', async () => {
    const texts = [];
    for (const kubernetes of ['1.31', '1.36']) {
      const server = await startServer({ kubernetes });
      texts.push(
        messageOf(server.create(SERVICES, { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } })),
      );
    }
    expect(texts[0]).toBe('Service "" is invalid: metadata.name: Required value: name or generateName is required');
    expect(texts[1]).toMatch(
      /^Service "" is invalid: spec\.clusterIPs: Invalid value: \[""\]: failed to allocate IP: IPAddress\.networking\.k8s\.io "10\.96\.0\.\d+" is invalid: spec\.parentRef\.name: Required value$/,
    );
  });
});

test.each<[kubernetes: string, gates: Record<string, boolean>, sent: string | undefined, stored: string | undefined]>([
  ['1.31', {}, undefined, 'VIP'],
  ['1.31', {}, 'Proxy', 'Proxy'],
  ['1.31', { LoadBalancerIPMode: false }, undefined, undefined],
  ['1.31', { LoadBalancerIPMode: false }, 'Proxy', undefined],
  ['1.31', { AllBeta: false }, 'Proxy', undefined],
  ['1.32', {}, undefined, 'VIP'],
  ['1.36', {}, 'Proxy', 'Proxy'],
])('%s %j: ipMode %s is stored as %s', async (kubernetes, featureGates, ipMode, stored) => {
  const server = await startServer({ kubernetes, featureGates });
  server.create(SERVICES, service('web', { type: 'LoadBalancer' }));
  const ingress = [{ ip: '203.0.113.7', ...(ipMode && { ipMode }) }];
  const response = server.patch(`${SERVICES}/web/status`, { status: { loadBalancer: { ingress } } });
  expect(response.status, messageOf(response)).toBe(200);
  expect(objectOf(response).status!.loadBalancer.ingress).toEqual([
    { ip: '203.0.113.7', ...(stored && { ipMode: stored }) },
  ]);
});
