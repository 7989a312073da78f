/** What the rules of every kind may know of the cluster. */

import type { ClusterSettings, IPFamily } from '../api';
import type { DecisionSink } from '../allocator/types';
import type { Clock } from '../clock';
import type { Addresses, Core, Random } from '../core/types';
import type { Release } from '../releases';

export interface Env {
  readonly core: Core;
  readonly addresses: Addresses;
  readonly random: Random;
  readonly release: Release;
  readonly settings: ClusterSettings;
  readonly decisions: DecisionSink;
  /** Prefixes of the flag --service-cluster-ip-range, primary first. */
  readonly serviceSubnets: readonly string[];
  /** Their families, primary first. */
  readonly families: readonly IPFamily[];
  /** Milliseconds since 1970, on the virtual clock. */
  nowMs(): number;
  /** The same instant as a time stamp in whole seconds. */
  now(): string;
}

export interface ServerOptions {
  core: Core;
  clock: Clock;
  random: Random;
  release: Release;
  settings: ClusterSettings;
  /** Also told of every decision. */
  decisions?: DecisionSink;
  /** Index of the step that runs, for the decisions; -1 while the cluster starts. */
  step?(): number;
}

/**
 * @param options of the server; the settings have been checked.
 * @param decisions receives what the allocators decide.
 */
export function createEnv(options: ServerOptions, decisions: DecisionSink): Env {
  const { core, clock, random, release, settings } = options;
  const startMs = Date.parse(settings.startTime);
  const serviceSubnets = settings.serviceSubnet.split(',').map((subnet) => subnet.trim());
  const nowMs = () => startMs + clock.nowMs;
  let stampSecond = Number.NaN;
  let stamp = '';
  return {
    core,
    addresses: core.addresses,
    random,
    release,
    settings,
    decisions,
    serviceSubnets,
    families: serviceSubnets.map((subnet) => (subnet.includes(':') ? 'IPv6' : 'IPv4')),
    nowMs,
    now() {
      const second = Math.floor(nowMs() / 1000);
      if (second !== stampSecond) {
        stampSecond = second;
        stamp = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
      }
      return stamp;
    },
  };
}

/** A version 4 UUID from a named stream of random numbers. */
export function drawUID(env: Env, purpose: string): string {
  const hex = env.random.stream(`uid/${purpose}`).hex(2);
  const variant = '89ab'[Number.parseInt(hex[16], 16) & 3];
  return flat(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`,
  );
}

/** The same text in one piece: what was put together from parts keeps all of them in memory. */
function flat(text: string): string {
  const units: number[] = [];
  for (let index = 0; index < text.length; index++) units.push(text.charCodeAt(index));
  return String.fromCharCode(...units);
}

const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const NAME_SUFFIX_LENGTH = 5;
const NAME_BASE_MAX = 63 - NAME_SUFFIX_LENGTH;

/** Suffixes of generated names (services.md R0.4), drawn one after the other. */
export function nameSuffixes(env: Env, purpose: string): () => string {
  const stream = env.random.stream(`generateName/${purpose}`);
  return () =>
    Array.from({ length: NAME_SUFFIX_LENGTH }, () => NAME_LETTERS[stream.index(NAME_LETTERS.length)]).join('');
}

export const generatedName = (base: string, suffix: string) => base.slice(0, NAME_BASE_MAX) + suffix;
