/** The flags that settings stand for: refusals of kube-apiserver and kube-controller-manager, in their words. */

import { nodeMaskSize, parsePortRange, podCIDRStartupError } from '../allocator';
import type { ClusterSettings } from '../api';
import type { Addresses, Prefix } from '../core/types';
import { gateFaults, runtimeConfigFault, type Release } from '../releases';
import { addressBits } from '../core/bits';

export interface FlagFault {
  key: keyof ClusterSettings;
  message: string;
}

const RANGE_FLAG = '--service-cluster-ip-range';
/** Wider ranges do not fit a bitmap. */
const BITMAP_HOST_BITS_MAX = 20;
const SERVICE_HOST_BITS_MIN = 3;

/** Every refusal of the settings' flags, in the order of the settings. */
export function flagFaults(settings: ClusterSettings, addresses: Addresses, release: Release): FlagFault[] {
  const at = (key: keyof ClusterSettings, messages: readonly (string | undefined)[]) =>
    messages.filter((message) => message !== undefined).map((message) => ({ key, message }));
  return [
    ...at('serviceSubnet', serviceSubnetFaults(settings.serviceSubnet, addresses, release)),
    ...clusterCIDRFaults(settings, addresses),
    ...at('featureGates', gateFaults(release.name, settings.featureGates)),
    ...at('runtimeConfig', [runtimeConfigFault(settings.runtimeConfig ?? '', release.name)]),
    ...at('serviceNodePortRange', [portRangeFault(settings.serviceNodePortRange ?? '')]),
    ...at('loadBalancerRange', [balancerRangeFault(settings, addresses)]),
  ];
}

/** services.md 7.3. What cannot be read is told alone, what is not allowed all at once. */
function serviceSubnetFaults(text: string, addresses: Addresses, release: Release): string[] {
  const parts = text.split(',');
  const [primary, secondary] = parts.map((part) => addresses.parsePrefix(part));
  if (!primary) return ['service-cluster-ip-range[0] is not a valid cidr'];
  if (hostBits(primary) < SERVICE_HOST_BITS_MIN)
    return [
      'error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses',
    ];
  if (parts.length > 1 && !secondary) return ['service-cluster-ip-range[1] is not an ip net'];

  const isAnySize = release.isEnabled('MultiCIDRServiceAllocator') && release.isEnabled('DisableAllocatorDualWrite');
  const sizeFault = (prefix: Prefix, flag: string) => {
    if (isAnySize || hostBits(prefix) <= BITMAP_HOST_BITS_MAX) return [];
    const width = familyBits(prefix);
    const bitsMin = width - BITMAP_HOST_BITS_MAX;
    return [`specified ${flag} is too large; for ${width}-bit addresses, the mask must be >= ${bitsMin}`];
  };
  const faults: string[] = [];
  if (parts.length > 2) faults.push(`${RANGE_FLAG} must not contain more than two entries`);
  faults.push(...sizeFault(primary, RANGE_FLAG));
  if (secondary) {
    if (secondary.address.family === primary.address.family)
      faults.push(`${RANGE_FLAG}[0] and ${RANGE_FLAG}[1] must be of different IP family`);
    faults.push(...sizeFault(secondary, `${RANGE_FLAG}[1]`));
  }
  return faults;
}

/**
 * pods-and-nodes.md R4.3, in its order. In a dual-stack cluster `nodeCIDRMaskSize` stands for the flag of the IPv4 family.
 */
