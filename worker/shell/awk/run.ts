/** Runs awk programs. */

import { limit } from '../meter';
import { compile, type Program } from '../regex/compile';
import { search } from '../regex/match';
import { parsePosix } from '../regex/posix';
import { RegexLimitError, RegexSyntaxError } from '../regex/types';
import { Capture, Source } from '../streams';
import { openFile, pathOf, ToolError } from '../tools/common';
import type { CommandContext } from '../types';
import { callBuiltin } from './builtins';
import { printNumber } from './format';
import { InputText, toNumber, type AwkValue } from './values';
import type { AwkFunction, AwkProgram, Expression, Rule, Statement } from './syntax';

/** Calls inside calls of awk functions. */
const CALL_DEPTH_MAX = 500;
const FIELDS_MAX = 100_000;
const STEPS_PER_TICK = 16;

type AwkArray = Map<string, AwkValue>;
type Slot = AwkValue | AwkArray;

class Jump {
  constructor(
    readonly kind: 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return',
    readonly value?: AwkValue,
  ) {}
}

export class AwkRunner {
  private readonly globals = new Map<string, Slot>();
  private frames: Map<string, Slot>[] = [];
  private record = '';
  private fields: AwkValue[] | undefined = [];
  private readonly outputs = new Map<string, { write(text: string): void; close(): Promise<number> }>();
  private readonly readers = new Map<string, Source>();
  private readonly rangesActive = new Set<Rule>();
  private readonly patterns = new Map<string, Program>();
  private operands: string[] = [];
  private current: Source | undefined;
  private steps = 0;
  private exitStatus = 0;
  private hasInput = false;
  /** The state of rand: a fixed start, as awk's own. */
  seed = 0;
  previousSeed = 0;
  status = 0;

  constructor(
    readonly context: CommandContext,
    private readonly program: AwkProgram,
  ) {
    const defaults: Record<string, AwkValue> = {
      FS: ' ',
      OFS: ' ',
      ORS: '\n',
      RS: '\n',
      SUBSEP: '\x1c',
      CONVFMT: '%.6g',
      OFMT: '%.6g',
      NR: 0,
      NF: 0,
      FNR: 0,
      FILENAME: '',
      RSTART: 0,
      RLENGTH: -1,
    };
    for (const [name, value] of Object.entries(defaults)) this.globals.set(name, value);
    const env: AwkArray = new Map(Object.entries(context.env).map(([name, text]) => [name, new InputText(text)]));
    this.globals.set('ENVIRON', env);
  }

  /** Runs the program over `operands`. @returns the exit status. */
  async run(operands: readonly string[]): Promise<number> {
    this.operands = [...operands];
    this.globals.set('ARGC', operands.length + 1);
    this.globals.set(
      'ARGV',
      new Map<string, AwkValue>([
        ['0', 'awk'],
        ...operands.map((text, index): [string, AwkValue] => [String(index + 1), new InputText(text)]),
      ]),
    );
    let isRunning = await this.runPart(() => this.runRules('BEGIN'));
    const needsInput = this.program.rules.some((rule) => rule.kind !== 'BEGIN');
    if (isRunning && needsInput) isRunning = await this.runPart(() => this.runRecords());
    if (needsInput) await this.runPart(() => this.runRules('END'));
    for (const output of this.outputs.values()) await output.close();
    return this.exitStatus || this.status;
  }

  /** @returns false when the part ended with `exit`. */
  private async runPart(body: () => Promise<void>): Promise<boolean> {
    try {
      await body();
      return true;
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
      if (error.value !== undefined) this.exitStatus = toNumber(error.value) & 255;
      return false;
    }
  }

  private async runRules(kind: 'BEGIN' | 'END'): Promise<void> {
    for (const rule of this.program.rules) if (rule.kind === kind && rule.body) await this.execute(rule.body);
  }

