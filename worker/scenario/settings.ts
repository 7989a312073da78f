/** Reads `cluster.yaml`: the settings of a simulated cluster, with a diagnostic and a source range for each fault. */

import { isMap, isScalar, LineCounter, parseDocument, type Pair } from 'yaml';
import type { ClusterSettings, Diagnostic, SourceRange } from '../api';
import type { Addresses, Prefix } from '../core/types';
import { findRelease, RELEASES, type Release } from '../releases';

export const SETTINGS_FILE = 'cluster.yaml';

const SEED_MAX = 2 ** 32;

/** What stands where the text says nothing. */
export const DEFAULT_SETTINGS: ClusterSettings = {
  kubernetes: '1.36',
  serviceSubnet: '10.96.0.0/16',
  podSubnet: '10.244.0.0/16',
  featureGates: {},
  kubelet: true,
  kubeDNS: false,
  seed: 7,
  startTime: '2026-01-05T10:00:00Z',
};

const KINDS: Record<keyof ClusterSettings, 'text' | 'number' | 'boolean' | 'gates'> = {
  kubernetes: 'text',
  serviceSubnet: 'text',
  podSubnet: 'text',
  nodeCIDRMaskSize: 'number',
  nodeCIDRMaskSizeIPv4: 'number',
  nodeCIDRMaskSizeIPv6: 'number',
  featureGates: 'gates',
  runtimeConfig: 'text',
  kubelet: 'boolean',
  kubeDNS: 'boolean',
  seed: 'number',
  startTime: 'text',
};

export interface SettingsReading {
  settings: ClusterSettings;
  diagnostics: Diagnostic[];
  /** Where a setting stands in the text, for later diagnostics about its value. */
  rangeOf(key: keyof ClusterSettings): SourceRange | undefined;
}

/**
 * Reads the text of `cluster.yaml`. Never throws; what is broken keeps its default and has an error.
 * @param text YAML: a map of settings, in block or flow form; empty text is valid.
 */
export function readSettings(text: string): SettingsReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const settings: ClusterSettings = { ...DEFAULT_SETTINGS, featureGates: {} };
  const diagnostics: Diagnostic[] = [];
  const ranges = new Map<string, SourceRange>();

  const place = (start: number, end: number): SourceRange => {
    const { line, col } = lines.linePos(start);
    return { file: SETTINGS_FILE, start, end, line, column: col };
  };
  const fault = (message: string, source?: SourceRange) => diagnostics.push({ severity: 'error', message, source });

  for (const error of document.errors) fault(error.message, place(error.pos[0], error.pos[1]));
  if (diagnostics.length === 0 && document.contents !== null) {
    if (!isMap(document.contents)) fault('cluster.yaml must be a map of settings', place(0, text.length));
    else for (const pair of document.contents.items) readPair(pair as Pair, settings, ranges, place, fault);
  }
  return { settings, diagnostics, rangeOf: (key) => ranges.get(key) };
}

function readPair(
  pair: Pair,
  settings: ClusterSettings,
  ranges: Map<string, SourceRange>,
  place: (start: number, end: number) => SourceRange,
  fault: (message: string, source?: SourceRange) => void,
): void {
  const nodeRange = (node: unknown): SourceRange | undefined => {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range ? place(range[0], range[1]) : undefined;
  };
  const key = isScalar(pair.key) ? String(pair.key.value) : '';
  const source = nodeRange(pair.value) ?? nodeRange(pair.key);
  const kind = Object.hasOwn(KINDS, key) ? KINDS[key as keyof ClusterSettings] : undefined;
  if (!kind) return fault(`unknown setting "${key}"; known are ${Object.keys(KINDS).join(', ')}`, nodeRange(pair.key));
  if (source) ranges.set(key, source);
  const write = (value: unknown) => void ((settings as unknown as Record<string, unknown>)[key] = value);

  if (kind === 'gates') {
    const gates = readGates(pair.value);
    return gates ? write(gates) : fault(`${key}: must be a map of gate names to true or false`, source);
  }
  if (!isScalar(pair.value)) return fault(`${key}: must be a single value`, source);
  const value = pair.value.value;
  if (kind === 'text') return write(pair.value.source ?? String(value ?? ''));
  if (typeof value !== kind) return fault(`${key}: must be a ${kind}`, source);
  write(value);
}

function readGates(node: unknown): Record<string, boolean> | undefined {
  if (!isMap(node)) return undefined;
  const gates: Record<string, boolean> = {};
  for (const { key, value } of node.items) {
    if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'boolean') return undefined;
    gates[String(key.value)] = value.value;
  }
  return gates;
}

