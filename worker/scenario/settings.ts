/** Reads `cluster.yaml`: the settings of a simulated cluster, with a diagnostic and a source range for each fault. */

import type { ClusterSettings, Diagnostic, SourceRange } from '../api';
import type { Addresses, Prefix } from '../core/types';
import { findRelease, RELEASES, type Release } from '../releases';
import { readDocuments, type YamlNode } from '../yaml';

export const SETTINGS_FILE = 'cluster.yaml';

const SEED_MAX = 2 ** 32;
const PAUSE_MAX = 3_600;
const NODES_MAX = 200;

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
  // The recorded commands followed each other as in a script.
  pauseSeconds: 0.3,
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
  nodes: 'number',
  kubeDNS: 'boolean',
  seed: 'number',
  startTime: 'text',
  pauseSeconds: 'number',
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
  const settings: ClusterSettings = { ...DEFAULT_SETTINGS, featureGates: {} };
  const diagnostics: Diagnostic[] = [];
  const ranges = new Map<string, SourceRange>();
  // A text that begins with a brace would be read as JSON, and a flow map need not be JSON.
  const opener = /^\s*\{/.test(text) ? '---\n' : '';
  const place = ({ start, end }: { start: number; end: number }) =>
    placeIn(text, start - opener.length, end - opener.length);
  const fault: Fault = (message, node) =>
    void diagnostics.push({ severity: 'error', message, source: node && place(node) });

  const { documents, error } = readDocuments(opener + text);
  const [document] = documents;
  if (error) fault(error.message, { start: error.offset, end: error.offset });
  else if (documents.length > 1) fault('cluster.yaml must be one document', documents[1]);
  else if (document && document.root?.kind !== 'map')
    fault('cluster.yaml must be a map of settings', { start: opener.length, end: opener.length + text.length });
  else if (document?.root?.kind === 'map')
    for (const { key, value } of document.root.pairs) {
      const name = key.kind === 'scalar' ? key.text : '';
      if (!isSetting(name)) fault(`unknown setting "${name}"; known are ${Object.keys(KINDS).join(', ')}`, key);
      else {
        ranges.set(name, place(value.end > value.start ? value : key));
        const read = readValue(name, value, (document.value as Record<string, unknown>)[name]);
        if ('fault' in read) fault(`${name}: ${read.fault}`, value);
        else (settings as unknown as Record<string, unknown>)[name] = read.value;
      }
    }
  return { settings, diagnostics, rangeOf: (key) => ranges.get(key) };
}

type Fault = (message: string, node?: { start: number; end: number }) => void;

function isSetting(name: string): name is keyof ClusterSettings {
  return Object.hasOwn(KINDS, name);
}

/** A text keeps the digits of its source: an unquoted 1.30 is no number here. */
function readValue(
  name: keyof ClusterSettings,
  node: YamlNode,
  value: unknown,
): { value: unknown } | { fault: string } {
  const kind = KINDS[name];
  if (kind === 'gates') {
    const isGates = node.kind === 'map' && Object.values(value as object).every((isOn) => typeof isOn === 'boolean');
    return isGates ? { value } : { fault: 'must be a map of gate names to true or false' };
  }
  if (node.kind !== 'scalar') return { fault: 'must be a single value' };
  if (kind === 'text') return { value: node.text };
  return typeof value === kind ? { value } : { fault: `must be a ${kind}` };
}

function placeIn(text: string, start: number, end: number): SourceRange {
  const before = text.slice(0, start);
  return { file: SETTINGS_FILE, start, end, line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
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
  if (!(settings.pauseSeconds >= 0 && settings.pauseSeconds <= PAUSE_MAX))
    fault('pauseSeconds', `pauseSeconds: must be a number from 0 to ${PAUSE_MAX}`);
  if (
    settings.nodes !== undefined &&
    !(Number.isInteger(settings.nodes) && settings.nodes >= 1 && settings.nodes <= NODES_MAX)
  )
    fault('nodes', `nodes: must be a whole number from 1 to ${NODES_MAX}`);
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
