/** Walks the tree of a script: lists, pipelines, groups, loops, conditions, functions. */

import { BrokenPipe, runStages, SIGPIPE_STATUS, Stage } from '../pipeline';
import { once } from '../once';
import { Pipe, Source } from '../streams';
import { arithmetic, expandPattern, expandText, expandWords } from './expand';
import { BreakFlow, ContinueFlow, ExitFlow, ReturnFlow, ShellError } from './flow';
import type { Interpreter } from './interpreter';
import { withRedirects } from './redirect';
import { runSimpleCommand } from './simple';
import type {
  AndOr,
  ArithmeticFor,
  Case,
  CommandNode,
  For,
  FunctionNode,
  If,
  Pipeline,
  PipelineNode,
  Select,
  Statement,
  While,
} from './syntax';
import type { Job, Signals } from '../types';
import { lineOf } from './syntax-errors';
import { trace } from './trace';
import { runTrap } from './traps';

const conditions = once(() => import('./conditional'));
const patterns = once(() => import('./pattern'));

/** First number that `$!` gives. */
const FIRST_JOB_PID = 1001;

/** Runs statements one after the other. @returns the status of the last. */
export async function runStatements(shell: Interpreter, statements: readonly Statement[]): Promise<number> {
  let status = 0;
  for (const statement of statements) status = await runStatement(shell, statement);
  return status;
}

export async function runStatement(shell: Interpreter, statement: Statement): Promise<number> {
  if (statement.background) return runBackground(shell, statement);
  const status = await runNode(shell, statement.command);
  shell.lastStatus = status;
  if (shell.options.signals?.pending.length) await handleSignals(shell, shell.options.signals);
  return status;
}

/** What came while a command ran is handled after it. */
async function handleSignals(shell: Interpreter, { pending }: Signals): Promise<void> {
  const mine = pending.filter((signal) => shell.traps.has(signal));
  for (const signal of mine) {
    pending.splice(pending.indexOf(signal), 1);
    await runTrap(shell, signal);
  }
}

/** A job is a subshell of its own; where nothing goes on beside the shell it has ended when the next command runs. */
async function runBackground(shell: Interpreter, statement: Statement): Promise<number> {
  const jobs = jobsOf(shell);
  const pid = String(FIRST_JOB_PID + jobs.size);
  const body = (child: Interpreter) => {
    child.descriptors.set(0, new Source());
    return runInSubshell(child, [{ ...statement, background: undefined }]);
  };
  const { options } = shell;
  if (options.jobs) {
    const child = shell.fork();
    const start = (sleep: (ms: number) => Promise<void>) =>
      body(Object.assign(child.fork({ ...options, sleep }), { stage: undefined, outPipes: [] }));
    jobs.set(pid, options.jobs.start(start));
  } else {
    const job: Job = { status: 0, kill() {} };
    jobs.set(pid, job);
    job.status = await body(shell.fork());
  }
  shell.lastBackground = pid;
  return (shell.lastStatus = 0);
}

const jobTables = new WeakMap<object, Map<string, Job>>();

/** Background jobs by number. */
export function jobsOf(shell: Interpreter): Map<string, Job> {
  let jobs = jobTables.get(shell.options);
  if (!jobs) jobTables.set(shell.options, (jobs = new Map()));
  return jobs;
}

/** Runs statements in `child`, a fork. @returns its exit status. */
export async function runInSubshell(child: Interpreter, statements: readonly Statement[]): Promise<number> {
  return endOfShell(child, () => runStatements(child, statements));
}

/** Runs `body` as the whole life of a shell: what unwinds it becomes its status, and its EXIT trap runs. */
export async function endOfShell(shell: Interpreter, body: () => Promise<number>): Promise<number> {
  const inherited = shell.traps;
  shell.traps = new Map();
  let status = await statusOf(shell, body);
  if (shell.traps.has('EXIT')) {
    shell.lastStatus = status;
    status = await statusOf(shell, async () => {
      await runTrap(shell, 'EXIT');
      return status;
    });
  }
  shell.traps = inherited;
  return status;
}

