/** `[[ … ]]` and `[ … ]`. */

import { resolvePath } from '../files';
import { compile } from '../regex/compile';
import { groupText, search } from '../regex/match';
import { parsePosix } from '../regex/posix';
import { RegexLimitError, RegexSyntaxError } from '../regex/types';
import { arithmetic, expandPattern, expandRegex, expandText } from './expand';
import { ShellError } from './flow';
import { compareText } from './glob';
import type { Interpreter } from './interpreter';
import { matchesPattern } from './pattern';
import type { TestExpression } from './syntax';
import { trace } from './trace';

/** @returns 0 when it holds, 1 when not, 2 when it makes no sense. */
export async function evaluateCondition(shell: Interpreter, expression: TestExpression): Promise<number> {
  trace(shell, () => `[[ ${shell.source.text.slice(expression.pos, expression.end)} ]]`);
  try {
    return (await holds(shell, expression)) ? 0 : 1;
  } catch (error) {
    if (error instanceof RegexSyntaxError || error instanceof RegexLimitError) return 2;
    if (!(error instanceof ShellError) || error.exits) throw error;
    shell.complain(`[[: ${error.message}`);
    return 1;
  }
}

async function holds(shell: Interpreter, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return holds(shell, node.expression);
    case 'TestNot':
      return (await holds(shell, node.operand)) !== (node.negations.length % 2 === 1);
    case 'TestLogical': {
      const stopsAt = node.operator === '||';
      for (const operand of node.operands) if ((await holds(shell, operand)) === stopsAt) return stopsAt;
      return !stopsAt;
    }
    case 'TestUnary':
      return testUnary(shell, node.operator, await expandText(shell, node.operand));
    case 'TestBinary':
      return binary(shell, node);
  }
}

async function binary(shell: Interpreter, node: TestExpression & { type: 'TestBinary' }): Promise<boolean> {
  const left = await expandText(shell, node.left);
  const ignoreCase = shell.shoptions.has('nocasematch');
  switch (node.operator) {
    case '=':
    case '==':
      return matchesPattern(await expandPattern(shell, node.right), left, ignoreCase);
    case '!=':
      return !matchesPattern(await expandPattern(shell, node.right), left, ignoreCase);
    case '=~':
      return matchRegex(shell, left, await expandRegex(shell, node.right), ignoreCase);
    case '<':
      return compareText(left, await expandText(shell, node.right)) < 0;
    case '>':
      return compareText(left, await expandText(shell, node.right)) > 0;
  }
  const right = await expandText(shell, node.right);
  if (!node.operator.startsWith('-')) return left === right;
  if (/^-(?:nt|ot|ef)$/.test(node.operator))
    return node.operator === '-ef' && resolvePath(shell.cwd, left) === resolvePath(shell.cwd, right);
  return compareNumbers(node.operator, await arithmetic(shell, left), await arithmetic(shell, right));
}

function matchRegex(shell: Interpreter, text: string, pattern: string, ignoreCase: boolean): boolean {
  const program = compile(parsePosix(pattern, { extended: true }), { longest: true, ignoreCase });
  const match = search(program, text);
  const groups = match
    ? Array.from({ length: program.groupCount + 1 }, (_, index) => groupText(text, match, index) ?? '')
    : [];
  shell.variables.setList('BASH_REMATCH', groups);
  return match !== undefined;
}

function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** @returns whether `-f path`, `-z text` and so on hold. */
export function testUnary(shell: Interpreter, operator: string, operand: string): boolean {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (operator === '-v') return isSet(shell, operand);
  if (operator === '-o')
    return shell.flags.has(operand) || shell.flags.has({ errexit: 'e', nounset: 'u', xtrace: 'x' }[operand] ?? '');
  if (operator === '-t') return false;
  const path = resolvePath(shell.cwd, operand);
  const kind = operand === '' ? undefined : /^\/dev\/(?:null|tty|std\w+)$/.test(path) ? 'device' : shell.fs.kind(path);
  switch (operator) {
    case '-e':
    case '-a':
    case '-r':
    case '-w':
    case '-O':
    case '-G':
      return kind !== undefined;
    case '-f':
      return kind === 'file';
    case '-d':
      return kind === 'folder';
    case '-x':
      return kind === 'folder' || (kind === 'file' && (shell.fs.read(path) ?? '').startsWith('#!'));
    case '-c':
      return kind === 'device';
    case '-s':
      return kind === 'folder' || (kind === 'file' && shell.fs.read(path) !== '');
    default:
      return false;
  }
}

