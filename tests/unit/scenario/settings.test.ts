/** cluster.yaml: values, faults with their places, and kube-apiserver's own refusals. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Addresses } from '../../../worker/core/types';
import { checkSettings, DEFAULT_SETTINGS, readSettings, writeSettings } from '../../../worker/scenario/settings';
import { findRelease, RELEASES, type FeatureGate } from '../../../worker/releases';
import { freshCore } from '../../core/load';

let addresses: Addresses;
beforeAll(async () => {
  addresses = (await freshCore()).addresses;
});

test('empty text gives the defaults', () => {
  expect(readSettings('')).toMatchObject({ settings: DEFAULT_SETTINGS, diagnostics: [] });
});

test('a text that names no release means the newest', () =>
  expect(readSettings('kubelet: false\n').settings.kubernetes).toBe(RELEASES.at(-1)));

test('a flow map is read, with its places', () => {
  const { settings, diagnostics } = readSettings('{kubernetes: "1.33", seed: x}');
  expect(settings.kubernetes).toBe('1.33');
  expect(diagnostics).toMatchObject([{ message: 'seed: must be a number', source: { line: 1, column: 28 } }]);
});

test('a release without quotes keeps its digits', () => {
  expect(readSettings('kubernetes: 1.30\n').settings.kubernetes).toBe('1.30');
});

test.each([
  ['serviceSubnett: 10.0.0.0/16', /^unknown setting "serviceSubnett"/, 1, 1],
  ['kubelet: yes please', /^kubelet: must be a boolean/, 1, 10],
  ['seed: 7\nfeatureGates: [a]', /^featureGates: must be a map/, 2, 15],
  ['- a', /must be a map of settings/, 1, 1],
  ['a: b: c', /mapping values are not allowed/, 1, 5],
])('%j is a fault with a place', (text, message, line, column) => {
  const [fault] = readSettings(text).diagnostics;
  expect(fault).toMatchObject({ severity: 'error', source: { file: 'cluster.yaml', line, column } });
  expect(fault.message).toMatch(message);
});

describe('what the API server refuses', () => {
  test.each([
    ['kubernetes: "1.20"', /^Kubernetes 1.20 is not simulated/],
    ['serviceSubnet: nonsense', 'service-cluster-ip-range[0] is not a valid cidr'],
    ['serviceSubnet: 10.0.0.0/16,nonsense', 'service-cluster-ip-range[1] is not an ip net'],
    [
      'serviceSubnet: 10.0.0.0/16,fd00::/112,fd01::/112',
      '--service-cluster-ip-range must not contain more than two entries',
    ],
    [
      'serviceSubnet: 10.0.0.0/16,10.1.0.0/16',
      '--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family',
    ],
    [
      'serviceSubnet: 10.0.0.0/30',
      'error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses',
    ],
    [
      'kubernetes: "1.33"\nserviceSubnet: 10.0.0.0/8',
      'specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12',
    ],
    ['loadBalancerRange: lots', 'loadBalancerRange: "lots" is no prefix such as 203.0.113.0/24'],
    [
      'loadBalancerRange: 203.0.113.7/24',
      'loadBalancerRange: 203.0.113.7/24 has bits set beyond its length; use 203.0.113.0/24',
    ],
    ['loadBalancerRange: 203.0.113.0/24, 198.51.100.0/24', 'loadBalancerRange: there can be one prefix of each family'],
    ['loadBalancerRange: 10.96.7.0/24', 'loadBalancerRange: 10.96.7.0/24 overlaps serviceSubnet 10.96.0.0/16'],
    ['loadBalancerRange: 10.0.0.0/8', 'loadBalancerRange: 10.0.0.0/8 overlaps serviceSubnet 10.96.0.0/16'],
    ['seed: -1', /^seed: must be a whole number/],
    ['pauseSeconds: -1', /^pauseSeconds: must be a number/],
    ['startTime: tomorrow', /^startTime: must be an instant/],
  ])('%j', (text, message) => {
    const [fault] = checkSettings(readSettings(text), addresses);
    expect(fault.source?.file).toBe('cluster.yaml');
    if (typeof message === 'string') expect(fault.message).toBe(message);
    else expect(fault.message).toMatch(message);
  });
});

const messagesOf = (text: string) => {
  const reading = readSettings(text);
  const faults = reading.diagnostics.length > 0 ? reading.diagnostics : checkSettings(reading, addresses);
  return faults.map(({ message }) => message);
};

const TOO_SMALL =
  'error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses';
const SAME_FAMILY = '--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family';
const portRange = (value: string, why: string) =>
  `invalid argument "${value}" for "--service-node-port-range" flag: ${why}`;
const syntax = (value: string) => `strconv.Atoi: parsing "${value}": invalid syntax`;

describe('flags: services.md 7.3, 10.4 rows 170 to 172, R1.4.1; pods-and-nodes.md R4.3', () => {
  test.each<[settings: string, ...faults: string[]]>([
    ['serviceSubnet: ""', 'service-cluster-ip-range[0] is not a valid cidr'],
    ['serviceSubnet: 10.0.0.0/16,10.10.0.0/16', SAME_FAMILY],
    ['serviceSubnet: 2000::/108,3000::/108', SAME_FAMILY],
    [
      'serviceSubnet: 10.0.0.0/16,244.0.0.0/16,3000::/108',
      '--service-cluster-ip-range must not contain more than two entries',
      SAME_FAMILY,
    ],
    ['serviceSubnet: 10.0.0.0/16, 2000::/108', 'service-cluster-ip-range[1] is not an ip net'],
    ['serviceSubnet: 10.0.0.0/29'],
    ['serviceSubnet: 10.0.0.0/30', TOO_SMALL],
    ['serviceSubnet: fd00::/125'],
    ['serviceSubnet: fd00::/126', TOO_SMALL],
    ['serviceSubnet: 10.0.0.0/16,fd00::/126'],
    ['serviceSubnet: 10.0.0.0/8'],
    ['serviceSubnet: 2001:db8::/12'],
    [
      '{kubernetes: "1.32", serviceSubnet: 10.0.0.0/8}',
      'specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12',
    ],
    ['{kubernetes: "1.33", serviceSubnet: 10.0.0.0/12}'],
    ['{kubernetes: "1.33", featureGates: {DisableAllocatorDualWrite: true}, serviceSubnet: 10.0.0.0/8}'],
    [
      '{kubernetes: "1.33", serviceSubnet: "10.0.0.0/16,2000::/64"}',
      'specified --service-cluster-ip-range[1] is too large; for 128-bit addresses, the mask must be >= 108',
    ],
    ['serviceNodePortRange: 30000-32767'],
    ['serviceNodePortRange: 30000'],
    ['loadBalancerRange: 203.0.113.0/24,2001:db8:ffff::/64'],
    ['loadBalancerRange: ""'],
    ['serviceNodePortRange: 30000+99'],
    ['serviceNodePortRange: ""'],
    ['serviceNodePortRange: 1-2+3', portRange('1-2+3', 'unable to parse port range: 1-2+3')],
    [
      'serviceNodePortRange: 30000-70000',
      portRange('30000-70000', 'the port range cannot be greater than 65535: 30000-70000'),
    ],
    ['serviceNodePortRange: 70000', portRange('70000', 'the port range cannot be greater than 65535: 70000')],
    [
      'serviceNodePortRange: 65000+600',
      portRange('65000+600', 'the port range cannot be greater than 65535: 65000+600'),
    ],
    [
      'serviceNodePortRange: 32767-30000',
      portRange('32767-30000', 'end port cannot be less than start port: 32767-30000'),
    ],
    ['serviceNodePortRange: http', portRange('http', syntax('http'))],
    ['serviceNodePortRange: 30000-', portRange('30000-', syntax(''))],
    ['serviceNodePortRange: "-5"', portRange('-5', syntax(''))],
    ['serviceNodePortRange: "30000 - 30010"', portRange('30000 - 30010', syntax('30000 '))],
    [
      'serviceNodePortRange: "99999999999999999999"',
      portRange('99999999999999999999', 'strconv.Atoi: parsing "99999999999999999999": value out of range'),
    ],
    ['featureGates: {HostnameOverride: false, AllBeta: true}'],
    [
      'featureGates: {MultiCIDRServiceAllocator: false}',
      'cannot set feature gate MultiCIDRServiceAllocator to false, feature is locked to true',
    ],
    ['featureGates: {MultiCIDRServiceAllocator: true}'],
    ['{kubernetes: "1.33", featureGates: {MultiCIDRServiceAllocator: false}}'],
    [
      '{kubernetes: "1.32", featureGates: {AllowServiceLBStatusOnNonLB: true}}',
      'cannot set feature gate AllowServiceLBStatusOnNonLB to true, feature is locked to false',
    ],
    [
      '{kubernetes: "1.31", featureGates: {StrictIPCIDRValidation: true}}',
      'unrecognized feature gate: StrictIPCIDRValidation',
    ],
    ['featureGates: {ServiceTrafficDistribution: true}', 'unrecognized feature gate: ServiceTrafficDistribution'],
    [
      'featureGates: {HostnameOverride: maybe}',
      'featureGates: invalid value of HostnameOverride=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    ['featureGates: {HostnameOverride: }', 'featureGates: missing bool value for HostnameOverride'],
    ['runtimeConfig: networking.k8s.io/v1beta1=true'],
    ['runtimeConfig: networking.k8s.io/v1beta1'],
    ['runtimeConfig: api/all=true,api/beta=false,apps/v1=1'],
    ['runtimeConfig: api/all=false', 'invalid key with only api/all=false'],
    ['runtimeConfig: api/all', 'invalid value api/all='],
    ['runtimeConfig: api/beta=yes', 'invalid value api/beta=yes'],
    ['runtimeConfig: v1=true', 'runtime-config invalid key v1'],
    ['runtimeConfig: a/b/c/d=true', 'runtime-config invalid key a/b/c/d'],
    ['runtimeConfig: a.example/v1,b.example/v1=false', 'unknown api groups a.example,b.example'],
    ['runtimeConfig: networking.k8s.io/v2=true', 'group version networking.k8s.io/v2 that has not been registered'],
    [
      'runtimeConfig: networking.k8s.io/v1alpha1=true',
      'group version networking.k8s.io/v1alpha1 that has not been registered',
    ],
    ['{kubernetes: "1.33", runtimeConfig: networking.k8s.io/v1alpha1=true}'],
    [
      'runtimeConfig: networking.k8s.io/v1beta1=ja',
      'invalid value of networking.k8s.io/v1beta1: ja, err: strconv.ParseBool: parsing "ja": invalid syntax',
    ],
    [
      'runtimeConfig: networking.k8s.io/v1beta1/ServiceCIDRs=true',
      'invalid key networking.k8s.io/v1beta1/ServiceCIDRs: group/version/resource and resource is always lowercase plural, not "ServiceCIDRs"',
    ],
    ['podSubnet: 10.0.0.0/99', 'invalid CIDR[0]: <nil> (invalid CIDR address: 10.0.0.0/99)'],
    ['podSubnet: ""', 'invalid CIDR[0]: <nil> (invalid CIDR address: )'],
    [
      'podSubnet: 10.0.0.0/16,10.1.0.0/16',
      'len of ClusterCIDRs==2 and they are not configured as dual stack (at least one from each IPFamily',
    ],
    ['podSubnet: 10.0.0.0/16,fd00::/56,fd01::/56', 'length of clusterCIDRs is:3 more than max allowed of 2'],
    [
      'nodeCIDRMaskSize: 15',
      'Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than or equal to --node-cidr-mask-size configured for CIDR family',
    ],
    [
      '{nodeCIDRMaskSize: 24, nodeCIDRMaskSizeIPv4: 24}',
      'usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 is not allowed if --node-cidr-mask-size is set. For dual-stack clusters please unset it and use IPFamily specific flags',
    ],
    ['nodeCIDRMaskSizeIPv6: 64', 'usage of --node-cidr-mask-size-ipv6 is not allowed for a single-stack IPv4 cluster'],
    [
      '{podSubnet: "fd00::/56", nodeCIDRMaskSizeIPv4: 24}',
      'usage of --node-cidr-mask-size-ipv4 is not allowed for a single-stack IPv6 cluster',
    ],
    ['podSubnet: fd00::/40', 'New CIDR set failed; the node CIDR size is too big'],
  ])('%s', (text, ...faults) => expect(messagesOf(text)).toEqual(faults));

  test('a gate that no release here knows is told with those that are', () =>
    expect(messagesOf('featureGates: {Nonsense: true}')).toEqual([
      expect.stringMatching(/^unrecognized feature gate: Nonsense \(simulated are MultiCIDRServiceAllocator, /),
    ]));
});

describe('gates: services.md 7.1', () => {
  test.each<[string, FeatureGate, Record<string, boolean>, boolean]>([
    ['1.31', 'MultiCIDRServiceAllocator', {}, false],
    ['1.31', 'MultiCIDRServiceAllocator', { AllBeta: true }, true],
    ['1.31', 'MultiCIDRServiceAllocator', { AllBeta: true, MultiCIDRServiceAllocator: false }, false],
    ['1.31', 'DisableAllocatorDualWrite', { AllBeta: true }, false],
    ['1.31', 'DisableAllocatorDualWrite', { AllAlpha: true }, true],
    ['1.33', 'MultiCIDRServiceAllocator', {}, true],
    ['1.33', 'DisableAllocatorDualWrite', {}, false],
    ['1.34', 'DisableAllocatorDualWrite', {}, true],
    ['1.35', 'StrictIPCIDRValidation', {}, false],
    ['1.36', 'StrictIPCIDRValidation', {}, true],
    ['1.36', 'StrictIPCIDRValidation', { AllBeta: false }, false],
    ['1.36', 'ServiceCIDRStatusFieldWiping', { ServiceCIDRStatusFieldWiping: false }, false],
    ['1.35', 'ServiceCIDRStatusFieldWiping', {}, false],
    ['1.36', 'ServiceTrafficDistribution', {}, true],
    ['1.37', 'LoadBalancerIPMode', {}, true],
    ['1.35', 'AllowServiceLBStatusOnNonLB', {}, false],
    ['1.34', 'HostnameOverride', {}, false],
    ['1.35', 'HostnameOverride', {}, true],
  ])('%s %s with %j: %s', (release, gate, given, isOn) =>
    expect(findRelease(release, given)!.isEnabled(gate)).toBe(isOn),
  );
});

test('settings are printed and read again to the same', () => {
  const settings = { ...DEFAULT_SETTINGS, featureGates: { MultiCIDRServiceAllocator: false }, seed: 42 };
  expect(readSettings(writeSettings(settings)).settings).toEqual(settings);
});
