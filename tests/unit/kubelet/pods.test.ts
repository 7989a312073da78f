/** Pods on a node: their life as clients of the API see it (pods-and-nodes.md 1, 3, 5, 6, 11). */

import { describe, expect, test } from 'vitest';
import { busybox, nginx, PODS, SERVICES, startCluster, type TestCluster } from '../controllers/cluster';

const NODE = '/api/v1/nodes/worker0';
const start = (settings = {}) => startCluster({ kubelet: true, ...settings });
const conditions = (cluster: TestCluster, pod: string) =>
  (cluster.get(`${PODS}/${pod}`).status!.conditions as { type: string; status: string; reason?: string }[]).map(
    ({ type, status, reason }) => `${type}=${status}${reason ? ` ${reason}` : ''}`,
  );
const container = (cluster: TestCluster, pod: string) => cluster.get(`${PODS}/${pod}`).status!.containerStatuses[0];

test('the node is Ready with its ranges, addresses and events', async () => {
  const cluster = await start({
    serviceSubnet: '10.96.0.0/16,fd00:10:96::/112',
    podSubnet: '10.244.0.0/16,fd00:10:244::/56',
  });
  const node = cluster.get(NODE);
  expect(node.spec).toEqual({ podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24', 'fd00:10:244::/64'] });
  expect(node.status!.addresses).toEqual([
    { address: '192.168.0.10', type: 'InternalIP' },
    { address: 'fd12::10', type: 'InternalIP' },
    { address: 'worker0', type: 'Hostname' },
  ]);
  expect(node.status!.conditions.map((one: { type: string; status: string }) => `${one.type}=${one.status}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ]);
  expect(cluster.events('worker0').map((text) => text.split(':')[0])).toEqual([
    'Starting', 'CgroupV1', 'NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID', 'NodeAllocatableEnforced', 'NodeReady', 'RegisteredNode',
  ]); // prettier-ignore
});

test('a server is Running with the recorded status', async () => {
  const cluster = await start();
  cluster.create(PODS, nginx('web'));
  await cluster.clock.advance(0);
  expect(cluster.get(`${PODS}/web`).status).toMatchObject({
    phase: 'Pending',
    containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
  });
  await cluster.clock.advance(2_000);
  const { status } = cluster.get(`${PODS}/web`);
  expect(status).toEqual({
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
      lastProbeTime: null, lastTransitionTime: expect.any(String), observedGeneration: 1, status: 'True', type,
    })), // prettier-ignore
    containerStatuses: [
      {
        containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
        image: 'docker.io/library/nginx:1.14.2',
        imageID: 'docker.io/library/nginx@sha256:01e8985e5cc17bdcf3de24a8db15011e15fcc1b7ce07403b68e59e383621ecc0',
        lastState: {},
        name: 'web',
        ready: true,
        resources: {},
        restartCount: 0,
        started: true,
        state: { running: { startedAt: expect.any(String) } },
        user: { linux: { gid: 0, supplementalGroups: [0], uid: 0 } },
        volumeMounts: [
          {
            mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
            name: expect.stringMatching(/^kube-api-access-/),
            readOnly: true,
            recursiveReadOnly: 'Disabled',
          },
        ],
      },
    ],
    hostIP: '192.168.0.10',
    hostIPs: [{ ip: '192.168.0.10' }],
    observedGeneration: 1,
    phase: 'Running',
    podIP: '10.244.0.2',
    podIPs: [{ ip: '10.244.0.2' }],
    qosClass: 'BestEffort',
    resources: {},
    startTime: expect.any(String),
  });
  expect(cluster.events('web')).toEqual([
    'Scheduled: Successfully assigned default/web to worker0',
    'Pulled: Container image "nginx" already present on machine and can be accessed by the pod',
    'Created: Container created',
    'Started: Container started',
  ]);
});

describe('one-shot commands', () => {
  test.each([
    ['echo done', 'Succeeded', 0, 'Completed', 'done\n', 'PodCompleted'],
    ['echo oops; exit 3', 'Failed', 3, 'Error', 'oops\n', 'PodFailed'],
  ])('%s', async (script, phase, exitCode, reason, log, conditionReason) => {
    const cluster = await start();
    cluster.create(PODS, busybox('once', script, { restartPolicy: 'Never' }));
    await cluster.clock.advance(4_000);
    expect(cluster.get(`${PODS}/once`).status).toMatchObject({ phase, podIP: '10.244.0.2' });
    expect(container(cluster, 'once').state.terminated).toMatchObject({ exitCode, reason });
    expect(cluster.logs('once')).toBe(log);
    expect(conditions(cluster, 'once')).toEqual([
      'PodReadyToStartContainers=False',
      phase === 'Succeeded' ? 'Initialized=True PodCompleted' : 'Initialized=True',
      `Ready=False ${conditionReason}`,
      `ContainersReady=False ${conditionReason}`,
      'PodScheduled=True',
    ]);
  });

  test('a message about the end', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('once', 'echo Sleep expired > /dev/termination-log; exit 1', { restartPolicy: 'Never' }),
    );
    const spec = {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'busybox:1.28',
          command: ['sh', '-c', 'echo from the log; exit 1'],
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
    };
    cluster.create(PODS, { ...nginx('log'), spec });
    await cluster.clock.advance(4_000);
    expect(container(cluster, 'once').state.terminated.message).toBe('Sleep expired\n');
    expect(container(cluster, 'log').state.terminated.message).toBe('from the log\n');
  });

  test('a program that the image does not have', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('x', '', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.28', command: ['/x'] }] }),
    );
    await cluster.clock.advance(4_000);
    expect(container(cluster, 'x').state.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(cluster.events('x')).toContain(
      'Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/x": stat /x: no such file or directory',
    );
  });
});

describe('restarts', () => {
  test('back-off after the second failure', async () => {
    const cluster = await start();
    cluster.create(PODS, busybox('loop', 'exit 1'));
    await cluster.clock.advance(5_000);
    const pod = cluster.get(`${PODS}/loop`);
    expect(pod.status!.phase).toBe('Running');
    expect(container(cluster, 'loop')).toMatchObject({
      restartCount: 1,
      started: false,
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off 10s restarting failed container=c pod=loop_default(${pod.metadata.uid})`,
        },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
    await cluster.clock.advance(10_000);
    expect(container(cluster, 'loop').restartCount).toBe(2);
    expect(container(cluster, 'loop').state.waiting.message).toContain('back-off 20s');
    expect(cluster.events('loop').at(-1)).toBe(
      `BackOff: Back-off restarting failed container c in pod loop_default(${pod.metadata.uid})`,
    );
  });

  test('the hosts file is written anew, the log of the run before is kept', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('once', "echo '10.9.9.9 edited' >> /etc/hosts; cat /etc/hosts; sleep 15", {
        hostAliases: [{ ip: '10.1.2.3', hostnames: ['kept.example'] }],
      }),
    );
    await cluster.clock.advance(4_000);
    expect(cluster.logs('once')).toContain(
      '# Entries added by HostAliases.\n10.1.2.3\tkept.example\n10.9.9.9 edited\n',
    );
    expect(cluster.kubelet!.hostsFiles()[0].lines.at(-1)).toMatchObject({ origin: 'edited', text: '10.9.9.9 edited' });
    await cluster.clock.advance(17_000);
    expect(container(cluster, 'once').restartCount).toBe(1);
    expect(cluster.logs('once').match(/edited/g)).toHaveLength(1);
    expect(cluster.logs('once', { previous: 'true' }).endsWith('10.9.9.9 edited\n')).toBe(true);
  });
});

