/** The three patch types and the patches that apply makes, against what the cluster answered. */

import { describe, expect, test } from 'vitest';
import {
  applyJSONPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
} from '../../../worker/kubernetes/patch';
import type { JSONObject } from '../../../worker/kubernetes/patch';

const service = (ports: unknown[]): JSONObject =>
  ({ kind: 'Service', metadata: { name: 'web', labels: { app: 'web' } }, spec: { ports } }) as JSONObject;
const portNames = (value: unknown) => (value as { spec: { ports: { name: string }[] } }).spec.ports.map((p) => p.name);

describe('strategic merge patch', () => {
  test('new ports come first, known ones are merged by port', () => {
    const result = applyStrategicMergePatch(
      service([
        { name: 'http', port: 80 },
        { name: 'admin', port: 9000 },
      ]),
      { spec: { ports: [{ name: 'extra', port: 7000 }] } },
      'Service',
    );
    expect(portNames(result.value)).toEqual(['extra', 'http', 'admin']);
  });
  test('the order of the patch holds among its own ports', () => {
    const current = service([
      { port: 443, name: 'tls' },
      { port: 80, name: '80', targetPort: 80 },
    ]);
    const result = applyStrategicMergePatch(
      current,
      {
        spec: {
          ports: [
            { port: 80, name: 'http' },
            { port: 443, name: 'tls' },
          ],
        },
      },
      'Service',
    );
    expect(result.value).toMatchObject({
      spec: { ports: [{ port: 80, name: 'http', targetPort: 80 }, { port: 443 }] },
    });
  });
  test.each([
    [{ spec: { ports: [{ name: 'x' }] } }, 'map: map[name:x] does not contain declared merge key: port'],
    [{ $patch: 'nonsense', a: 1 }, 'unknown patch type: nonsense in map: map[$patch:nonsense a:1]'],
  ])('refuses %j', (patch, message) => {
    expect(applyStrategicMergePatch(service([{ port: 80 }]), patch, 'Service').error?.message).toBe(message);
  });
  test('directives and nulls', () => {
    const current = service([
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ]);
    const apply = (patch: unknown) => applyStrategicMergePatch(current, patch, 'Service').value as JSONObject;
    expect(portNames(apply({ spec: { ports: [{ $patch: 'delete', port: 1 }] } }))).toEqual(['b']);
    expect(portNames(apply({ spec: { ports: [{ $patch: 'replace' }, { name: 'c', port: 3 }] } }))).toEqual(['c']);
    expect(apply({ spec: { $patch: 'replace', type: 'ExternalName' } }).spec).toEqual({ type: 'ExternalName' });
    expect(apply({ metadata: { labels: null, annotations: { a: null, b: '1' } } }).metadata).toEqual({
      name: 'web',
      annotations: { b: '1' },
    });
    expect(portNames(current)).toEqual(['a', 'b']);
  });
});

describe('three-way patch', () => {
  const template = (aliases: unknown) => ({ spec: { template: { spec: { hostAliases: aliases } } } }) as JSONObject;
  test('the same ip twice is lost and comes back (as recorded)', () => {
    const before = template([
      { ip: '10.1.2.3', hostnames: ['a'] },
      { ip: '10.1.2.3', hostnames: ['b'] },
      { ip: '10.1.2.4', hostnames: ['c'] },
    ]);
    const after = template([
      { ip: '10.1.2.3', hostnames: ['a', 'b'] },
      { ip: '10.1.2.4', hostnames: ['c'] },
    ]);
    const first = createThreeWayMergePatch(before, after, before, 'Deployment').value!;
    const live = applyStrategicMergePatch(before, first, 'Deployment').value as JSONObject;
    expect(live).toEqual(template([{ ip: '10.1.2.4', hostnames: ['c'] }]));
    const second = createThreeWayMergePatch(after, after, live, 'Deployment').value!;
    expect(applyStrategicMergePatch(live, second, 'Deployment').value).toEqual(after);
  });
  test('removes what was applied, keeps what others added', () => {
    const patch = createThreeWayMergePatch(
      { a: 1, m: { x: '1', y: '2' } },
      { m: { y: '2' } },
      { a: 1, m: { x: '1', y: '3', z: '4' } },
      'Service',
    ).value;
    expect(patch).toEqual({ a: null, m: { x: null, y: '2' } });
  });
  test('nothing to do is an empty patch', () => {
    const value = service([{ port: 80 }]);
    expect(createThreeWayMergePatch(value, value, service([{ port: 80, protocol: 'TCP' }]), 'Service').value).toEqual(
      {},
    );
  });
  test('changed ports carry their order', () => {
    const patch = createThreeWayMergePatch(
      service([{ port: 80 }]),
      service([{ port: 81 }]),
      service([{ port: 80, targetPort: 80 }]),
      'Service',
    ).value;
    expect(patch).toEqual({
      spec: {
        '$setElementOrder/ports': [{ port: 81 }],
        ports: [{ port: 81 }, { $patch: 'delete', port: 80 }],
      },
    });
  });
  test('the strategy of a Deployment keeps its keys only', () => {
    const patch = createTwoWayMergePatch(
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { type: 'Recreate' } } },
      'Deployment',
    ).value;
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } });
  });
});

test.each([
  [[{ op: 'replace', path: '/a/0/b', value: 2 }], { a: [{ b: 2 }] }],
  [[{ op: 'add', path: '/a/-', value: 3 }], { a: [{ b: 1 }, 3] }],
  [[{ op: 'add', path: '/c~1d', value: 3 }], { a: [{ b: 1 }], 'c/d': 3 }],
  [[{ op: 'remove', path: '/a' }], {}],
  [[{ op: 'move', from: '/a/0', path: '/m' }], { a: [], m: { b: 1 } }],
  [[{ op: 'test', path: '/a/0/b', value: 1 }], { a: [{ b: 1 }] }],
  [[{ op: 'test', path: '/a/0/b', value: 2 }], 'unprocessable'],
  [[{ op: 'remove', path: '/x' }], 'unprocessable'],
  [[{ op: 'replace', path: '/a/5', value: 1 }], 'unprocessable'],
  [[{ op: 'jump', path: '/a' }], 'unprocessable'],
  [{ spec: {} }, 'badRequest'],
])('JSON patch %j', (patch, expected) => {
  const result = applyJSONPatch({ a: [{ b: 1 }] }, patch);
  expect(result.error ? result.error.kind : result.value).toEqual(expected);
});

test('merge patch: null removes, lists replace', () => {
  expect(
    applyMergePatch({ a: 1, l: [1, 2], m: { x: 1 } }, { a: null, l: [3], m: { y: { z: null, w: 1 } } }).value,
  ).toEqual({ l: [3], m: { x: 1, y: { w: 1 } } });
});
