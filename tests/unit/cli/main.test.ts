/** Words of the command line: help, what is refused, links, and where colours are. */

import './setup';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { painter, startProgress } from '../../../cli/terminal';
import { readWords } from '../../../cli/words';
import { parseScenario } from '../../../worker/scenario/markdown';
import { berth } from './capture';

const COMMANDS = ['run', 'check', 'record', 'serve', 'link'];

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])('berth %s lists the commands', async (word) => {
    const { exit, stdout, stderr } = await berth(word);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
  });

  test.each(COMMANDS)('berth %s --help', async (name) => {
    const { exit, stdout } = await berth(name, '--help');
    expect(exit).toBe(0);
    expect(stdout).toMatch(new RegExp(`^usage: berth ${name} `));
    expect(await berth('help', name)).toEqual({ exit: 0, stdout, stderr: '' });
  });

  test.each([
    ['no command', [], 'usage: berth COMMAND'],
    ['an unknown command', ['walk'], 'berth: unknown command walk\n'],
    ['an unknown flag', ['run', '--fast', 'x.md'], 'berth run: unknown flag --fast\n'],
    ['no operand', ['run'], 'berth run: no scenario is named\n'],
    ['a value that is none', ['serve', '--port', 'http'], 'berth serve: --port: http is no value for it\n'],
    ['a flag without its value', ['link', 'x.md', '--base'], 'berth link: --base wants a value\n'],
  ])('%s', async (_, words, said) => {
    const { exit, stdout, stderr } = await berth(...words);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

test('words', () => {
  const specs = { values: { '--seed': /^\d+$/ }, switches: ['--json'] };
  const read = (...words: string[]) => readWords(words, specs);
  const both = { values: { '--seed': '3' }, switches: new Set(['--json']), operands: ['a', 'b'] };
  expect(read('a', '--seed', '3', 'b', '--json')).toEqual(both);
  expect(read('--seed=3', '--json', 'a', 'b')).toEqual(both);
  expect(read('--', '--json')).toEqual({ values: {}, switches: new Set(), operands: ['--json'] });
  expect(read('--json=1')).toBe('--json takes no value');
});

describe('links', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'berth-link-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const scenarios = readdirSync('scenarios').filter((name) => name.endsWith('.md'));

  test.each(scenarios)('%s comes back', async (name) => {
    const path = join('scenarios', name);
    const linked = await berth('link', path, '--base', 'https://example.org/berth/');
    expect(linked).toMatchObject({ exit: 0, stderr: '' });
    expect(linked.stdout).toMatch(/^https:\/\/example\.org\/berth\/#1\w[\w-]+\n$/);
    const decoded = await berth('link', '--decode', linked.stdout.trim());
    expect(decoded.exit).toBe(0);
    const [was, is] = [readFileSync(path, 'utf8'), decoded.stdout].map((text) => {
      const read = parseScenario(text);
      if ('diagnostics' in read) throw new Error(read.diagnostics[0].message);
      const { title, cluster, files, steps } = read.scenario;
      return { title, cluster, files, commands: steps.map(({ command, expected }) => ({ command, expected })) };
    });
    expect(is).toEqual(was);
  });

  test('without an address it is where npm start serves the page', async () => {
    expect((await berth('link', 'scenarios/hostaliases.md')).stdout).toMatch(/^http:\/\/127\.0\.0\.1:4321\/#1/);
  });

  test('the fragment alone is decoded, too', async () => {
    const { stdout } = await berth('link', 'scenarios/hostaliases.md');
    const fragment = stdout.trim().slice(stdout.indexOf('#') + 1);
    expect(await berth('link', '--decode', fragment)).toEqual(await berth('link', '--decode', stdout.trim()));
  });

  test('a damaged link, a broken scenario, a missing file', async () => {
    expect(await berth('link', '--decode', '#1rAAAA')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/^berth: This link is damaged/),
    });
    writeFileSync(join(folder, 'broken.md'), 'no front matter');
    expect(await berth('link', join(folder, 'broken.md'))).toMatchObject({ exit: 1 });
    expect(await berth('link', join(folder, 'missing.md'))).toMatchObject({ exit: 2 });
  });
});

describe('colours and progress', () => {
  const output = (isTTY: boolean) => {
    const texts: string[] = [];
    return { isTTY, write: (text: string) => void texts.push(text), texts };
  };

  test.each<[name: string, isTTY: boolean, environment: NodeJS.ProcessEnv, isColoured: boolean]>([
    ['a terminal', true, { TERM: 'xterm' }, true],
    ['a file', false, { TERM: 'xterm' }, false],
    ['NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '1' }, false],
    ['NO_COLOR that is empty', true, { TERM: 'xterm', NO_COLOR: '' }, true],
    ['a terminal without colours', true, { TERM: 'dumb' }, false],
  ])('%s', (_, isTTY, environment, isColoured) => {
    const painted = painter(output(isTTY), environment)('red', 'x');
    expect(painted).toBe(isColoured ? '\x1b[31mx\x1b[39m' : 'x');
  });

  test('progress is a line of a terminal that goes away', () => {
    const [terminal, file] = [output(true), output(false)];
    for (const stream of [terminal, file]) {
      const progress = startProgress(stream);
      progress.show('1/2');
      progress.end();
    }
    expect(terminal.texts).toEqual(['\r\x1b[K1/2', '\r\x1b[K']);
    expect(file.texts).toEqual([]);
  });
});
