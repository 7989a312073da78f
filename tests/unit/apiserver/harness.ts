/** An API server on a clock of its own, with the namespaces and ranges that a cluster has. */

import type { ClusterSettings } from '../../../worker/api';
import { createApiServer } from '../../../worker/apiserver';
import { createClock } from '../../../worker/clock';
import type { ApiClient, ApiRequest, ApiResponse } from '../../../worker/kubernetes/client';
import type { KubernetesObject, Status } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { freshCore as testCore } from '../../core/load';

export const SETTINGS: ClusterSettings = {
  kubernetes: '1.36',
  serviceSubnet: '10.96.0.0/24',
  podSubnet: '10.244.0.0/16',
  featureGates: {},
  kubelet: false,
  kubeDNS: false,
  seed: 1,
  startTime: '2026-01-05T10:00:00Z',
  pauseSeconds: 1,
};

export const STRICT = { fieldValidation: 'Strict' };

export interface TestServer {
  client: ApiClient;
  clock: ReturnType<typeof createClock>;
  call(method: ApiRequest['method'], path: string, body?: unknown, extra?: Partial<ApiRequest>): ApiResponse;
  create(path: string, body: unknown, query?: Record<string, string>): ApiResponse;
  patch(path: string, body: unknown, type?: 'merge-patch' | 'strategic-merge-patch' | 'json-patch'): ApiResponse;
}

export const messageOf = (response: ApiResponse) => (response.body as Status).message ?? '';
export const objectOf = (response: ApiResponse) => response.body as KubernetesObject;

export async function startServer(settings: Partial<ClusterSettings> = {}): Promise<TestServer> {
  const all = { ...SETTINGS, ...settings };
  const core = await testCore();
  const clock = createClock();
  const release = findRelease(all.kubernetes, all.featureGates)!;
  const server = createApiServer({
    core,
    clock,
    random: core.random(all.seed),
    release,
    settings: all,
    decisions: () => {},
  });
  const client = server.client('kubectl/v1.36');
  const call: TestServer['call'] = (method, path, body, extra) => client.request({ method, path, body, ...extra });
  for (const name of ['default', 'kube-system'])
    call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (release.isEnabled('MultiCIDRServiceAllocator') && release.since('1.33'))
    call('POST', '/apis/networking.k8s.io/v1/servicecidrs', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: all.serviceSubnet.split(',') },
    });
  return {
    client,
    clock,
    call,
    create: (path, body, query = STRICT) => call('POST', path, body, { query }),
    patch: (path, body, type = 'merge-patch') =>
      call('PATCH', path, body, { headers: { 'content-type': `application/${type}+json` } }),
  };
}

export const SERVICES = '/api/v1/namespaces/default/services';

export const service = (name: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
