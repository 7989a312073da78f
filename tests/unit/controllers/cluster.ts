/** A cluster for tests: the real API server, controllers and, when asked for, a kubelet, without a terminal. */

import type { ClusterSettings } from '../../../worker/api';
import type { DecisionRecord } from '../../../worker/allocator/types';
import { createApiServer } from '../../../worker/apiserver';
import { createClock, type Clock } from '../../../worker/clock';
import { startControllers } from '../../../worker/controllers';
import { createApi, type Api } from '../../../worker/client/api';
import { createCore } from '../../../worker/core';
import { startKubelet, type Kubelet } from '../../../worker/kubelet';
import type { ApiClient } from '../../../worker/kubernetes/client';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { compiledCore } from '../../core/load';

const DEFAULTS: ClusterSettings = {
  kubernetes: '1.36',
  serviceSubnet: '10.96.0.0/24',
  podSubnet: '10.244.0.0/16',
  featureGates: {},
  kubelet: false,
  kubeDNS: false,
  seed: 1,
  startTime: '2026-01-05T10:00:00Z',
  pauseSeconds: 0.3,
};

export interface TestCluster {
  api: Api;
  client: ApiClient;
  clock: Clock;
  kubelet?: Kubelet;
  decisions: DecisionRecord[];
  /** An object that must exist. */
  get(path: string): KubernetesObject;
  find(path: string): KubernetesObject | undefined;
  list(path: string): KubernetesObject[];
  create(path: string, object: object): KubernetesObject;
  patch(path: string, patch: object): KubernetesObject;
  remove(path: string, body?: object): void;
  logs(pod: string, query?: Record<string, string>): string;
  exec(pod: string, ...argv: string[]): Promise<{ exit: number; stdout: string; stderr: string }>;
  /** Reasons of the events about an object, in the order of their names. */
  events(name: string): string[];
}

const NODE = 'worker0';

/** Starts a cluster and lets it come up. */
export async function startCluster(settings: Partial<ClusterSettings> = {}): Promise<TestCluster> {
  const full = { ...DEFAULTS, ...settings };
  const core = createCore(await compiledCore());
  const clock = createClock();
  const release = findRelease(full.kubernetes, full.featureGates)!;
  const decisions: DecisionRecord[] = [];
  const shared = {
    core,
    clock,
    random: core.random(full.seed),
    release,
    settings: full,
    decisions: (one: DecisionRecord) => void decisions.push(one),
  };
  const server = createApiServer(shared);
  startControllers({ ...shared, client: (name) => server.client(name) });
  const kubelet = full.kubelet
    ? startKubelet({
        ...shared,
        client: server.client('kubelet'),
        nodeName: NODE,
        connect: (connection) => server.connectNode(NODE, connection),
      })
    : undefined;
  await clock.advance(5_000);
  const client = server.client('test');

  const request = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => {
    const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
    return client.request({ method, path, headers, body });
  };
  const must = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): KubernetesObject => {
    const answer = request(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as KubernetesObject;
  };
  const list = (path: string) => (must('GET', path) as unknown as { items: KubernetesObject[] | null }).items ?? [];
  return {
    api: createApi(client),
    client,
    clock,
    kubelet,
    decisions,
    get: (path) => must('GET', path),
    find(path) {
      const answer = request('GET', path);
      return answer.status === 200 ? (answer.body as KubernetesObject) : undefined;
    },
    list,
    create: (path, object) => must('POST', path, object),
    patch: (path, patch) => must('PATCH', path, patch),
    remove: (path, body) => void must('DELETE', path, body),
    logs(pod, query = {}) {
      const answer = client.request({ method: 'GET', path: `${PODS}/${pod}/log`, query });
      return typeof answer.body === 'string' ? answer.body : (answer.body as { message: string }).message;
    },
    async exec(pod, ...argv) {
      const output = { stdout: '', stderr: '' };
      const result = await client.exec(
        { method: 'POST', path: `${PODS}/${pod}/exec`, body: { command: argv } },
        {
          stdout: (text) => void (output.stdout += text),
          stderr: (text) => void (output.stderr += text),
          sleep: (ms) => clock.advance(ms),
        },
      );
      if ('status' in result) return { exit: 1, stdout: output.stdout, stderr: result.status.message ?? '' };
      return { exit: result.exit, ...output };
    },
    events: (name) =>
      list('/api/v1/events')
        .filter((event) => event.involvedObject.name === name)
        .map((event) => `${event.reason}: ${event.message}`),
  };
}

export const PODS = '/api/v1/namespaces/default/pods';
export const SERVICES = '/api/v1/namespaces/default/services';

/** A Pod of one busybox container. */
export function busybox(name: string, script: string, spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'c', image: 'busybox:1.28', command: ['sh', '-c', script] }], ...spec },
  };
}

/** A Pod of one web server. */
export function nginx(name: string, labels: Record<string, string> = {}, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [{ name: 'web', image: 'nginx', imagePullPolicy: 'IfNotPresent' }], ...spec },
  };
}
