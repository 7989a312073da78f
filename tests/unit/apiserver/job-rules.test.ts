/** Rules of Jobs: policies, indexes, limits, and what cannot change; a row a rule. */

import { expect, test } from 'vitest';
import { causesOf, expectCauses } from './rules';
import { objectOf, startServer } from './harness';

type Fields = Record<string, unknown>;

const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const template = (spec: Fields = {}, labels?: Fields) => ({
  ...(labels && { metadata: { labels } }),
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1' }], ...spec },
});
const job = (spec: Fields = {}, name = 'one') => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: template(), ...spec },
});

const INDEXED = { completionMode: 'Indexed', completions: 5, parallelism: 5 };
const failure = (...rules: Fields[]) => ({ podFailurePolicy: { rules } });
const exits = (onExitCodes: Fields, action = 'FailJob') => failure({ action, onExitCodes });
const conditions = (...onPodConditions: Fields[]) => failure({ action: 'Ignore', onPodConditions });
const success = (...rules: Fields[]) => ({ ...INDEXED, successPolicy: { rules } });
const many = (spec: Fields) => ({ ...INDEXED, completions: 100_001, parallelism: 1, backoffLimitPerIndex: 1, ...spec });

const RULE = 'spec.podFailurePolicy.rules[0]';
const CODES = `${RULE}.onExitCodes`;
const SUCCESS = 'spec.successPolicy.rules[0]';
const QUALIFIED = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"; // prettier-ignore
const indexes = (text: string, why: string) => [
  `${SUCCESS}.succeededIndexes: Invalid value: "${text}": error parsing succeededIndexes: ${why}`,
];