describe('init containers and sidecars', () => {
  const step = (name: string, script: string, more: object = {}) => ({
    name,
    image: 'busybox:1.28',
    command: ['sh', '-c', script],
    ...more,
  });

  test('run in order; their edits of the hosts file are gone in the next container', async () => {
    const cluster = await start();
    cluster.create(PODS, {
      ...nginx('edit'),
      spec: {
        initContainers: [step('writer', "echo '10.9.9.9 by-init' >> /etc/hosts; grep -c by-init /etc/hosts")],
        containers: [{ name: 'a', image: 'nginx', imagePullPolicy: 'IfNotPresent' }, step('b', 'sleep 3600')],
      },
    });
    await cluster.clock.advance(4_000);
    expect(cluster.get(`${PODS}/edit`).status!.phase).toBe('Running');
    expect(cluster.logs('edit', { container: 'writer' })).toBe('1\n');
    expect(await cluster.exec('edit?container=a', 'true')).toBeDefined();
    expect(cluster.get(`${PODS}/edit`).status!.initContainerStatuses[0]).toMatchObject({
      ready: true,
      started: false,
      state: { terminated: { reason: 'Completed' } },
    });
    expect(cluster.kubelet!.hostsFiles()[0].text).not.toContain('by-init');
  });

  test('a failed one fails the Pod', async () => {
    const cluster = await start();
    cluster.create(PODS, {
      ...nginx('init'),
      spec: {
        restartPolicy: 'Never',
        initContainers: [step('one', 'echo first'), step('two', 'exit 4')],
        containers: [step('main', 'echo never')],
      },
    });
    await cluster.clock.advance(6_000);
    const { status } = cluster.get(`${PODS}/init`);
    expect(status!.phase).toBe('Failed');
    expect(status!.containerStatuses[0]).toMatchObject({
      image: 'busybox:1.28',
      imageID: '',
      started: false,
      state: { waiting: { reason: 'PodInitializing' } },
    });
    expect(status!.conditions[1]).toMatchObject({
      type: 'Initialized',
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [two]',
    });
    expect(cluster.logs('init', { container: 'main' })).toBe(
      'container "main" in pod "init" is waiting to start: PodInitializing',
    );
  });

  test('a sidecar runs beside the main container and does not hold the Pod back', async () => {
    const cluster = await start();
    const spec = {
      restartPolicy: 'Never',
      initContainers: [step('side', 'sleep 3600', { restartPolicy: 'Always' })],
      containers: [step('main', 'sleep 5')],
    };
    cluster.create(PODS, { ...nginx('side'), spec });
    await cluster.clock.advance(4_000);
    expect(cluster.get(`${PODS}/side`).status).toMatchObject({
      phase: 'Running',
      initContainerStatuses: [{ ready: true, started: true }],
    });
    await cluster.clock.advance(40_000);
    expect(cluster.get(`${PODS}/side`).status!.phase).toBe('Succeeded');
  });
});

