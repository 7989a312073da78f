/** Writes Events as the components do: repeated ones are counted, similar ones combined, floods dropped. */

import type { Random } from '../core/types';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Api } from './api';
import { EVENTS } from './resources';

export interface RecorderOptions {
  api: Api;
  epochMs(): number;
  random: Random;
  /** `kubelet`, `deployment-controller`, … */
  component: string;
  /** The node name for a kubelet's events, else empty. */
  host: string;
  /** `legacy` counts on the Event itself; `series` is the events.k8s.io form with eventTime, action and series. */
  style: 'legacy' | 'series';
}

export interface EventText {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** `spec.containers{web}` */
  fieldPath?: string;
  /** Of the series style. */
  action?: string;
  /** Instead of the object's own uid: node events of the kubelet carry the node's name. */
  uid?: string;
}

export interface Recorder {
  event(object: KubernetesObject, text: EventText): void;
}

/** Limits of client-go's correlator (pods-and-nodes.md R3.23). */
const SIMILAR_MAX = 10;
const SIMILAR_WINDOW_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;
/** How long a series stays open for repetitions. */
const SERIES_WINDOW_MS = 360_000;

interface Written {
  event: KubernetesObject;
  lastMs: number;
}

/** What was written about one object: a few groups of a few Events, so all of it stands in lists. */
interface Told {
  tokens: number;
  atMs: number;
  groups: Group[];
}

/** Events of one object with the same type and reason. */
interface Group {
  type: string;
  reason: string;
  /** Different ones, the oldest first. */
  messages: string[];
  lastMs: number;
  written: (Written & { fieldPath: string; message: string })[];
}

/** Stands for all Events of a group that were combined into one. */
const COMBINED = { fieldPath: '*', message: '' };

/** @returns a recorder with its own memory of what it wrote. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { epochMs } = options;
  const objects = new Map<string, Told>();
  const inSeries = new Map<string, Written>();

  function isFlooding(told: Told): boolean {
    const nowMs = epochMs();
    told.tokens = Math.min(BURST, told.tokens + (nowMs - told.atMs) / REFILL_MS);
    told.atMs = nowMs;
    if (told.tokens < 1) return true;
    told.tokens--;
    return false;
  }

  /** @returns the message to write and whether it stands for many. */
  function combine(group: Group, message: string): { message: string; isCombined: boolean } {
    const nowMs = epochMs();
    if (nowMs - group.lastMs > SIMILAR_WINDOW_MS) group.messages = [];
    group.lastMs = nowMs;
    if (!group.messages.includes(message)) group.messages.push(message);
    if (group.messages.length < SIMILAR_MAX) return { message, isCombined: false };
    group.messages.shift();
    return { message: `(combined from similar events): ${message}`, isCombined: true };
  }

  function legacy(object: KubernetesObject, text: EventText): void {
    const { namespace, name, uid } = object.metadata;
    const key = `${object.kind}\n${namespace ?? ''}\n${name}\n${text.uid ?? uid ?? ''}`;
    let told = objects.get(key);
    if (!told) objects.set(key, (told = { tokens: BURST, atMs: epochMs(), groups: [] }));
    let group = told.groups.find(({ type, reason }) => type === text.type && reason === text.reason);
    if (!group) {
      group = { type: text.type, reason: text.reason, messages: [], lastMs: epochMs(), written: [] };
      told.groups.push(group);
    }
    const { message, isCombined } = combine(group, text.message);
    if (isFlooding(told)) return;
    const about = isCombined ? COMBINED : { fieldPath: text.fieldPath ?? '', message };
    const at = group.written.findIndex((one) => one.fieldPath === about.fieldPath && one.message === about.message);
    const note = (event: KubernetesObject) => {
      const written = { ...about, event, lastMs: epochMs() };
      if (at < 0) group.written.push(written);
      else group.written[at] = written;
    };
    if (at >= 0) {
      const earlier = group.written[at].event;
      const patch = { count: earlier.count + 1, lastTimestamp: seconds(epochMs()), message };
      const answer = options.api.patch(EVENTS, earlier, patch);
      if (answer.ok) return note(answer.object);
    }
    const time = seconds(epochMs());
    const { component, host } = options;
    const event = create(
      object,
      { ...text, message },
      {
        source: host ? { component, host } : { component },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        eventTime: null,
        reportingComponent: component,
        reportingInstance: host,
      },
    );
    if (event) note(event);
  }

  function series(object: KubernetesObject, text: EventText): void {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const about = `${object.kind}\n${namespace ?? ''}\n${name}\n${uid ?? ''}\n${resourceVersion ?? ''}`;
    const key = `${about}\n${text.type}\n${text.reason}\n${text.action ?? ''}`;
    const earlier = inSeries.get(key);
    if (earlier && epochMs() - earlier.lastMs <= SERIES_WINDOW_MS) {
      earlier.lastMs = epochMs();
      if (earlier.event.series) return;
      const patch = { series: { count: 2, lastObservedTime: micros(epochMs()) } };
      const answer = options.api.patch(EVENTS, earlier.event, patch);
      if (answer.ok) earlier.event = answer.object;
      return;
    }
    const event = create(object, text, {
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: micros(epochMs()),
      action: text.action,
      reportingComponent: options.component,
      reportingInstance: `${options.component}-control-plane`,
    });
    if (event) inSeries.set(key, { event, lastMs: epochMs() });
  }

  /** @returns undefined when the server refuses it. */
  function create(
    object: KubernetesObject,
    text: EventText,
    fields: Record<string, unknown>,
  ): KubernetesObject | undefined {
    const namespace = object.metadata.namespace || 'default';
    const answer = options.api.create(EVENTS, {
      metadata: { name: `${object.metadata.name}.${uniqueSuffix(options)}`, namespace },
      involvedObject: reference(object, text),
      type: text.type,
      reason: text.reason,
      message: text.message,
      ...fields,
    });
    return answer.ok ? answer.object : undefined;
  }

  return { event: options.style === 'series' ? series : legacy };
}

function reference(object: KubernetesObject, text: EventText): Record<string, unknown> {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
    uid: text.uid ?? uid,
    ...(text.uid ? {} : { apiVersion: object.apiVersion, ...(resourceVersion ? { resourceVersion } : {}) }),
    ...(text.fieldPath ? { fieldPath: text.fieldPath } : {}),
  };
}

const seconds = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
const micros = (epochMs: number) => new Date(epochMs).toISOString().replace('Z', '000Z');

const lastNanoseconds = new WeakMap<Random, bigint>();

/** Hexadecimal nanoseconds since 1970: they rise with every event of the cluster, also within one millisecond. */
function uniqueSuffix({ random, epochMs }: RecorderOptions): string {
  const now = BigInt(Math.floor(epochMs())) * 1_000_000n;
  const last = lastNanoseconds.get(random) ?? 0n;
  const jitter = BigInt(1 + random.stream('events').index(20_000));
  const nanoseconds = (now > last ? now : last) + jitter;
  lastNanoseconds.set(random, nanoseconds);
  return nanoseconds.toString(16);
}
