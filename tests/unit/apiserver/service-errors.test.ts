/** Several errors in one request: which, and in which order (services.md 2.9, 2.9.1, 3.6). */

import { describe, expect, test } from 'vitest';
import { causesOf } from './rules';
import { service, SERVICES, startServer } from './harness';

const QUALIFIED = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"; // prettier-ignore
const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const threePorts = (fields: object) => ['a', 'b', 'c'].map((name, index) => ({ name, port: 80 + index, ...fields }));

test.each<[string, Record<string, unknown>, string[]]>([
  ['2.9.1-4 behind None the spelling counts too', { clusterIP: 'None', clusterIPs: ['None', 'x', 'None'] }, [
    "spec.clusterIPs: Invalid value: [\"None\",\"x\",\"None\"]: 'None' must be the first and only value",
    `spec.clusterIPs[1]: Invalid value: "x": ${NOT_AN_IP}`,
    `spec.clusterIPs[2]: Invalid value: "None": ${NOT_AN_IP}`,
    'spec.clusterIPs: Invalid value: ["None","x","None"]: may only hold up to 2 values',
  ]],
  ['2.9-10 before 2.9-11, each for all ports', { ports: threePorts({ nodePort: 30001 }) }, [
    ...[0, 1, 2].map((index) => `spec.ports[${index}].nodePort: Forbidden: may not be used when \`type\` is 'ClusterIP'`),
    ...[1, 2].map((index) => `spec.ports[${index}].nodePort: Duplicate value: 30001`),
  ]],
  ['2.9-13 the value is shown without blanks', { type: 'LoadBalancer', loadBalancerSourceRanges: [' x '] }, [
    `spec.LoadBalancerSourceRanges[0]: Invalid value: "x": ${NOT_A_CIDR}`,
  ]],
  ['pointers to empty texts are values', { ipFamilyPolicy: '' }, [
    'spec.ipFamilyPolicy: Unsupported value: "": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
  ]],
  ['pointers to empty texts, in order', { internalTrafficPolicy: '', trafficDistribution: '', loadBalancerClass: '', ports: [{ port: 80, appProtocol: '' }] }, [
    'spec.ports[0].appProtocol: Invalid value: "": name part must be non-empty',
    `spec.ports[0].appProtocol: Invalid value: "": ${QUALIFIED}`,
    "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
    'spec.internalTrafficPolicy: Unsupported value: "": supported values: "Cluster", "Local"',
    'spec.trafficDistribution: Unsupported value: "": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
  ]],
])('create: %s', async (_, spec, causes) => {
  const server = await startServer();
  expect(causesOf(server.create(SERVICES, service('web', spec)))).toEqual(causes);
}); // prettier-ignore

test('2.9-13 each range of the annotation is shown for itself', async () => {
  const server = await startServer();
  const object = { ...service('web', { type: 'LoadBalancer' }), metadata: { name: 'web', annotations: { [RANGES]: 'x, 10.0.0.0/8 ,y' } } };
  const field = `metadata.annotations[${RANGES}]`;
  expect(causesOf(server.create(SERVICES, object))).toEqual([
    `${field}: Invalid value: "x": ${NOT_A_CIDR}`,
    `${field}: Invalid value: "y": ${NOT_A_CIDR}`,
  ]);
}); // prettier-ignore

describe('change', () => {
  const STANDARD = 'name is neither a standard finalizer name nor is it fully qualified';

  test.each<[string, string[], string[]]>([
    ['a name without a domain', ['bad'], [`metadata.finalizers[0]: Invalid value: "bad": ${STANDARD}`]],
    ['orphan and foregroundDeletion', ['orphan', 'foregroundDeletion'], ['metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set']],
    ['qualified names', ['example.com/a', 'kubernetes'], []],
  ])('finalizers: %s', async (_, finalizers, causes) => {
    const server = await startServer();
    server.create(SERVICES, service('web'));
    expect(causesOf(server.patch(`${SERVICES}/web`, { metadata: { finalizers } }))).toEqual(causes);
  }); // prettier-ignore

  test('R4.1 a Service on its way out takes no new finalizers', async () => {
    const server = await startServer();
    server.create(SERVICES, { ...service('web'), metadata: { name: 'web', finalizers: ['x/y'] } });
    server.call('DELETE', `${SERVICES}/web`);
    expect(causesOf(server.patch(`${SERVICES}/web`, { metadata: { finalizers: ['x/y', 'b/b', 'a/a'] } }))).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/a", "b/b"}',
    ]);
  });
});
