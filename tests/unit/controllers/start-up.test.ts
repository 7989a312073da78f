/** What a fresh cluster holds (services.md 5.5, 8.1, 8.2). */

import { expect, test } from 'vitest';
import { startCluster } from './cluster';

test('namespaces, default range, Service kubernetes with its endpoints', async () => {
  const cluster = await startCluster();
  expect(cluster.list('/api/v1/namespaces').map(({ metadata }) => metadata.name)).toEqual([
    'default',
    'kube-node-lease',
    'kube-public',
    'kube-system',
  ]);
  const cidr = cluster.get('/apis/networking.k8s.io/v1/servicecidrs/kubernetes');
  expect(cidr.spec.cidrs).toEqual(['10.96.0.0/24']);
  expect(cidr.metadata.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
  expect(cidr.status!.conditions).toEqual([
    {
      lastTransitionTime: expect.any(String),
      message: 'Kubernetes Service CIDR is ready',
      reason: '',
      status: 'True',
      type: 'Ready',
    },
  ]);
  const service = cluster.get('/api/v1/namespaces/default/services/kubernetes');
  expect(service.metadata.labels).toEqual({ component: 'apiserver', provider: 'kubernetes' });
  expect(service.spec).toMatchObject({
    clusterIP: '10.96.0.1',
    ipFamilyPolicy: 'SingleStack',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
  });
  expect(cluster.get('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes')).toMatchObject({
    addressType: 'IPv4',
    endpoints: [{ addresses: ['172.18.0.2'], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  });
  expect(cluster.get('/api/v1/namespaces/default/endpoints/kubernetes').subsets).toEqual([
    { addresses: [{ ip: '172.18.0.2' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
  ]);
  expect(cluster.get('/apis/networking.k8s.io/v1/ipaddresses/10.96.0.1').spec.parentRef).toMatchObject({
    resource: 'services',
    name: 'kubernetes',
  });
});

test('an idle cluster has nothing due soon', async () => {
  const cluster = await startCluster({ kubelet: true });
  expect(await cluster.clock.settle(3_000)).toBe(0);
});

test('kube-dns on the tenth address, IPv6 first', async () => {
  const cluster = await startCluster({
    kubeDNS: true,
    serviceSubnet: 'fd00:10:96::/112,10.96.0.0/16',
    podSubnet: 'fd00:10:244::/56,10.244.0.0/16',
  });
  expect(cluster.get('/api/v1/namespaces/kube-system/services/kube-dns').spec.clusterIP).toBe('fd00:10:96::a');
  expect(
    cluster.get('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes').endpoints[0].addresses,
  ).toEqual(['fc00:f853:ccd:e793::2']);
});

test('a deleted Service kubernetes comes back within ten seconds', async () => {
  const cluster = await startCluster();
  cluster.remove('/api/v1/namespaces/default/services/kubernetes');
  await cluster.clock.advance(10_000);
  expect(cluster.get('/api/v1/namespaces/default/services/kubernetes').spec.clusterIP).toBe('10.96.0.1');
  expect(cluster.find('/apis/networking.k8s.io/v1/ipaddresses/10.96.0.1')).toBeDefined();
});

test('without MultiCIDRServiceAllocator there are no ranges as objects', async () => {
  const cluster = await startCluster({ kubernetes: '1.31' });
  expect(cluster.find('/apis/networking.k8s.io/v1/servicecidrs')).toBeUndefined();
  expect(cluster.get('/api/v1/namespaces/default/services/kubernetes').spec.clusterIP).toBe('10.96.0.1');
});
