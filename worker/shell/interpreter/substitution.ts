/** `$(…)`, backquotes and process substitution. */

import { Capture, Source } from '../streams';
import { runInSubshell } from './execute';
import { expandText } from './expand';
import { resolvePath } from '../files';
import type { Interpreter } from './interpreter';
import { SYNTAX_STATUS, syntaxMessages } from './syntax-errors';
import type { ParsedScript, WordPart } from './syntax';

/** @returns the output of a command substitution without its last newlines. */
export async function substituteCommand(
  shell: Interpreter,
  part: WordPart & { type: 'CommandExpansion' },
): Promise<string> {
  if (!part.script) return '';
  const file = await readWholeFile(shell, part.script);
  if (file !== undefined) return file.replace(/\n+$/, '');
  const capture = new Capture((length) => shell.meter.checkLength(length));
  const child = shell.fork();
  child.flags.delete('e');
  child.descriptors.set(1, capture);
  if (part.script.source !== undefined) child.source = { text: part.script.source, firstLine: shell.line };
  shell.substitutionStatus = await runScriptIn(child, part.script);
  shell.lastStatus = shell.substitutionStatus;

  return capture.text.replace(/\x00/g, '').replace(/\n+$/, '');
}

async function runScriptIn(child: Interpreter, script: ParsedScript): Promise<number> {
  if (script.errors?.length) {
    for (const line of syntaxMessages(child.source.text, script.errors, 'command substitution', child))
      child.stderr.write(`${line}\n`);
    return SYNTAX_STATUS;
  }
  return runInSubshell(child, script.commands);
}

/** `$(< file)`. @returns undefined when the script is something else. */
async function readWholeFile(shell: Interpreter, script: ParsedScript): Promise<string | undefined> {
  const command = script.commands.length === 1 ? script.commands[0].command : undefined;
  if (command?.type !== 'Command' || command.name || command.prefix.length !== 1) return undefined;
  const redirect = command.redirects[0];
  if (redirect?.type !== 'Redirect' || redirect.operator !== '<' || !redirect.target) return undefined;
  const path = await expandText(shell, redirect.target);
  const text = shell.fs.read(resolvePath(shell.cwd, path));
  if (text === undefined) shell.complain(`${path}: No such file or directory`);
  shell.substitutionStatus = text === undefined ? 1 : 0;
  return text ?? '';
}

/** `<(…)` becomes a file with the output, `>(…)` one whose text is run through the script afterwards. @returns its path. */
export async function substituteProcess(
  shell: Interpreter,
  part: WordPart & { type: 'ProcessSubstitution' },
): Promise<string> {
  const path = `/dev/fd/${63 - (shell.afterCommand.length % 50)}`;
  ensureFolder(shell, '/dev');
  ensureFolder(shell, '/dev/fd');
  const child = shell.fork();
  child.afterCommand = [];
  const script = part.script?.commands ?? [];
  if (part.operator === '<') {
    const capture = new Capture((length) => shell.meter.checkLength(length));
    child.descriptors.set(1, capture);
    child.descriptors.set(0, new Source());
    await runInSubshell(child, script);
    shell.fs.write(path, capture.text);
    shell.afterCommand.push(async () => void shell.fs.remove(path));
    return path;
  }
  shell.fs.write(path, '');
  shell.afterCommand.push(async () => {
    child.descriptors.set(0, new Source(shell.fs.read(path) ?? ''));
    shell.fs.remove(path);
    await runInSubshell(child, script);
  });
  return path;
}

function ensureFolder(shell: Interpreter, path: string): void {
  if (shell.fs.kind(path) === undefined) shell.fs.makeFolder(path);
}