test.each([
  [{}, {}, [0, 0, [0]]],
  [{ runAsUser: 1000 }, {}, [1000, 0, [0]]],
  [{ runAsUser: 1000, runAsGroup: 3000, supplementalGroups: [4000] }, {}, [1000, 3000, [3000, 4000]]],
  [{ runAsUser: 1000, fsGroup: 2000, supplementalGroups: [0, 5] }, { runAsUser: 7 }, [7, 0, [0, 2000, 5]]],
])('the user of a container: %j, %j', async (ofPod, ofContainer, [uid, gid, supplementalGroups]) => {
  const cluster = await start();
  const container = { name: 'c', image: 'busybox:1.28', command: ['sleep', '1d'], securityContext: ofContainer };
  cluster.create(PODS, busybox('p', '', { securityContext: ofPod, containers: [container] }));
  await cluster.clock.advance(3_000);
  expect(cluster.get(`${PODS}/p`).status!.containerStatuses[0].user).toEqual({
    linux: { uid, gid, supplementalGroups },
  });
});

describe('deletion', () => {
  test('a server that handles SIGTERM is gone soon, a shell after its grace', async () => {
    const cluster = await start();
    cluster.create(PODS, nginx('web'));
    cluster.create(PODS, busybox('sleeper', 'sleep 3600', { terminationGracePeriodSeconds: 8 }));
    await cluster.clock.advance(3_000);
    cluster.remove(`${PODS}/web`);
    cluster.remove(`${PODS}/sleeper`);
    await cluster.clock.advance(3_000);
    expect(cluster.find(`${PODS}/web`)).toBeUndefined();
    expect(cluster.get(`${PODS}/sleeper`).metadata.deletionTimestamp).toBeDefined();
    await cluster.clock.advance(8_000);
    expect(cluster.find(`${PODS}/sleeper`)).toBeUndefined();
    expect(cluster.events('web').at(-1)).toBe('Killing: Stopping container web');
    expect(cluster.kubelet!.hostsFiles()).toEqual([]);
  });

  test('without grace at once', async () => {
    const cluster = await start();
    cluster.create(PODS, busybox('sleeper', 'sleep 3600'));
    await cluster.clock.advance(3_000);
    cluster.remove(`${PODS}/sleeper`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
    await cluster.clock.advance(0);
    expect(cluster.find(`${PODS}/sleeper`)).toBeUndefined();
    await cluster.clock.advance(1_000);
    expect(await cluster.clock.settle(3_000)).toBe(0);
  });
});

describe('addresses', () => {
  test('go round: a freed one is not given soon (R3.16)', async () => {
    const cluster = await start();
    for (const name of ['a', 'b', 'c']) {
      cluster.create(PODS, nginx(name));
      await cluster.clock.advance(2_000);
    }
    cluster.remove(`${PODS}/b`);
    await cluster.clock.advance(4_000);
    cluster.create(PODS, nginx('d'));
    await cluster.clock.advance(2_000);
    expect(cluster.list(PODS).map(({ metadata, status }) => `${metadata.name} ${status!.podIP}`)).toEqual([
      'a 10.244.0.2',
      'c 10.244.0.4',
      'd 10.244.0.5',
    ]);
  });

  test('the sandbox can not be made when the block is full (R3.21)', async () => {
    const cluster = await start({ podSubnet: '10.244.0.0/24', nodeCIDRMaskSize: 30 });
    cluster.create(PODS, nginx('a'));
    await cluster.clock.advance(2_000);
    cluster.create(PODS, nginx('b'));
    await cluster.clock.advance(2_000);
    expect(cluster.get(`${PODS}/b`).status!.phase).toBe('Pending');
    expect(cluster.events('b').at(-1)).toMatch(
      /^FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="bridge" failed \(add\): failed to allocate for range 0: no IP addresses available in range set: 10.244.0.1-10.244.0.2$/,
    );
    cluster.remove(`${PODS}/a`);
    await cluster.clock.advance(15_000);
    expect(cluster.get(`${PODS}/b`).status).toMatchObject({ phase: 'Running', podIP: '10.244.0.2' });
  });

  test('IPv6 first: the first start lists IPv4 first in the hosts file, the status does not (R1.6)', async () => {
    const cluster = await start({
      serviceSubnet: 'fd00:10:96::/112,10.96.0.0/16',
      podSubnet: 'fd00:10:244::/56,10.244.0.0/16',
    });
    cluster.create(PODS, nginx('web'));
    await cluster.clock.advance(2_000);
    expect(cluster.get(`${PODS}/web`).status!.podIPs).toEqual([{ ip: 'fd00:10:244::2' }, { ip: '10.244.0.2' }]);
    expect(
      cluster
        .kubelet!.hostsFiles()[0]
        .lines.slice(-2)
        .map(({ text }) => text),
    ).toEqual(['10.244.0.2\tweb', 'fd00:10:244::2\tweb']);
  });

  test('no two Pods share one, none stays pending (seeded)', async () => {
    const cluster = await start();
    let state = 99;
    const draw = (bound: number) => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % bound;
    const alive: string[] = [];
    for (let step = 0; step < 40; step++) {
      if (alive.length > 3 && draw(3) === 0) cluster.remove(`${PODS}/${alive.splice(draw(alive.length), 1)[0]}`);
      else {
        alive.push(`p${step}`);
        cluster.create(PODS, nginx(`p${step}`, {}, draw(5) === 0 ? { hostNetwork: true } : {}));
      }
      await cluster.clock.advance(draw(2_000));
      const own = cluster.list(PODS).filter(({ spec, status }) => !spec.hostNetwork && status!.podIP);
      expect(new Set(own.map(({ status }) => status!.podIP)).size).toBe(own.length);
    }
    await cluster.clock.advance(10_000);
    expect(
      cluster
        .list(PODS)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual([...alive].sort());
    expect(new Set(cluster.list(PODS).map(({ status }) => status!.phase))).toEqual(new Set(['Running']));
  });
});

describe('images', () => {
  test('are pulled when the policy says so', async () => {
    const cluster = await start();
    cluster.create(PODS, { ...nginx('web'), spec: { containers: [{ name: 'web', image: 'nginx' }] } });
    await cluster.clock.advance(3_000);
    const events = cluster.events('web');
    expect(events[1]).toBe('Pulling: Pulling image "nginx"');
    expect(events[2]).toMatch(
      /^Pulled: Successfully pulled image "nginx" in (\d+ms) \(\1 including waiting\)\. Image size: 3439408 bytes\.$/,
    );
  });

  test('unknown ones can not be', async () => {
    const cluster = await start();
    cluster.create(PODS, { ...nginx('web'), spec: { containers: [{ name: 'web', image: 'nothing:1' }] } });
    await cluster.clock.advance(1_500);
    expect(container(cluster, 'web').state.waiting.reason).toBe('ErrImagePull');
    await cluster.clock.advance(3_500);
    expect(container(cluster, 'web').state.waiting).toMatchObject({
      reason: 'ImagePullBackOff',
      message: expect.stringMatching(/^Back-off pulling image "nothing:1": ErrImagePull: /),
    });
    expect(cluster.get(`${PODS}/web`).status!.phase).toBe('Pending');
    expect(cluster.logs('web')).toBe(
      'container "web" in pod "web" is waiting to start: trying and failing to pull image',
    );
  });
});

describe('configuration', () => {
  test('hosts file of an own mount, files of volumes, environment', async () => {
    const cluster = await start();
    cluster.create('/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm' },
      data: { hosts: '192.0.2.1 own.example\n', key: 'value' },
    });
    const base = { image: 'busybox:1.28' };
    cluster.create(PODS, {
      ...nginx('own'),
      spec: {
        restartPolicy: 'Never',
        hostAliases: [{ ip: '10.1.2.3', hostnames: ['alias.example'] }],
        volumes: [{ name: 'h', configMap: { name: 'm' } }],
        containers: [
          {
            ...base,
            name: 'mine',
            command: ['cat', '/etc/hosts'],
            volumeMounts: [{ name: 'h', mountPath: '/etc/hosts', subPath: 'hosts' }],
          },
          { ...base, name: 'managed', command: ['tail', '-1', '/etc/hosts'] },
          {
            ...base,
            name: 'files',
            command: [
              'sh',
              '-c',
              'ls /conf; cat /conf/key; echo; echo x > /conf/new; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace',
            ],
            volumeMounts: [{ name: 'h', mountPath: '/conf' }],
          },
          {
            ...base,
            name: 'env',
            command: ['sh', '-c', 'echo $A $KUBERNETES_SERVICE_HOST'],
            env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'key' } } }],
          },
        ],
      },
    });
    await cluster.clock.advance(4_000);
    expect(cluster.logs('own', { container: 'mine' })).toBe('192.0.2.1 own.example\n');
    expect(cluster.logs('own', { container: 'managed' })).toBe('10.1.2.3\talias.example\n');
    expect(cluster.logs('own', { container: 'files' })).toContain('hosts\nkey\nvalue\n');
    expect(cluster.logs('own', { container: 'files' })).toContain('Read-only file system');
    expect(cluster.logs('own', { container: 'env' })).toBe('value 10.96.0.1\n');
    expect(cluster.kubelet!.hostsFiles()[0]).toMatchObject({ containers: ['managed', 'files', 'env'], own: ['mine'] });
  });

  test('what is missing keeps the container from starting until it is there', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('x', 'echo $A; sleep 3600', {
        containers: [
          {
            name: 'c',
            image: 'busybox:1.28',
            command: ['sh', '-c', 'echo $A; sleep 3600'],
            envFrom: [{ configMapRef: { name: 'late' } }],
          },
        ],
      }),
    );
    await cluster.clock.advance(3_000);
    expect(container(cluster, 'x').state.waiting).toEqual({
      message: 'configmap "late" not found',
      reason: 'CreateContainerConfigError',
    });
    cluster.create('/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'late' },
      data: { A: 'here' },
    });
    await cluster.clock.advance(15_000);
    expect(cluster.logs('x')).toBe('here\n');
  });

  test('host network', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('host', 'hostname; cat /etc/hosts', {
        hostNetwork: true,
        restartPolicy: 'Never',
        hostname: 'ignored',
        hostAliases: [{ ip: '123.45.67.89', hostnames: ['foo', 'bar'] }],
      }),
    );
    await cluster.clock.advance(3_000);
    const log = cluster.logs('host').split('\n');
    expect(log.slice(0, 2)).toEqual(['worker0', '# Kubernetes-managed hosts file (host network).']);
    expect(log.slice(-3)).toEqual(['# Entries added by HostAliases.', '123.45.67.89\tfoo\tbar', '']);
    expect(cluster.get(`${PODS}/host`).status).toMatchObject({ podIP: '192.168.0.10', hostIP: '192.168.0.10' });
  });
});

