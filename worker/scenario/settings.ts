/** Reads `cluster.yaml`: the settings of a simulated cluster, with a diagnostic and a source range for each fault. */

import type { ClusterSettings, Diagnostic, SourceRange } from '../api';
import type { Addresses } from '../core/types';
import { findRelease, NEWEST_RELEASE, RELEASES } from '../releases';
import { readDocuments, type YamlNode } from '../yaml';
import { flagFaults } from './flags';

export const SETTINGS_FILE = 'cluster.yaml';

/** Seeds are below this. */
export const SEED_MAX = 2 ** 32;
const PAUSE_MAX = 3_600;
const NODES_MAX = 200;

/** What stands where the text says nothing. */
export const DEFAULT_SETTINGS: ClusterSettings = {
  kubernetes: NEWEST_RELEASE,
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
  serviceNodePortRange: 'text',
  loadBalancerRange: 'text',
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
    if (node.kind !== 'map') return { fault: 'must be a map of gate names to true or false' };
    for (const [gate, isOn] of Object.entries(value as object)) {
      if (isOn === null || isOn === '') return { fault: `missing bool value for ${gate}` };
      if (typeof isOn !== 'boolean') return { fault: gateValueFault(gate, isOn) };
    }
    return { value };
  }
  if (node.kind !== 'scalar') return { fault: 'must be a single value' };
  if (kind === 'text') return { value: node.text };
  return typeof value === kind ? { value } : { fault: `must be a ${kind}` };
}

/** A gate's value that is no boolean, in a component's words. */
function gateValueFault(gate: string, value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `invalid value of ${gate}=${text}, err: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
}

function placeIn(text: string, start: number, end: number): SourceRange {
  const before = text.slice(0, start);
  return { file: SETTINGS_FILE, start, end, line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
}

/** Checks the values of settings that could be read: refusals of flags, and limits of the simulation. */
export function checkSettings(reading: SettingsReading, addresses: Addresses): Diagnostic[] {
  const { settings, rangeOf } = reading;
  const diagnostics: Diagnostic[] = [];
  const fault = (key: keyof ClusterSettings, message: string | undefined) => {
    if (message) diagnostics.push({ severity: 'error', message, source: rangeOf(key) });
  };
  const release = findRelease(settings.kubernetes, settings.featureGates);
  if (!release)
    fault('kubernetes', `Kubernetes ${settings.kubernetes} is not simulated; there are ${RELEASES.join(', ')}`);
  else for (const { key, message } of flagFaults(settings, addresses, release)) fault(key, message);
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

/** The same text of `cluster.yaml` with another value of a setting; comments and form stay. @param value as YAML. */
export function withSetting(text: string, key: keyof ClusterSettings, value: string): string {
  const range = readSettings(text).rangeOf(key);
  if (range) return text.slice(0, range.start) + value + text.slice(range.end);
  const entry = `${key}: ${value}`;
  const flow = /^\s*\{\s*/.exec(text)?.[0];
  if (flow === undefined) return `${entry}\n${text}`;
  const rest = text.slice(flow.length);
  return `${flow}${entry}${rest.startsWith('}') ? '' : ', '}${rest}`;
}