/**
 * Checks the values of settings that could be read: kube-apiserver's own refusals of bad flags in its words
 * (services.md 7.3), and what kube-controller-manager needs of the Pod ranges.
 */
export function checkSettings(reading: SettingsReading, addresses: Addresses): Diagnostic[] {
  const { settings, rangeOf } = reading;
  const diagnostics: Diagnostic[] = [];
  const fault = (key: keyof ClusterSettings, message: string | undefined) => {
    if (message) diagnostics.push({ severity: 'error', message, source: rangeOf(key) });
  };
  const release = findRelease(settings.kubernetes, settings.featureGates);
  if (!release)
    fault('kubernetes', `Kubernetes ${settings.kubernetes} is not simulated; there are ${RELEASES.join(', ')}`);
  else fault('serviceSubnet', serviceSubnetFault(settings.serviceSubnet, addresses, release));
  fault('podSubnet', podSubnetFault(settings.podSubnet, addresses));
  if (!Number.isInteger(settings.seed) || settings.seed < 0 || settings.seed >= SEED_MAX)
    fault('seed', 'seed: must be a whole number from 0 to 4294967295');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(settings.startTime) || Number.isNaN(Date.parse(settings.startTime)))
    fault('startTime', 'startTime: must be an instant such as 2026-01-05T10:00:00Z');
  for (const key of ['nodeCIDRMaskSize', 'nodeCIDRMaskSizeIPv4', 'nodeCIDRMaskSizeIPv6'] as const) {
    const bits = settings[key];
    if (bits !== undefined && !(Number.isInteger(bits) && bits > 0 && bits <= 128))
      fault(key, `${key}: must be a prefix length`);
  }
  return diagnostics;
}

/** The families in order, for a subnet setting that was checked. */
export function subnetsOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** kube-apiserver's --service-cluster-ip-range (services.md 7.3). */
function serviceSubnetFault(text: string, addresses: Addresses, release: Release): string | undefined {
  const parts = text.split(',');
  const prefixes = parts.map((part) => addresses.parsePrefix(part));
  const [primary, secondary] = prefixes;
  if (!primary) return 'service-cluster-ip-range[0] is not a valid cidr';
  if (parts.length > 2) return '--service-cluster-ip-range must not contain more than two entries';
  if (parts.length === 2 && !secondary) return 'service-cluster-ip-range[1] is not an ip net';
  if (hostBits(primary) < 3)
    return 'error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses';
  if (secondary && secondary.address.family === primary.address.family)
    return '--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family';
  const anySize = release.isEnabled('MultiCIDRServiceAllocator') && release.isEnabled('DisableAllocatorDualWrite');
  for (const [index, prefix] of prefixes.entries()) {
    if (anySize || !prefix || hostBits(prefix) <= 20) continue;
    const width = familyBits(prefix);
    return `specified --service-cluster-ip-range${index === 1 ? '[1]' : ''} is too large; for ${width}-bit addresses, the mask must be >= ${width - 20}`;
  }
  return undefined;
}

function podSubnetFault(text: string, addresses: Addresses): string | undefined {
  const prefixes = subnetsOf(text).map((part) => addresses.parsePrefix(part));
  if (prefixes.length > 2) return 'podSubnet: at most one range of each IP family';
  for (const [index, prefix] of prefixes.entries())
    if (!prefix) return `podSubnet: "${subnetsOf(text)[index]}" is not a valid CIDR`;
  if (prefixes.length === 2 && prefixes[0]!.address.family === prefixes[1]!.address.family)
    return 'podSubnet: the two ranges must be of different IP families';
  return undefined;
}

function familyBits(prefix: Prefix): number {
  return prefix.address.family === 'IPv4' ? 32 : 128;
}

function hostBits(prefix: Prefix): number {
  return familyBits(prefix) - prefix.bits;
}

/** Text of `cluster.yaml` for settings given as a map; keys in the order of the settings, empty gates left out. */
export function writeSettings(values: Readonly<Partial<ClusterSettings>>): string {
  let text = '';
  for (const key of Object.keys(KINDS) as (keyof ClusterSettings)[]) {
    const value = values[key];
    if (value === undefined) continue;
    if (key === 'featureGates') {
      const gates = Object.entries(values.featureGates ?? {});
      if (gates.length > 0) text += `featureGates: {${gates.map(([gate, isOn]) => `${gate}: ${isOn}`).join(', ')}}\n`;
    } else text += `${key}: ${key === 'kubernetes' ? JSON.stringify(value) : String(value)}\n`;
  }
  return text;
}
