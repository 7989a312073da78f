/** Completion and documentation of `cluster.yaml`: the settings of the cluster, with their values. */

import type { ClusterSettings, YamlCompletions, YamlHover } from '../api';
import { FEATURE_GATES, RELEASES } from '../releases';
import { DEFAULT_SETTINGS } from '../scenario/settings';
import { caretAt, keysIn, outlineAt } from './outline';

interface Setting {
  type: string;
  text: string;
  values?: readonly string[];
}

const SETTINGS: Record<keyof ClusterSettings, Setting> = {
  kubernetes: {
    type: 'release',
    text: 'The Kubernetes release that is simulated.',
    values: RELEASES.map((one) => `"${one}"`),
  },
  serviceSubnet: {
    type: 'one prefix, or two with a comma',
    text: 'Where cluster IPs of Services come from. The first prefix is the primary family.',
    values: ['10.96.0.0/16', '10.96.0.0/12', '10.96.0.0/28', 'fd00:10:96::/112', '10.96.0.0/16,fd00:10:96::/112'],
  },
  podSubnet: {
    type: 'one prefix, or two with a comma',
    text: 'Where the blocks of Nodes, and so addresses of Pods, come from.',
    values: ['10.244.0.0/16', 'fd00:10:244::/56', '10.244.0.0/16,fd00:10:244::/56'],
  },
  nodeCIDRMaskSize: { type: 'integer', text: 'Prefix length of a Node’s block.', values: ['24', '25', '26'] },
  nodeCIDRMaskSizeIPv4: {
    type: 'integer',
    text: 'Prefix length of a Node’s IPv4 block in a dual-stack cluster.',
    values: ['24', '25', '26'],
  },
  nodeCIDRMaskSizeIPv6: {
    type: 'integer',
    text: 'Prefix length of a Node’s IPv6 block in a dual-stack cluster.',
    values: ['64', '72', '80'],
  },
  featureGates: { type: 'map of boolean', text: 'Feature gates that differ from the release’s own.' },
  runtimeConfig: {
    type: 'string',
    text: 'API versions that are switched on or off, as kube-apiserver takes them.',
    values: ['networking.k8s.io/v1beta1=true'],
  },
  serviceNodePortRange: {
    type: 'port range',
    text: 'Where node ports come from.',
    values: ['30000-32767', '30000-30099'],
  },
  loadBalancerRange: {
    type: 'one prefix, or two with a comma',
    text: 'Where Services of the type LoadBalancer get addresses. Without it they wait for a provider.',
    values: ['203.0.113.0/24', '203.0.113.0/24,2001:db8:ffff::/64'],
  },
  kubelet: {
    type: 'boolean',
    text: 'Whether there are Nodes with a kubelet, so that Pods run.',
    values: ['true', 'false'],
  },
  nodes: { type: 'integer', text: 'How many Nodes have a kubelet.', values: ['1', '2', '3'] },
  kubeDNS: {
    type: 'boolean',
    text: 'Whether the Service kube-system/kube-dns holds the tenth address.',
    values: ['true', 'false'],
  },
  seed: { type: 'integer', text: 'Seed of every random choice.' },
  startTime: { type: 'time', text: 'The instant at which the cluster starts.' },
  pauseSeconds: { type: 'number', text: 'How much time passes after each command.', values: ['0.3', '5'] },
};

const isSetting = (name: unknown): name is keyof ClusterSettings =>
  typeof name === 'string' && Object.hasOwn(SETTINGS, name);

export function completeSettings(text: string, offset: number): YamlCompletions | undefined {
  const caret = caretAt(text, offset);
  if (!caret) return undefined;
  const { path, isKey, isFlow, document } = caret;
  const tail = (isKey ? /^[\w]*/ : /^[^\s#,}]*/).exec(text.slice(offset))![0].length;
  const range = { start: caret.wordStart, end: offset + tail };
  const present = keysIn(document, path);
  if (isKey && path.length === 0)
    return {
      ...range,
      items: (Object.keys(SETTINGS) as (keyof ClusterSettings)[])
        .filter((name) => !present.has(name))
        .map((name) => ({
          label: name,
          kind: 'field',
          detail: SETTINGS[name].type,
          description: describeSetting(name),
          text: name === 'featureGates' && !isFlow ? 'featureGates:\n  ' : `${name}: `,
        })),
    };
  if (isKey)
    return {
      ...range,
      items: (path[0] === 'featureGates' ? FEATURE_GATES : [])
        .filter((name) => !present.has(name))
        .map((name) => ({ label: name, kind: 'field', detail: 'boolean', text: `${name}: ` })),
    };
  const [name] = path;
  const values = path.length === 2 ? ['true', 'false'] : isSetting(name) ? (SETTINGS[name].values ?? []) : [];
  return {
    ...range,
    items: values.map((value) => ({ label: value, kind: 'value', detail: String(path.at(-1)), text: value })),
  };
}

export function hoverSetting(text: string, offset: number): YamlHover | undefined {
  const line = outlineAt(text, offset).lines.find(
    ({ key, value }) => key && offset >= key.start && offset <= Math.max(key.end, value.end),
  );
  const [name] = line?.path ?? [];
  if (!line?.key || !isSetting(name)) return undefined;
  return {
    ...line.key,
    path: line.path.join('.'),
    type: SETTINGS[name].type,
    isRequired: false,
    description: describeSetting(name),
    values: [],
  };
}

function describeSetting(name: keyof ClusterSettings): string {
  const own = DEFAULT_SETTINGS[name];
  return `${SETTINGS[name].text}${own === undefined || typeof own === 'object' ? '' : ` Without it: ${String(own)}.`}`;
}
