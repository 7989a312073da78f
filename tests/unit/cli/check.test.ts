/** `berth check`: the pages of the documentation, what is found in them, and what --update writes. */

import './setup';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHTML } from '../../../cli/page/html';
import { readMarkdown } from '../../../cli/page/markdown';
import { planPage } from '../../../cli/page/plan';
import { berth } from './capture';

const PAGES = 'scenarios/pages';

describe('the published pages', () => {
  test.each([
    ['the newest release', 'findings.txt', []],
    ['an API version that the release does not have', 'findings-1.32.txt', ['--release', '1.32']],
  ])('%s', async (_, file, words) => {
    const { exit, stdout } = await berth('check', PAGES, ...words);
    expect(stdout).toBe(readFileSync(join(PAGES, file), 'utf8'));
    expect(exit).toBe(1);
  });

  test.each([
    ['twelve Services, not thirteen', /:36: note: the cluster gave 12 and refused 1 /],
    ["the condition's reason", /^-    reason: OrphanIPAddress\n\+    reason: Terminating$/m],
    ['the target port', /^-    targetPort: 9376\n\+    targetPort: 80$/m],
    ['what deleting prints', /^\+service "test-13" deleted from default namespace$/m],
    ['tabs in the hosts file', /^\+127\.0\.0\.1\tlocalhost$/m],
    ['a word of the shell that is no program', /exec: "set": executable file not found/],
  ])('%s', (_, pattern) => {
    expect(readFileSync(join(PAGES, 'findings.txt'), 'utf8')).toMatch(pattern);
  });

  test('the API version', () => {
    expect(readFileSync(join(PAGES, 'findings-1.32.txt'), 'utf8')).toMatch(
      /^\+error: .*no matches for kind "ServiceCIDR" in version "networking.k8s.io\/v1"$/m,
    );
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'berth-check-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('--update writes what the cluster prints, and then nothing differs', async () => {
    const copy = join(folder, 'pages');
    cpSync(PAGES, copy, { recursive: true });
    expect(await berth('check', '--update', copy)).toMatchObject({ exit: 0 });
    expect(await berth('check', copy)).toMatchObject({ exit: 0 });
    const page = readFileSync(join(copy, 'extend-service-ip-ranges.md'), 'utf8');
    // What is random, and what says the same, stays as it was.
    for (const kept of ['10.96.0.11\n', '10.96.0.48\n', 'kubernetes   10.96.0.0/28   17d', 'resourceVersion: "1133"'])
      expect(page).toContain(kept);
    const commands = (text: string) => text.match(/^```sh\n[\s\S]*?^```$/gm);
    expect(commands(page)).toEqual(commands(readFileSync(join(PAGES, 'extend-service-ip-ranges.md'), 'utf8')));
  });

  const page = (printed: string) => `# Title\n\n\`\`\`sh\nkubectl get svc\n\`\`\`\n\n\`\`\`\n${printed}\`\`\`\n`;
  const TABLE = 'NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n';

  test.each([
    ['the same, with another age', TABLE + 'kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   17d\n', 0],
    ['another port', TABLE + 'kubernetes   ClusterIP   10.96.0.1    <none>        444/TCP   17d\n', 1],
    ['an address that is not random', TABLE + 'kubernetes   ClusterIP   10.96.0.2    <none>        443/TCP   17d\n', 1],
    ['a line too many', TABLE + 'kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   17d\nweb\n', 1],
  ])('%s', async (_, printed, exit) => {
    expect(await berth('check', write('page.md', page(printed)))).toMatchObject({ exit });
  });

  const created = (first: string, second: string) =>
    `\`\`\`console\n$ kubectl create service clusterip web --tcp 80 -o json | jq -r .spec.clusterIP\n${first}\n` +
    `$ kubectl get svc web -o jsonpath='{.spec.clusterIP}'\n${second}\n\`\`\`\n`;

  test.each([
    ['a random address of the range', '10.96.12.34', '10.96.12.34', 0],
    ['of another range', '10.97.12.34', '10.97.12.34', 1],
  ])('%s', async (_, first, second, exit) => {
    expect(await berth('check', write('random.md', created(first, second)))).toMatchObject({ exit });
  });

  test('an HTML page is updated in place', async () => {
    const html = (printed: string) =>
      `<pre><code class="language-sh">kubectl get svc\n</code></pre>\n<pre><code>${printed}</code></pre>\n<p>end</p>\n`;
    const path = write('page.html', html('NAME &lt;none&gt;\n'));
    expect(await berth('check', path)).toMatchObject({ exit: 1 });
    expect(await berth('check', path, '--update')).toMatchObject({ exit: 0 });
    expect(readFileSync(path, 'utf8')).toBe(
      html(TABLE + 'kubernetes   ClusterIP   10.96.0.1    &lt;none&gt;        443/TCP   4s\n'),
    );
  });

  test('line ends and indentation of a page stay', async () => {
    const list = (name: string) =>
      `1. Do:\r\n\r\n   \`\`\`sh\r\n   kubectl get svc -o name\r\n   \`\`\`\r\n   \`\`\`\r\n   ${name}\r\n   \`\`\`\r\n`;
    const path = write('list.md', list('service/web'));
    expect(await berth('check', path, '--update')).toMatchObject({ exit: 0 });
    expect(readFileSync(path, 'utf8')).toBe(list('service/kubernetes'));
  });

  test('several outputs of one block are updated', async () => {
    const session = (first: string, second: string) =>
      `\`\`\`console\n$ kubectl get svc -o name\n${first}$ kubectl get ns -o name\n${second}\`\`\`\n`;
    const path = write('session.md', session('service/a\nservice/b\n', 'namespace/default\n'));
    expect(await berth('check', path, '--update')).toMatchObject({ exit: 0 });
    const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
    expect(readFileSync(path, 'utf8')).toBe(
      session('service/kubernetes\n', namespaces.map((name) => `namespace/${name}\n`).join('')),
    );
  });

  test('a page that is cut off anywhere is read, and not thrown at', () => {
    const source = readFileSync(join(PAGES, 'validate-dual-stack.md'), 'utf8');
    const html =
      '<!-- berth: cluster {} --><pre class="x"><code class="language-sh">kubectl get &lt;svc&#39;</code></pre><p>';
    for (let end = 0; end < source.length; end += 7)
      expect(planPage(readMarkdown(source.slice(0, end))).steps).toBeInstanceOf(Array);
    for (let end = 0; end <= html.length; end++)
      expect(planPage(readHTML(html.slice(0, end))).steps).toBeInstanceOf(Array);
  });

  test('what is not simulated is listed and does not count', async () => {
    const path = write(
      'other.md',
      '```sh\nminikube start\n```\n\n```sh\nkubectl port-forward svc/kubernetes 1:2\n```\n',
    );
    const { exit, stdout } = await berth('check', path);
    expect(exit).toBe(0);
    expect(stdout).toContain(`${path}:2: not checked: minikube is not simulated\n`);
    expect(stdout).toContain(
      `${path}:6: not checked: port-forward is not simulated; ask from inside: kubectl exec POD -- wget -qO- ADDRESS\n`,
    );
  });

  test('a command that fails although the page says nothing of it', async () => {
    const { exit, stdout } = await berth('check', write('fail.md', '```sh\nkubectl get svc nothing\n```\n'));
    expect(exit).toBe(1);
    expect(stdout).toMatch(/fail\.md:2: error: the command fails with exit status 1: Error from server \(NotFound\)/);
  });

  test.each([
    ['no page', []],
    ['a page that is not there', ['missing.md']],
    ['an unknown flag', ['--fix', PAGES]],
    ['no release', ['--release', 'newest', PAGES]],
    ['a release that is not simulated', ['--release', '1.20', `${PAGES}/validate-dual-stack.md`]],
  ])('exit status 2: %s', async (_, words) => {
    expect(await berth('check', ...words)).toMatchObject({ exit: 2 });
  });

  test('settings that are refused', async () => {
    const path = write('broken.md', '<!-- berth: cluster {serviceSubnet: nowhere} -->\n```sh\nls\n```\n');
    expect(await berth('check', path)).toMatchObject({ exit: 2 });
  });
});
