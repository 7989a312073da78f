/** The generated schema is what the generator makes, and decodes as the server does. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode, type DecodeOptions } from '../../../worker/kubernetes/schema/decode';
import { generate } from '../../../worker/kubernetes/schema/generate.mjs';

const OPTIONS: DecodeOptions = { isKnown: () => true, nullCreationTimestamp: false };
const GENERATED = join(__dirname, '../../../worker/kubernetes/schema/generated');

test('the committed files are those of the generator', async () => {
  const files = (await generate()) as Record<string, string>;
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(GENERATED, name), 'utf8')).toBe(text);
});

describe('wrong types (services.md R11.3.5)', () => {
  test.each([
    [{ ports: [{ port: '80' }] }, 'string into Go struct field ServicePort.spec.ports.port of type int32'],
    [{ ports: [{ port: 80.5 }] }, 'number 80.5 into Go struct field ServicePort.spec.ports.port of type int32'],
    [
      { ports: [{ port: 2 ** 31 }] },
      'number 2147483648 into Go struct field ServicePort.spec.ports.port of type int32',
    ],
    [{ ports: { port: 80 } }, 'object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort'],
    [{ selector: ['a'] }, 'array into Go struct field ServiceSpec.spec.selector of type map[string]string'],
    [{ selector: { a: 1 } }, 'number into Go struct field ServiceSpec.spec.selector of type string'],
    [{ ipFamilies: 'IPv4' }, 'string into Go struct field ServiceSpec.spec.ipFamilies of type []v1.IPFamily'],
    [{ ipFamilyPolicy: 4 }, 'number into Go struct field ServiceSpec.spec.ipFamilyPolicy of type v1.IPFamilyPolicy'],
    [
      { publishNotReadyAddresses: 'yes' },
      'string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool',
    ],
    [{ clusterIP: 10.96 }, 'number into Go struct field ServiceSpec.spec.clusterIP of type string'],
  ])('%j', (spec, text) => {
    expect(decode('Service', { spec }, OPTIONS).error).toBe(`json: cannot unmarshal ${text}`);
  });

  test('a struct that is no object', () => {
    expect(decode('Service', { spec: 'x' }, OPTIONS).error).toBe(
      'json: cannot unmarshal string into Go struct field Service.spec of type v1.ServiceSpec',
    );
  });
});

describe('what is kept', () => {
  test('unknown fields are named, sorted by path, and left out', () => {
    const decoded = decode(
      'Service',
      { spec: { replicas: 2, ports: [{ port: 80, target: 1 }], clusterip: 'x' }, metadata: { label: {}, name: 'web' } },
      OPTIONS,
    );
    expect(decoded.unknown).toEqual(['metadata.label', 'spec.clusterip', 'spec.ports[0].target', 'spec.replicas']);
    expect(decoded.value).toEqual({
      metadata: { name: 'web' },
      spec: { ports: [{ port: 80, targetPort: 0 }] },
      status: { loadBalancer: {} },
    });
  });

  test.each([
    ['a zero value goes', { publishNotReadyAddresses: false, clusterIP: '', ports: [], selector: {} }, {}],
    [
      'a zero behind a pointer stays',
      { allocateLoadBalancerNodePorts: false },
      { allocateLoadBalancerNodePorts: false },
    ],
    ['null is absent', { clusterIP: null, allocateLoadBalancerNodePorts: null }, {}],
  ])('%s', (_, spec, kept) => {
    expect(decode('Service', { spec }, OPTIONS).value.spec).toEqual(kept);
  });

  test('the request is not changed', () => {
    const body = Object.freeze({ spec: Object.freeze({ ports: Object.freeze([Object.freeze({ port: 80 })]) }) });
    const { value } = decode('Service', body, OPTIONS);
    (value.spec as { ports: { port: number }[] }).ports[0].port = 81;
    expect(body.spec.ports[0].port).toBe(80);
  });

  test('a field is unknown to releases before its own', () => {
    const options = { ...OPTIONS, isKnown: () => false };
    expect(decode('Pod', { spec: { hostnameOverride: 'x', containers: [] } }, options).unknown).toEqual([
      'spec.hostnameOverride',
    ]);
  });
});
