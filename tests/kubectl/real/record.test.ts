/** `berth record`, with the real kubectl against a served session: what it says, what it writes, and what it leaves behind. */

import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopeOf } from '../../../cli/record/scope';
import { kubeconfigFor, serveSession, type ServedSession } from '../../../cli/serve';
import { compareCase, type Recording } from '../../../worker/compare';
import { createCore } from '../../../worker/core';
import { parseScenario } from '../../../worker/scenario/markdown';
import { DEFAULT_SETTINGS } from '../../../worker/scenario/settings';
import { runScenario, Session } from '../../../worker/session';
import { compiledCore } from '../../core/load';
import { berth } from '../../unit/cli/capture';
import { findKubectl } from './binary';

const kubectl = findKubectl();
const HEAD_START_MS = 60_000;

interface Case extends Recording {
  case: string;
  kubernetes: string;
  kubectl: string;
}

const OWN = `---
title: A Service of its own
topic: services
cluster: {serviceSubnet: 10.96.0.0/16, kubelet: false}
---

\`\`\`yaml file=web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
\`\`\`

\`\`\`bash
kubectl apply -f web.yaml
\`\`\`

\`\`\`bash
kubectl get services
\`\`\`

\`\`\`bash
kubectl get service nothing
\`\`\`

\`\`\`bash
kubectl delete service web
\`\`\`
`;

const WIDE = `---
title: Ranges
cluster: {kubelet: false}
---

\`\`\`bash
kubectl get servicecidrs
\`\`\`
`;

