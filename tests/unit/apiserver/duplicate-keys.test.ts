/** Fields that are given twice or are not known, in bodies that come as text: JSON and YAML apart, by fieldValidation. */

import { describe, expect, test } from 'vitest';
import { messageOf, startServer } from './harness';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

const JSON_TEXT = `{
  "apiVersion": "apps/v1",
  "kind": "Deployment",
  "metadata": {"name": "web", "labels": {"app": "a", "app": "b"}},
  "spec": {
    "unknown1": "val1",
    "unknownDupe": "valDupe",
    "unknownDupe": "valDupe2",
    "paused": true,
    "paused": false,
    "selector": {"matchLabels": {"app": "web"}},
    "template": {
      "metadata": {"labels": {"app": "web"}},
      "spec": {"containers": [{"name": "web", "image": "nginx:1", "unknownNested": "x", "imagePullPolicy": "Always", "imagePullPolicy": "Never"}]}
    }
  }
}`;
const JSON_ERRORS = [
  'duplicate field "metadata.labels.app"',
  'unknown field "spec.unknown1"',
  'unknown field "spec.unknownDupe"',
  'duplicate field "spec.paused"',
  'unknown field "spec.template.spec.containers[0].unknownNested"',
  'duplicate field "spec.template.spec.containers[0].imagePullPolicy"',
];

const YAML_TEXT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  unknown1: val1
  unknownDupe: valDupe
  unknownDupe: valDupe2
  paused: true
  paused: false
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1
          unknownNested: x
          imagePullPolicy: Always
          imagePullPolicy: Never
`;
const YAML_LINES = [
  'line 8: key "unknownDupe" already set in map',
  'line 10: key "paused" already set in map',
  'line 24: key "imagePullPolicy" already set in map',
];
const YAML_UNKNOWN = [
  'unknown field "spec.template.spec.containers[0].unknownNested"',
  'unknown field "spec.unknown1"',
  'unknown field "spec.unknownDupe"',
];
/** One error, whose lines are warnings of their own. */
const YAML_ERROR = ['yaml: unmarshal errors:', ...YAML_LINES.map((line) => `  ${line}`)].join('\n');

const TYPES = { json: 'application/json', yaml: 'application/yaml' };
const PREFIX = 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ';

describe.each([
  ['json', JSON_TEXT, JSON_ERRORS, JSON_ERRORS.join(', ')],
  ['yaml', YAML_TEXT, [...YAML_LINES, ...YAML_UNKNOWN], [YAML_ERROR, ...YAML_UNKNOWN].join(', ')],
] as const)('%s', (type, text, warnings, errors) => {
  const headers = { 'content-type': TYPES[type] };

  test.each(['POST', 'PUT'] as const)('%s', async (method) => {
    for (const [fieldValidation, status, message, warned] of [
      ['Strict', 400, PREFIX + errors, []],
      ['Warn', 201, '', warnings],
      ['', 201, '', warnings],
      ['Ignore', 201, '', []],
    ] as const) {
      const server = await startServer();
      if (method === 'PUT') server.call('POST', DEPLOYMENTS, text, { headers, query: { fieldValidation: 'Ignore' } });
      const path = method === 'PUT' ? `${DEPLOYMENTS}/web` : DEPLOYMENTS;
      const query: Record<string, string> = fieldValidation === '' ? {} : { fieldValidation };
      const response = server.call(method, path, text, { headers, query });
      const expected = method === 'PUT' && status === 201 ? 200 : status;
      expect([response.status, messageOf(response), response.warnings]).toEqual([expected, message, warned]);
    }
  });

  test('the last of two values counts', async () => {
    const server = await startServer();
    const { body } = server.call('POST', DEPLOYMENTS, text, { headers });
    expect(
      (body as unknown as { spec: { template: { spec: { containers: unknown[] } } } }).spec.template.spec.containers[0],
    ).toMatchObject({ imagePullPolicy: 'Never' });
  });
});

const MAPS = '/api/v1/namespaces/default/configmaps';

test.each<[type: string, text: string, error: string]>([
  ['json', '{"data":{"a":"1","a":"2"},"metadata":{"name":"one"}}', 'duplicate field "data.a"'],
  ['json', '{"data":null,"data":{},"metadata":{"name":"one"}}', 'duplicate field "data"'],
  ['json', '{"metadata":{"name":"one","name":"one"},"metadata":{"name":"one"}}', 'duplicate field "metadata.name", duplicate field "metadata"'],
  ['json', '{"metadata":{"name":"one","ownerReferences":[{"uid":"a","uid":"b"}]}}', 'duplicate field "metadata.ownerReferences[0].uid"'],
  ['json', '{"metadata":{"name":"one"},"data":{"{\\"a\\":1,":"[","b":"}"},"da\\u0074a":{}}', 'duplicate field "data"'],
  ['yaml', 'metadata: {name: one}\ndata:\n  1: a\n  2: b\n  1: c\n', 'yaml: unmarshal errors:\n  line 5: key 1 already set in map'],
  ['yaml', 'metadata: {name: one}\ndata: {a: b, a: c}\ndata:\n  a: b\n', 'yaml: unmarshal errors:\n  line 2: key "a" already set in map\n  line 4: key "data" already set in map'],
])('%s %s', async (type, text, error) => {
  const headers = { 'content-type': TYPES[type as 'json'] };
  const response = (await startServer()).call('POST', MAPS, text, { headers, query: { fieldValidation: 'Strict' } });
  expect(messageOf(response)).toBe(
    `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${error}`,
  );
}); // prettier-ignore

test.each<[type: string, text: string, refusal: string, warnings: string[]]>([
  [
    'merge-patch+json',
    '{"data":{"a":"1","a":"2"},"x":1}',
    'strict decoding error: duplicate field "data.a", unknown field "x"',
    ['duplicate field "data.a"', 'unknown field "x"'],
  ],
  [
    'strategic-merge-patch+json',
    '{"data":{"a":"1"},"data":{"a":"1"}}',
    'strict decoding error: duplicate field "data"',
    ['duplicate field "data"'],
  ],
  [
    'json-patch+json',
    '[{"op":"add","path":"/data","path":"/data","value":{"a":"1"}}]',
    'strict decoding error: json patch duplicate field "[0].path"',
    ['json patch duplicate field "[0].path"'],
  ],
  [
    'apply-patch+yaml',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "1"\n  a: "2"\n',
    'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "a" already set in map',
    ['line 5: key "a" already set in map'],
  ],
])('%s of %s', async (type, text, refusal, warnings) => {
  const server = await startServer();
  server.create(MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
  const headers = { 'content-type': `application/${type}` };
  const patch = (fieldValidation: string) =>
    server.call('PATCH', `${MAPS}/one`, text, {
      headers,
      query: { fieldValidation, ...(type.startsWith('apply') && { fieldManager: 'me' }) },
    });
  const refused = patch('Strict');
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(messageOf(refused).endsWith(refusal), messageOf(refused)).toBe(true);
  const warned = patch('Warn');
  expect([warned.status, warned.warnings]).toEqual([200, warnings]);
  expect(patch('Ignore').warnings).toEqual([]);
});