function isSet(shell: Interpreter, name: string): boolean {
  const element = /^(\w+)\[(.+)\]$/.exec(name);
  if (!element) return shell.variables.text(name) !== undefined;
  const variable = shell.variables.get(element[1]);
  return variable?.map ? variable.map.has(element[2]) : variable?.list?.[Number(element[2])] !== undefined;
}

/** An error of `[`: printed with its prefix, status 2. */
export class TestError extends Error {}

const UNARY = /^-[abcdefghknoprstuvwxzGLNOS]$/;
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** `[` and `test`: decides by the count of arguments, as POSIX says. Throws TestError. */
export function evaluateTest(shell: Interpreter, args: readonly string[]): boolean {
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length === 2) {
    if (args[0] === '!') return args[1] === '';
    if (UNARY.test(args[0])) return testUnary(shell, args[0], args[1]);
    throw new TestError(`${args[0]}: unary operator expected`);
  }
  if (args.length === 3) {
    if (BINARY.has(args[1])) return testBinary(shell, args[1], args[0], args[2]);
    if (args[1] === '-a') return args[0] !== '' && args[2] !== '';
    if (args[1] === '-o') return args[0] !== '' || args[2] !== '';
    if (args[0] === '!') return !evaluateTest(shell, args.slice(1));
    if (args[0] === '(' && args[2] === ')') return args[1] !== '';
    throw new TestError(`${args[1]}: binary operator expected`);
  }
  if (args.length === 4 && args[0] === '!') return !evaluateTest(shell, args.slice(1));
  if (args.length === 4 && args[0] === '(' && args[3] === ')') return evaluateTest(shell, args.slice(1, 3));
  const parser = new TestParser(shell, args);
  const value = parser.or();
  if (!parser.atEnd) throw new TestError('too many arguments');
  return value;
}

function testBinary(shell: Interpreter, operator: string, left: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<') return compareText(left, right) < 0;
  if (operator === '>') return compareText(left, right) > 0;
  if (operator === '-nt' || operator === '-ot') return false;
  if (operator === '-ef') return resolvePath(shell.cwd, left) === resolvePath(shell.cwd, right);
  return compareNumbers(operator, integer(shell, left), integer(shell, right));
}

function integer(shell: Interpreter, text: string): bigint {
  if (/^\s*[-+]?\d+\s*$/.test(text)) return BigInt(text.trim().replace(/^\+/, ''));
  throw new TestError(shell.isAsh ? `${text}: bad number` : `${text}: integer expression expected`);
}

/** Longer expressions with `-a`, `-o`, `!` and parentheses. */
class TestParser {
  private at = 0;

  constructor(
    private readonly shell: Interpreter,
    private readonly args: readonly string[],
  ) {}

  get atEnd(): boolean {
    return this.at >= this.args.length;
  }

  or(): boolean {
    let value = this.and();
    while (this.args[this.at] === '-o') {
      this.at += 1;
      const right = this.and();
      value = value || right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.args[this.at] === '-a') {
      this.at += 1;
      const right = this.not();
      value = value && right;
    }
    return value;
  }

  private not(): boolean {
    if (this.args[this.at] === '!') {
      this.at += 1;
      return !this.not();
    }
    return this.primary();
  }

  private primary(): boolean {
    const [first, second, third] = this.args.slice(this.at, this.at + 3);
    if (first === undefined) throw new TestError('argument expected');
    if (third !== undefined && BINARY.has(second)) {
      this.at += 3;
      return testBinary(this.shell, second, first, third);
    }
    if (first === '(') {
      this.at += 1;
      const value = this.or();
      if (this.args[this.at] !== ')') throw new TestError("`)' expected");
      this.at += 1;
      return value;
    }
    if (UNARY.test(first) && second !== undefined) {
      this.at += 2;
      return testUnary(this.shell, first, second);
    }
    this.at += 1;
    return first !== '';
  }
}