test.each<[spec: Fields, causes: string[]]>([
  [{}, []],
  [{ parallelism: -1, completions: -1, activeDeadlineSeconds: -1, backoffLimit: -1, ttlSecondsAfterFinished: -1 }, ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'].map((field) => `spec.${field}: Invalid value: -1: must be greater than or equal to 0`)],
  [{ backoffLimitPerIndex: 1 }, ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode']],
  [{ maxFailedIndexes: 1 }, ['spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified', 'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode']],
  [{ ...INDEXED, backoffLimitPerIndex: -1, maxFailedIndexes: -1 }, ['backoffLimitPerIndex', 'maxFailedIndexes'].map((field) => `spec.${field}: Invalid value: -1: must be greater than or equal to 0`)],
  [{ ...INDEXED, backoffLimitPerIndex: 0, maxFailedIndexes: 6 }, ['spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions']],
  [{ completionMode: 'Indexed' }, []],
  [{ completionMode: 'Indexed', parallelism: 2 }, ['spec.completions: Required value: when completion mode is Indexed']],
  [{ ...INDEXED, parallelism: 100_001 }, ['spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed']],
  [many({}), ['spec.maxFailedIndexes: Required value: must be specified when completions is above 100000']],
  [many({ maxFailedIndexes: 10_001, parallelism: 10_001 }), ['parallelism', 'maxFailedIndexes'].map((field) => `spec.${field}: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index`)],
  [many({ maxFailedIndexes: 100_001 }), ['spec.maxFailedIndexes: Invalid value: 100001: must be less than or equal to 100000', 'spec.maxFailedIndexes: Invalid value: 100001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index']],
  [{ managedBy: 'example.com/mine' }, []],
  [{ managedBy: '' }, ['spec.managedBy: Required value']],
  [{ managedBy: 'mine' }, ['spec.managedBy: Invalid value: "mine": must be a domain-prefixed path (such as "acme.io/foo")']],
  [{ managedBy: 'example.com/' }, ['spec.managedBy: Invalid value: "example.com/": must be a domain-prefixed path (such as "acme.io/foo")']],
  [{ managedBy: 'example.com/a b' }, ["spec.managedBy: Invalid value: \"a b\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"]],
  [{ managedBy: `a.io/${'x'.repeat(60)}` }, ['spec.managedBy: Too long: may not be more than 63 bytes']],
  [{ podReplacementPolicy: 'Never' }, ['spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"']],
  [{ ...exits({ operator: 'In', values: [1] }), podReplacementPolicy: 'TerminatingOrFailed' }, ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"']],
  [exits({ operator: 'In', values: [1] }), []],
  [exits({ operator: 'NotIn', values: [0] }), []],
  [exits({ operator: 'In', values: [0] }), [`${CODES}.values[0]: Invalid value: 0: must not be 0 for the In operator`]],
  [exits({ operator: 'In', values: [2, 1, 2] }), [`${CODES}.values[2]: Duplicate value: 2`, `${CODES}.values: Invalid value: [2,1,2]: must be ordered`]],
  [exits({ operator: 'In', values: [] }), [`${CODES}.values: Invalid value: []: at least one value is required`]],
  [exits({ operator: 'In', values: Array.from({ length: 256 }, (_, index) => index + 1) }), [`${CODES}.values: Too many: 256: must have at most 255 items`]],
  [exits({ values: [1] }), [`${CODES}.operator: Required value: valid values: ["In" "NotIn"]`]],
  [exits({ operator: 'Out', values: [1] }), [`${CODES}.operator: Unsupported value: "Out": supported values: "In", "NotIn"`]],
  [exits({ operator: 'In', values: [1], containerName: 'other' }), [`${CODES}.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template`]],
  [exits({ operator: 'In', values: [1] }, ''), [`${RULE}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]`]],
  [exits({ operator: 'In', values: [1] }, 'Stop'), [`${RULE}.action: Unsupported value: "Stop": supported values: "Count", "FailIndex", "FailJob", "Ignore"`]],
  [exits({ operator: 'In', values: [1] }, 'FailIndex'), [`${RULE}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`]],
  [{ ...INDEXED, backoffLimitPerIndex: 1, ...exits({ operator: 'In', values: [1] }, 'FailIndex') }, []],
  [failure({ action: 'Ignore' }), [`${RULE}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`]],
  [failure({ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] }, onPodConditions: [{ type: 'DisruptionTarget' }] }), [`${RULE}: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported`]],
  [conditions({ type: 'a b', status: 'Maybe' }), [`${RULE}.onPodConditions[0].type: Invalid value: "a b": name part ${QUALIFIED}`, `${RULE}.onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"`]],
  [conditions(...Array.from({ length: 21 }, () => ({ type: 'Ready' }))), [`${RULE}.onPodConditions: Too many: 21: must have at most 20 items`]],
  [failure(...Array.from({ length: 21 }, () => ({ action: 'Count', onPodConditions: [{ type: 'Ready' }] }))), ['spec.podFailurePolicy.rules: Too many: 21: must have at most 20 items']],
  [{ ...exits({ operator: 'In', values: [1] }), template: template({ restartPolicy: 'OnFailure' }) }, ['spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified']],
  [{ template: template({ restartPolicy: undefined }) }, ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  [{ template: template({ restartPolicy: 'Sometimes' }) }, ['spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"', 'spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "OnFailure", "Never"']],
  [{ successPolicy: { rules: [{ succeededIndexes: '0' }] } }, ['spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":"0","SucceededCount":null}]}: requires indexed completion mode']],
  [success(), ['spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified']],
  [success({}), [`${SUCCESS}: Required value: at least one of succeededCount or succeededIndexes must be specified`]],
  [success({ succeededIndexes: '0,2-4', succeededCount: 4 }), []],
  [success({ succeededCount: 0 }), []],
  [success({ succeededCount: 6 }), [`${SUCCESS}.succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)`]],
  [success({ succeededIndexes: '0,2', succeededCount: 3 }), [`${SUCCESS}.succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)`]],
  [success({ succeededIndexes: '0-1-2' }), indexes('0-1-2', 'the fragment "0-1-2" violates the requirement that an index interval can have at most two parts separated by \'-\'')],
  [success({ succeededIndexes: 'a' }), indexes('a', 'cannot convert string to integer for index: "a"')],
  [success({ succeededIndexes: '5' }), indexes('5', 'too large index: "5"')],
  [success({ succeededIndexes: '3-1' }), indexes('3-1', 'non-increasing order, previous: 3, current: 1')],
  [success({ succeededIndexes: '2,2' }), indexes('2,2', 'non-increasing order, previous: 2, current: 2')],
  [success(...Array.from({ length: 21 }, () => ({ succeededCount: 1 }))), ['spec.successPolicy.rules: Too many: 21: must have at most 20 items']],
  [{ template: template({}, { 'job-name': 'other' }) }, ['spec.template.metadata.labels[job-name]: Invalid value: {"batch.kubernetes.io/controller-uid":"UID","batch.kubernetes.io/job-name":"one","controller-uid":"UID","job-name":"other"}: must be \'one\'']],
])('%j', async (spec, causes) => {
  const response = (await startServer()).create(JOBS, job(spec));
  if (causes.length === 0) return expectCauses(response, []);
  expect(causesOf(response).map((text) => text.replace(/[0-9a-f]{8}-[-0-9a-f]{27}/g, 'UID'))).toEqual(causes);
}); // prettier-ignore

test('the hostname of the last Pod of an indexed Job has to be one', async () => {
  const server = await startServer();
  const create = (name: string) => server.create(JOBS, job({ ...INDEXED, completions: 11 }, name));
  expectCauses(create('x'.repeat(60)), []);
  const long = 'x'.repeat(61);
  expectCauses(create(long), [
    `metadata.name: Invalid value: "${long}": will not able to create pod with invalid DNS label: ${long}-10`,
  ]);
  expect(create('a.b').warnings[0] ?? '').toBe('');
  expect(server.create(JOBS, job({}, 'a.b')).warnings).toEqual([
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
  ]);
});

test('the status of a condition is True when nothing is said of it', async () => {
  const made = objectOf((await startServer()).create(JOBS, job(conditions({ type: 'Ready' }))));
  expect(made.spec.podFailurePolicy.rules[0].onPodConditions).toEqual([{ status: 'True', type: 'Ready' }]);
});

test.each<[kubernetes: string, gates: Record<string, boolean>, kept: boolean]>([
  ['1.31', {}, false],
  ['1.31', { JobManagedBy: true }, true],
  ['1.32', {}, true],
  ['1.32', { JobManagedBy: false }, false],
  ['1.36', {}, true],
])('%s %j keeps managedBy: %s', async (kubernetes, featureGates, kept) => {
  const made = objectOf(
    (await startServer({ kubernetes, featureGates })).create(JOBS, job({ managedBy: 'example.com/mine' })),
  );
  expect(made.spec.managedBy).toBe(kept ? 'example.com/mine' : undefined);
});

const FIXED = 'field is immutable';
const MAIN = { name: 'main', image: 'busybox:2' };

test.each<[before: Fields, after: Fields, causes: (string | RegExp)[]]>([
  [{}, { parallelism: 3, suspend: true, backoffLimit: 1, activeDeadlineSeconds: 9, ttlSecondsAfterFinished: 1 }, []],
  [{}, { completions: 2 }, [`spec.completions: Invalid value: 2: ${FIXED}`]],
  [{}, { completions: null }, [`spec.completions: Invalid value: null: ${FIXED}`]],
  [INDEXED, { completions: 3, parallelism: 3 }, []],
  [INDEXED, { completions: 3 }, ['spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism']],
  [{}, { completionMode: 'Indexed' }, [`spec.completionMode: Invalid value: "Indexed": ${FIXED}`]],
  [INDEXED, { backoffLimitPerIndex: 1 }, [`spec.backoffLimitPerIndex: Invalid value: 1: ${FIXED}`]],
  [{}, { managedBy: 'a.io/b' }, [`spec.managedBy: Invalid value: "a.io/b": ${FIXED}`]],
  [exits({ operator: 'In', values: [1] }), exits({ operator: 'In', values: [2] }), [`spec.podFailurePolicy: Invalid value: {"Rules":[{"Action":"FailJob","OnExitCodes":{"ContainerName":null,"Operator":"In","Values":[2]},"OnPodConditions":null}]}: ${FIXED}`]],
  [exits({ operator: 'In', values: [1] }), { podFailurePolicy: null }, [`spec.podFailurePolicy: Invalid value: null: ${FIXED}`]],
  [success({ succeededCount: 1 }), { successPolicy: { rules: [{ succeededCount: 2 }] } }, [`spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":2}]}: ${FIXED}`]],
  [{}, { template: { spec: { containers: [MAIN] } } }, [/^spec.template: Invalid value: \{"labels":\{"batch.kubernetes.io\/controller-uid":.*\},"Spec":\{"Volumes":null,"InitContainers":null,"Containers":\[\{"Name":"main","Image":"busybox:2".*: field is immutable$/]],
  [{}, { template: { spec: { nodeSelector: { a: 'b' } } } }, [/^spec.template: /]],
  [{ suspend: true }, { template: { spec: { nodeSelector: { a: 'b' }, tolerations: [{ operator: 'Exists' }], affinity: { nodeAffinity: {} } } } }, []],
  [{ suspend: true }, { template: { spec: { containers: [MAIN] } } }, [/^spec.template: /]],
  [{ suspend: true }, { template: { metadata: { annotations: { a: 'b' } } } }, []],
])('%j becomes %j', async (before, after, causes) => {
  const server = await startServer();
  expectCauses(server.create(JOBS, job(before)), []);
  const response = server.patch(`${JOBS}/one`, { spec: after });
  if (causes.length === 0) return expectCauses(response, []);
  expect(causesOf(response)).toEqual(
    causes.map((cause) => (typeof cause === 'string' ? cause : (expect.stringMatching(cause) as string))),
  );
}); // prettier-ignore

test('values as releases before 1.34 show them', async () => {
  const server = await startServer({ kubernetes: '1.33' });
  expectCauses(server.create(JOBS, job(exits({ operator: 'In', values: [2, 1] }))), [
    `${CODES}.values: Invalid value: []int32{2, 1}: must be ordered`,
  ]);
  server.create(JOBS, job());
  const [cause] = causesOf(server.patch(`${JOBS}/one`, { spec: { template: { spec: { containers: [MAIN] } } } }));
  expect(cause).toContain(
    'spec.template: Invalid value: core.PodTemplateSpec{ObjectMeta:v1.ObjectMeta{Name:"", GenerateName:"",',
  );
});
