/** Completion, documentation and checks of files against a running cluster, which they leave as it was. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlaygroundWorker, Scenario } from '../../../worker/api';
import { createPlayground } from '../../../worker/playground';
import { parseScenario } from '../../../worker/scenario/markdown';
import { compiledCore } from '../../core/load';
import { galleryFiles, galleryFolder } from '../gallery';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  ports:\n    - port: 80\n';
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\n  labels:\n    app: shop\nspec:\n  containers:\n    - name: c\n      image: nginx\n';

const scenario: Scenario = {
  title: 'test',
  cluster: '',
  files: [
    { name: 'web.yaml', content: SERVICE },
    { name: 'config.yaml', content: `${CONFIG}---\n${POD}` },
  ],
  steps: [{ command: 'kubectl apply -f web.yaml -f config.yaml' }, { command: 'sleep 5' }],
};

let playground: PlaygroundWorker;

beforeAll(async () => {
  playground = createPlayground(await compiledCore());
  await playground.run({ requestId: 0, scenario, upTo: scenario.steps.length }, () => {});
});

/** `|` is the caret. @returns labels, and what the text becomes with one of them. */
async function complete(marked: string, file = 'new.yaml') {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = await playground.completeYAML(file, text, offset);
  const items = found?.items ?? [];
  return {
    labels: items.map(({ label }) => label),
    items,
    with(label: string) {
      const item = items.find((one) => one.label === label)!;
      return text.slice(0, found!.start) + item.text + text.slice(found!.end);
    },
  };
}

