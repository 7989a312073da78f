/** Rules of Pod specs, one row a rule: what is sent, and the causes of the refusal in the server's order. */

import { describe, expect, test } from 'vitest';
import { expectCauses } from './rules';
import { messageOf, startServer } from './harness';

const PODS = '/api/v1/namespaces/default/pods';
type Fields = Record<string, unknown>;
type Row = [what: string, fields: Fields, causes: string[]];

const pod = (spec: Fields, annotations?: Fields) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', annotations },
  spec: { containers: [{ name: 'web', image: 'nginx' }], ...spec },
});
const container = (extra: Fields) => ({ containers: [{ name: 'web', image: 'nginx', ...extra }] });

/** Rows about a container are written without their container, rows about a Pod without `spec`. */
function check(rows: Row[], wrap: (fields: Fields) => Fields = (fields) => fields, prefix = 'spec.') {
  test.each(rows)('%s', async (_, fields, causes) => {
    const response = (await startServer()).create(PODS, pod(wrap(fields)));
    expectCauses(response, causes.map((cause) => prefix + cause));
  }); // prettier-ignore
}

const NEGATIVE = 'must be greater than or equal to 0';
const ONE_HANDLER = 'Forbidden: may not specify more than 1 handler type';
const ID_RANGE = 'must be between 0 and 2147483647, inclusive';
const QUALIFIED = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"; // prettier-ignore
const RESOURCES = '"limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"'; // prettier-ignore

describe('probes and hooks', () => {
  const exec = { command: ['true'] };
  check([
    ['none', { livenessProbe: {} }, ['livenessProbe: Required value: must specify a handler type']],
    ['two', { readinessProbe: { exec, tcpSocket: { port: 80 } } }, [`readinessProbe.tcpSocket: ${ONE_HANDLER}`]],
    ['command', { livenessProbe: { exec: {} } }, ['livenessProbe.exec.command: Required value']],
    ['port', { livenessProbe: { httpGet: { port: 0 } } }, ['livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive']],
    ['port name', { livenessProbe: { tcpSocket: { port: 'a--b' } } }, ['livenessProbe.tcpSocket.port: Invalid value: "a--b": must not contain consecutive hyphens']],
    ['scheme', { livenessProbe: { httpGet: { port: 80, scheme: 'FTP' } } }, ['livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"']],
    ['header', { livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'X_A', value: '' }] } } }, ["livenessProbe.httpGet.httpHeaders: Invalid value: \"X_A\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"]],
    ['grpc', { livenessProbe: { grpc: { port: 70000 } } }, ['livenessProbe.grpc.port: Invalid value: 70000: must be between 1 and 65535, inclusive']],
    ['counts', { readinessProbe: { exec, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, failureThreshold: -1 } }, ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'failureThreshold'].map((field) => `readinessProbe.${field}: Invalid value: -1: ${NEGATIVE}`)],
    ['successes', { livenessProbe: { exec, successThreshold: 2 }, startupProbe: { exec, successThreshold: 3 } }, ['livenessProbe.successThreshold: Invalid value: 2: must be 1', 'startupProbe.successThreshold: Invalid value: 3: must be 1']],
    ['readiness may want more', { readinessProbe: { exec, successThreshold: 2 } }, []],
    ['grace', { livenessProbe: { exec, terminationGracePeriodSeconds: 0 } }, ['livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0']],
    ['grace of readiness', { readinessProbe: { exec, terminationGracePeriodSeconds: 5 } }, ['readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes']],
    ['hook', { lifecycle: { preStop: {}, postStart: { exec: {} } } }, ['lifecycle.postStart.exec.command: Required value', 'lifecycle.preStop: Required value: must specify a handler type']],
    ['sleep', { lifecycle: { preStop: { sleep: { seconds: 31 } } } }, ['lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)']],
  ], container, 'spec.containers[0].'); // prettier-ignore
});