describe('exec', () => {
  test('runs in the container, with its exit status, and says what is missing', async () => {
    const cluster = await start();
    cluster.create(PODS, nginx('web'));
    await cluster.clock.advance(2_000);
    expect(await cluster.exec('web', 'hostname')).toEqual({ exit: 0, stdout: 'web\n', stderr: '' });
    expect((await cluster.exec('web', 'sh', '-c', 'exit 7')).exit).toBe(7);
    expect((await cluster.exec('web', 'sh', '-c', 'echo "10.9.9.8 by-a" >> /etc/hosts')).exit).toBe(0);
    expect((await cluster.exec('web', 'tail', '-1', '/etc/hosts')).stdout).toBe('10.9.9.8 by-a\n');
    expect((await cluster.exec('web', 'no-such-command')).stderr).toMatch(
      /^Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "no-such-command": executable file not found in \$PATH$/,
    );
  });
});

describe('names inside a Pod', () => {
  const open = async (kubeDNS: boolean) => {
    const cluster = await start({ kubeDNS });
    cluster.create(
      PODS,
      nginx('web', { app: 'web' }, { hostAliases: [{ ip: '10.1.2.3', hostnames: ['alias.example'] }] }),
    );
    cluster.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front' },
      spec: { clusterIP: '10.96.0.30', selector: { app: 'web' }, ports: [{ port: 8000, targetPort: 80 }] },
    });
    await cluster.clock.advance(3_000);
    return cluster;
  };

  test('with cluster DNS a Service reaches its endpoint', async () => {
    const cluster = await open(true);
    expect((await cluster.exec('web', 'wget', '-qO-', 'http://front:8000')).stdout).toContain('Welcome to nginx!');
    expect((await cluster.exec('web', 'wget', '-qO-', 'front.default.svc.cluster.local:8000/nothing')).stderr).toBe(
      'wget: server returned error: HTTP/1.1 404 Not Found\n',
    );
    const lookup = await cluster.exec('web', 'nslookup', 'front.default.svc.cluster.local');
    expect(lookup.stdout).toContain(
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tfront.default.svc.cluster.local\nAddress: 10.96.0.30\n',
    );
    expect((await cluster.exec('web', 'nslookup', 'x.default.svc.cluster.local')).stdout).toContain(
      "** server can't find x.default.svc.cluster.local: NXDOMAIN",
    );
  });

  test('without it only addresses and the hosts file', async () => {
    const cluster = await open(false);
    expect((await cluster.exec('web', 'wget', '-qO-', 'http://10.244.0.2')).stdout).toContain('Welcome to nginx!');
    expect(await cluster.exec('web', 'wget', '-qO-', 'http://front.default:8000')).toMatchObject({
      exit: 1,
      stderr: "wget: bad address 'front.default:8000'\n",
    });
    expect((await cluster.exec('web', 'nslookup', 'front')).stdout).toBe(
      ';; connection timed out; no servers could be reached\n\n',
    );
    expect((await cluster.exec('web', 'ping', '-c', '1', 'alias.example')).stdout).toContain(
      'PING alias.example (10.1.2.3): 56 data bytes\n',
    );
    expect((await cluster.exec('web', 'wget', '-qO-', 'http://10.244.0.2:81')).stderr).toBe(
      "wget: can't connect to remote host (10.244.0.2): Connection refused\n",
    );
  });
});

