/** What every controller gets: the API, shared caches, time, chance and the way to write Events. */

import type { ClusterSettings } from '../api';
import type { DecisionSink } from '../allocator/types';
import type { Clock } from '../clock';
import type { Core, Random } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { Release } from '../releases';
import { createApi, type Api } from './api';
import { createInformers, type Informers } from './informer';
import { createQueue, type Queue, type SyncResult } from './queue';
import { createRecorder, type Recorder, type RecorderOptions } from './recorder';

export interface ControllerOptions {
  client(name: string): ApiClient;
  clock: Clock;
  core: Core;
  random: Random;
  release: Release;
  settings: ClusterSettings;
  decisions: DecisionSink;
}

export interface ControllerContext extends Omit<ControllerOptions, 'client'> {
  api: Api;
  informers: Informers;
  queue(sync: (key: string) => SyncResult): Queue;
  recorder(component: string, options?: Partial<RecorderOptions>): Recorder;
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Now, as objects carry it: RFC 3339 with whole seconds. */
  timestamp(): string;
}

/** RFC 3339 with whole seconds. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** @param userAgent the component in whose name requests are made. */
export function createContext(options: ControllerOptions, userAgent: string): ControllerContext {
  const { client: connect, ...rest } = options;
  const client = connect(userAgent);
  const api = createApi(client);
  const startMs = Date.parse(options.settings.startTime);
  const epochMs = () => startMs + options.clock.nowMs;
  let stamp = { second: Number.NaN, text: '' };
  /** Made once a second. */
  const timestamp = () => {
    const second = Math.floor(epochMs() / 1_000);
    if (second !== stamp.second) stamp = { second, text: formatTime(second * 1_000) };
    return stamp.text;
  };
  return {
    ...rest,
    api,
    informers: createInformers(client),
    queue: (sync) => createQueue(options.clock, sync),
    recorder: (component, recorderOptions) =>
      createRecorder({
        api,
        epochMs,
        random: options.random,
        component,
        host: '',
        style: 'legacy',
        ...recorderOptions,
      }),
    epochMs,
    timestamp,
  };
}
