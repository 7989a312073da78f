/** Simple commands: assignments, aliases, functions, builtins, programs. */

import { builtins } from '../builtins';
import { resolvePath } from '../files';
import { once } from '../once';
import { programContext } from './context';
import { runFunctionBody, runStatements } from './execute';
import { expandText, expandWords } from './expand';
import { ReturnFlow } from './flow';
import type { FunctionDefinition, Interpreter } from './interpreter';
import { quoteForShell } from './quote';
import { runScript } from './script';
import { inputOf, redirected, RedirectError, withRedirects } from './redirect';
import { parseScript, type Assignment, type Command } from './syntax';
import { trace } from './trace';

const assigning = once(() => import('./assign'));

/** Exit status of a command that is not found. */
export const NOT_FOUND_STATUS = 127;

/** Builtins whose arguments may be assignments, carried out by the builtin. */
export interface Declared {
  word?: string;
  assignment?: Assignment;
}

/** Runs one simple command. @returns its status. */
export async function runSimpleCommand(shell: Interpreter, node: Command): Promise<number> {
  const pause = shell.tick();
  if (pause) await pause;
  const aliased = expandAlias(shell, node);
  if (aliased !== undefined) return runAliased(shell, aliased);
  const savedCleanups = shell.afterCommand;
  shell.afterCommand = [];
  try {
    return await runExpanded(shell, node);
  } finally {
    const cleanups = shell.afterCommand;
    shell.afterCommand = savedCleanups;
    for (const cleanup of cleanups) await cleanup();
  }
}

async function runExpanded(shell: Interpreter, node: Command): Promise<number> {
  shell.substitutionStatus = undefined;
  const declared: Declared[] = [];
  const words = node.name ? await expandWords(shell, [node.name]) : [];
  for (const argument of node.args) {
    if (argument.type === 'Assignment') declared.push({ assignment: argument });
    else for (const word of await expandWords(shell, [argument])) declared.push({ word });
  }
  while (words.length === 0 && declared.length > 0 && declared[0].word !== undefined)
    words.push(declared.shift()!.word!);
  const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  if (words.length === 0) return assignOnly(shell, node, assignments);
  const [name, ...rest] = words;
  const all: Declared[] = [...rest.map((word) => ({ word })), ...declared];
  traceCommand(shell, name, all);
  if (name === 'exec') return runExec(shell, node, all);
  return withRedirects(shell, node.redirects, () => runNamed(shell, name, all, assignments));
}

/** `x=1 y=2 >file`: no command. */
async function assignOnly(shell: Interpreter, node: Command, assignments: readonly Assignment[]): Promise<number> {
  const { assign } = await assigning();
  for (const assignment of assignments) await assign(shell, assignment);
  const status = shell.substitutionStatus ?? 0;
  if (node.redirects.length === 0) return status;
  return withRedirects(shell, node.redirects, async () => status);
}

function traceCommand(shell: Interpreter, name: string, declared: readonly Declared[]): void {
  trace(shell, () =>
    [
      quoteForShell(name),
      ...declared.map((item) => (item.word === undefined ? item.assignment!.text : quoteForShell(item.word))),
    ].join(' '),
  );
}

async function runNamed(
  shell: Interpreter,
  name: string,
  declared: readonly Declared[],
  assignments: readonly Assignment[],
): Promise<number> {
  const definition = shell.functions.get(name);
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  const args = await argumentTexts(shell, declared);
  if (definition) return withTemporary(shell, assignments, () => callFunction(shell, name, definition, args));
  if (builtin) {
    if (builtin.declares) return withTemporary(shell, assignments, () => builtin.declares!(shell, name, declared));
    return withTemporary(shell, assignments, async () => builtin.run(shell, args, name));
  }
  return withTemporary(shell, assignments, () => runProgram(shell, name, args), true);
}

async function argumentTexts(shell: Interpreter, declared: readonly Declared[]): Promise<string[]> {
  const texts: string[] = [];
  for (const { word, assignment } of declared) {
    if (word !== undefined) texts.push(word);
    else if (assignment && assignment.value.type === 'Word') {
      const sign = assignment.append ? '+=' : '=';
      const index = assignment.index ? `[${assignment.index.text}]` : '';
      texts.push(`${assignment.name}${index}${sign}${await expandText(shell, assignment.value, true)}`);
    }
  }
  return texts;
}

/** Runs `body` with `assignments` in its environment only. */
async function withTemporary(
  shell: Interpreter,
  assignments: readonly Assignment[],
  body: () => Promise<number>,
  isProgram = false,
): Promise<number> {
  if (assignments.length === 0) return body();
  const { assignText } = await assigning();
  const saved = assignments.map(({ name }) => ({ name, variable: shell.variables.getOwn(name) }));
  for (const assignment of assignments) {
    if (assignment.value.type !== 'Word') continue;
    const text = await expandText(shell, assignment.value, true);
    const old = shell.variables.getOwn(assignment.name);
    if (isProgram || !old?.readonly) shell.variables.define(assignment.name, { exported: true });
    assignText(shell, assignment.name, assignment.append ? (old?.text ?? '') + text : text);
    trace(shell, () => `${assignment.name}=${quoteForShell(text)}`);
  }
  try {
    return await body();
  } finally {
    for (const { name, variable } of saved.reverse()) {
      if (variable) shell.variables.define(name, variable);
      else shell.variables.unset(name);
    }
  }
}