  private async runRecords(): Promise<void> {
    for (let text = await this.nextRecord(); text !== undefined; text = await this.nextRecord()) {
      this.setRecord(text);
      try {
        for (const rule of this.program.rules) {
          if (rule.kind !== 'main' || !(await this.selects(rule))) continue;
          if (rule.body) await this.execute(rule.body);
          else this.context.stdout.write(this.record + this.text(this.global('ORS')));
        }
      } catch (error) {
        if (!(error instanceof Jump) || (error.kind !== 'next' && error.kind !== 'nextfile')) throw error;
        if (error.kind === 'nextfile') this.current = undefined;
      }
    }
  }

  private async selects(rule: Rule): Promise<boolean> {
    if (!rule.first) return true;
    if (!rule.second) return this.isTrue(await this.evaluate(rule.first));
    if (!this.rangesActive.has(rule)) {
      if (!this.isTrue(await this.evaluate(rule.first))) return false;
      this.rangesActive.add(rule);
    }
    if (this.isTrue(await this.evaluate(rule.second))) this.rangesActive.delete(rule);
    return true;
  }

  /** The next record of the operands, of the standard input without any. */
  private async nextRecord(): Promise<string | undefined> {
    for (;;) {
      if (!this.current && !this.openNext()) return undefined;
      const text = await this.readRecord(this.current!);
      if (text !== undefined) {
        this.globals.set('NR', toNumber(this.global('NR')) + 1);
        this.globals.set('FNR', toNumber(this.global('FNR')) + 1);
        return text;
      }
      this.current = undefined;
    }
  }

  private openNext(): boolean {
    while (this.operands.length > 0) {
      const name = this.operands.shift()!;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(name);
      if (assignment) {
        this.globals.set(assignment[1], new InputText(assignment[2]));
        continue;
      }
      this.hasInput = true;
      const source = openFile(this.context, name);
      if (typeof source === 'string') {
        this.context.stderr.write(
          source === 'Is a directory'
            ? `awk: warning: command line argument \`${name}' is a directory: skipped\n`
            : `awk: cannot open "${name}" (${source})\n`,
        );
        if (source !== 'Is a directory') this.status = 2;
        continue;
      }
      this.current = source;
      this.globals.set('FILENAME', name === '-' ? '' : name);
      this.globals.set('FNR', 0);
      return true;
    }
    if (this.hasInput) return false;
    this.hasInput = true;
    const source = openFile(this.context, '-');
    if (typeof source === 'string') return false;
    this.current = source;
    return true;
  }

  private async readRecord(source: Source): Promise<string | undefined> {
    const separator = this.text(this.global('RS'));
    const pause = this.context.tick();
    if (pause) await pause;
    const wait = separator === '\n' ? source.wait() : source.waitForEnd();
    if (wait) await wait;
    if (separator.length === 1) {
      const raw = source.readRaw(separator);
      if (raw === undefined || (separator !== '\n' && raw === '\n')) return undefined;
      if (raw.endsWith(separator)) return raw.slice(0, -1);
      return separator === '\n' ? raw : raw.replace(/\n$/, '');
    }
    return this.readByPattern(source, separator === '' ? '\n\n+' : separator, separator === '');
  }

  private readByPattern(source: Source, pattern: string, isParagraph: boolean): string | undefined {
    let text = source.readAll();
    if (isParagraph) text = text.replace(/^\n+/, '').replace(/\n+$/, '');
    if (text === '') return undefined;
    const match = search(this.regex(pattern), text);
    if (!match || match.end === match.start) return isParagraph ? text : text.replace(/\n$/, '');
    this.current = source === this.current ? new Source(text.slice(match.end)) : this.current;
    return text.slice(0, match.start);
  }

  setRecord(text: string): void {
    this.record = text;
    this.fields = undefined;
  }

  private splitFields(): AwkValue[] {
    if (!this.fields) {
      this.fields = this.split(this.record, this.global('FS')).map((text) => new InputText(text));
      this.globals.set('NF', this.fields.length);
    }
    return this.fields;
  }