async function statusOf(shell: Interpreter, body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ExitFlow || error instanceof ReturnFlow) return error.status;
    if (error instanceof BreakFlow) return error.status;
    if (error instanceof ContinueFlow) return 0;
    if (error instanceof ShellError) {
      shell.complain(error.message);
      return error.exits ? error.status : 1;
    }
    throw error;
  }
}

/** Runs one pipeline, list or command, and applies `set -e`. */
async function runNode(shell: Interpreter, node: PipelineNode | AndOr): Promise<number> {
  if (node.type === 'AndOr') return runAndOr(shell, node);
  const status = node.type === 'Pipeline' ? await runPipeline(shell, node) : await runCommand(shell, node);
  shell.lastStatus = status;
  if (node.type !== 'Pipeline') shell.pipeStatus = [status];
  const isNegated = node.type === 'Pipeline' && node.prefixes.some((prefix) => prefix.type === 'Negation');
  if (status !== 0 && !isNegated && shell.errexitOff === 0) await onFailure(shell, node, status);
  return status;
}

/** Loops and conditions have had their failures inside. */
const NO_ERREXIT = new Set(['If', 'While', 'For', 'ArithmeticFor', 'Case', 'BraceGroup', 'Function', 'Select']);

async function onFailure(shell: Interpreter, node: PipelineNode, status: number): Promise<void> {
  const inner = node.type === 'Redirected' ? node.command : node;
  if (NO_ERREXIT.has(inner.type)) return;
  if (shell.traps.has('ERR') && shell.functionNames.length === 0) await runTrap(shell, 'ERR');
  if (shell.flags.has('e')) throw new ExitFlow(status);
}

async function runAndOr(shell: Interpreter, node: AndOr): Promise<number> {
  let status = 0;
  for (let index = 0; index < node.commands.length; index++) {
    if (index > 0 && (node.operators[index - 1] === '&&') !== (status === 0)) continue;
    const isLast = index === node.commands.length - 1;
    if (isLast) status = await runNode(shell, node.commands[index]);
    else status = await withoutErrexit(shell, () => runNode(shell, node.commands[index]));
    shell.lastStatus = status;
  }
  return status;
}

/** Runs `body` where failures do not end the shell. */
export async function withoutErrexit<T>(shell: Interpreter, body: () => Promise<T>): Promise<T> {
  shell.errexitOff += 1;
  try {
    return await body();
  } finally {
    shell.errexitOff -= 1;
  }
}

async function runPipeline(shell: Interpreter, node: Pipeline): Promise<number> {
  const isNegated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const startMs = shell.options.now();
  const body = async () => {
    if (node.commands.length === 0) return 0;
    if (node.commands.length > 1) return runStagesOf(shell, node);
    const status = await runCommand(shell, node.commands[0]);
    shell.pipeStatus = [status];
    return status;
  };
  const status = isNegated ? await withoutErrexit(shell, body) : await body();
  const time = node.prefixes.find((prefix) => prefix.type === 'Time');
  if (time)
    shell.stderr.write(timeReport(shell.options.now() - startMs, time.type === 'Time' && time.posix !== undefined));
  return isNegated ? (status === 0 ? 1 : 0) : status;
}