const head = (kind: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

describe('completion', () => {
  test('begins with what every manifest has', async () => {
    expect((await complete('|')).labels).toEqual(['apiVersion', 'kind', 'metadata']);
    expect((await complete('apiVersion: |')).labels).toEqual(
      expect.arrayContaining(['v1', 'apps/v1', 'networking.k8s.io/v1']),
    );
    expect((await complete('apiVersion: networking.k8s.io/v1\nkind: |')).labels).toEqual(['IPAddress', 'ServiceCIDR']);
    expect((await complete('kind: Deployment\napiVersion: |')).labels).toEqual(['apps/v1']);
  });

  test.each([
    ['a map', `${head('Service')}|`, 'spec', `${head('Service')}spec:\n  `],
    ['a list of maps', `${head('Service')}spec:\n  po|`, 'ports', `${head('Service')}spec:\n  ports:\n    - `],
    [
      'a scalar',
      `${head('Service')}spec:\n  ports:\n    - |`,
      'port',
      `${head('Service')}spec:\n  ports:\n    - port: `,
    ],
    [
      'a second field',
      `${head('Service')}spec:\n  ports:\n  - port: 80\n    |`,
      'nodePort',
      `${head('Service')}spec:\n  ports:\n  - port: 80\n    nodePort: `,
    ],
    ['a word in the middle', `${head('Service')}spec:\n  ty|pe`, 'type', `${head('Service')}spec:\n  type: `],
    ['a flow map', `${head('Service')}spec: {ty|}`, 'type', `${head('Service')}spec: {type: }`],
  ])('inserts %s', async (_, text, label, expected) => {
    expect((await complete(text)).with(label)).toBe(expected);
  });

  test.each([
    ['type', 'Service', 'spec:\n  type: |', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']],
    ['ipFamilyPolicy', 'Service', 'spec:\n  ipFamilyPolicy: |', ['PreferDualStack', 'RequireDualStack', 'SingleStack']],
    ['ipFamilies', 'Service', 'spec:\n  ipFamilies:\n    - |', ['IPv4', 'IPv6']],
    ['ipFamilies in brackets', 'Service', 'spec:\n  ipFamilies: [IPv4, |]', ['IPv4', 'IPv6']],
    ['protocol', 'Service', 'spec:\n  ports:\n    - protocol: |', ['SCTP', 'TCP', 'UDP']],
    ['restartPolicy', 'Pod', 'spec:\n  restartPolicy: |', ['Always', 'Never', 'OnFailure']],
    ['dnsPolicy', 'Pod', 'spec:\n  dnsPolicy: |', ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']],
    ['hostNetwork', 'Pod', 'spec:\n  hostNetwork: |', ['true', 'false']],
    ['nodeName', 'Pod', 'spec:\n  nodeName: |', ['worker0']],
    ['namespace', 'Pod', 'metadata:\n  namespace: kube|', ['default', 'kube-node-lease', 'kube-public', 'kube-system']],
    ['a ConfigMap', 'Pod', 'spec:\n  volumes:\n    - configMap:\n        name: |', ['kube-root-ca.crt', 'settings']],
    ['a selector', 'Service', 'spec:\n  selector:\n    app: |', ['shop']],
    ['a key of a selector', 'Service', 'spec:\n  selector:\n    |', ['app']],
  ])('knows values of %s', async (_, kind, text, expected) => {
    const { labels } = await complete(`${head(kind)}${text}`);
    if (text.endsWith('name: |')) expect(labels).toContain('settings');
    else expect(labels).toEqual(expected);
  });

  test('leaves out what is there, what the server writes, and what the release does not know', async () => {
    expect((await complete(`${head('Service')}spec:\n  type: NodePort\n  |`)).labels).not.toContain('type');
    expect((await complete(`${head('Service')}metadata:\n  |`)).labels).not.toContain('uid');
    expect((await complete(`${head('Service')}|`)).labels).not.toContain('status');
    expect((await complete(`${head('Pod')}spec:\n  |`)).labels).toContain('hostnameOverride');
  });

  test('puts required fields first, and says so', async () => {
    const { items } = await complete(`${head('Pod')}spec:\n  |`);
    expect(items[0]).toMatchObject({ label: 'containers', isRequired: true, detail: 'list of Container, required' });
  });

  test('has nothing to say in comments, in texts and below unknown fields', async () => {
    expect((await complete(`${head('Service')}# |`)).labels).toEqual([]);
    expect(
      (await complete(`${head('ConfigMap')}data:\n  a: |-\n    sp`.replace('|-', '>-').concat('|'))).labels,
    ).toEqual([]);
    expect((await complete(`${head('Service')}nothing:\n  |`)).labels).toEqual([]);
  });

  test('works in the second document and in broken text', async () => {
    expect((await complete(`${head('Pod')}---\n${head('Service')}spec:\n  type: |`)).labels).toContain('NodePort');
    expect((await complete(`${head('Service')}broken: [\nspec:\n  type: |`)).labels).toContain('NodePort');
  });

  test('knows the settings of the cluster', async () => {
    expect((await complete('|', 'cluster.yaml')).labels).toContain('serviceSubnet');
    expect((await complete('kubernetes: |', 'cluster.yaml')).labels).toContain('"1.36"');
    expect((await complete('featureGates:\n  |', 'cluster.yaml')).labels).toContain('MultiCIDRServiceAllocator');
    expect((await complete('kubelet: |', 'cluster.yaml')).labels).toEqual(['true', 'false']);
    expect((await complete('nodes: 2\n|', 'cluster.yaml')).labels).not.toContain('nodes');
  });
});

describe('documentation', () => {
  const hover = (text: string, word: string, file = 'web.yaml') =>
    playground.hoverYAML(file, text, text.indexOf(word) + 1);

  test('tells description, type, and where an allocated value came from', async () => {
    const text = `${SERVICE}      nodePort: 30000\n  clusterIP: 10.96.0.1\n`;
    expect(await hover(text, 'nodePort')).toMatchObject({
      path: 'spec.ports[].nodePort',
      type: 'integer',
      isRequired: false,
      description: expect.stringContaining('The port on each node'),
      origin: expect.stringMatching(/^Why did web get node port \d+\?/),
    });
    expect(await hover(text, 'clusterIP')).toMatchObject({
      origin: expect.stringMatching(/^Why did web get 10\.96\./),
    });
    expect(await hover(text, 'port:')).toMatchObject({ isRequired: true });
  });

  test('tells the values and the release of a field', async () => {
    expect(await hover(SERVICE, 'type')).toMatchObject({
      values: expect.arrayContaining([{ value: 'NodePort', description: expect.any(String) }]),
    });
    expect(await hover(`${head('Pod')}spec:\n  hostnameOverride: a\n`, 'hostnameOverride')).toMatchObject({
      since: '1.34',
    });
    expect(await hover(`${head('Pod')}spec:\n  nothing: a\n`, 'nothing')).toBeUndefined();
    expect(await hover('podSubnet: 10.0.0.0/8\n', 'podSubnet', 'cluster.yaml')).toMatchObject({
      description: expect.stringContaining('10.244.0.0/16'),
    });
  });
});

describe('checks', () => {
  const check = async (text: string, file = 'new.yaml') => (await playground.checkYAML(file, text))!;
  const marks = async (text: string) =>
    (await check(text)).diagnostics.map(({ severity, message, source }) => [
      severity,
      message,
      source && text.slice(source.start, source.end),
    ]);

  test.each([
    [
      'an unknown field',
      `${head('Service')}metadata:\n  name: a\nspec:\n  ports:\n    - port: 80\n      prot: TCP\n`,
      [['error', 'unknown field "spec.ports[0].prot"', 'prot']],
    ],
    [
      'a wrong type',
      `${head('Service')}metadata:\n  name: a\nspec:\n  ports:\n    - port: 80\n    - port: many\n`,
      [
        [
          'error',
          'json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
          'many',
        ],
      ],
    ],
    [
      'a missing field',
      `${head('Pod')}metadata:\n  name: a\nspec: {}\n`,
      [['error', 'spec.containers: Required value', 'spec']],
    ],
    [
      'a bad value',
      `${head('Service')}metadata:\n  name: a\nspec:\n  type: Nodeport\n  ports:\n    - port: 80\n`,
      [
        [
          'error',
          'spec.type: Unsupported value: "Nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
          'Nodeport',
        ],
      ],
    ],
    [
      'an unknown kind',
      'apiVersion: v1\nkind: Servise\nmetadata:\n  name: a\n',
      [['error', expect.stringContaining('no matches for kind "Servise" in version "v1"'), 'Servise']],
    ],
    ['a missing version', 'kind: Service\nmetadata:\n  name: a\n', [['error', 'apiVersion not set', 'kind']]],
    [
      'broken YAML',
      'a: [\n',
      [
        [
          'error',
          expect.stringContaining('error parsing new.yaml: error converting YAML to JSON: yaml: '),
          expect.any(String),
        ],
      ],
    ],
    [
      'a namespace that is not there',
      `${head('ConfigMap')}metadata:\n  name: a\n  namespace: shop\n`,
      [['warning', 'namespaces "shop" not found', 'shop']],
    ],
    [
      'a namespace that the file makes',
      `${head('Namespace')}metadata:\n  name: shop\n---\n${head('ConfigMap')}metadata:\n  name: a\n  namespace: shop\n`,
      [],
    ],
    ['a drawn name', `${head('ConfigMap')}metadata:\n  generateName: a-\n`, []],
    ['two good documents', `${CONFIG}---\n${POD}`, []],
    ['nothing', '', []],
  ])('marks %s', async (_, text, expected) => {
    expect(await marks(text)).toEqual(expected);
  });

  test('marks the field of the object that cannot change', async () => {
    const text = SERVICE.replace('spec:\n', 'spec:\n  clusterIP: 10.96.0.99\n');
    const { diagnostics } = await check(text, 'web.yaml');
    expect(diagnostics.map(({ fieldPath }) => fieldPath)).toContain('spec.clusterIPs[0]');
  });

  test('tells what was allocated and is not written', async () => {
    const { allocated } = await check(SERVICE, 'web.yaml');
    expect(allocated).toMatchObject([
      {
        line: 5,
        field: 'clusterIP',
        value: expect.stringMatching(/^10\.96\./),
        origin: expect.stringContaining('web'),
      },
      { line: 8, field: 'nodePort', value: expect.stringMatching(/^3\d{4}$/) },
    ]);
    const written = SERVICE.replace('spec:\n', `spec:\n  clusterIP: ${allocated[0].value}\n`);
    expect((await check(written, 'web.yaml')).allocated.map(({ field }) => field)).toEqual(['nodePort']);
    expect((await check(SERVICE.replace('name: web', 'name: other'))).allocated).toEqual([]);
    expect((await check(`${CONFIG}---\n${POD}`)).allocated).toMatchObject([{ field: 'podIP', line: 9 }]);
  });

  test('leaves other files alone', async () => {
    expect(await check('nothing: here', 'notes.md')).toEqual({ diagnostics: [], allocated: [] });
  });
});

describe('a cluster that is asked', () => {
  test.each(galleryFiles)('%s gives the same bytes with and without checks between its steps', async (name) => {
    const parsed = parseScenario(readFileSync(join(galleryFolder, name), 'utf8'));
    if ('diagnostics' in parsed) throw new Error(parsed.diagnostics[0].message);
    const { scenario: one } = parsed;
    const [asked, left] = [createPlayground(await compiledCore()), createPlayground(await compiledCore())];
    let answer;
    for (let upTo = 0; upTo <= one.steps.length; upTo++) {
      answer = await asked.run({ requestId: 0, scenario: one, upTo }, () => {});
      for (const file of one.files) await asked.checkYAML(file.name, file.content);
      await asked.checkYAML('more.yaml', SERVICE);
    }
    expect(answer).toEqual(await left.run({ requestId: 0, scenario: one, upTo: one.steps.length }, () => {}));
  });
});
