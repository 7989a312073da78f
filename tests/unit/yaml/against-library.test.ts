/** The manifests' reader and printer against an independent YAML library, over seeded random documents. */

import { parse, stringify } from 'yaml';
import { expect, test } from 'vitest';
import { printYAML, readDocuments, readValue } from '../../../worker/yaml';

const DOCUMENTS = 400;

/** Words that YAML 1.1 and 1.2 read differently, and text that needs quotes. */
const WORDS = [
  'web',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'null',
  '~',
  '',

  'true',
  'False',
  '017',
  '0x1f',
  '1e3',
  '12:30:45',
  '2001-01-01',
  '1_000',
  '.5',
  '-',
  '- a',
  ': b',
  'a: b',
  'a #b',
  '#a',
  '{a}',
  '[b]',
  '*x',
  '&x',
  '!x',
  '%x',
  '@x',
  '`x`',
  "it's",
  '"quoted"',
  'line\nbreak',
  'two\n\nbreaks\n',
  '  lead',
  'trail  ',
  'tab\there',
  'ünï',
  '😀',
  '\\',
  'a'.repeat(100),
  'a long text of many words that has to be folded when it is printed as a plain scalar over eighty columns',
];

function createRandom(seed: number) {
  let state = seed;
  return (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function randomValue(random: (bound: number) => number, depth: number): unknown {
  const kind = random(depth > 0 ? 8 : 5);
  if (kind < 3) return WORDS[random(WORDS.length)];
  if (kind === 3) return [0, -1, 80, 65535, 1.5, -0.25, 1e21][random(7)];
  if (kind === 4) return [true, false, null][random(3)];
  if (kind < 7) {
    const entries = Array.from({ length: random(5) }, () => [
      WORDS[random(WORDS.length)] || 'key',
      randomValue(random, depth - 1),
    ]);
    return Object.fromEntries(entries);
  }
  return Array.from({ length: random(4) }, () => randomValue(random, depth - 1));
}

test('what the library writes is read to the same value', () => {
  const random = createRandom(1);
  for (let turn = 0; turn < DOCUMENTS; turn++) {
    const value = { root: randomValue(random, 4) };
    const text = stringify(value, {
      version: '1.1',
      indent: 2 + random(3),
      indentSeq: random(2) === 1,
      lineWidth: [0, 40, 80][random(3)],
      collectionStyle: (['any', 'block', 'flow'] as const)[random(3)],
      defaultStringType: (['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'] as const)[random(4)],
    });
    // The library puts an empty collection on a line of its own at its key's column, which libyaml refuses.
    if (/^\s*(\[\]|\{\})$/m.test(text)) continue;
    expect(readValue(text), `document ${turn}:\n${text}`).toEqual({ value });
  }
});

test('what is printed is read by the library to the same value', () => {
  const random = createRandom(2);
  for (let turn = 0; turn < DOCUMENTS; turn++) {
    const value = { root: randomValue(random, 4) };
    const text = printYAML(value);
    expect(parse(text, { version: '1.1' }), `document ${turn}:\n${text}`).toEqual(value);
    expect(readValue(text)).toEqual({ value });
  }
});

test('random damage to a document is told or read, and never thrown', () => {
  const random = createRandom(3);
  for (let turn = 0; turn < DOCUMENTS; turn++) {
    const text = stringify({ root: randomValue(random, 4) });
    const at = random(text.length);
    const marks = ['\t', ':', '- ', '"', "'", '{', ']', '*', '&a ', '!', '#', '%', '\n', '|', '>', '\u0000'];
    const damaged = text.slice(0, at) + marks[random(marks.length)] + text.slice(at + random(3));
    const { documents, error } = readDocuments(damaged);
    if (error) expect(error.offset).toBeLessThanOrEqual(damaged.length);
    else expect(documents.length).toBeGreaterThanOrEqual(0);
  }
});