  /** Splits a text by a separator as FS does. */
  split(text: string, separator: AwkValue, isRegex = false): string[] {
    if (text === '') return [];
    const by = this.text(separator);
    if (by === ' ' && !isRegex) return text.split(/[ \t\n]+/).filter((part) => part !== '');
    if (by === '') return [...text];
    if (by.length === 1 && by !== '\\' && !isRegex) return text.split(by);
    const parts: string[] = [];
    const program = this.regex(by);
    let at = 0;
    for (let from = 0; from <= text.length;) {
      const match = this.find(program, text, from);
      if (!match) break;
      if (match.end > match.start) {
        parts.push(text.slice(at, match.start));
        at = match.end;
      }
      from = match.end > match.start ? match.end : match.end + 1;
    }
    parts.push(text.slice(at));
    return parts;
  }

  regex(source: string): Program {
    let program = this.patterns.get(source);
    if (program) return program;
    try {
      program = compile(parsePosix(source, { extended: true, escapes: 'awk' }), { longest: true });
    } catch (error) {
      if (error instanceof RegexSyntaxError)
        throw new ToolError(`awk: fatal: invalid regexp: ${error.message}: /${source}/`, 2);
      throw error;
    }
    this.patterns.set(source, program);
    return program;
  }

  find(program: Program, text: string, from: number) {
    try {
      return search(program, text, from);
    } catch (error) {
      if (error instanceof RegexLimitError) throw new ToolError(`awk: fatal: ${error.message}`, 2);
      throw error;
    }
  }

  global(name: string): AwkValue {
    if (name === 'NF') this.splitFields();
    const value = this.globals.get(name);
    return value instanceof Map ? undefined : value;
  }

  setGlobal(name: string, value: AwkValue): void {
    this.globals.set(name, value);
  }

  private table(name: string): Map<string, Slot> {
    const frame = this.frames[this.frames.length - 1];
    return frame?.has(name) ? frame : this.globals;
  }

  private load(name: string): AwkValue {
    const table = this.table(name);
    if (table === this.globals) return this.global(name);
    const value = table.get(name);
    return value instanceof Map ? undefined : value;
  }

  get currentRecord(): AwkValue {
    return this.record;
  }

  isArray(name: string): boolean {
    return this.table(name).get(name) instanceof Map;
  }

  array(name: string): AwkArray {
    const table = this.table(name);
    const value = table.get(name);
    if (value instanceof Map) return value;
    if (value !== undefined) throw new ToolError(`awk: fatal: attempt to use scalar \`${name}' as an array`, 2);
    const made: AwkArray = new Map();
    table.set(name, made);
    return made;
  }

  private store(name: string, value: AwkValue): void {
    const table = this.table(name);
    if (table.get(name) instanceof Map)
      throw new ToolError(`awk: fatal: attempt to use array \`${name}' in a scalar context`, 2);
    table.set(name, value);
    if (name === 'NF' && table === this.globals) this.resize(toNumber(value));
  }

  private resize(count: number): void {
    if (count > FIELDS_MAX) throw limit(`more than ${FIELDS_MAX} fields`);
    const fields = this.fields ?? this.split(this.record, this.global('FS')).map((text) => new InputText(text));
    fields.length = Math.min(fields.length, count);
    while (fields.length < count) fields.push('');
    this.fields = fields;
    this.globals.set('NF', count);
    this.rebuild();
  }

  private rebuild(): void {
    this.record = this.fields!.map((field) => this.text(field)).join(this.text(this.global('OFS')));
  }

  private field(index: number): AwkValue {
    if (index < 0) throw new ToolError(`awk: fatal: attempt to access field ${index}`, 2);
    if (index === 0) return new InputText(this.record);
    return this.splitFields()[index - 1];
  }

  private setField(index: number, value: AwkValue): void {
    if (index === 0) return this.setRecord(this.text(value));
    if (index > FIELDS_MAX) throw limit(`more than ${FIELDS_MAX} fields`);
    const fields = this.splitFields();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.globals.set('NF', fields.length);
    this.rebuild();
  }

