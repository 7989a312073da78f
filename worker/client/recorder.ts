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

/** @returns a recorder with its own memory of what it wrote. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { epochMs } = options;
  const written = new Map<string, Written>();
  const similar = new Map<string, { messages: Set<string>; lastMs: number }>();
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  function isFlooding(objectKey: string): boolean {
    const nowMs = epochMs();
    const bucket = buckets.get(objectKey) ?? { tokens: BURST, atMs: nowMs };
    bucket.tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.atMs) / REFILL_MS);
    bucket.atMs = nowMs;
    buckets.set(objectKey, bucket);
    if (bucket.tokens < 1) return true;
    bucket.tokens--;
    return false;
  }

  /** @returns the message to write and whether it stands for many. */
  function combine(groupKey: string, message: string): { message: string; isCombined: boolean } {
    const nowMs = epochMs();
    let group = similar.get(groupKey);
    if (!group || nowMs - group.lastMs > SIMILAR_WINDOW_MS) group = { messages: new Set(), lastMs: nowMs };
    similar.set(groupKey, group);
    group.lastMs = nowMs;
    group.messages.add(message);
    if (group.messages.size < SIMILAR_MAX) return { message, isCombined: false };
    group.messages.delete(group.messages.values().next().value!);
    return { message: `(combined from similar events): ${message}`, isCombined: true };
  }

  function legacy(object: KubernetesObject, text: EventText): void {
    const objectKey = [
      object.kind,
      object.metadata.namespace,
      object.metadata.name,
      text.uid ?? object.metadata.uid,
    ].join('\n');
    const groupKey = [objectKey, text.type, text.reason].join('\n');
    const { message, isCombined } = combine(groupKey, text.message);
    if (isFlooding(objectKey)) return;
    const key = isCombined ? groupKey : [groupKey, text.fieldPath, message].join('\n');
    const earlier = written.get(key);
    if (earlier) {
      const patch = { count: earlier.event.count + 1, lastTimestamp: seconds(epochMs()), message };
      const answer = options.api.patch(EVENTS, earlier.event, patch);
      if (answer.ok) return void written.set(key, { event: answer.object, lastMs: epochMs() });
    }
    const time = seconds(epochMs());
    create(
      key,
      object,
      { ...text, message },
      {
        source: options.host ? { component: options.component, host: options.host } : { component: options.component },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        eventTime: null,
        reportingComponent: options.component,
        reportingInstance: options.host,
      },
    );
  }

  function series(object: KubernetesObject, text: EventText): void {
    const key = [
      ...[object.kind, object.metadata.namespace, object.metadata.name, object.metadata.uid],
      ...[object.metadata.resourceVersion, text.type, text.reason, text.action],
    ].join('\n');
    const earlier = written.get(key);
    if (earlier && epochMs() - earlier.lastMs <= SERIES_WINDOW_MS) {
      earlier.lastMs = epochMs();
      if (earlier.event.series) return;
      const patch = { series: { count: 2, lastObservedTime: micros(epochMs()) } };
      const answer = options.api.patch(EVENTS, earlier.event, patch);
      if (answer.ok) earlier.event = answer.object;
      return;
    }
    create(key, object, text, {
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: micros(epochMs()),
      action: text.action,
      reportingComponent: options.component,
      reportingInstance: `${options.component}-control-plane`,
    });
  }

  function create(key: string, object: KubernetesObject, text: EventText, fields: Record<string, unknown>): void {
    const namespace = object.metadata.namespace || 'default';
    const answer = options.api.create(EVENTS, {
      metadata: { name: `${object.metadata.name}.${uniqueSuffix(options)}`, namespace },
      involvedObject: reference(object, text),
      type: text.type,
      reason: text.reason,
      message: text.message,
      ...fields,
    });
    if (answer.ok) written.set(key, { event: answer.object, lastMs: epochMs() });
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

const seconds = (epochMs: number) => new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
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