describe('probes', () => {
  const probed = (probes: object, command?: string[]) => ({
    ...nginx('web'),
    spec: {
      containers: [
        { name: 'web', image: 'nginx', imagePullPolicy: 'IfNotPresent', ...(command ? { command } : {}), ...probes },
      ],
    },
  });

  test('a Pod is Ready when its readiness probe has passed, and not when it fails again', async () => {
    const cluster = await start();
    const readinessProbe = {
      httpGet: { path: '/', port: 80 },
      initialDelaySeconds: 5,
      periodSeconds: 1,
      failureThreshold: 1,
    };
    cluster.create(PODS, probed({ readinessProbe }));
    await cluster.clock.advance(3_000);
    expect(conditions(cluster, 'web')[2]).toBe('Ready=False ContainersNotReady');
    await cluster.clock.advance(4_000);
    expect(conditions(cluster, 'web')[2]).toBe('Ready=True');
    await cluster.exec('web', 'rm', '/usr/share/nginx/html/index.html');
    await cluster.clock.advance(3_000);
    expect(conditions(cluster, 'web')[2]).toBe('Ready=False ContainersNotReady');
    expect(cluster.events('web').at(-1)).toBe(
      'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404',
    );
  });

  test('a container that fails its liveness probe is restarted', async () => {
    const cluster = await start();
    const livenessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 1, periodSeconds: 1 };
    cluster.create(
      PODS,
      probed({ livenessProbe }, ['sh', '-c', 'touch /tmp/healthy; sleep 4; rm /tmp/healthy; sleep 600']),
    );
    await cluster.clock.advance(4_000);
    expect(container(cluster, 'web').restartCount).toBe(0);
    await cluster.clock.advance(7_000);
    expect(container(cluster, 'web').restartCount).toBe(0);
    await cluster.clock.advance(30_000);
    expect(container(cluster, 'web')).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
    expect(cluster.events('web')).toContain('Killing: Container web failed liveness probe, will be restarted');
    expect(cluster.events('web').join()).toMatch(/Unhealthy: Liveness probe failed: cat: .*No such file or directory/);
  });

  test('a startup probe holds the others back', async () => {
    const cluster = await start();
    const startupProbe = { tcpSocket: { port: 80 }, initialDelaySeconds: 3, periodSeconds: 1 };
    cluster.create(PODS, probed({ startupProbe }));
    await cluster.clock.advance(2_000);
    expect(container(cluster, 'web')).toMatchObject({ started: false, ready: false });
    await cluster.clock.advance(4_000);
    expect(container(cluster, 'web')).toMatchObject({ started: true, ready: true });
  });
});
