/** What people type wrong, and what a cluster says of it: status, events and messages in its words. */

import { expect, test } from 'vitest';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

const CLUSTER =
  'kubernetes: "1.36"\nkubelet: true\nserviceSubnet: 10.96.0.0/24\npodSubnet: 10.244.0.0/24\nnodeCIDRMaskSize: 29\n';

/** @returns what each of the commands printed. */
async function run(commands: readonly string[]): Promise<string[]> {
  const scenario = { title: '', cluster: CLUSTER, files: [], steps: commands.map((command) => ({ command })) };
  const answer = await runScenario(await compiledCore(), scenario);
  if ('failure' in answer) throw new Error(answer.failure.diagnostics[0].message);
  return answer.result.transcript.map(({ output }) => output.map(({ text }) => text).join(''));
}

const pod = (name: string, spec: string) =>
  `printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: ${name}}\\nspec:\\n${spec}' | kubectl apply -f -`;
const container = (image: string, more = '') => `  containers: [{name: c, image: ${image}${more}}]\\n`;
const events = (name: string) =>
  `kubectl get events --field-selector involvedObject.name=${name} -o custom-columns=T:.type,R:.reason,M:.message --no-headers`;
const FULL = 'failed to allocate for range 0: no IP addresses available in range set: 10.244.0.1-10.244.0.6';

test.each<[title: string, commands: string[], seen: (string | RegExp)[]]>([
  [
    'no such image',
    [pod('a', container('"busybox:no-such-tag"')), 'sleep 30; kubectl get pod a', events('a'), 'kubectl logs a'],
    [
      'pod/a created\n',
      /^a +0\/1 +(ErrImagePull|ImagePullBackOff) +0 +\d+s$/m,
      /^Warning +Failed +Failed to pull image "busybox:no-such-tag": failed to pull and unpack image "docker\.io\/library\/busybox:no-such-tag": failed to resolve reference .*\nWarning +Failed +Error: ErrImagePull\nNormal +BackOff +Back-off pulling image "busybox:no-such-tag"\nWarning +Failed +Error: ImagePullBackOff$/m,
      /^Error from server \(BadRequest\): container "c" in pod "a" is waiting to start: (trying and failing to pull image|image can't be pulled)\n$/,
    ],
  ],
  [
    'a name that is no image',
    [pod('a', container('Busybox')), 'sleep 5; kubectl get pod a', events('a')],
    [
      'pod/a created\n',
      /^a +0\/1 +InvalidImageName +0 +\d+s$/m,
      /^Warning +InspectFailed +Failed to apply default image tag "Busybox": couldn't parse image name "Busybox": .*must be lowercase\nWarning +Failed +Error: InvalidImageName$/m,
    ],
  ],
  [
    'a container that ends again and again',
    [pod('a', container('"busybox:1.28"', ', command: [sh, -c, "exit 3"]')), 'sleep 8; kubectl get pod a', events('a')],
    [
      'pod/a created\n',
      /^a +0\/1 +CrashLoopBackOff +1 \(\d+s ago\) +\d+s$/m,
      /^Warning +BackOff +Back-off restarting failed container c in pod a_default\([\da-f-]{36}\)$/m,
    ],
  ],
  [
    'an alias that is no address',
    [pod('a', `${container('"busybox:1.28"')}  hostAliases: [{ip: localhost, hostnames: [A_b]}]\\n`), 'kubectl get pods'],
    [
      `The Pod "a" is invalid: \n* spec.hostAliases[0].ip: Invalid value: "localhost": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)\n* spec.hostAliases[0].hostnames[0]: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\n`,
      'No resources found in default namespace.\n',
    ],
  ],
  [
    'a block of a Node that is full',
    ['kubectl create deployment web --image=nginx --replicas=6', 'sleep 20; kubectl get deployment web', 'kubectl get events --field-selector reason=FailedCreatePodSandBox'],
    [
      'deployment.apps/web created\n',
      /^web +5\/6 +6 +5 +\d+s$/m,
      new RegExp(`^\\d+s +Warning +FailedCreatePodSandBox +pod/web-[\\da-z-]+ +Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "[\\da-f]{64}": plugin type="bridge" failed \\(add\\): ${FULL}$`, 'm'),
    ],
  ],
  [
    'a Service that nobody answers',
    ['kubectl create service clusterip none --tcp=80', 'sleep 1; kubectl get endpointslices -l kubernetes.io/service-name=none', 'kubectl describe service none', 'kubectl run a --image=busybox:1.28 -- sleep 1d; sleep 5; kubectl exec a -- wget -qO- $(kubectl get service none -o jsonpath={.spec.clusterIP})'],
    [
      'service/none created\n',
      /^none-\w{5} +IPv4 +<unset> +<unset> +\d+s$/m,
      /^Endpoints: *\n/m,
      /wget: can't connect to remote host \(10\.96\.0\.\d+\): Connection refused\ncommand terminated with exit code 1\n$/,
    ],
  ],
  [
    'a finalizer that nobody removes',
    ['kubectl create service clusterip none --tcp=80 && kubectl patch service none --type=merge -p \'{"metadata":{"finalizers":["example.com/stuck"]}}\'', 'kubectl delete service none --timeout=2s', 'kubectl get service none -o jsonpath=\'{.metadata.finalizers}\'', 'kubectl patch service none --type=merge -p \'{"metadata":{"finalizers":null}}\'; kubectl get service none'],
    [
      'service/none created\nservice/none patched\n',
      'service "none" deleted from default namespace\nerror: timed out waiting for the condition on services/none\n',
      '["example.com/stuck"]',
      'service/none patched\nError from server (NotFound): services "none" not found\n',
    ],
  ],
])('%s', async (_title, commands, seen) => {
  const printed = await run(commands);
  for (const [index, expected] of seen.entries())
    if (typeof expected === 'string') expect(printed[index]).toBe(expected);
    else expect(printed[index]).toMatch(expected);
}); // prettier-ignore
