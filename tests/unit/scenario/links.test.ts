/** Links: what goes in comes out, links that were given out stay readable, damage is told in a sentence. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { withoutLesson } from '../../../worker/scenario/lesson';
import { decodeLink, encodeLink } from '../../../worker/scenario/links';
import { parseScenario } from '../../../worker/scenario/markdown';
import { readSettings } from '../../../worker/scenario/settings';
import { issuedLinks } from './issued-links';
import { galleryFiles, galleryFolder } from '../gallery';

const scenarios = galleryFiles.map((name) => {
  const parsed = parseScenario(readFileSync(join(galleryFolder, name), 'utf8'));
  if ('diagnostics' in parsed) throw new Error(name);
  return { name, scenario: parsed.scenario };
});

test.each(scenarios)('$name comes back equal', ({ scenario }) => {
  const edited = {
    ...scenario,
    files: [...scenario.files, { name: 'ü.yaml', content: 'name: "😀"\n' }],
    steps: [...scenario.steps, { command: 'while :; do :; done', interruptedAfter: 4096 }],
  };
  const link = encodeLink(edited, 3);
  expect(link).toMatch(/^#1r[A-Za-z0-9_-]+[A-Za-z0-9]{2}$/);
  expect(decodeLink(link)).toEqual({ scenario: withoutLesson(edited), upTo: 3 });
});

test.each(issuedLinks)('a link that was given out is still read: $title', ({ link, title, steps, upTo, release }) => {
  const decoded = decodeLink(link);
  if ('error' in decoded) throw new Error(decoded.error);
  expect(decoded.scenario.title).toBe(title);
  expect(decoded.scenario.steps.map((step) => step.command)).toEqual(steps);
  expect(decoded.upTo).toBe(upTo);
  expect(readSettings(decoded.scenario.cluster).settings.kubernetes).toBe(release);
});

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A payload as a link with a right check, as somebody would forge it. */
function checked(payload: string): string {
  for (const a of ALPHABET)
    for (const b of ALPHABET) {
      const decoded = decodeLink(`#1r${payload}${a}${b}`);
      if (!('error' in decoded && decoded.error.includes('cut off'))) return `#1r${payload}${a}${b}`;
    }
  throw new Error('no check fits');
}

describe('a scenario that names no release', () => {
  const unnamed = (cluster: string) => ({ title: 'T', cluster, files: [], steps: [] });

  test.each([
    ['', 'kubernetes: "1.36"\n'],
    ['# small\nkubelet: false\n', 'kubernetes: "1.36"\n# small\nkubelet: false\n'],
    ['{kubelet: false}', '{kubernetes: "1.36", kubelet: false}'],
    ['{ }', '{ kubernetes: "1.36"}'],
    ['kubernetes: "1.31"\n', 'kubernetes: "1.31"\n'],
  ])('from an old link %j keeps the release of that time', (cluster, read) => {
    const payload = Buffer.from(
      deflateSync(strToU8(JSON.stringify({ t: 'T', c: cluster, f: [], s: [], n: 0 })), { level: 9 }),
    ).toString('base64url');
    expect(decodeLink(checked(payload))).toEqual({ scenario: unnamed(read), upTo: 0 });
  });

  test.each(['', 'kubelet: false\n', '{seed: 3}', 'kubernetes: ['])(
    'as %j comes back equal from a new link',
    (cluster) => expect(decodeLink(encodeLink(unnamed(cluster), 0))).toEqual({ scenario: unnamed(cluster), upTo: 0 }),
  );
});

describe('damage', () => {
  const link = encodeLink(scenarios[0].scenario, 1);

  test('a link cut at any place is told, never half read', () => {
    for (let length = 0; length < link.length; length++)
      expect(decodeLink(link.slice(0, length))).toHaveProperty('error');
  });

  test('a link with any one character changed is told', () => {
    for (let at = 1; at < link.length; at++) {
      const other = link[at] === 'A' ? 'B' : 'A';
      expect(decodeLink(link.slice(0, at) + other + link.slice(at + 1))).toHaveProperty('error');
    }
  });

  test('a newer format says so', () => {
    expect(decodeLink(`#9${link.slice(2)}`)).toEqual({ error: expect.stringContaining('newer Berth (format 9)') });
  });

  test.each([
    ['no JSON', strToU8('{'), 'does not hold a scenario'],
    ['a number', strToU8('7'), 'does not hold a scenario'],
    ['null', strToU8('null'), 'does not hold a scenario'],
    ['steps that are no list', strToU8('{"t":"a","c":"","f":[],"s":3,"n":0}'), 'does not hold a scenario'],
    ['a step without a command', strToU8('{"t":"a","c":"","f":[],"s":[[]],"n":0}'), 'does not hold a scenario'],
    ['a release that is none', strToU8('{"t":"a","k":"x","c":"","f":[],"s":[],"n":0}'), 'does not hold a scenario'],
    ['a negative position', strToU8('{"t":"a","c":"","f":[],"s":[],"n":-1}'), 'does not hold a scenario'],
    ['a text that unpacks to far too much', new Uint8Array(50_000_000), 'cannot be unpacked'],
  ])('a forged link with %s is refused', (_, content, message) => {
    expect(decodeLink(checked(Buffer.from(deflateSync(content, { level: 9 })).toString('base64url')))).toEqual({
      error: expect.stringContaining(message),
    });
  });

  test('a source that is no web address is dropped', () => {
    const decoded = decodeLink(encodeLink({ ...scenarios[0].scenario, source: 'javascript:alert(1)' }, 0));
    expect(decoded).not.toHaveProperty('error');
    expect(decoded).not.toHaveProperty('scenario.source');
  });
});
