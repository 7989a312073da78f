/** What kubectl prints about Pods and nodes, against the whole simulated cluster (pods-and-nodes.md 2, 5, 7). */

import { expect, test } from 'vitest';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

/** @returns what the last of the commands printed. */
async function last(cluster: string, ...commands: string[]): Promise<string> {
  const scenario = { title: '', cluster, files: [], steps: commands.map((command) => ({ command })) };
  const run = await runScenario(await compiledCore(), scenario);
  if ('failure' in run) throw new Error(run.failure.diagnostics[0].message);
  const { output } = run.result.transcript.at(-1)!;
  return output.map((chunk) => chunk.text).join('');
}

const podText = (spec: string, container = '') =>
  `printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: web}\\nspec:\\n  containers: [{name: c, image: busybox${container && `, ${container}`}}]\\n${spec}\\n' | kubectl create --dry-run=server -f - 2>&1`;
const invalid = (text: string) => `The Pod "web" is invalid: ${text}\n`;
const warned = (...texts: string[]) =>
  `${texts.map((text) => `Warning: ${text}\n`).join('')}pod/web created (server dry run)\n`;
const PATH = 'spec.containers[0].env[0].valueFrom.fieldRef';
const fieldRef = (path: string) => `env: [{name: a, valueFrom: {fieldRef: {fieldPath: "${path}"}}}]`;
const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

test.each([
  ['R5.2 no variable', '', fieldRef('status.phase'), invalid(`${PATH}.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"`)],
  ['R5.2 unknown', '', fieldRef('spec.hostNetwork'), invalid(`${PATH}.fieldPath: Invalid value: "spec.hostNetwork": error converting fieldPath: field label not supported: spec.hostNetwork`)],
  ['R5.2 a key where none is', '', fieldRef("spec.nodeName[\\x27x\\x27]"), invalid(`${PATH}.fieldPath: Invalid value: "spec.nodeName['x']": error converting fieldPath: field label does not support subscript: spec.nodeName['x']`)],
  ['R5.2 a key that is none', '', fieldRef("metadata.labels[\\x27a b\\x27]"), invalid(`${PATH}: Invalid value: "a b": ${QUALIFIED}`)],
  ['R5.3 the old name', '', fieldRef('spec.host'), warned()],
  ['R5.3 version', '', 'env: [{name: a, valueFrom: {fieldRef: {fieldPath: metadata.name, apiVersion: v2}}}]', invalid(`${PATH}.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2`)],
  ['R2.3 a variable twice', '', 'env: [{name: a, value: one}, {name: a, value: two}]', warned('spec.containers[0].env[1]: hides previous definition of "a", which may be dropped when using apply')],
  ['R2.3 a variable that grows', '', 'env: [{name: a, value: x}, {name: a, value: "$(a)y"}]', warned()],
  ['R2.3 a port twice', '', 'ports: [{containerPort: 1}, {containerPort: 1}]', warned('spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]')],
  ['R2.3 one of two ports on the host', '', 'ports: [{containerPort: 1}, {containerPort: 1, hostPort: 8}]', warned('spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]')],
  ['R2.3 two protocols', '', 'ports: [{containerPort: 1}, {containerPort: 1, protocol: UDP}]', warned()],
  ['R2.3 negative grace', '  terminationGracePeriodSeconds: -1', '', warned('spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1')],
])('%s', async (_rule, spec, container, printed) => {
  expect(await last('', podText(spec, container))).toBe(printed);
}); // prettier-ignore

const PODS = `printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: %s}\\nspec:\\n  terminationGracePeriodSeconds: 0\\n  containers: [{name: c, image: busybox, command: [sleep, "9"]}]\\n  %s\\n---\\n' bare "" vol 'volumes: [{name: e, emptyDir: {}}]' | kubectl apply -f - && sleep 2`;
const BARE = 'cannot delete Pods that declare no controller (use --force to override): default/bare';
const VOL = 'Pods with local storage (use --delete-emptydir-data to override): default/vol';
const pending = 'There are pending nodes to be drained:\n worker0\n';

test.each([
  [
    'kubectl drain worker0',
    `node/worker0 cordoned\nerror: unable to drain node "worker0" due to error: [cannot delete ${BARE}, cannot delete ${VOL}], continuing command...\n${pending}cannot delete ${BARE}\ncannot delete ${VOL}\n`,
  ],
  [
    'kubectl drain worker0 --force',
    `node/worker0 cordoned\nerror: unable to drain node "worker0" due to error: cannot delete ${VOL}, continuing command...\n${pending}cannot delete ${VOL}\n`,
  ],
  [
    'kubectl drain worker0 --force --delete-emptydir-data',
    'node/worker0 cordoned\nWarning: deleting Pods that declare no controller: default/bare, default/vol\nevicting pod default/bare\nevicting pod default/vol\npod/bare evicted\npod/vol evicted\nnode/worker0 drained\n',
  ],
])('%s', async (command, printed) => {
  expect(await last('kubelet: true', PODS, command)).toBe(printed);
});

test.each([
  ['kubectl taint node worker0 a=b:NoSchedule', 'node/worker0 tainted\n'],
  ['kubectl taint node worker0 x=b:NoSchedule --overwrite', 'node/worker0 modified\n'],
  ['kubectl taint node worker0 x-', 'node/worker0 untainted\n'],
  ['kubectl taint node worker0 x- y:NoExecute', 'node/worker0 modified\n'],
])('%s', async (command, printed) => {
  expect(await last('kubelet: true', 'kubectl taint node worker0 x=a:NoSchedule', command)).toBe(printed);
});

const NOT_ALLOWED = 'the server does not allow this method on the requested resource';
test.each([
  ['kubectl get cronjobs', 'No resources found in default namespace.\n'],
  ['kubectl create cronjob a', 'error: required flag(s) "image", "schedule" not set\n'],
  [
    'kubectl create cronjob a --image=busybox --schedule="* * * * *" -- date',
    `error: failed to create cronjob: ${NOT_ALLOWED}\n`,
  ],
  [
    `printf 'apiVersion: batch/v1\\nkind: CronJob\\nmetadata: {name: a}\\n' | kubectl create -f -`,
    `Error from server (MethodNotAllowed): error when creating "STDIN": ${NOT_ALLOWED}\n`,
  ],
  ['kubectl create job j --from=cronjob/a', 'Error from server (NotFound): cronjobs.batch "a" not found\n'],
  ['kubectl create job j --from=pod/a', 'error: from must be an existing cronjob\n'],
  ['kubectl delete cronjob a', 'Error from server (NotFound): cronjobs.batch "a" not found\n'],
  [
    "kubectl create cronjob a --image=busybox --schedule='@daily' --dry-run=client -o jsonpath='{.spec.jobTemplate.spec.template.spec}'",
    '{"containers":[{"image":"busybox","name":"a","resources":{}}],"restartPolicy":"OnFailure"}',
  ],
])('a kind that is listed and not simulated: %s', async (command, printed) => {
  expect(await last('kubelet: false', command)).toBe(printed);
});
