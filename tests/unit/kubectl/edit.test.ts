/** `kubectl edit` with an editor from the environment, against the whole simulated cluster. */

import { describe, expect, test } from 'vitest';
import type { TranscriptEntry } from '../../../worker/api';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

const CREATE = 'kubectl create service clusterip web --tcp 80';

async function last(...commands: string[]): Promise<TranscriptEntry & { text: string }> {
  const scenario = { title: '', cluster: '', files: [], steps: commands.map((command) => ({ command })) };
  const run = await runScenario(await compiledCore(), scenario);
  if ('failure' in run) throw new Error(run.failure.diagnostics[0].message);
  const entry = run.result.transcript.at(-1)!;
  const text = entry.output.map((chunk) => chunk.text).join('');
  return { ...entry, text: text.replace(/kubectl-edit-\d+/g, 'kubectl-edit-N') };
}

const COPY = (path = '/tmp/kubectl-edit-N.yaml') => `A copy of your changes has been stored to "${path}"\n`;

describe('an editor of the environment', () => {
  test.each([
    ["KUBE_EDITOR='sed -i s/80/81/' kubectl edit svc web", 0, 'service/web edited\n'],
    ["EDITOR='sed -i s/80/81/' kubectl edit service/web", 0, 'service/web edited\n'],
    ['KUBE_EDITOR=true EDITOR=false kubectl edit svc web', 0, 'Edit cancelled, no changes made.\n'],
    ["KUBE_EDITOR='sed -i s/^/#/' kubectl edit svc web --validate=false", 0, 'Edit cancelled, saved file was empty.\n'],
    [
      "KUBE_EDITOR='sed -i s/^/#/' kubectl edit svc web",
      1,
      'error: services "web" is invalid\nA copy of your changes has been stored to "/tmp/kubectl-edit-N.yaml"\nerror: Edit cancelled, no valid changes were saved.\n',
    ],
    [
      "KUBE_EDITOR='sed -i s/clusterIP:.*/clusterIP:\\ 10.96.0.99/' kubectl edit svc web",
      1,
      `error: services "web" is invalid\n${COPY()}error: Edit cancelled, no valid changes were saved.\n`,
    ],
    [
      "KUBE_EDITOR='sed -i /resourceVersion/s/[0-9][0-9]*/1/' kubectl edit svc web",
      1,
      'error: services "web" could not be patched: Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again\n' +
        'You can run `kubectl replace -f /tmp/kubectl-edit-N.yaml` to try this update again.\n',
    ],
    [
      "KUBE_EDITOR='sed -i /..name:/s/web/other/' kubectl edit svc web",
      1,
      `${COPY()}error: At least one of apiVersion, kind and name was changed\n`,
    ],
    ['KUBE_EDITOR=false kubectl edit svc web', 1, 'error: there was a problem with the editor "false"\n'],
    ['KUBE_EDITOR=emacs kubectl edit svc web', 1, 'error: unable to launch the editor "emacs"\n'],
    ['kubectl edit svc none', 1, 'Error from server (NotFound): services "none" not found\n'],
    ['kubectl edit endpointslice -n kube-public', 1, 'error: edit cancelled, no objects found\n'],
    [
      'KUBE_EDITOR=true kubectl edit svc web -o wide',
      1,
      'error: invalid output format wide, only yaml|json supported\n',
    ],
    [
      "KUBE_EDITOR='sed -i /app:/s/web/db/' kubectl edit svc web --output-patch",
      0,
      'Patch: {"metadata":{"labels":{"app":"db"}},"spec":{"selector":{"app":"db"}}}\nservice/web edited\n',
    ],
  ])('%s', async (command, exit, text) => {
    const entry = await last(CREATE, command);
    expect(entry.text).toBe(text);
    expect(entry.exit).toBe(exit);
  });

  test('several objects are edited in one file, and those that did not change are skipped', async () => {
    const entry = await last(CREATE, "KUBE_EDITOR='sed -i /app:/s/web/db/' kubectl edit svc");
    expect(entry.text).toBe('service/kubernetes skipped\nservice/web edited\n');
  });

  test('the file has the header and no managed fields', async () => {
    const entry = await last(CREATE, 'KUBE_EDITOR=cat kubectl edit svc web');
    expect(entry.text).toMatch(
      /^# Please edit the object below\. Lines beginning with a '#' will be ignored,\n# and .*\n# reopened .*\n#\napiVersion: v1\nkind: Service\n/,
    );
    expect(entry.text).not.toContain('managedFields');
  });

  test('a refused change is shown again with the causes', async () => {
    const entry = await last(
      CREATE,
      `cat > ed <<'E'\nif grep -q 'was not valid' "$1"; then cat "$1"; else sed -i 's/port: 80/port: 0/' "$1"; fi\nE`,
      "KUBE_EDITOR='bash ed' kubectl edit svc web",
    );
    expect(entry.text).toContain(
      '# services "web" was not valid:\n# * spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive\n#\n',
    );
  });

  test('a syntax error is shown again', async () => {
    const entry = await last(
      CREATE,
      `cat > ed <<'E'\nif grep -q 'failed validation' "$1"; then grep validation "$1"; else echo '  x' >> "$1"; fi\nE`,
      "KUBE_EDITOR='bash ed' kubectl edit svc web",
    );
    expect(entry.text).toMatch(/\n# \* <nil>: Invalid value: "The edited file failed validation": yaml: line \d+: /);
    expect(entry.text).toMatch(/error: Edit cancelled, no valid changes were saved\.\n$/);
  });

  test('the change is made by kubectl-edit', async () => {
    const entry = await last(
      CREATE,
      "KUBE_EDITOR='sed -i /app:/s/web/db/' kubectl edit svc web",
      "kubectl get svc web -o jsonpath='{.metadata.managedFields[*].manager}'",
    );
    expect(entry.text).toBe('kubectl-create kubectl-edit');
  });
});

test('without an editor the object becomes a file', async () => {
  const entry = await last(CREATE, 'kubectl edit svc web');
  expect(entry.text).toBe('error: unable to launch the editor "vi"\n');
  expect(entry.opened?.name).toBe('service-web.yaml');
  expect(entry.opened?.content).toMatch(/^apiVersion: v1\nkind: Service\nmetadata:\n/);
  expect(entry.opened?.content).not.toMatch(/managedFields|resourceVersion|uid/);
});