function timeReport(elapsedMs: number, isPosix: boolean): string {
  if (isPosix) return `real ${(elapsedMs / 1000).toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  const real = `${Math.floor(elapsedMs / 60000)}m${((elapsedMs % 60000) / 1000).toFixed(3)}s`;
  return `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

async function runStagesOf(shell: Interpreter, node: Pipeline): Promise<number> {
  const stages = node.commands.map(() => new Stage());
  const pipes = stages.slice(1).map((reader) => new Pipe(reader, (length) => shell.meter.checkLength(length)));
  const bodies = node.commands.map((command, index) => stageBody(shell, command, node, stages, pipes, index));
  const clock = { now: () => shell.options.now(), sleep: (ms: number) => shell.sleep(ms) };
  const statuses = await runStages(stages, bodies, clock);
  shell.pipeStatus = statuses;
  const failed = statuses.filter((status) => status !== 0);
  return shell.flags.has('pipefail') ? (failed[failed.length - 1] ?? 0) : statuses[statuses.length - 1];
}

function stageBody(
  shell: Interpreter,
  command: CommandNode,
  node: Pipeline,
  stages: readonly Stage[],
  pipes: readonly Pipe[],
  index: number,
): () => Promise<number> {
  const child = shell.fork();
  child.stage = stages[index];
  const input = pipes[index - 1];
  const output = pipes[index];
  if (input) child.descriptors.set(0, input);
  if (output) {
    child.descriptors.set(1, output);
    if (node.operators[index] === '|&') child.descriptors.set(2, output);
    child.outPipes = [...shell.outPipes, { pipe: output, stage: stages[index] }];
  }
  return async () => {
    try {
      return await endOfShell(child, async () => {
        const status = await runNode(child, command);
        return status;
      });
    } catch (error) {
      if (error instanceof BrokenPipe && error.pipe === output) return SIGPIPE_STATUS;
      throw error;
    } finally {
      if (output) output.writerClosed = true;
      if (input) input.readerClosed = true;
    }
  };
}

async function runCommand(shell: Interpreter, node: CommandNode): Promise<number> {
  switch (node.type) {
    case 'Command':
      shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
      return runSimpleCommand(shell, node);
    case 'Redirected':
      shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
      return withRedirects(shell, node.redirects, () => runCommand(shell, node.command));
    case 'BraceGroup':
      return runStatements(shell, node.body.commands);
    case 'Subshell': {
      const pause = shell.tick();
      if (pause) await pause;
      return runInSubshell(shell.fork(), node.body.commands);
    }
    case 'If':
      return runIf(shell, node);
    case 'For':
      return runFor(shell, node);
    case 'ArithmeticFor':
      return runArithmeticFor(shell, node);
    case 'While':
      return runWhile(shell, node);
    case 'Case':
      return runCase(shell, node);
    case 'Select':
      return runSelect(shell, node);
    case 'TestCommand':
      shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
      return (await conditions()).evaluateCondition(shell, node.expression);
    case 'ArithmeticCommand':
      shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
      return runArithmeticCommand(shell, node.body);
    case 'Function':
      return defineFunction(shell, node);
    default:
      shell.complain('coproc: not supported');
      return 1;
  }
}

/** `(( … ))`: an error is a failed command, the line goes on. */
async function runArithmeticCommand(shell: Interpreter, body: string): Promise<number> {
  trace(shell, () => `((${body}))`);
  try {
    return (await arithmetic(shell, body)) === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ShellError) || error.exits) throw error;
    shell.complain(`((: ${error.message}`);
    return 1;
  }
}

async function runIf(shell: Interpreter, node: If): Promise<number> {
  const holds = async (clause: If['clause']) =>
    (await withoutErrexit(shell, () => runStatements(shell, clause.commands))) === 0;
  if (await holds(node.clause)) return runStatements(shell, node.then.commands);
  for (const branch of node.elif) if (await holds(branch.clause)) return runStatements(shell, branch.then.commands);
  return node.else ? runStatements(shell, node.else.commands) : 0;
}

/** Runs one turn of a loop. @returns its status, or undefined when the loop is to end with `result.status`. */
async function runTurn(shell: Interpreter, body: readonly Statement[], result: { status: number }): Promise<boolean> {
  shell.loopDepth += 1;
  try {
    const pause = shell.tick();
    if (pause) await pause;
    result.status = await runStatements(shell, body);
    return true;
  } catch (error) {
    if (error instanceof ContinueFlow) {
      if (error.levels > 1 && shell.loopDepth > 1) {
        error.levels -= 1;
        throw error;
      }
      result.status = 0;
      return true;
    }
    if (!(error instanceof BreakFlow)) throw error;
    if (error.levels > 1 && shell.loopDepth > 1) {
      error.levels -= 1;
      throw error;
    }
    result.status = error.status;
    return false;
  } finally {
    shell.loopDepth -= 1;
  }
}

