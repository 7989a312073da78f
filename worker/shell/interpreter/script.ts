/** Runs the text of a script: line by line, as bash reads it, so that what stands before a syntax error still runs. */

import { endOfShell, runStatement } from './execute';
import { ShellError } from './flow';
import type { Interpreter } from './interpreter';
import { parseScript, type Statement } from './syntax';
import { lineOf, SYNTAX_STATUS, syntaxMessages } from './syntax-errors';

/** Runs `text` as the whole life of `shell`. `where` names it in messages: `-c`, or a path. @returns the exit status. */
export function runScript(shell: Interpreter, text: string, where = '-c'): Promise<number> {
  return endOfShell(shell, () => runText(shell, text, where));
}

/** Runs `text` in `shell`, which goes on afterwards (`source`, `eval`). */
export async function runText(shell: Interpreter, text: string, where: string, firstLine = 1): Promise<number> {
  const { source, line } = shell;
  shell.source = { text, firstLine };
  try {
    return await runLines(shell, text, where);
  } finally {
    shell.source = source;
    shell.line = line;
  }
}

async function runLines(shell: Interpreter, text: string, where: string): Promise<number> {
  const script = parseScript(text);
  const errorLine = script.errors?.length
    ? Math.min(...script.errors.map((error) => lineOf(text, error.pos)))
    : Infinity;
  let status = 0;
  for (const group of lineGroups(text, script.commands)) {
    if (group.lastLine >= errorLine) break;
    status = await runGroup(shell, group.statements);
  }
  if (!script.errors?.length) return status;
  for (const message of syntaxMessages(text, script.errors, where, shell)) shell.stderr.write(`${message}\n`);
  shell.lastStatus = SYNTAX_STATUS;
  return SYNTAX_STATUS;
}

interface LineGroup {
  statements: Statement[];
  lastLine: number;
}

/** Statements that bash reads together: those that share lines. */
function lineGroups(text: string, statements: readonly Statement[]): LineGroup[] {
  const groups: LineGroup[] = [];
  for (const statement of statements) {
    const first = lineOf(text, statement.pos);
    const lastLine = lineOf(text, Math.max(statement.pos, statement.end - 1));
    const last = groups[groups.length - 1];
    if (last && first <= last.lastLine) {
      last.statements.push(statement);
      last.lastLine = Math.max(last.lastLine, lastLine);
    } else groups.push({ statements: [statement], lastLine });
  }
  return groups;
}

/** An error in an expansion gives up the rest of the line, not the script. */
async function runGroup(shell: Interpreter, statements: readonly Statement[]): Promise<number> {
  let status = 0;
  try {
    for (const statement of statements) status = await runStatement(shell, statement);
    return status;
  } catch (error) {
    if (!(error instanceof ShellError) || error.exits || shell.functionNames.length > 0) throw error;
    shell.complain(error.message);
    return (shell.lastStatus = error.status);
  }
}