describe('containers', () => {
  check([
    ['image and policy', { image: '', terminationMessagePolicy: 'No', imagePullPolicy: 'Maybe' }, ['image: Required value', 'terminationMessagePolicy: Unsupported value: "No": supported values: "File", "FallbackToLogsOnError"', 'imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"']],
    ['envFrom', { envFrom: [{}] }, ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`']],
    ['envFrom twice', { envFrom: [{ configMapRef: { name: 'a' }, secretRef: {} }] }, ['envFrom[0].secretRef.name: Required value', 'envFrom: Invalid value: "": may not have more than one field specified at a time']],
    ['prefix', { envFrom: [{ prefix: 'a=', configMapRef: { name: 'a' } }] }, ["envFrom[0].prefix: Invalid value: \"a=\": a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    ['key', { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'a', key: '..' } } }] }, ["env[0].valueFrom.configMapKeyRef.key: Invalid value: \"..\": must not be '..'"]],
    ['no key', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: '' } } }] }, ['env[0].valueFrom.secretKeyRef.key: Required value']],
    ['field', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] }, ['env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"']],
    ['resource', { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.gpu' } } }] }, [`env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: ${RESOURCES}`]],
    ['divisor', { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }] }, ['env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource']],
    ['divisor of memory', { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '3Mi' } } }] }, ['env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource']],
    ['mount', { volumeMounts: [{ name: '', mountPath: '' }] }, ['volumeMounts[0].name: Required value', 'volumeMounts[0].name: Not found: ""', 'volumeMounts[0].mountPath: Required value']],
    ['users', { securityContext: { runAsUser: -1, runAsGroup: 2 ** 31 } }, [`securityContext.runAsUser: Invalid value: -1: ${ID_RANGE}`, `securityContext.runAsGroup: Invalid value: 2147483648: ${ID_RANGE}`]],
    ['profile', { securityContext: { seccompProfile: { type: 'Localhost' } } }, ['securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost']],
  ], container, 'spec.containers[0].'); // prettier-ignore

  check([
    ['sub path', { volumes: [{ name: 'v' }], ...container({ volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '../x' }] }) }, ["containers[0].volumeMounts.subPath: Invalid value: \"../x\": must not contain '..'"]],
    ['host ports of two', { containers: ['a', 'b'].map((name) => ({ name, image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] })) }, ['containers[1].ports[0].hostPort: Duplicate value: "TCP//80"']],
    ['host ports of two addresses', { containers: ['a', 'b'].map((name, index) => ({ name, image: 'x', ports: [{ containerPort: 80, hostPort: 80, hostIP: `10.0.0.${index}` }] })) }, []],
    ['init container of the same name', { initContainers: [{ name: 'web', image: 'x' }] }, ['initContainers[0].name: Duplicate value: "web"']],
    ['init container with a probe', { initContainers: [{ name: 'i', image: 'x', readinessProbe: { exec: {} }, lifecycle: {} }] }, ['lifecycle', 'readinessProbe'].map((field) => `initContainers[0].${field}: Forbidden: may not be set for init containers without restartPolicy=Always`)],
    ['sidecar', { initContainers: [{ name: 'i', image: 'x', restartPolicy: 'Always', readinessProbe: { exec: { command: ['a'] } } }] }, []],
    ['restart policy', container({ restartPolicy: 'Sometimes' }), ['containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"']],
    ['image with a space', container({ image: ' nginx' }), ['containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace']],
  ]); // prettier-ignore
});

describe('resources', () => {
  const limits = (amounts: Fields, requests?: Fields) => container({ resources: { limits: amounts, requests } });
  check([
    ['above the limit', limits({ cpu: '1' }, { cpu: '1500m' }), ['requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1']],
    ['negative', limits({ memory: '-1Gi' }, { memory: '-2Gi' }), [`limits[memory]: Invalid value: "-1Gi": ${NEGATIVE}`, `requests[memory]: Invalid value: "-2Gi": ${NEGATIVE}`]],
    ['unknown', limits({ gpu: '1' }), ['limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified', 'limits[gpu]: Invalid value: "gpu": must be a standard resource for containers', 'requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified', 'requests[gpu]: Invalid value: "gpu": must be a standard resource for containers']],
    ['standard, not here', limits({ pods: '1' }), ['limits', 'requests'].map((list) => `${list}[pods]: Invalid value: "pods": must be a standard resource for containers`)],
    ['extended without a limit', container({ resources: { requests: { 'example.com/gpu': '1' } } }), ['limits: Required value: Limit must be set for non overcommitable resources']],
    ['extended, not equal', limits({ 'example.com/gpu': '2' }, { 'example.com/gpu': '1' }), ['requests: Invalid value: "1": must be equal to example.com/gpu limit of 2']],
    ['huge pages alone', limits({ 'hugepages-2Mi': '4Mi' }), [': Forbidden: HugePages require cpu or memory']],
    ['huge pages of a half', limits({ 'hugepages-2Mi': '3Mi', cpu: '1' }), ['limits', 'requests'].map((list) => `${list}[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`)],
    ['fine', limits({ cpu: '1', memory: '1Gi' }, { cpu: '500m' }), []],
  ].map(([what, fields, causes]) => [what, fields, (causes as string[]).map((cause) => (cause.startsWith(':') ? cause : `.${cause}`))]) as Row[], undefined, 'spec.containers[0].resources'); // prettier-ignore
});

describe('volumes', () => {
  const volume = (fields: Fields) => ({ volumes: [{ name: 'v', ...fields }] });
  check([
    ['two sources', { emptyDir: {}, hostPath: { path: '/x' } }, ['hostPath: Forbidden: may not specify more than 1 volume type']],
    ['secret', { secret: {} }, ['secret.secretName: Required value']],
    ['mode', { configMap: { name: 'a', defaultMode: 512 } }, ['configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive']],
    ['items', { configMap: { name: 'a', items: [{ key: '', path: '../a' }] } }, ['configMap.items[0].key: Required value', "configMap.items[0].path: Invalid value: \"../a\": must not contain '..'"]],
    ['host path', { hostPath: { path: '/a/../b', type: 'Nothing' } }, ["hostPath.path: Invalid value: \"/a/../b\": must not contain '..'", 'hostPath.type: Unsupported value: "Nothing": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"']],
    ['claim', { persistentVolumeClaim: {} }, ['persistentVolumeClaim.claimName: Required value']],
    ['nfs', { nfs: { path: 'a' } }, ['nfs.server: Required value', 'nfs.path: Invalid value: "a": must be an absolute path']],
    ['size', { emptyDir: { sizeLimit: '-1' } }, ['emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity']],
    ['downward', { downwardAPI: { items: [{ path: 'a' }] } }, ['downwardAPI: Required value: one of fieldRef and resourceFieldRef is required']],
    ['name', { name: 'V_1', emptyDir: {} }, ["name: Invalid value: \"V_1\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"]],
  ], volume, 'spec.volumes[0].'); // prettier-ignore
});

describe('the scheduler', () => {
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
  const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} };
  check([
    ['toleration of nothing', { tolerations: [{ value: 'a' }] }, ['tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"']],
    ['toleration', { tolerations: [{ key: 'a', operator: 'Exists', value: 'b', tolerationSeconds: 1 }] }, ["tolerations[0].effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set", "tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"]],
    ['toleration of words', { tolerations: [{ key: 'a', operator: 'Like', effect: 'Never' }] }, ['tolerations[0].operator: Unsupported value: "Like": supported values: "Equal", "Exists"', 'tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']],
    ['node affinity', { affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [] } } } }, [`affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms: Required value: must have at least one node selector term`]],
    ['node expressions', { affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In' }, { key: 'b', operator: 'Gt' }], matchFields: [{ key: 'x', operator: 'Exists' }] }] } } } }, ["matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'", "matchExpressions[1].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'", 'matchFields[0].operator: Invalid value: "Exists": not a valid selector operator', 'matchFields[0].key: Invalid value: "x": not a valid field selector key'].map((cause) => `affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0].${cause}`)],
    ['weight', { affinity: { podAntiAffinity: { [PREFERRED]: [{ weight: 0, podAffinityTerm: { topologyKey: 'zone' } }] } } }, [`affinity.podAntiAffinity.${PREFERRED}[0].weight: Invalid value: 0: must be in the range 1-100`]],
    ['topology key', { affinity: { podAffinity: { [REQUIRED]: [{ topologyKey: '' }] } } }, [`affinity.podAffinity.${REQUIRED}[0].topologyKey: Required value: can not be empty`, `affinity.podAffinity.${REQUIRED}[0].topologyKey: Invalid value: "": name part must be non-empty`, `affinity.podAffinity.${REQUIRED}[0].topologyKey: Invalid value: "": ${QUALIFIED}`]],
    ['spreading', { topologySpreadConstraints: [{ ...spread, maxSkew: 0, whenUnsatisfiable: 'Maybe' }] }, ['topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero', 'topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"']],
    ['spreading twice', { topologySpreadConstraints: [spread, { ...spread, maxSkew: 2 }] }, ['topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"']],
    ['gates', { schedulingGates: [{ name: 'a' }, { name: 'a' }], nodeName: 'n' }, ['schedulingGates[1]: Duplicate value: "a"', 'nodeName: Forbidden: cannot be set until all schedulingGates have been cleared']],
    ['readiness gate', { readinessGates: [{ conditionType: '-a' }] }, [`readinessGates[0].conditionType: Invalid value: "-a": ${QUALIFIED}`]],
  ]); // prettier-ignore
});

describe('the rest of the spec', () => {
  check([
    ['sysctl', { securityContext: { sysctls: [{ name: 'A', value: '' }, { name: 'net.a', value: '' }, { name: 'net.a', value: '' }] } }, ['securityContext.sysctls[0].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$', 'securityContext.sysctls[2].name: Duplicate value: "net.a"']],
    ['sysctl of the host', { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.ipv4.ip_forward', value: '1' }] } }, ['securityContext.sysctls[0].name: Invalid value: "net.ipv4.ip_forward": may not be specified when \'hostNetwork\' is true']],
    ['groups', { securityContext: { fsGroup: -1, supplementalGroups: [1, -2], fsGroupChangePolicy: 'No' } }, [`securityContext.fsGroup: Invalid value: -1: ${ID_RANGE}`, `securityContext.supplementalGroups[1]: Invalid value: -2: ${ID_RANGE}`, 'securityContext.fsGroupChangePolicy: Unsupported value: "No": supported values: "Always", "OnRootMismatch"']],
    ['users of its own', { hostUsers: false, hostNetwork: true, hostPID: true }, ['hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false', 'HostPID: Forbidden: when `pod.Spec.HostUsers` is false']],
    ['search', { dnsConfig: { searches: ['_a.example.', '.', 'A'], options: [{}] } }, ["dnsConfig.searches[2]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')", 'dnsConfig.options[0]: Required value: must not be empty']],
    ['deadline', { activeDeadlineSeconds: 2147483648 }, ['activeDeadlineSeconds: Invalid value: 2147483648: must be between 1 and 2147483647, inclusive']],
    ['system', { os: { name: 'dos' } }, ['os: Unsupported value: "dos": supported values: "linux", "windows"']],
  ]); // prettier-ignore

  test.each<[Fields, string[]]>([
    [{ 'controller.kubernetes.io/pod-deletion-cost': '1.5' }, ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "1.5": must be a 32bit integer']],
    [{ 'controller.kubernetes.io/pod-deletion-cost': '-7' }, []],
  ])('annotations %j', async (annotations, causes) => {
    expectCauses((await startServer()).create(PODS, pod({}, annotations)), causes);
  }); // prettier-ignore

  test('releases differ in variables, restart policies and zero sleeps', async () => {
    const body = pod(
      container({
        env: [{ name: '1A', value: '' }],
        lifecycle: { preStop: { sleep: { seconds: 0 } } },
        restartPolicy: 'Never',
      }),
    );
    const counts: Record<string, number> = {};
    for (const kubernetes of ['1.31', '1.33', '1.36']) {
      const response = (await startServer({ kubernetes })).create(PODS, body, {});
      const status = response.body as { details?: { causes: unknown[] } };
      counts[kubernetes] = status.details?.causes.length ?? 0;
    }
    expect(counts).toEqual({ '1.31': 3, '1.33': 1, '1.36': 0 });
  });
});

describe('updates', () => {
  const GATES = [{ name: 'example.com/a' }];
  const tolerations = [{ key: 'a', operator: 'Exists' }];

  test.each<[what: string, before: Fields, after: Fields, causes: string[]]>([
    ['a container more', {}, { containers: [{ name: 'web', image: 'nginx' }, { name: 'b', image: 'b' }] }, ['spec.containers: Forbidden: pod updates may not add or remove containers']],
    ['an image', { automountServiceAccountToken: false }, container({ image: 'nginx:latest' }), []],
    ['a longer deadline', { activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: 6 }, ['spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value']],
    ['a shorter deadline', { activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: 4 }, []],
    ['no deadline', { activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: null }, ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value']],
    ['other tolerations', { tolerations }, { tolerations: [] }, ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']],
    ['a gate less', { schedulingGates: GATES }, { schedulingGates: [] }, []],
    ['a gate more', {}, { schedulingGates: GATES }, ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/a'"]],
    ['a selector that grows behind a gate', { schedulingGates: GATES, nodeSelector: { a: 'b' } }, { nodeSelector: { a: 'b', c: 'd' } }, []],
    ['a selector that changes behind a gate', { schedulingGates: GATES, nodeSelector: { a: 'b' } }, { nodeSelector: { a: 'c' } }, ['spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)']],
  ])('%s', async (_, before, after, causes) => {
    const server = await startServer();
    server.create(PODS, pod(before));
    expectCauses(server.patch(`${PODS}/web`, { spec: after }), causes);
  }); // prettier-ignore
});

describe('admission', () => {
  const FROM = 'from the given PriorityClass name';
  test.each<[Fields, string]>([
    [{ serviceAccountName: 'robot' }, 'error looking up service account default/robot: serviceaccount "robot" not found'],
    [{ priorityClassName: 'high' }, 'no PriorityClass with name high was found'],
    [{ priority: 5 }, `the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 ${FROM}`],
    [{ preemptionPolicy: 'Never' }, `the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority ${FROM}`],
    [{ runtimeClassName: 'gvisor' }, 'pod rejected: RuntimeClass "gvisor" not found'],
  ])('%j', async (spec, why) => {
    expect(messageOf((await startServer()).create(PODS, pod(spec)))).toBe(`pods "web" is forbidden: ${why}`);
  }); // prettier-ignore

  test('classes of the system are there, and accounts give what they have', async () => {
    const server = await startServer();
    const account = { metadata: { name: 'robot' }, automountServiceAccountToken: false, imagePullSecrets: [{ name: 'k' }] };
    server.create('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', ...account });
    const body = pod({ serviceAccountName: 'robot', priorityClassName: 'system-node-critical' });
    const { spec } = server.create(PODS, body).body as { spec: Fields };
    expect([spec.priority, spec.volumes, spec.imagePullSecrets]).toEqual([2000001000, undefined, [{ name: 'k' }]]);
  }); // prettier-ignore
});

test.each<[Fields, string]>([
  [{ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }, 'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
  [{ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }, 'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod'],
  [{ volumes: [{ name: 'v', gitRepo: { repository: 'r' } }] }, 'spec.volumes[0].gitRepo: deprecated in v1.11'],
  [{ imagePullSecrets: [{ name: 'a' }, { name: 'a' }] }, 'spec.imagePullSecrets[1].name: duplicate name "a"'],
  [container({ resources: { requests: { memory: '100m' } } }), 'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer'],
  [{ overhead: { memory: '1500m' } }, 'spec.overhead[memory]: fractional byte value "1500m" is invalid, must be an integer'],
  [{ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'Exists' }] }] } } } }, 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead'],
  [{ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] } }] } } }, 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead'],
  [{ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] } } }, 'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod'],
  [{ affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone' } }] } } }, 'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod'],
  [container({ ports: [{ containerPort: 80, hostIP: '10.0.0.1' }] }), 'spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}'],
])('warning %#', async (spec, warning) => {
  expect((await startServer()).create(PODS, pod(spec)).warnings).toEqual([warning]);
}); // prettier-ignore

test('privileges are not taken and given at once', async () => {
  const context = { allowPrivilegeEscalation: false, privileged: true };
  expectCauses((await startServer()).create(PODS, pod(container({ securityContext: context }))), [
    'spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
  ]);
});

const SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const PROFILES = {
  'seccomp.security.alpha.kubernetes.io/pod': 'x',
  'container.seccomp.security.alpha.kubernetes.io/web': 'x',
  'container.apparmor.security.beta.kubernetes.io/web': 'x',
  'scheduler.alpha.kubernetes.io/critical-pod': '',
};

test('annotations that fields have taken the place of, in the order of the warnings', async () => {
  const server = await startServer();
  const spec = {
    ...container({}),
    nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
    volumes: [{ name: 'v', gitRepo: { repository: 'r' } }],
    hostAliases: [{ ip: '2001:DB8::1' }, { ip: '2001:DB8::1' }],
    terminationGracePeriodSeconds: -1,
  };
  const parts = (path: string) => [
    `${path}spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead`,
    `${path}metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead`,
    `${path}spec.volumes[0].gitRepo: deprecated in v1.11`,
    `${path}spec.hostAliases[1].ip: duplicate ip "2001:DB8::1"`,
    `${path}metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: ${SECCOMP}`,
    `${path}metadata.annotations[container.seccomp.security.alpha.kubernetes.io/web]: ${SECCOMP}`,
    ...(path === ''
      ? []
      : [
          `${path}metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: deprecated since v1.30; use the "appArmorProfile" field instead`,
        ]),
    `${path}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    ...[0, 1].map(
      (index) =>
        `${path}spec.hostAliases[${index}].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")`,
    ),
  ];
  expect(server.create(PODS, pod(spec, PROFILES)).warnings).toEqual(parts(''));
  const labels = { app: 'web' };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels, annotations: PROFILES }, spec } },
  };
  const made = server.create('/apis/apps/v1/namespaces/default/deployments', deployment);
  expect(made.warnings).toEqual(parts('spec.template.'));
});

