/** The package as people install it: what is in it, and both of its faces used from an empty folder. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const execute = promisify(execFile);
const root = resolve('.');

let folder: string;
let files: string[];

/** Runs a program in the folder where the package is installed. @returns its exit status and what it printed. */
async function run(program: string, ...words: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
  const done = execute(program, words, { cwd: folder, env: { ...process.env, npm_config_update_notifier: 'false' } });
  return done.then(
    (printed) => ({ exit: 0, ...printed }),
    (error: { code: number; stdout: string; stderr: string }) => ({ ...error, exit: error.code }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'berth-package-'));
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await execute('npm', words, { cwd: root });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  files = packed.files.map(({ path }) => path);
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('it holds what is needed and nothing else', () => {
  const allowed = /^(build\/cli\/[\w-]+\.js|build\/cli\/(library|api)\.d\.ts|scenarios\/(pages\/)?[\w.-]+\.(md|txt))$/;
  const named = ['build/cli/licences.txt', 'build/core.wasm', 'cli/berth.mjs'];
  const always = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
  expect(files.filter((path) => !allowed.test(path) && ![...named, ...always].includes(path))).toEqual([]);
  for (const path of ['build/cli/main.js', 'build/cli/library.js', 'build/cli/library.d.ts', ...named])
    expect(files).toContain(path);
  const licences = readFileSync('build/cli/licences.txt', 'utf8');
  for (const name of ['diff', 'fflate', 'unbash', 'ws']) expect(licences).toMatch(new RegExp(`^${name}$`, 'm'));
});

test('nothing else is installed', () => {
  const lock = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, unknown> };
  expect(Object.keys(packages)).toEqual(['node_modules/berth']);
});

test('the command line', async () => {
  expect(await run('npx', '--no-install', 'berth', '--help')).toMatchObject({ exit: 0 });
  const checked = await run('npx', '--no-install', 'berth', 'check', 'node_modules/berth/scenarios/pages');
  const findings = readFileSync('scenarios/pages/findings.txt', 'utf8');
  expect(checked.stdout.replaceAll('node_modules/berth/', '')).toBe(findings);
  expect(checked.exit).toBe(1);
  const scenario = 'node_modules/berth/scenarios/hostaliases.md';
  const ran = await run('npx', '--no-install', 'berth', 'run', scenario);
  expect(ran).toMatchObject({ exit: 0, stderr: '' });
  expect(ran.stdout).toContain('# Kubernetes-managed hosts file.');
});

const PROGRAM = `
import { createSession, serve } from 'berth';
const settings = { serviceSubnet: '10.96.0.0/28', kubelet: false };
const session = await createSession({ settings, files: { 'a.txt': 'a' } });
const applied = await session.apply('apiVersion: v1\\nkind: Service\\nmetadata:\\n  name: web\\nspec:\\n  ports:\\n  - port: 80');
const beforeMs = session.nowMs;
await session.advance(60_000);
const elapsedMs = session.nowMs - beforeMs;
const served = await serve({ settings });
const version = await (await fetch(served.address + '/version')).json();
await served.session.run('kubectl create service clusterip shared --tcp 80');
const shared = await (await fetch(served.address + '/api/v1/namespaces/default/services/shared')).json();
await served.close();
console.log(JSON.stringify({
  applied: applied.stdout,
  ran: await session.run('cat a.txt; exit 3'),
  address: (await session.get('svc', 'web'))?.spec.clusterIP,
  nothing: await session.get('svc', 'nothing') === undefined,
  names: (await session.list('services')).map((service) => service.metadata.name),
  wrong: await session.get('nonsense', 'x').catch((error) => error.message),
  elapsedMs,
  decided: session.decisions('object.name=web').map(({ outcome }) => outcome.value),
  given: applied.decisions.length,
  refused: await createSession({ settings: { kubernetes: '1.2' } }).catch((error) => error.message),
  version: version.minor,
  shared: shared.metadata.name,
  kubeconfig: JSON.parse(served.kubeconfig).clusters[0].cluster.server === served.address,
}));
`;

test('the library', async () => {
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  const { stdout, stderr, exit } = await run(process.execPath, 'program.js');
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const said = JSON.parse(stdout) as Record<string, unknown>;
  expect(said).toEqual({
    applied: 'service/web created\n',
    ran: { stdout: 'a', stderr: '', exit: 3, decisions: [] },
    address: expect.stringMatching(/^10\.96\.0\.\d+$/),
    nothing: true,
    names: ['kubernetes', 'web'],
    wrong: 'error: the server doesn\'t have a resource type "nonsense"',
    elapsedMs: 60_000,
    decided: [said.address],
    given: 1,
    refused: expect.stringContaining('Kubernetes 1.2 is not simulated'),
    version: '37',
    shared: 'shared',
    kubeconfig: true,
  });
});

test('its types', async () => {
  const program = `
    import { createSession, serve, type BerthSession, type Decision, type ServedCluster } from 'berth';
    const session: BerthSession = await createSession({ settings: { kubernetes: '1.36', kubeDNS: true } });
    const kinds: Decision['outcome']['kind'][] = session.decisions().map(({ outcome }) => outcome.kind);
    const served: ServedCluster = await serve({ port: 0, scenario: '---\\n---\\n' });
    const exit: number = (await served.session.run('true')).exit;
    // @ts-expect-error there is no such setting
    await createSession({ settings: { nothing: true } });
    export { kinds, exit };
  `;
  mkdirSync(join(folder, 'types'), { recursive: true });
  writeFileSync(join(folder, 'types/program.ts'), program);
  const words = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022'];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  expect(await run(process.execPath, compiler, ...words, 'types/program.ts')).toMatchObject({
    stdout: '',
    exit: 0,
  });
}, 60_000);
