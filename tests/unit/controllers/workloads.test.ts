/** Workloads, slices, namespaces and owners on the real API server (pods-and-nodes.md 8, 11.5; services.md 8). */

import { describe, expect, test } from 'vitest';
import { busybox, nginx, PODS, SERVICES, startCluster, type TestCluster } from './cluster';

const APPS = '/apis/apps/v1/namespaces/default';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const template = (app: string, spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'c', image: 'nginx', imagePullPolicy: 'IfNotPresent' }], ...spec },
});
const workload = (kind: string, name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
});
const names = (cluster: TestCluster, path: string) => cluster.list(path).map(({ metadata }) => metadata.name);
const conditions = (cluster: TestCluster, path: string) =>
  (cluster.get(path).status!.conditions as { type: string; status: string; reason: string }[]).map(
    ({ type, status, reason }) => `${type}=${status} ${reason}`,
  );

describe('Deployments', () => {
  test('make a ReplicaSet with its hash, and Pods (no node)', async () => {
    const cluster = await startCluster();
    cluster.create(`${APPS}/deployments`, workload('Deployment', 'web', { replicas: 3 }));
    await cluster.clock.advance(2_000);
    const [set] = cluster.list(`${APPS}/replicasets`);
    const hash = set.metadata.labels!['pod-template-hash'];
    expect(set.metadata.name).toBe(`web-${hash}`);
    expect(hash).toMatch(/^[456789bcdf]{1,10}$/);
    expect(set.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(set.status).toEqual({ fullyLabeledReplicas: 3, observedGeneration: 1, replicas: 3, terminatingReplicas: 0 });
    const deployment = cluster.get(`${APPS}/deployments/web`);
    expect(deployment.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(deployment.status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      terminatingReplicas: 0,
      unavailableReplicas: 3,
      updatedReplicas: 3,
    });
    expect(conditions(cluster, `${APPS}/deployments/web`)).toEqual([
      'Available=False MinimumReplicasUnavailable',
      'Progressing=True ReplicaSetUpdated',
    ]);
    expect(cluster.events('web')).toEqual([`ScalingReplicaSet: Scaled up replica set web-${hash} from 0 to 3`]);
    for (const name of names(cluster, PODS)) {
      expect(name).toMatch(new RegExp(`^web-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      expect(cluster.events(name)).toEqual(Array(2).fill('FailedScheduling: no nodes available to schedule pods'));
    }
  });

  test('whose Pods are refused fail once, and are tried again ever later', async () => {
    const cluster = await startCluster();
    const refused = { replicas: 1, template: template('web', { serviceAccountName: 'none' }) };
    cluster.create(`${APPS}/deployments`, workload('Deployment', 'web', refused));
    await cluster.clock.advance(60_000);
    const [set] = cluster.list(`${APPS}/replicasets`);
    const text = `pods "${set.metadata.name}-" is forbidden: error looking up service account default/none: serviceaccount "none" not found`;
    expect(set.status!.conditions).toMatchObject([{ type: 'ReplicaFailure', message: text }]);
    expect(new Set(cluster.events(set.metadata.name!))).toEqual(new Set([`FailedCreate: Error creating: ${text}`]));
  });

  test('scale, roll and scale down as recorded', async () => {
    const cluster = await startCluster();
    cluster.create(`${APPS}/deployments`, workload('Deployment', 'web', { replicas: 2 }));
    await cluster.clock.advance(1_000);
    const path = `${APPS}/deployments/web`;
    cluster.patch(path, { spec: { replicas: 4 } });
    await cluster.clock.advance(1_000);
    const [old] = names(cluster, `${APPS}/replicasets`);
    cluster.patch(path, { spec: { template: template('web', { containers: [{ name: 'c', image: 'nginx:1.29' }] }) } });
    await cluster.clock.advance(1_000);
    const next = names(cluster, `${APPS}/replicasets`).find((name) => name !== old)!;
    expect(cluster.get(path).metadata.annotations!['deployment.kubernetes.io/revision']).toBe('2');
    cluster.patch(path, { spec: { replicas: 0 } });
    await cluster.clock.advance(1_000);
    expect(names(cluster, PODS)).toEqual([]);
    expect(
      cluster
        .events('web')
        .map((text) => text.replace(old, 'OLD').replace(next, 'NEW').replace('ScalingReplicaSet: Scaled ', '')),
    ).toEqual([
      'up replica set OLD from 0 to 2',
      'up replica set OLD from 2 to 4',
      'up replica set NEW from 0 to 1',
      'down replica set OLD from 4 to 3',
      'up replica set NEW from 1 to 2',
      'down replica set OLD from 3 to 0',
      'down replica set NEW from 2 to 0',
    ]);
    cluster.remove(path);
    await cluster.clock.advance(1_000);
    expect(names(cluster, `${APPS}/replicasets`)).toEqual([]);
  });

  test('become available, and replace all Pods on a node', async () => {
    const cluster = await startCluster({ kubelet: true });
    const path = `${APPS}/deployments/web`;
    cluster.create(`${APPS}/deployments`, workload('Deployment', 'web', { replicas: 2 }));
    await cluster.clock.advance(4_000);
    expect(conditions(cluster, path)).toEqual([
      'Available=True MinimumReplicasAvailable',
      'Progressing=True NewReplicaSetAvailable',
    ]);
    expect(cluster.get(path).status).toMatchObject({
      availableReplicas: 2,
      readyReplicas: 2,
      replicas: 2,
      updatedReplicas: 2,
    });
    cluster.patch(path, { spec: { template: template('web', { hostname: 'other' }) } });
    await cluster.clock.advance(20_000);
    expect(cluster.get(path).status).toMatchObject({
      availableReplicas: 2,
      readyReplicas: 2,
      replicas: 2,
      updatedReplicas: 2,
    });
    expect(cluster.list(PODS).map(({ spec }) => spec.hostname)).toEqual(['other', 'other']);
    expect(
      cluster
        .list(`${APPS}/replicasets`)
        .map(({ spec }) => spec.replicas)
        .sort(),
    ).toEqual([0, 2]);
  });

  test('text of scaling in 1.31', async () => {
    const cluster = await startCluster({ kubernetes: '1.31' });
    cluster.create(`${APPS}/deployments`, workload('Deployment', 'web', { replicas: 2 }));
    await cluster.clock.advance(1_000);
    cluster.patch(`${APPS}/deployments/web`, { spec: { replicas: 4 } });
    await cluster.clock.advance(1_000);
    expect(cluster.events('web').map((text) => text.replace(/web-\w+/, 'X'))).toEqual([
      'ScalingReplicaSet: Scaled up replica set X to 2',
      'ScalingReplicaSet: Scaled up replica set X to 4 from 2',
    ]);
  });
});

describe('ReplicaSets', () => {
  test('adopt Pods that match, release those that do not, and survive their Deployment as orphans', async () => {
    const cluster = await startCluster();
    cluster.create(PODS, nginx('lonely', { app: 'web' }));
    cluster.create(`${APPS}/replicasets`, workload('ReplicaSet', 'web', { replicas: 2 }));
    await cluster.clock.advance(1_000);
    expect(names(cluster, PODS)).toHaveLength(2);
    expect(cluster.get(`${PODS}/lonely`).metadata.ownerReferences![0]).toMatchObject({
      kind: 'ReplicaSet',
      name: 'web',
      controller: true,
    });
    cluster.patch(`${PODS}/lonely`, { metadata: { labels: { app: 'other' } } });
    await cluster.clock.advance(1_000);
    expect(names(cluster, PODS)).toHaveLength(3);
    expect(cluster.get(`${PODS}/lonely`).metadata.ownerReferences).toBeUndefined();

    cluster.create(`${APPS}/deployments`, workload('Deployment', 'api', { replicas: 1 }));
    await cluster.clock.advance(1_000);
    cluster.remove(`${APPS}/deployments/api`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' });
    await cluster.clock.advance(1_000);
    expect(cluster.find(`${APPS}/deployments/api`)).toBeUndefined();
    const orphan = cluster.list(`${APPS}/replicasets`).find(({ metadata }) => metadata.name.startsWith('api-'))!;
    expect(orphan.metadata.ownerReferences).toBeUndefined();
  });
});

describe('StatefulSets', () => {
  test('start and stop in order, keep names, get new addresses', async () => {
    const cluster = await startCluster({ kubelet: true });
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db' },
      spec: { clusterIP: 'None', selector: { app: 'pg' }, ports: [{ port: 5432 }] },
    });
    cluster.create(
      `${APPS}/statefulsets`,
      workload('StatefulSet', 'pg', {
        serviceName: 'db',
        replicas: 2,
        template: template('pg', { terminationGracePeriodSeconds: 1 }),
      }),
    );
    await cluster.clock.advance(500);
    expect(names(cluster, PODS)).toEqual(['pg-0']);
    await cluster.clock.advance(4_000);
    const first = cluster.get(`${PODS}/pg-0`);
    expect(first.spec).toMatchObject({ hostname: 'pg-0', subdomain: 'db' });
    const revision = cluster.get(`${APPS}/statefulsets/pg`).status!.currentRevision;
    expect(first.metadata.labels).toEqual({
      app: 'pg',
      'apps.kubernetes.io/pod-index': '0',
      'controller-revision-hash': revision,
      'statefulset.kubernetes.io/pod-name': 'pg-0',
    });
    expect(cluster.get(`${APPS}/statefulsets/pg`).status).toEqual({
      availableReplicas: 2, collisionCount: 0, currentReplicas: 2, currentRevision: revision, observedGeneration: 1, readyReplicas: 2, replicas: 2, updateRevision: revision, updatedReplicas: 2,
    }); // prettier-ignore
    expect(
      cluster
        .list(SLICES)
        .find(({ metadata }) => metadata.name.startsWith('db-'))!
        .endpoints.map((one: { hostname: string }) => one.hostname),
    ).toEqual(['pg-0', 'pg-1']);
    expect((await cluster.exec('pg-0', 'tail', '-1', '/etc/hosts')).stdout).toBe(
      '10.244.0.2\tpg-0.db.default.svc.cluster.local\tpg-0\n',
    );
    cluster.remove(`${PODS}/pg-0`);
    await cluster.clock.advance(6_000);
    expect(cluster.get(`${PODS}/pg-0`).status!.podIP).toBe('10.244.0.4');
    cluster.patch(`${APPS}/statefulsets/pg`, { spec: { replicas: 1 } });
    await cluster.clock.advance(4_000);
    expect(names(cluster, PODS)).toEqual(['pg-0']);
    expect(cluster.events('pg')).toEqual([
      'SuccessfulCreate: Create Pod pg-0 in StatefulSet pg successful',
      'SuccessfulCreate: Create Pod pg-1 in StatefulSet pg successful',
      'SuccessfulDelete: Delete Pod pg-1 in StatefulSet pg successful',
    ]);
  });
});

test('DaemonSets run on every node that fits', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(`${APPS}/daemonsets`, workload('DaemonSet', 'agent'));
  cluster.create('/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'tainted' },
    spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] },
  });
  await cluster.clock.advance(3_000);
  const pods = cluster.list(PODS);
  expect(pods.map(({ spec }) => spec.nodeName)).toEqual(['worker0']);
  expect(pods[0].spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['worker0'] }] },
  ]);
  expect(cluster.get(`${APPS}/daemonsets/agent`).status).toEqual({
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    numberAvailable: 1,
    numberMisscheduled: 0,
    numberReady: 1,
    observedGeneration: 1,
    updatedNumberScheduled: 1,
  });
});

describe('Jobs', () => {
  const JOBS = '/apis/batch/v1/namespaces/default/jobs';
  const job = (name: string, script: string, spec: object = {}) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'c', image: 'busybox:1.28', command: ['sh', '-c', script] }],
        },
      },
      ...spec,
    },
  });

  test('complete', async () => {
    const cluster = await startCluster({ kubelet: true });
    cluster.create(JOBS, job('once', 'echo hello'));
    await cluster.clock.advance(500);
    expect(cluster.get(`${JOBS}/once`).status).toEqual({
      active: 1,
      ready: 0,
      startTime: expect.any(String),
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    await cluster.clock.advance(5_000);
    const { status } = cluster.get(`${JOBS}/once`);
    const condition = {
      lastProbeTime: expect.any(String),
      lastTransitionTime: expect.any(String),
      message: 'Reached expected number of succeeded pods',
      reason: 'CompletionsReached',
      status: 'True',
    };
    expect(status).toEqual({
      completionTime: expect.any(String),
      conditions: [
        { ...condition, type: 'SuccessCriteriaMet' },
        { ...condition, type: 'Complete' },
      ],
      ready: 0,
      startTime: expect.any(String),
      succeeded: 1,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    const [pod] = cluster.list(PODS);
    expect(pod.metadata.finalizers).toBeUndefined();
    expect(cluster.events('once')).toEqual([
      `SuccessfulCreate: Created pod: ${pod.metadata.name}`,
      'Completed: Job completed',
    ]);
  });

  test('run an index after the other', async () => {
    const cluster = await startCluster({ kubelet: true });
    cluster.create(
      JOBS,
      job('calc', 'echo $JOB_COMPLETION_INDEX; hostname', {
        completions: 3,
        parallelism: 1,
        completionMode: 'Indexed',
      }),
    );
    await cluster.clock.advance(15_000);
    expect(cluster.get(`${JOBS}/calc`).status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
    const pods = cluster.list(PODS);
    expect(pods.map(({ metadata }) => metadata.name.slice(0, -5))).toEqual(['calc-0-', 'calc-1-', 'calc-2-']);
    expect(pods.map(({ metadata }) => cluster.logs(metadata.name))).toEqual([
      '0\ncalc-0\n',
      '1\ncalc-1\n',
      '2\ncalc-2\n',
    ]);
  });

  test('fail when the limit is reached, with growing waits', async () => {
    const cluster = await startCluster({ kubelet: true });
    cluster.create(JOBS, job('bad', 'exit 1', { backoffLimit: 1 }));
    await cluster.clock.advance(8_000);
    expect(cluster.get(`${JOBS}/bad`).status).toMatchObject({ failed: 1 });
    await cluster.clock.advance(12_000);
    expect(
      cluster
        .get(`${JOBS}/bad`)
        .status!.conditions.map(({ type, reason }: { type: string; reason: string }) => `${type} ${reason}`),
    ).toEqual(['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded']);
    expect(cluster.events('bad').at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit');
  });

  test('are removed with their Pods', async () => {
    const cluster = await startCluster({ kubelet: true });
    cluster.create(JOBS, job('once', 'sleep 3600'));
    await cluster.clock.advance(3_000);
    cluster.remove(`${JOBS}/once`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
    await cluster.clock.advance(40_000);
    expect(names(cluster, PODS)).toEqual([]);
  });
});

describe('EndpointSlices', () => {
  test('one empty slice a family, with the labels of the Service; none without a selector', async () => {
    const cluster = await startCluster({
      serviceSubnet: '10.96.0.0/24,fd00:10:96::/120',
      podSubnet: '10.244.0.0/16,fd00:10:244::/56',
    });
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', labels: { tier: 'front' } },
      spec: { ipFamilyPolicy: 'PreferDualStack', selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'nosel' },
      spec: { ports: [{ port: 80 }] },
    });
    await cluster.clock.advance(1_000);
    const own = cluster.list(SLICES).filter(({ metadata }) => metadata.name !== 'kubernetes');
    expect(own.map(({ addressType, endpoints, ports }) => [addressType, endpoints, ports])).toEqual(
      expect.arrayContaining([
        ['IPv4', null, null],
        ['IPv6', null, null],
      ]),
    );
    expect(own).toHaveLength(2);
    expect(own[0].metadata.labels).toEqual({
      tier: 'front',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    expect(cluster.get('/api/v1/namespaces/default/endpoints/web')).not.toHaveProperty('subsets');
    expect(cluster.find('/api/v1/namespaces/default/endpoints/nosel')).toBeUndefined();
  });

  test('follow Pods by hand, and leave with their Service', async () => {
    const cluster = await startCluster();
    cluster.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-a' } });
    const ports = [{ name: 'http', containerPort: 8080 }];
    for (const name of ['web-1', 'web-2'])
      cluster.create(
        PODS,
        nginx(name, { app: 'web' }, { nodeName: 'node-a', containers: [{ name: 'c', image: 'nginx', ports }] }),
      );
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'main', port: 80, targetPort: 'http' }] },
    });
    await cluster.clock.advance(1_000);
    const set = (name: string, ip: string, status: string) =>
      cluster.patch(`${PODS}/${name}/status`, {
        status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status }] },
      });
    set('web-1', '10.244.0.11', 'True');
    set('web-2', '10.244.0.12', 'False');
    await cluster.clock.advance(1_000);
    const slice = () =>
      cluster.list(SLICES).find(({ metadata }) => metadata.labels!['kubernetes.io/service-name'] === 'web')!;
    const ready = () =>
      Object.fromEntries(
        slice().endpoints.map((one: { addresses: string[]; conditions: { ready: boolean } }) => [
          one.addresses[0],
          one.conditions.ready,
        ]),
      );
    expect(ready()).toEqual({ '10.244.0.11': true, '10.244.0.12': false });
    expect(slice().ports).toEqual([{ name: 'main', port: 8080, protocol: 'TCP' }]);
    expect(cluster.get('/api/v1/namespaces/default/endpoints/web').subsets).toMatchObject([
      {
        addresses: [{ ip: '10.244.0.11' }],
        notReadyAddresses: [{ ip: '10.244.0.12' }],
        ports: [{ name: 'main', port: 8080, protocol: 'TCP' }],
      },
    ]);
    cluster.patch(`${SERVICES}/web`, { spec: { publishNotReadyAddresses: true } });
    await cluster.clock.advance(1_000);
    expect(ready()).toEqual({ '10.244.0.11': true, '10.244.0.12': true });
    cluster.remove(`${SERVICES}/web`);
    await cluster.clock.advance(1_000);
    expect(names(cluster, SLICES)).toEqual(['kubernetes']);
    expect(cluster.find('/api/v1/namespaces/default/endpoints/web')).toBeUndefined();
  });

  test('mirror Endpoints that were made by hand', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'legacy' },
      spec: { ports: [{ port: 80 }] },
    });
    cluster.create('/api/v1/namespaces/default/endpoints', {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'legacy', labels: { owner: 'ops' } },
      subsets: [{ addresses: [{ ip: '192.0.2.20' }, { ip: '192.0.2.21' }], ports: [{ port: 8080 }] }],
    });
    await cluster.clock.advance(1_000);
    const slice = cluster.list(SLICES).find(({ metadata }) => metadata.name !== 'kubernetes')!;
    expect(slice).toMatchObject({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.20'] }, { addresses: ['192.0.2.21'] }],
      ports: [{ port: 8080 }],
    });
    expect(slice.metadata.labels).toEqual({
      owner: 'ops',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      'kubernetes.io/service-name': 'legacy',
    });
    cluster.remove('/api/v1/namespaces/default/endpoints/legacy');
    await cluster.clock.advance(1_000);
    expect(names(cluster, SLICES)).toEqual(['kubernetes']);
  });
});

test('a namespace goes with all that it holds, after five seconds', async () => {
  const cluster = await startCluster();
  cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prod' } });
  cluster.create('/api/v1/namespaces/prod/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { clusterIP: '10.96.0.20', ports: [{ port: 80 }] },
  });
  await cluster.clock.advance(1_000);
  expect(names(cluster, '/api/v1/namespaces/prod/configmaps')).toEqual(['kube-root-ca.crt']);
  cluster.remove('/api/v1/namespaces/prod');
  await cluster.clock.advance(4_000);
  expect(cluster.get('/api/v1/namespaces/prod').status!.phase).toBe('Terminating');
  await cluster.clock.advance(2_000);
  expect(cluster.find('/api/v1/namespaces/prod')).toBeUndefined();
  expect(cluster.find('/apis/networking.k8s.io/v1/ipaddresses/10.96.0.20')).toBeUndefined();
});

test('a namespace says what it still holds', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
  await cluster.clock.advance(1_000);
  cluster.create('/api/v1/namespaces/x/pods', busybox('p', 'sleep 100'));
  await cluster.clock.advance(2_000);
  cluster.remove('/api/v1/namespaces/x');
  await cluster.clock.advance(6_000);
  const conditions = cluster.get('/api/v1/namespaces/x').status!.conditions as {
    type: string;
    status: string;
    message: string;
  }[];
  expect(conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False',
    'NamespaceDeletionGroupVersionParsingFailure=False',
    'NamespaceDeletionContentFailure=False',
    'NamespaceContentRemaining=True',
    'NamespaceFinalizersRemaining=False',
  ]);
  expect(conditions[3].message).toBe('Some resources are remaining: pods. has 1 resource instances');
  await cluster.clock.advance(50_000);
  expect(cluster.find('/api/v1/namespaces/x')).toBeUndefined();
});

test('a finished Job goes when its time to live is over', async () => {
  const cluster = await startCluster({ kubelet: true });
  const spec = {
    ttlSecondsAfterFinished: 20,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.28', command: ['true'] }] },
    },
  };
  cluster.create('/apis/batch/v1/namespaces/default/jobs', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'short' },
    spec,
  });
  await cluster.clock.advance(10_000);
  expect(cluster.find('/apis/batch/v1/namespaces/default/jobs/short')).toBeDefined();
  await cluster.clock.advance(20_000);
  expect(cluster.find('/apis/batch/v1/namespaces/default/jobs/short')).toBeUndefined();
  expect(names(cluster, PODS)).toEqual([]);
});

test('a NoExecute taint removes the Pods that do not tolerate it', async () => {
  const cluster = await startCluster({ kubelet: true });
  const toleration = { key: 'a', operator: 'Exists', effect: 'NoExecute' };
  cluster.create(PODS, nginx('out'));
  cluster.create(PODS, nginx('later', {}, { tolerations: [{ ...toleration, tolerationSeconds: 10 }] }));
  cluster.create(PODS, nginx('stays', {}, { tolerations: [toleration] }));
  await cluster.clock.advance(3_000);
  cluster.patch('/api/v1/nodes/worker0', { spec: { taints: [{ key: 'a', effect: 'NoExecute' }] } });
  await cluster.clock.advance(4_000);
  expect(names(cluster, PODS)).toEqual(['later', 'stays']);
  expect(cluster.events('out')).toContain('TaintManagerEviction: Marking for deletion Pod default/out');
  await cluster.clock.advance(10_000);
  expect(names(cluster, PODS)).toEqual(['stays']);
});

test('cordoning taints the node, and a Pod that finds none says why', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.patch('/api/v1/nodes/worker0', { spec: { unschedulable: true } });
  await cluster.clock.advance(1_000);
  expect(cluster.get('/api/v1/nodes/worker0').spec.taints).toEqual([
    { effect: 'NoSchedule', key: 'node.kubernetes.io/unschedulable', timeAdded: expect.any(String) },
  ]);
  cluster.create(PODS, nginx('web'));
  await cluster.clock.advance(1_000);
  expect(cluster.events('web')).toEqual([
    'FailedScheduling: 0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  ]);
  expect(cluster.get(`${PODS}/web`).status!.conditions[0]).toMatchObject({
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
  });
  cluster.patch('/api/v1/nodes/worker0', { spec: { unschedulable: null } });
  await cluster.clock.advance(3_000);
  expect(cluster.get(`${PODS}/web`).status!.phase).toBe('Running');
});
