/** bash and sh as programs: `sh -c '…'`, `bash script.sh`, a script on the standard input. */

import { resolvePath } from '../files';
import { Interpreter } from '../interpreter/interpreter';
import { inputOf } from '../interpreter/redirect';
import { runScript } from '../interpreter/script';
import type { Builtin } from './types';

/** Runs a new shell with the exported variables of this one. */
async function runShell(parent: Interpreter, args: readonly string[], name: string): Promise<number> {
  const words = [...args];
  const flags: string[] = [];
  let command: string | undefined;
  while (words.length > 0 && /^[-+]./.test(words[0])) {
    const word = words.shift()!;
    if (word === '--') break;
    if (word.startsWith('--')) continue;
    if (word.endsWith('o')) flags.push(words.shift() ?? '');
    flags.push(...word.slice(1).replace(/[oc]/g, ''));
    if (word.includes('c')) {
      command = words.shift();
      if (command === undefined) {
        parent.stderr.write(`${name}: -c: option requires an argument\n`);
        return 2;
      }
      break;
    }
  }
  const shell = newShell(parent, command === undefined ? name : (words.shift() ?? name), name);
  const names: Record<string, string> = { errexit: 'e', nounset: 'u', xtrace: 'x' };
  for (const flag of flags) shell.flags.add(names[flag] ?? flag);
  if (command !== undefined) {
    shell.positional = words;
    return runScript(shell, command);
  }
  if (words.length === 0 || flags.includes('s')) return runInput(shell, words, name);
  const text = parent.fs.read(resolvePath(parent.cwd, words[0]));
  if (text === undefined) {
    parent.stderr.write(
      parent.isAsh
        ? `${name}: can't open '${words[0]}': No such file or directory\n`
        : `${name}: ${words[0]}: No such file or directory\n`,
    );
    return parent.isAsh ? 2 : 127;
  }
  const file = newShell(parent, words[0], name);
  file.flags = shell.flags;
  file.positional = words.slice(1);
  return runScript(file, text, words[0]);
}

async function runInput(shell: Interpreter, words: readonly string[], name: string): Promise<number> {
  const input = inputOf(shell);
  await input.waitForEnd();
  shell.positional = [...words];
  return runScript(shell, input.readAll(), name);
}

function newShell(parent: Interpreter, scriptName: string, program: string): Interpreter {
  const child = parent.fork();
  const shell = new Interpreter(parent.options, program === 'sh' && parent.isAsh ? 'sh' : scriptName, parent.meter);
  Object.assign(shell, {
    cwd: child.cwd,
    depth: child.depth,
    descriptors: child.descriptors,
    stage: child.stage,
    outPipes: child.outPipes,
    deadline: child.deadline,
  });
  for (const [name, text] of Object.entries(parent.variables.environment()))
    shell.variables.define(name, { text, exported: true });
  return shell;
}

export const shellBuiltins: Record<string, Builtin> = {
  bash: { run: runShell },
  sh: { run: runShell },
};
