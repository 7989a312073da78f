/** What holds whatever is run: output streams, stops are heard, limits end it, runs repeat, state lasts. */

import { describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../worker/shell';
import type { Command } from '../../../worker/shell/types';
import { START_MS, TestShell } from './harness';

/** Stops the run at the first turn of the event loop. */
function stopSoon(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 0);
  return controller.signal;
}

describe('stopping', () => {
  it.each([
    'while :; do :; done',
    'while true; do x=$((x+1)); done',
    'for ((;;)); do :; done',
    'yes >/dev/null',
    'awk "BEGIN { while (1) i++ }"',
    "jq -n '[range(1e12)] | length'",
    "jq -n 'last(repeat(1))'",
    "sed ':a;ba' <<< x",
    'while :; do sleep 1; done',
    'seq 1 1000000000 | tail -1',
    'yes | while read x; do :; done',
  ])('%s', async (command) => {
    const shell = new TestShell({ limits: { ticksMax: Number.MAX_SAFE_INTEGER } });
    const ran = await shell.run(`echo before; ${command}; echo after`, { signal: stopSoon() });
    expect(ran.stdout.startsWith('before\n')).toBe(true);
    expect(ran.stdout).not.toContain('after');
    expect(ran).toMatchObject({ exit: 130, interrupted: 'stopped' });
  });

  it('replays to the same bytes after as many steps', async () => {
    const command =
      'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.5; [ $((i%3)) -eq 0 ] && seq 1 $i | tail -1; done';
    const stopped = await new TestShell().run(command, { signal: stopSoon() });
    const replay = new TestShell();
    const replayed = await replay.run(command, { interruptAfterTicks: stopped.ticks });
    expect(stopped.ticks).toBeGreaterThan(10);
    expect(replayed).toEqual(stopped);
  });

  it.each([0, 1, 7, 50])('ends after %i steps on request', async (ticks) => {
    const ran = await new TestShell().run('while :; do echo x; done', { interruptAfterTicks: ticks });
    expect(ran).toMatchObject({ interrupted: 'stopped', ticks, exit: 130 });
  });

  it('goes on to work after a stop, with its state', async () => {
    const shell = new TestShell();
    await shell.run('x=kept; while :; do :; done', { interruptAfterTicks: 20 });
    expect(await shell.run('echo $x $?')).toMatchObject({ stdout: 'kept 130\n', exit: 0 });
  });
});