async function runFor(shell: Interpreter, node: For): Promise<number> {
  shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
  const items = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional];
  const result = { status: 0 };
  if (!/^[A-Za-z_]\w*$/.test(node.name.value)) throw new ShellError(`\`${node.name.text}': not a valid identifier`);
  for (const item of items) {
    trace(shell, () => `for ${node.name.value} in ${(node.wordlist ?? []).map((word) => word.text).join(' ')}`);
    shell.variables.set(node.name.value, item);
    if (!(await runTurn(shell, node.body.commands, result))) break;
  }
  return result.status;
}

async function runArithmeticFor(shell: Interpreter, node: ArithmeticFor): Promise<number> {
  shell.line = shell.source.firstLine + lineOf(shell.source.text, node.pos) - 1;
  const textOf = (part: ArithmeticFor['test']) => (part ? shell.source.text.slice(part.pos, part.end) : '');
  if (node.initialize) await arithmetic(shell, textOf(node.initialize));
  const result = { status: 0 };
  while (!node.test || (await arithmetic(shell, textOf(node.test))) !== 0n) {
    if (!(await runTurn(shell, node.body.commands, result))) break;
    if (node.update) await arithmetic(shell, textOf(node.update));
  }
  return result.status;
}

async function runWhile(shell: Interpreter, node: While): Promise<number> {
  const result = { status: 0 };
  const wanted = node.kind === 'while';
  for (;;) {
    const clause = { status: 0 };
    const goesOn = await withoutErrexit(shell, () => runTurn(shell, node.clause.commands, clause));
    if (!goesOn || (clause.status === 0) !== wanted) return result.status;
    if (!(await runTurn(shell, node.body.commands, result))) return result.status;
  }
}

async function runCase(shell: Interpreter, node: Case): Promise<number> {
  const subject = await expandText(shell, node.word);
  trace(shell, () => `case ${node.word.text} in`);
  let status = 0;
  let fallsThrough = false;
  const ignoreCase = shell.shoptions.has('nocasematch');
  const { matchesPattern } = await patterns();
  for (const item of node.items) {
    let isMatch = fallsThrough;
    for (const pattern of item.pattern) {
      if (isMatch) break;
      isMatch = matchesPattern(await expandPattern(shell, pattern), subject, ignoreCase);
    }
    if (!isMatch) continue;
    status = await runStatements(shell, item.body.commands);
    if (item.terminator === ';;' || item.terminator === undefined) break;
    fallsThrough = item.terminator === ';&';
  }
  return status;
}

/** `select`: prints the menu and reads answers until the input ends. */
async function runSelect(shell: Interpreter, node: Select): Promise<number> {
  const items = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional];
  const result = { status: 0 };
  const input = shell.descriptors.get(0);
  for (;;) {
    shell.stderr.write(items.map((item, index) => `${index + 1}) ${item}\n`).join('') + '#? ');
    const answer = input && 'readLine' in input ? input.readLine() : undefined;
    if (answer === undefined) {
      shell.stderr.write('\n');
      return 1;
    }
    shell.variables.set('REPLY', answer);
    shell.variables.set(node.name.value, items[Number(answer) - 1] ?? '');
    if (!(await runTurn(shell, node.body.commands, result))) return result.status;
  }
}

function defineFunction(shell: Interpreter, node: FunctionNode): number {
  const text = shell.source.text.slice(node.body.pos, node.body.end);
  shell.functions.set(node.name.value, { body: node.body, source: shell.source, text });
  return 0;
}

/** Runs the body of a function. */
export async function runFunctionBody(
  shell: Interpreter,
  body: CommandNode | { type: 'CompoundList'; commands: readonly Statement[] },
): Promise<number> {
  return body.type === 'CompoundList' ? runStatements(shell, body.commands) : runCommand(shell, body);
}