function clusterCIDRFaults(settings: ClusterSettings, addresses: Addresses): FlagFault[] {
  const texts = settings.podSubnet.split(',').map((part) => part.trim());
  const fault = (key: keyof ClusterSettings, message: string) => [{ key, message }];
  const prefixes: Prefix[] = [];
  for (const [index, text] of texts.entries()) {
    const prefix = addresses.parsePrefix(text);
    if (!prefix) return fault('podSubnet', `invalid CIDR[${index}]: <nil> (invalid CIDR address: ${text})`);
    prefixes.push(prefix);
  }
  const families = new Set(prefixes.map(({ address }) => address.family));
  if (texts.length > 1 && families.size < 2)
    return fault(
      'podSubnet',
      'len of ClusterCIDRs==2 and they are not configured as dual stack (at least one from each IPFamily',
    );
  if (texts.length > 2)
    return fault('podSubnet', `length of clusterCIDRs is:${texts.length} more than max allowed of 2`);
  const maskFault = maskSizeFault(settings, families);
  if (maskFault) return [maskFault];
  for (const [index, prefix] of prefixes.entries()) {
    const bits = nodeMaskSize(settings, prefix.address.family, texts.length > 1);
    const message = podCIDRStartupError({ addresses }, texts[index], bits);
    if (message !== undefined) return fault('podSubnet', message);
  }
  return [];
}

function maskSizeFault(settings: ClusterSettings, families: ReadonlySet<string>): FlagFault | undefined {
  if (families.size > 1) return undefined;
  const ownKey = 'nodeCIDRMaskSize' as const;
  const isSet = (key: 'nodeCIDRMaskSize' | 'nodeCIDRMaskSizeIPv4' | 'nodeCIDRMaskSizeIPv6') => !!settings[key];
  if (isSet(ownKey) && (isSet('nodeCIDRMaskSizeIPv4') || isSet('nodeCIDRMaskSizeIPv6')))
    return {
      key: ownKey,
      message:
        'usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 is not allowed if --node-cidr-mask-size is set. For dual-stack clusters please unset it and use IPFamily specific flags',
    };
  const [other, own] = families.has('IPv4') ? ['IPv6', 'IPv4'] : ['IPv4', 'IPv6'];
  const key = `nodeCIDRMaskSize${other as 'IPv4' | 'IPv6'}` as const;
  const flag = `--node-cidr-mask-size-${other.toLowerCase()}`;
  return isSet(key) ? { key, message: `usage of ${flag} is not allowed for a single-stack ${own} cluster` } : undefined;
}

function portRangeFault(text: string): string | undefined {
  const range = parsePortRange(text);
  if (!('fault' in range)) return undefined;
  return `invalid argument ${JSON.stringify(text)} for "--service-node-port-range" flag: ${range.fault}`;
}

/** No flag of Kubernetes: a provider has its own form, so these are the simulation's words. */
function balancerRangeFault(settings: ClusterSettings, addresses: Addresses): string | undefined {
  const { loadBalancerRange = '' } = settings;
  if (loadBalancerRange === '') return undefined;
  const prefixes: Prefix[] = [];
  for (const text of loadBalancerRange.split(',').map((part) => part.trim())) {
    const prefix = addresses.parsePrefix(text);
    if (!prefix) return `loadBalancerRange: ${JSON.stringify(text)} is no prefix such as 203.0.113.0/24`;
    const masked = addresses.formatPrefix(addresses.masked(prefix));
    if (addresses.formatPrefix(prefix) !== masked)
      return `loadBalancerRange: ${text} has bits set beyond its length; use ${masked}`;
    prefixes.push(prefix);
  }
  if (new Set(prefixes.map(({ address }) => address.family)).size < prefixes.length)
    return 'loadBalancerRange: there can be one prefix of each family';
  for (const key of ['serviceSubnet', 'podSubnet'] as const)
    for (const text of settings[key].split(',')) {
      const other = addresses.parsePrefix(text.trim());
      const found = other && prefixes.find((prefix) => addresses.overlaps(prefix, other));
      if (found) return `loadBalancerRange: ${addresses.formatPrefix(found)} overlaps ${key} ${text.trim()}`;
    }
  return undefined;
}

const familyBits = (prefix: Prefix): number => addressBits(prefix.address.family);
const hostBits = (prefix: Prefix): number => familyBits(prefix) - prefix.bits;