const volume = (source: Fields) => ({ volumes: [{ name: 'v', ...source }] });
const projected = (...sources: Fields[]) => volume({ projected: { sources } });
const mounted = (mount: Fields) => ({
  volumes: [{ name: 'v', emptyDir: {} }],
  ...container({ volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] }),
});
const V = 'spec.volumes[0]';
const RECURSION = 'spec.containers[0].volumeMounts.recursiveReadOnly';
const item = (path: string) => ({ key: 'k', path });

test.each<[spec: Fields, causes: string[]]>([
  [volume({ nfs: { server: 's' } }), [`${V}.nfs.path: Required value`, `${V}.nfs.path: Invalid value: "": must be an absolute path`]],
  [volume({ gitRepo: { directory: '../a' } }), [`${V}.gitRepo.repository: Required value`, `${V}.gitRepo.directory: Invalid value: "../a": must not contain '..'`]],
  [volume({ secret: { secretName: 's', items: [item('..')] } }), [`${V}.secret.items[0].path: Invalid value: "..": must not contain '..'`, `${V}.secret.items[0].path: Invalid value: "..": must not start with '..'`]],
  [projected({ secret: { name: 's', items: [item('a')] } }, { configMap: { name: 'c', items: [item('a'), item('b')] } }), [`${V}.projected: Invalid value: "c": conflicting duplicate paths`]],
  [projected({ configMap: { items: [item('a')] } }), [`${V}.projected.sources[0].configMap.name: Required value`]],
  [projected({ configMap: { name: 'c', items: [item('a')] } }, { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } }), [`${V}.projected: Invalid value: "a": conflicting duplicate paths`]],
  [projected({ serviceAccountToken: { path: 't', expirationSeconds: 599 } }), [`${V}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes`]],
  [projected({ serviceAccountToken: { path: '', expirationSeconds: 2 ** 32 + 1 } }), [`${V}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds`, `${V}.projected.path: Required value`]],
  [projected({ secret: { name: 's' }, configMap: { name: 'c' } }), [`${V}.projected.sources[0]: Forbidden: may not specify more than 1 volume type per source`]],
  [projected({ secret: { name: 's' } }, { configMap: { name: 'c' } }, { serviceAccountToken: { path: 't' } }), []],
  [mounted({ recursiveReadOnly: 'Always' }), [`${RECURSION}: Unsupported value: "Always": supported values: "Disabled", "Enabled", "IfPossible"`]],
  [mounted({ recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }), [`${RECURSION}: Forbidden: may only be specified when readOnly is true`, `${RECURSION}: Forbidden: may only be specified when mountPropagation is None or not specified`]],
  [mounted({ recursiveReadOnly: 'IfPossible', readOnly: true, mountPropagation: 'None' }), []],
  [mounted({ recursiveReadOnly: 'Disabled' }), []],
])('%j', async (spec, causes) => expectCauses((await startServer()).create(PODS, pod(spec)), causes)); // prettier-ignore
