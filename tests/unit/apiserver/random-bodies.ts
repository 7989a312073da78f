/** Bodies made at random from the schema, right and wrong. */

import { findStruct, type FieldType } from '../../../worker/kubernetes/schema/types';

const DEPTH_MAX = 7;
const WORDS = [
  'web',
  'Always',
  'IPv4',
  '10.96.0.5',
  'fd00::1',
  '10.0.0.0/24',
  '1',
  '',
  'Bad_',
  '25%',
  'RollingUpdate',
  'OnFailure',
];

/** A small generator of its own. */
export function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 13), 1597334677) + 2246822519) >>> 0;
    return state / 2 ** 32;
  };
  const index = (bound: number) => Math.floor(next() * bound);
  return { next, index, pick: <T>(list: readonly T[]): T => list[index(list.length)] };
}

export type Generator = ReturnType<typeof generator>;

/** A value of the type, now and then of another. */
export function randomValue(type: FieldType, depth: number, random: Generator): unknown {
  const { next, index, pick } = random;
  if (next() < 0.01) return pick<unknown>([null, 'x', 5, true, [], {}, -1, 1.5]);
  switch (type.kind) {
    case 'struct': {
      const object: Record<string, unknown> = {};
      for (const field of findStruct(type.name)!.fields) {
        const part = field.presence === 'always' ? 0.9 : depth < 2 ? 0.6 : 0.15;
        if (depth < DEPTH_MAX && next() < part) object[field.name] = randomValue(field.type, depth + 1, random);
      }
      return object;
    }
    case 'list':
      return Array.from({ length: index(3) }, () => randomValue(type.element, depth + 1, random));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: index(3) }, () => [pick(WORDS), randomValue(type.element, depth + 1, random)]),
      );
    case 'boolean':
      return next() < 0.5;
    case 'int32':
    case 'int64':
    case 'number':
      return pick([0, 1, 2, 80, -1, 65536]);
    case 'intOrString':
      return pick<unknown>([0, 1, '25%', 'http']);
    case 'time':
    case 'microTime':
      return pick(['2026-01-05T10:00:00Z', 'yesterday', '2026-01-05T10:00:00.123456Z']);
    case 'quantity':
      return pick<unknown>(['1', '500m', '1Gi', 2, 'much']);
    default:
      return pick(WORDS);
  }
}

const STRANGE: readonly unknown[] = [
  null,
  '',
  'x'.repeat(300_000),
  'z\u0308 \u{1f40b} \u202e \u0000 \ud800',
  -0.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 1,
  true,
  [],
  {},
  [null],
  [[[]]],
  { a: null },
  { ['__proto__']: 1, constructor: 2 },
];

/** The same body with one value, anywhere inside, that is something else or gone. */
export function mutated(body: unknown, random: Generator): unknown {
  const isList = Array.isArray(body);
  if (typeof body !== 'object' || body === null) return random.pick(STRANGE);
  const keys = Object.keys(body);
  if (keys.length === 0 || random.next() < 0.15) return random.pick(STRANGE);
  const key = random.pick(keys);
  const copy: Record<string, unknown> = { ...(body as Record<string, unknown>) };
  if (random.next() < 0.1) delete copy[key];
  else copy[key] = mutated(copy[key], random);
  return isList ? Object.values(copy) : copy;
}