describe('limits', () => {
  it.each([
    ['while :; do :; done', 'steps'],
    [':(){ :|:& };:', 'nested calls'],
    ['f() { f; }; f', 'nested calls'],
    ['yes 0123456789012345678901234567890123456789', 'characters of output'],
    ['x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done', 'characters'],
    ['while :; do cat big big > big2; mv big2 big; done', 'characters'],
    ['yes | sort', 'characters'],
    ['echo {1..10000000}', 'words of a brace expansion'],
  ])('%s', async (command, what) => {
    const shell = new TestShell({
      files: { big: 'x'.repeat(1000) },
      limits: { ticksMax: 200_000, outputMax: 1_000_000, stringMax: 2_000_000 },
    });
    const ran = await shell.run(command);
    expect(ran.interrupted).toBe('limit');
    expect(ran.stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^bash: stopped: more than \\d+ ${what}`));
    expect(ran.stdout.length).toBeLessThanOrEqual(1_000_000);
  });

  it.each([
    ['grep -E "(a+)+$"', 'grep'],
    ['grep -E "(a|aa)+$"', 'grep'],
    ['sed -E "s/(a*)*b//"', 'sed'],
    ['awk "/(a|a)*b/"', 'awk'],
    [`jq -R 'test("^(a+)+$")'`, 'jq'],
    [`jq -R 'test("(x+x+)+y")'`, 'jq'],
    ['sed -E "s/(a*)*\\\\1b//"', 'sed'],
  ])('a regular expression that explodes elsewhere: %s', async (command) => {
    const ran = await new TestShell().run(
      `printf 'a%.0s' {1..3000} > t; echo '!' >> t; ${command} t >/dev/null; echo done`,
    );
    expect(ran.stdout).toBe('done\n');
  });
});

it('gives up a jq program that never returns', async () => {
  const ran = await new TestShell().run("jq -n 'def f: f + 1; f'; echo $?");
  expect(ran).toMatchObject({ stdout: '1\n', stderr: 'jq: too deeply nested\n' });
});

describe('streams', () => {
  it('prints while it runs', async () => {
    const shell = new TestShell();
    const seen: [number, string][] = [];
    await shell.run('for i in 1 2 3; do echo $i; sleep 10; done', {
      stdout: { write: (text) => void seen.push([shell.nowMs - START_MS, text]) },
    });
    expect(seen).toEqual([
      [0, '1\n'],
      [10_000, '2\n'],
      [20_000, '3\n'],
    ]);
  });

  it('streams through pipes', async () => {
    const shell = new TestShell();
    const seen: [number, string][] = [];
    await shell.run(
      'for i in 1 2 3; do echo $i; sleep 10; done | grep -v 2 | sed s/^/n/ | while read x; do echo "<$x>"; done',
      {
        stdout: { write: (text) => void seen.push([shell.nowMs - START_MS, text]) },
      },
    );
    expect(seen).toEqual([
      [0, '<n1>\n'],
      [20_000, '<n3>\n'],
    ]);
  });

  it('ends a producer whose reader has gone', async () => {
    const shell = new TestShell();
    const ran = await shell.run('while :; do echo x; sleep 1; done | head -2; echo ${PIPESTATUS[@]}');
    expect(ran.stdout).toBe('x\nx\n141 0\n');
    expect(shell.nowMs - START_MS).toBeLessThanOrEqual(3000);
  });

  it('gives a program at the end of a pipe all of it', async () => {
    const length: Command = ({ stdin, stdout }) => {
      stdout.write(`${stdin.readAll().length}\n`);
      return 0;
    };
    const { lookupTool } = await import('../../../worker/shell');
    const shell = new TestShell({ lookup: (name) => (name === 'measure' ? length : lookupTool(name)) });
    expect((await shell.run('seq 1 100000 | measure')).stdout).toBe('588895\n');
  });

  it('lets virtual time pass side by side in a pipe', async () => {
    const shell = new TestShell();
    await shell.run('{ sleep 5; echo a; } | { sleep 5; cat; }');
    expect(shell.nowMs - START_MS).toBe(5000);
  });

  it('ends what takes too long under timeout', async () => {
    const shell = new TestShell();
    expect(
      await shell.run('timeout 3 sleep 100; echo $?; timeout 2 sh -c "while :; do :; done"; echo $?'),
    ).toMatchObject({ stdout: '124\n124\n' });
    expect(shell.nowMs - START_MS).toBe(5000);
  });
});

describe('state', () => {
  it('lasts from run to run', async () => {
    const shell = new TestShell();
    await shell.run(
      'x=1; export Y=2; f() { echo "f $1"; }; a=(1 2); declare -A m=([k]=v); cd /root; echo text > file; alias k="echo kubectl"',
    );
    expect(
      (await shell.run('echo $x ${a[1]} ${m[k]}; f arg; pwd; cat file; sh -c "echo \\$Y"; k get pods')).stdout,
    ).toBe('1 2 v\nf arg\n/root\ntext\n2\nkubectl get pods\n');
    expect(shell.shell.cwd).toBe('/root');
  });

  it('does not let set -e end the next run', async () => {
    const shell = new TestShell();
    expect((await shell.run('set -e; false; echo no')).exit).toBe(1);
    expect((await shell.run('false; echo yes')).stdout).toBe('yes\n');
  });
});

describe('ash', () => {
  it.each([
    ['nope', 'sh: nope: not found\n', 127],
    ['cat < nofile', "sh: can't open nofile: no such file\n", 1],
    ['[ a -eq 1 ]', 'sh: a: bad number\n', 2],
    ['echo "x', 'sh: syntax error: unterminated quoted string\n', 2],
    ['fi', 'sh: syntax error: unexpected "fi"\n', 2],
    ['cat nofile', "cat: can't open 'nofile': No such file or directory\n", 1],
    ['ls nofile', 'ls: nofile: No such file or directory\n', 1],
    ['rm nofile', "rm: can't remove 'nofile': No such file or directory\n", 1],
    ['echo $((1/0)); echo no', 'sh: divide by zero\n', 2],
    ['/bin/cat nofile', "cat: can't open 'nofile': No such file or directory\n", 1],
  ])('%s', async (command, stderr, exit) => {
    expect(await new TestShell({ name: 'sh' }).run(command)).toMatchObject({ stderr, exit });
  });

  it('quotes the values that set prints', async () => {
    const ran = await new TestShell({ name: 'sh' }).run("X='a b'; set | grep ^X");
    expect(ran.stdout).toBe("X='a b'\n");
  });
});

describe('network programs without a network', () => {
  it.each([
    ['curl -s http://web', '', 6],
    ['curl http://web:80/x', 'curl: (6) Could not resolve host: web\n', 6],
    ['ping -c 1 web', 'ping: web: Temporary failure in name resolution\n', 2],
    ['wget -qO- http://web', '', 4],
  ])('%s', async (command, stderr, exit) => {
    expect(await new TestShell().run(command)).toMatchObject({ stderr, exit, stdout: '' });
  });
});

describe('isIncomplete', () => {
  it.each([
    'echo "a',
    "echo 'a",
    'for i in 1 2; do',
    'if true; then echo',
    'cat <<EOF',
    'cat <<EOF\na',
    'echo a \\',
    'echo a |',
    'a &&',
    'f() {',
    'echo $(date',
    'case x in',
    'x=(1 2',
    '{ echo',
  ])('%j goes on', (source) => {
    expect(isIncomplete(source)).toBe(true);
  });

  it.each([
    '',
    'echo a',
    'echo "a"',
    'for i in 1; do echo; done',
    'cat <<EOF\na\nEOF',
    'fi',
    'echo )',
    'echo a | | b',
    '# comment "',
    "echo 'it'\\''s'",
  ])('%j does not', (source) => {
    expect(isIncomplete(source)).toBe(false);
  });
});

it('throws nothing for what a user typed', async () => {
  const pieces = [
    'echo',
    '"',
    "'",
    '$(',
    ')',
    '${',
    '}',
    '|',
    '&&',
    ';',
    'for i in',
    'do',
    'done',
    '<<E',
    '\n',
    'E',
    '[[',
    ']]',
    '((',
    '))',
    '*',
    '\\',
    '`',
    'if',
    'fi',
    '>',
    '$x',
    '1',
    '{',
    '!',
    'jq',
    'awk',
    'sed',
    '#',
  ];
  let seed = 7;
  const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >> 8;
  for (let round = 0; round < 400; round++) {
    const source = Array.from({ length: 1 + (next() % 9) }, () => pieces[next() % pieces.length]).join(
      next() % 2 ? ' ' : '',
    );
    const ran = await new TestShell({ limits: { ticksMax: 2000 } }).run(source);
    expect(typeof ran.exit, source).toBe('number');
  }
});