  /** A value as text; numbers by CONVFMT. */
  text(value: AwkValue, format?: string): string {
    if (typeof value === 'string') return value;
    if (value === undefined) return '';
    if (value instanceof InputText) return value.text;
    return formatNumber(value, format ?? this.text(this.globals.get('CONVFMT') as AwkValue));
  }

  isTrue(value: AwkValue): boolean {
    if (value === undefined) return false;
    if (typeof value === 'number') return value !== 0;
    if (value instanceof InputText) return value.number === undefined ? value.text !== '' : value.number !== 0;
    return value !== '';
  }

  async assign(target: Expression, value: AwkValue): Promise<void> {
    if (target.type === 'variable') this.store(target.name, value);
    else if (target.type === 'field') this.setField(Math.trunc(toNumber(await this.evaluate(target.index))), value);
    else if (target.type === 'element') this.array(target.name).set(await this.key(target.keys), value);
  }

  private async key(keys: readonly Expression[]): Promise<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(this.text(await this.evaluate(key)));
    return parts.join(this.text(this.global('SUBSEP')));
  }

  private async step(): Promise<void> {
    if (++this.steps % STEPS_PER_TICK !== 0) return;
    const pause = this.context.tick();
    if (pause) await pause;
  }

  private async execute(node: Statement): Promise<void> {
    await this.step();
    switch (node.type) {
      case 'block':
        for (const statement of node.body) await this.execute(statement);
        return;
      case 'expression':
        await this.evaluate(node.body);
        return;
      case 'print':
        return this.print(node);
      case 'if':
        if (this.isTrue(await this.evaluate(node.test))) await this.execute(node.then);
        else if (node.otherwise) await this.execute(node.otherwise);
        return;
      case 'while':
        if (!node.testsFirst && !(await this.turn(node.body))) return;
        while (this.isTrue(await this.evaluate(node.test))) if (!(await this.turn(node.body))) return;
        return;
      case 'for':
        if (node.init) await this.execute(node.init);
        while (!node.test || this.isTrue(await this.evaluate(node.test))) {
          if (!(await this.turn(node.body))) return;
          if (node.update) await this.execute(node.update);
        }
        return;
      case 'forIn':
        for (const key of [...this.array(node.name).keys()]) {
          this.store(node.variable, new InputText(key));
          if (!(await this.turn(node.body))) return;
        }
        return;
      case 'delete':
        if (node.keys) this.array(node.name).delete(await this.key(node.keys));
        else this.array(node.name).clear();
        return;
      case 'jump':
        throw new Jump(node.kind);
      case 'exit':
        throw new Jump('exit', node.status && (await this.evaluate(node.status)));
      case 'return':
        throw new Jump('return', node.value && (await this.evaluate(node.value)));
    }
  }

  /** One turn of a loop. @returns false after `break`. */
  private async turn(body: Statement): Promise<boolean> {
    try {
      await this.execute(body);
      return true;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'break') return false;
      if (error instanceof Jump && error.kind === 'continue') return true;
      throw error;
    }
  }

  private async print(node: Statement & { type: 'print' }): Promise<void> {
    const values: AwkValue[] = [];
    for (const arg of node.args) values.push(await this.evaluate(arg));
    let text: string;
    if (node.isFormat) text = await callBuiltin(this, 'sprintf', values, []).then((value) => this.text(value));
    else if (values.length === 0) text = this.record + this.text(this.global('ORS'));
    else
      text =
        values.map((value) => this.text(value, this.text(this.global('OFMT')))).join(this.text(this.global('OFS'))) +
        this.text(this.global('ORS'));
    if (!node.redirect) {
      this.context.stdout.write(text);
      return;
    }
    const target = this.text(await this.evaluate(node.redirect.target));
    this.output(node.redirect.kind, target).write(text);
  }

  private output(kind: '>' | '>>' | '|', target: string): { write(text: string): void; close(): Promise<number> } {
    const known = this.outputs.get(target);
    if (known) return known;
    const made = kind === '|' ? this.commandOutput(target) : this.fileOutput(target, kind === '>>');
    this.outputs.set(target, made);
    return made;
  }

  private commandOutput(command: string) {
    const capture = new Capture();
    return {
      write: (text: string) => capture.write(text),
      close: () => this.context.run(['sh', '-c', command], { stdin: new Source(capture.text) }),
    };
  }

  private fileOutput(name: string, isAppend: boolean) {
    const path = pathOf(this.context, name);
    const device = { '/dev/stdout': this.context.stdout, '/dev/stderr': this.context.stderr }[path];
    if (device) return { write: (text: string) => device.write(text), close: async () => 0 };
    const error = path === '/dev/null' ? undefined : this.context.fs.write(path, '', isAppend);
    if (error) throw new ToolError(`awk: fatal: cannot redirect to \`${name}': ${error}`, 2);
    return {
      write: (text: string) => {
        if (path !== '/dev/null') this.context.fs.write(path, text, true);
      },
      close: async () => 0,
    };
  }

  /** `close(name)`. */
  async close(name: string): Promise<number> {
    const output = this.outputs.get(name);
    this.outputs.delete(name);
    const hadReader = this.readers.delete(name);
    return output ? output.close() : hadReader ? 0 : -1;
  }

  private async getline(node: Expression & { type: 'getline' }): Promise<AwkValue> {
    let text: string | undefined;
    if (node.from === 'input') text = await this.nextRecord();
    else {
      const name = this.text(await this.evaluate(node.source!));
      const reader = await this.reader(node.from, name);
      if (!reader) return -1;
      text = await this.readRecord(reader);
    }
    if (text === undefined) return 0;
    if (node.target) await this.assign(node.target, new InputText(text));
    else this.setRecord(text);
    if (node.from === 'command') this.globals.set('NR', toNumber(this.global('NR')) + 1);
    return 1;
  }

  private async reader(from: 'file' | 'command', name: string): Promise<Source | undefined> {
    const known = this.readers.get(name);
    if (known) return known;
    let source: Source | string;
    if (from === 'file') source = openFile(this.context, name);
    else {
      const capture = new Capture();
      await this.context.run(['sh', '-c', name], { stdout: capture });
      source = new Source(capture.text);
    }
    if (typeof source === 'string') return undefined;
    this.readers.set(name, source);
    return source;
  }

  async evaluate(node: Expression): Promise<AwkValue> {
    switch (node.type) {
      case 'number':
      case 'text':
        return node.value;
      case 'regex':
        return this.find(this.regex(node.source), this.record, 0) ? 1 : 0;
      case 'variable':
        return this.load(node.name);
      case 'group':
        return this.evaluate(node.body);
      case 'field':
        return this.field(Math.trunc(toNumber(await this.evaluate(node.index))));
      case 'element': {
        const key = await this.key(node.keys);
        const array = this.array(node.name);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'in':
        return this.array(node.name).has(await this.key(node.keys)) ? 1 : 0;
      case 'assign': {
        const right = await this.evaluate(node.value);
        const value =
          node.operator === '='
            ? right
            : calculate(node.operator[0], toNumber(await this.evaluate(node.target)), toNumber(right));
        await this.assign(node.target, value);
        return value;
      }
      case 'conditional':
        return this.evaluate(this.isTrue(await this.evaluate(node.test)) ? node.yes : node.no);
      case 'unary': {
        const operand = await this.evaluate(node.operand);
        return node.operator === '!'
          ? this.isTrue(operand)
            ? 0
            : 1
          : node.operator === '-'
            ? -toNumber(operand)
            : toNumber(operand);
      }
      case 'step': {
        const old = toNumber(await this.evaluate(node.target));
        const value = old + (node.operator === '++' ? 1 : -1);
        await this.assign(node.target, value);
        return node.isPrefix ? value : old;
      }
      case 'match': {
        const text = this.text(await this.evaluate(node.left));
        const source = node.right.type === 'regex' ? node.right.source : this.text(await this.evaluate(node.right));
        return (this.find(this.regex(source), text, 0) !== undefined) !== node.negate ? 1 : 0;
      }
      case 'getline':
        return this.getline(node);
      case 'call':
        return this.call(node);
      case 'binary':
        return this.binary(node);
    }
  }

  private async binary(node: Expression & { type: 'binary' }): Promise<AwkValue> {
    const { operator } = node;
    const left = await this.evaluate(node.left);
    if (operator === '&&') return this.isTrue(left) && this.isTrue(await this.evaluate(node.right)) ? 1 : 0;
    if (operator === '||') return this.isTrue(left) || this.isTrue(await this.evaluate(node.right)) ? 1 : 0;
    const right = await this.evaluate(node.right);
    if (operator === ' ') return this.concatenate(left, right);
    if (/^[<>=!]/.test(operator)) return this.compares(operator, left, right) ? 1 : 0;
    return calculate(operator, toNumber(left), toNumber(right));
  }

  private concatenate(left: AwkValue, right: AwkValue): string {
    const text = this.text(left) + this.text(right);
    if (text.length > TEXT_MAX) throw limit(`more than ${TEXT_MAX} characters in one piece of text`);
    return text;
  }

  private compares(operator: string, left: AwkValue, right: AwkValue): boolean {
    const isNumeric = (value: AwkValue) =>
      typeof value === 'number' || value === undefined || (value instanceof InputText && value.number !== undefined);
    const [a, b] =
      isNumeric(left) && isNumeric(right) ? [toNumber(left), toNumber(right)] : [this.text(left), this.text(right)];
    switch (operator) {
      case '<':
        return a < b;
      case '<=':
        return a <= b;
      case '>':
        return a > b;
      case '>=':
        return a >= b;
      case '==':
        return a === b;
      default:
        return a !== b;
    }
  }

  private async call(node: Expression & { type: 'call' }): Promise<AwkValue> {
    await this.step();
    const definition = this.program.functions.get(node.name);
    if (definition) return this.callFunction(definition, node);
    const values: AwkValue[] = [];
    for (const arg of node.args) {
      const isArray = arg.type === 'variable' && this.table(arg.name).get(arg.name) instanceof Map;
      values.push(isArray || arg.type === 'regex' ? undefined : await this.evaluate(arg));
    }
    return callBuiltin(this, node.name, values, node.args);
  }

  private async callFunction(definition: AwkFunction, node: Expression & { type: 'call' }): Promise<AwkValue> {
    if (this.frames.length >= CALL_DEPTH_MAX) throw limit(`more than ${CALL_DEPTH_MAX} nested calls`);
    const frame = new Map<string, Slot>();
    const passed: { param: string; name: string }[] = [];
    for (const [index, param] of definition.params.entries()) {
      const arg = node.args[index];
      if (!arg) {
        frame.set(param, undefined);
        continue;
      }
      const slot = arg.type === 'variable' ? this.table(arg.name).get(arg.name) : undefined;
      if (slot instanceof Map) frame.set(param, slot);
      else if (arg.type === 'variable' && slot === undefined && arg.name !== 'NF') {
        frame.set(param, undefined);
        passed.push({ param, name: arg.name });
      } else frame.set(param, await this.evaluate(arg));
    }
    this.frames.push(frame);
    try {
      await this.execute(definition.body);
      return undefined;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.frames.pop();
      for (const { param, name } of passed) {
        const slot = frame.get(param);
        if (slot instanceof Map) this.table(name).set(name, slot);
      }
    }
  }
}

/** Characters of one text. */
const TEXT_MAX = 16_000_000;

function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return a ** b;
  }
  if (b === 0)
    throw new ToolError(`awk: cmd. line:1: error: division by zero attempted${operator === '%' ? " in `%'" : ''}`, 1);
  return operator === '/' ? a / b : a % b;
}

/** Whole numbers as such, others by the format. */
function formatNumber(value: number, format: string): string {
  if (Number.isInteger(value))
    return Math.abs(value) < 1e16 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
  return printNumber(format, value);
}