describe.skipIf(typeof kubectl === 'string')('with the real kubectl', () => {
  const release = typeof kubectl === 'string' ? '' : kubectl.release;
  const before = { PATH: process.env.PATH, KUBECONFIG: process.env.KUBECONFIG, TMPDIR: process.env.TMPDIR };
  let folder: string;
  let session: Session;
  let served: ServedSession;

  beforeAll(async () => {
    const startTime = new Date(Date.now() - HEAD_START_MS).toISOString();
    const settings = { ...DEFAULT_SETTINGS, kubernetes: release, kubelet: false, startTime };
    session = await Session.start(await compiledCore(), settings, []);
    served = await serveSession(session, { port: 0 });
    folder = mkdtempSync(join(tmpdir(), 'berth-record-test-'));
    mkdirSync(join(folder, 'bin'));
    if (typeof kubectl !== 'string') symlinkSync(kubectl.path, join(folder, 'bin/kubectl'));
    writeFileSync(join(folder, 'kubeconfig'), kubeconfigFor(served.address));
    writeFileSync(join(folder, 'own.md'), OWN);
    writeFileSync(join(folder, 'wide.md'), WIDE);
    process.env.PATH = `${folder}/bin:${before.PATH}`;
    process.env.KUBECONFIG = join(folder, 'kubeconfig');
    mkdirSync(join(folder, 'tmp'));
    process.env.TMPDIR = join(folder, 'tmp');
  });
  afterAll(async () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await served.close();
    rmSync(folder, { recursive: true });
  });

  const namespaces = () => {
    const { body } = session.client.request({ method: 'GET', path: '/api/v1/namespaces' });
    const { items } = body as { items: { metadata: { name: string; deletionTimestamp?: string } }[] };
    return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
  };

  test('nothing is run where nobody can be asked', async () => {
    const { exit, stdout, stderr } = await berth('record', join(folder, 'own.md'));
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr).toContain(`Cluster: context berth, ${served.address}, Kubernetes v${release}.`);
    expect(stderr).toContain(
      '4 steps, in a namespace of its own, which is deleted at the end\n  files hold Service web\n',
    );
    expect(stderr).toContain('  kubectl apply -f web.yaml\n  kubectl delete service web\n');
    expect(stderr).toContain('--yes goes on without\nberth: nothing was run\n');
    expect(namespaces().filter((name) => name.startsWith('berth-'))).toEqual([]);
  });

  test('a recording has the form that the conformance tests hold', async () => {
    const out = join(folder, 'out');
    const { exit, stdout } = await berth('record', join(folder, 'own.md'), '--yes', '--runs', '2', '--out', out);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `${join(out, 'own.json')}\n` });
    const recording = JSON.parse(readFileSync(join(out, 'own.json'), 'utf8')) as Case;
    expect(recording).toMatchObject({
      case: 'own',
      title: 'A Service of its own',
      topic: 'services',
      cluster: { serviceSubnet: '10.96.0.0/16', kubelet: false },
      kubernetes: expect.stringMatching(`^v${release}`),
      kubectl: expect.stringMatching(`^v${release}`),
      files: [{ name: 'web.yaml' }],
    });
    const [, table, nothing, deleted] = recording.steps;
    expect(table.runs).toHaveLength(2);
    for (const { stdout } of table.runs) expect(stdout).toMatch(/^NAME .*\nweb +ClusterIP +10\.96\.\d+\.\d+ .*\n$/);
    expect(nothing.runs[0]).toMatchObject({
      exit: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): services "nothing" not found\n',
      seconds: expect.any(Number),
    });
    expect(deleted.runs[0].stdout).toBe('service "web" deleted from default namespace\n');
    expect(namespaces().filter((name) => name.startsWith('berth-'))).toEqual([]);
  });

  test('Berth prints the same', async () => {
    const recording = JSON.parse(readFileSync(join(folder, 'out/own.json'), 'utf8')) as Case;
    const read = parseScenario(OWN.replace('{', `{kubernetes: "${release}", `));
    if ('diagnostics' in read) throw new Error(read.diagnostics[0].message);
    // A namespace of its own has no Service kubernetes.
    read.scenario.steps[1].command += ' --field-selector metadata.name=web';
    const outcome = await runScenario(await compiledCore(), read.scenario);
    if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
    const steps = outcome.result.transcript.map(({ output, exit }) => {
      const textOf = (stream: string) => output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
      return { stdout: textOf('stdout'), stderr: textOf('stderr'), exit };
    });
    const { addresses } = createCore(await compiledCore());
    expect(compareCase(addresses, recording, steps)).toEqual([]);
  });

  test('what speaks of the whole cluster runs in the namespace of the kubeconfig', async () => {
    const { exit, stderr } = await berth('record', join(folder, 'wide.md'), '--yes');
    expect(exit).toBe(0);
    expect(stderr).toContain(
      'in the namespace default, because it speaks of servicecidrs; what it does not delete stays',
    );
    const recording = JSON.parse(readFileSync(join(folder, 'wide.json'), 'utf8')) as Case;
    expect(recording.steps[0].runs[0].stdout).toMatch(/^NAME +CIDRS +AGE\nkubernetes +10\.96\.0\.0\/16 /);
  });

  test('no cluster', async () => {
    writeFileSync(join(folder, 'nowhere'), kubeconfigFor('http://127.0.0.1:1'));
    process.env.KUBECONFIG = join(folder, 'nowhere');
    const { exit, stderr } = await berth('record', join(folder, 'own.md'), '--yes');
    process.env.KUBECONFIG = join(folder, 'kubeconfig');
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^berth: the cluster does not answer: /);
  });

  test('no temporary folder stays', () => {
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });
});

test.each<[command: string, allows: boolean]>([
  ['kubectl get services', true],
  ['kubectl get svc web -o jsonpath={.status.ip} | head -n 1', true],
  ["kubectl get pods -o go-template='{{.namespace}}'", true],
  ['kubectl get services -n other', false],
  ['kubectl get services -A', false],
  ['kubectl get services --namespace=other', false],
  ['kubectl create namespace other', false],
  ['kubectl get nodes', false],
  ['kubectl delete ipaddress 10.96.0.7', false],
  ['kubectl get service kubernetes', false],
  ['cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\nEOF', false],
])('%s: %s', (command, allows) => {
  const scope = scopeOf({ title: '', cluster: '', files: [], steps: [{ command }] });
  expect(scope.allowsOwnNamespace).toBe(allows);
});

test('files that name a namespace or a kind of the whole cluster', () => {
  const scopeWith = (content: string) =>
    scopeOf({ title: '', cluster: '', files: [{ name: 'a.yaml', content }], steps: [] }).because;
  expect(scopeWith('kind: Service\nmetadata: {name: web}\n')).toEqual([]);
  expect(scopeWith('kind: Service\nmetadata: {name: web, namespace: team}\n')).toEqual(['namespace: team']);
  expect(scopeWith('kind: ServiceCIDR\nmetadata: {name: more}\n')).toEqual(['ServiceCIDR']);
});
