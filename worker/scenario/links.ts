/** Links: a scenario in the fragment of an address, as format digit, codec letter, payload and two check characters. */

import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import type { Scenario, ScenarioStep } from '../api';
import { NEWEST_RELEASE } from '../releases';
import { readSettings, withSetting } from './settings';

/** Format 1: JSON of a LinkState, UTF-8. Every format that was ever given out stays readable. */
const FORMAT = '1';
/** `r`: raw deflate, base64url. */
const CODEC = 'r';
const CHECK_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Characters of a fragment, and of the text inside it, that are read at the most. */
const FRAGMENT_MAX = 1_000_000;
const TEXT_MAX = 4_000_000;
const FILES_MAX = 200;
const STEPS_MAX = 2_000;

/** Links that say nothing of a release are from the time when this was the newest one. */
const FIRST_RELEASE = '1.36';

/**
 * What a link holds; short keys, absent where empty. `k`: the release of settings that name none. `g`: the name in the gallery,
 * where the lesson is found again; a link carries no questions, since its scenario may have been changed. Step: command, expected, prose, interruptedAfter.
 */
interface LinkState {
  t: string;
  m?: string;
  o?: string;
  p?: string;
  e?: number;
  z?: string;
  k?: string;
  g?: string;
  c: string;
  f: [name: string, content: string][];
  s: [command: string, expected?: string | null, prose?: string | null, interruptedAfter?: number][];
  n: number;
}

/**
 * @param upTo how many of the steps have run.
 * @returns the fragment with its leading `#`.
 */
export function encodeLink(scenario: Scenario, upTo: number): string {
  const state: LinkState = {
    t: scenario.title,
    m: scenario.summary,
    o: scenario.source,
    p: scenario.topic,
    e: scenario.open,
    z: scenario.closing,
    k: namesRelease(scenario.cluster) ? undefined : NEWEST_RELEASE,
    g: scenario.slug,
    c: scenario.cluster,
    f: scenario.files.map((file) => [file.name, file.content]),
    s: scenario.steps.map(packStep),
    n: upTo,
  };
  const payload = toBase64Url(deflateSync(strToU8(JSON.stringify(state)), { level: 9 }));
  return `#${FORMAT}${CODEC}${payload}${checkOf(payload)}`;
}

function packStep(step: ScenarioStep): LinkState['s'][number] {
  const packed = [step.command, step.expected ?? null, step.prose ?? null, step.interruptedAfter ?? null];
  while (packed.length > 1 && packed[packed.length - 1] === null) packed.pop();
  return packed as LinkState['s'][number];
}

/**
 * Reads a fragment. Never throws.
 * @returns the scenario, or one sentence that says what is wrong with the link.
 */
export function decodeLink(fragment: string): { scenario: Scenario; upTo: number } | { error: string } {
  const text = fragment.replace(/^#/, '');
  if (text.length > FRAGMENT_MAX) return { error: `This link is too long to be read: ${text.length} characters.` };
  if (!/^\d/.test(text)) return { error: 'This link does not hold a scenario.' };
  if (text[0] !== FORMAT)
    return { error: `This link was made by a newer Berth (format ${text[0]}), which this page cannot read.` };
  if (text[1] !== CODEC) return { error: 'This link is damaged: its second character is not known.' };
  const payload = text.slice(2, -2);
  if (checkOf(payload) !== text.slice(-2))
    return {
      error: 'This link is damaged: it was cut off or changed on its way. Ask for it again, or paste the whole of it.',
    };
  const bytes = fromBase64Url(payload);
  const inflated = bytes && inflate(bytes);
  if (inflated === undefined) return { error: 'This link is damaged: its content cannot be unpacked.' };
  return readState(inflated) ?? { error: 'This link is damaged: it does not hold a scenario.' };
}

function inflate(bytes: Uint8Array): string | undefined {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isDone = false;
  try {
    const stream = new Inflate((chunk, final) => {
      size += chunk.length;
      if (size > TEXT_MAX) throw new RangeError('too large');
      chunks.push(chunk);
      isDone = final;
    });
    // In slices, so that a small payload that unpacks to a huge text is noticed before it is all there.
    for (let at = 0; at < bytes.length; at += 1024)
      stream.push(bytes.subarray(at, at + 1024), at + 1024 >= bytes.length);
  } catch {
    return undefined;
  }
  if (!isDone) return undefined;
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return strFromU8(all);
}

function readState(text: string): { scenario: Scenario; upTo: number } | undefined {
  let state: LinkState;
  try {
    state = JSON.parse(text) as LinkState;
  } catch {
    return undefined;
  }
  if (!isState(state)) return undefined;
  const scenario: Scenario = {
    title: state.t,
    cluster: clusterOf(state),
    files: state.f.map(([name, content]) => ({ name, content })),
    steps: state.s.map(([command, expected, prose, interruptedAfter]) => ({
      command,
      ...(typeof expected === 'string' && { expected }),
      ...(typeof prose === 'string' && { prose }),
      ...(typeof interruptedAfter === 'number' && { interruptedAfter }),
    })),
  };
  if (state.m !== undefined) scenario.summary = state.m;
  if (state.o !== undefined && /^https?:\/\//.test(state.o)) scenario.source = state.o;
  if (state.p !== undefined) scenario.topic = state.p;
  if (state.e !== undefined) scenario.open = state.e;
  if (state.z !== undefined) scenario.closing = state.z;
  if (state.g !== undefined) scenario.slug = state.g;
  return { scenario, upTo: Math.min(state.n, scenario.steps.length) };
}

const namesRelease = (cluster: string): boolean => readSettings(cluster).rangeOf('kubernetes') !== undefined;

/** The settings with the release that they meant when the link was made. */
function clusterOf({ c, k = FIRST_RELEASE }: LinkState): string {
  return k === NEWEST_RELEASE || namesRelease(c) ? c : withSetting(c, 'kubernetes', JSON.stringify(k));
}

function isState(state: unknown): state is LinkState {
  if (typeof state !== 'object' || state === null) return false;
  const { t, c, f, s, n, m, o, p, z, k, g, e } = state as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === 'string';
  const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  if (
    !isText(t) ||
    !isText(c) ||
    !isCount(n) ||
    ![m, o, p, z, k, g].every(isTextOrAbsent) ||
    !(e === undefined || isCount(e)) ||
    !(k === undefined || /^1\.\d+$/.test(k as string))
  )
    return false;
  if (!Array.isArray(f) || f.length > FILES_MAX || !Array.isArray(s) || s.length > STEPS_MAX) return false;
  if (!f.every((file) => Array.isArray(file) && file.length === 2 && file.every(isText))) return false;
  return s.every((step) => Array.isArray(step) && isText(step[0]));
}

/** Two characters over the payload, always letters or digits, so that no chat tool drops the end of a link. */
function checkOf(payload: string): string {
  let hash = 2166136261;
  for (let at = 0; at < payload.length; at++) hash = Math.imul(hash ^ payload.charCodeAt(at), 16777619) >>> 0;
  const size = CHECK_ALPHABET.length;
  return CHECK_ALPHABET[hash % size] + CHECK_ALPHABET[Math.floor(hash / size) % size];
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
