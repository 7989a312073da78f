/** Addresses are read and written by the core alone: looks for a second parser or formatter in what runs in the browser. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(__dirname, '../..');

/** What a hand-made parser or formatter of addresses cannot do without. */
const SIGNS: readonly (readonly [name: string, sign: RegExp])[] = [
  [
    'a pattern of dotted quads',
    /(?:(?:\\d|\[0-9\])(?:\+|\{1,3\})\)?\\\.(?!\?).*){2}|(?:\\d|\[0-9\])(?:\+|\{1,3\})\\\.\)\{3\}/,
  ],
  ['a pattern of IPv6 groups', /\[[^\]]*a-f[^\]]*:[^\]]*\]|\[[^\]]*:[^\]]*a-f[^\]]*\]|\{1,4\}:|\(:\|::/i],
  ['octets from a text', /split\('\.'\)\s*\.(?:map|every|reduce)\(\s*\(?\w*\)?\s*(?:=>\s*)?(?:Number|parseInt|\+)/],
  ['groups from a text', /split\('::?'\)\s*\.(?:map|every|reduce)\(.*(?:parseInt|Number)/],
  ['octets by shifts', />>>? ?24\b[^;]*>>>? ?16\b/],
  ['groups by numbers', /toString\(16\)\)?\s*\.?\)?\s*\.join\(':'\)/],
  ['a parser of Node or of the page', /\bisIPv[46]\b|\bnew URL\(`https?:\/\/\[?\$\{/],
];

/** The core's face, and the patterns that find words in printed output, of which the core says whether they are addresses. */
const ALLOWED = ['worker/core/', 'worker/compare/'];

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesIn(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : [];
  });
}

/** Signs that a text has, with the line of each. */
function signsIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(?:\/?\*|\/\/)/.test(line)) return [];
    return SIGNS.flatMap(([name, sign]) => (sign.test(line) ? [`${index + 1}: ${name}: ${line.trim()}`] : []));
  });
}

test.each([
  String.raw`const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;`,
  String.raw`/^(\d{1,3}\.){3}\d{1,3}$/.test(text)`,
  String.raw`/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)`,
  String.raw`if (/^[0-9a-f:]+$/.test(text)) return 'IPv6';`,
  String.raw`/([0-9a-fA-F]{1,4}:){7}/`,
  `const octets = text.split('.').map(Number);`,
  `text.split('.').map((part) => parseInt(part, 10))`,
  `text.split(':').map((group) => parseInt(group, 16))`,
  '`${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`',
  `groups.map((group) => group.toString(16)).join(':')`,
  `import { isIPv4 } from 'node:net';`,
])('a second parser is noticed: %s', (line) => expect(signsIn(line)).not.toEqual([]));

test.each(['worker', 'web'].flatMap(filesIn).filter((path) => !ALLOWED.some((part) => path.startsWith(part))))(
  '%s has none',
  (path) => expect(signsIn(readFileSync(join(root, path), 'utf8'))).toEqual([]),
);