/** Calls a function of the shell. */
export async function callFunction(
  shell: Interpreter,
  name: string,
  definition: FunctionDefinition,
  args: readonly string[],
): Promise<number> {
  const { positional, source, loopDepth, line } = shell;
  shell.depth += 1;
  shell.meter.checkDepth(shell.depth);
  shell.variables.pushScope();
  Object.assign(shell, { positional: [...args], source: definition.source, loopDepth: 0 });
  shell.functionNames.push(name);
  shell.returnable += 1;
  try {
    return await runFunctionBody(shell, definition.body);
  } catch (error) {
    if (error instanceof ReturnFlow) return error.status;
    throw error;
  } finally {
    shell.returnable -= 1;
    shell.functionNames.pop();
    shell.variables.popScope();
    shell.depth -= 1;
    Object.assign(shell, { positional, source, loopDepth, line });
  }
}

/** Runs a program that is not part of the shell. */
export async function runProgram(shell: Interpreter, name: string, args: readonly string[]): Promise<number> {
  if (name === '') return notFound(shell, name);
  if (name.includes('/')) return runPath(shell, name, args);
  const found = shell.lookup(name);
  if (!found) return notFound(shell, name);
  const program = await found;
  const input = inputOf(shell);
  if (!program.streams) await input.waitForEnd();
  try {
    return (await program(programContext(shell, name, args, input))) & 255;
  } catch (error) {
    if (error instanceof RangeError && /stack|Invalid string length/i.test(error.message)) return tooDeep(shell, name);
    throw error;
  }
}

/** A program whose recursion went too far for the machine. */
function tooDeep(shell: Interpreter, name: string): number {
  shell.stderr.write(`${name}: too deeply nested\n`);
  return 1;
}

function notFound(shell: Interpreter, name: string): number {
  shell.complain(shell.isAsh ? `${name}: not found` : `${name}: command not found`);
  return NOT_FOUND_STATUS;
}

/** A command with a slash: a script among the files, or a well-known program by its path. */
async function runPath(shell: Interpreter, path: string, args: readonly string[]): Promise<number> {
  const known = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(path)?.[1];
  const absolute = resolvePath(shell.cwd, path);
  const text = shell.fs.read(absolute);
  const isBinary = text === undefined || text.startsWith('\x7fELF');
  if (known && isBinary && shell.lookup(known)) return runProgram(shell, known, args);
  if (known && isBinary && Object.hasOwn(builtins, known)) return builtins[known].run(shell, [...args], known);
  if (text !== undefined) {
    const child = shell.fork();
    child.positional = [...args];
    return runScript(child, text, path);
  }
  if (shell.fs.kind(absolute) === 'folder') {
    shell.complain(`${path}: Is a directory`);
    return 126;
  }
  shell.complain(shell.isAsh ? `${path}: not found` : `${path}: No such file or directory`);
  return NOT_FOUND_STATUS;
}

/** `exec`: with redirections only they stay; with a command the shell ends after it. */
async function runExec(shell: Interpreter, node: Command, declared: readonly Declared[]): Promise<number> {
  const args = await argumentTexts(shell, declared);
  if (args.length > 0) {
    const status = await withRedirects(shell, node.redirects, () => runByName(shell, args));
    return shell.exitWith(status);
  }
  try {
    shell.descriptors = await redirected(shell, node.redirects);
    return 0;
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    shell.complain(error.message);
    return shell.exitWith(1);
  }
}

/** Runs a builtin or program (no function) by its words. */
export async function runByName(shell: Interpreter, words: readonly string[]): Promise<number> {
  const [name, ...args] = words;
  if (Object.hasOwn(builtins, name)) {
    const builtin = builtins[name];
    return builtin.declares
      ? builtin.declares(
          shell,
          name,
          args.map((word) => ({ word })),
        )
      : builtin.run(shell, args, name);
  }
  return runProgram(shell, name, args);
}

/** @returns the command's text with an alias replaced, undefined when its name is none. */
function expandAlias(shell: Interpreter, node: Command): string | undefined {
  const { name } = node;
  if (!name || name.parts || name.text !== name.value || shell.aliasesInUse.has(name.value)) return undefined;
  const alias = shell.aliases.get(name.value);
  if (!alias || alias.line >= shell.line) return undefined;
  const heredocs = node.redirects.some((redirect) => redirect.type === 'HereDoc');
  const end = heredocs
    ? Math.max(
        node.end,
        ...node.redirects.map((redirect) =>
          redirect.type === 'HereDoc' ? (redirect.closing?.end ?? redirect.body.end) : 0,
        ),
      )
    : node.end;
  return shell.source.text.slice(node.pos, name.pos) + alias.text + shell.source.text.slice(name.end, end);
}

async function runAliased(shell: Interpreter, text: string): Promise<number> {
  const { source } = shell;
  const word = /^\s*(\S+)/.exec(text)?.[1] ?? '';
  const script = parseScript(text);
  shell.source = { text, firstLine: shell.line };
  const added = !shell.aliasesInUse.has(word);
  shell.aliasesInUse.add(word);
  try {
    return await runStatements(shell, script.commands);
  } finally {
    if (added) shell.aliasesInUse.delete(word);
    shell.source = source;
  }
}
