/** cluster.yaml: values, faults with their places, and kube-apiserver's own refusals. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Addresses } from '../../../worker/core/types';
import { checkSettings, DEFAULT_SETTINGS, readSettings, writeSettings } from '../../../worker/scenario/settings';
import { freshCore } from '../../core/load';

let addresses: Addresses;
beforeAll(async () => {
  addresses = (await freshCore()).addresses;
});

test('empty text gives the defaults', () => {
  expect(readSettings('')).toMatchObject({ settings: DEFAULT_SETTINGS, diagnostics: [] });
});

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
    ['podSubnet: 10.0.0.0/99', 'podSubnet: "10.0.0.0/99" is not a valid CIDR'],
    ['seed: -1', /^seed: must be a whole number/],
    ['pauseSeconds: -1', /^pauseSeconds: must be a number/],
    ['startTime: tomorrow', /^startTime: must be an instant/],
  ])('%j', (text, message) => {
    const [fault] = checkSettings(readSettings(text), addresses);
    expect(fault.source?.file).toBe('cluster.yaml');
    if (typeof message === 'string') expect(fault.message).toBe(message);
    else expect(fault.message).toMatch(message);
  });

  test('a wide range is fine where no bitmap holds it', () => {
    expect(checkSettings(readSettings('kubernetes: "1.36"\nserviceSubnet: 10.0.0.0/8'), addresses)).toEqual([]);
  });
});

test('settings are printed and read again to the same', () => {
  const settings = { ...DEFAULT_SETTINGS, featureGates: { MultiCIDRServiceAllocator: false }, seed: 42 };
  expect(readSettings(writeSettings(settings)).settings).toEqual(settings);
});
