/** Runs a parsed Go template over a JSON value, with text/template's error texts. */

import { compareText, isObject } from '../../kubernetes/patch';
import { goQuote } from '../text/go-syntax';
import { CallFailure, FUNCTIONS } from './functions';
import {
  printCommand,
  printOperand,
  printPipe,
  type BranchNode,
  type CommandNode,
  type Operand,
  type PipeNode,
  type TemplateNode,
} from './nodes';
import { parseTemplate, TEMPLATE_NAME, TemplateFailure, type ParsedTemplate } from './parser';
import { GoNumber, isMissing, isNil, isTrue, NO_VALUE, numberOf, printValue, typeName } from './values';

/** Nested template calls, and nodes that one run may visit. */
const DEPTH_MAX = 1000;
const STEPS_MAX = 1_000_000;

export interface TemplateRun {
  /** What was printed, up to the error. */
  output: string;
  error?: string;
}

/** @throws TemplateFailure when the text cannot be parsed. */
export function compileTemplate(text: string): (data: unknown) => TemplateRun {
  const parsed = parseTemplate(text, (name) => Object.hasOwn(FUNCTIONS, name));
  return (data) => new Run(parsed, data).run();
}

class Jump extends Error {
  constructor(readonly kind: 'break' | 'continue') {
    super(kind);
  }
}

class Run {
  private output = '';
  private steps = 0;
  private depth = 0;
  private name = TEMPLATE_NAME;
  private variables: { name: string; value: unknown }[];
  private place: { at: number; context: string } = { at: 0, context: '' };

  constructor(
    private readonly parsed: ParsedTemplate,
    private readonly data: unknown,
  ) {
    this.variables = [{ name: '$', value: data }];
  }

  run(): TemplateRun {
    try {
      this.list(this.parsed.templates.get(TEMPLATE_NAME)!, this.data);
      return { output: this.output };
    } catch (failure) {
      if (failure instanceof TemplateFailure) return { output: this.output, error: failure.message };
      if (failure instanceof RangeError)
        return { output: this.output, error: `template: ${this.name}: exceeded maximum template depth (100000)` };
      throw failure;
    }
  }

  private fail(message: string): never {
    const before = this.parsed.text.slice(0, this.place.at);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = new TextEncoder().encode(before.slice(lineStart)).length;
    throw new TemplateFailure(
      `template: ${TEMPLATE_NAME}:${line}:${column}: executing ${goQuote(this.name)} at <${this.place.context}>: ${message}`,
    );
  }

  private at(node: { at: number }, context: string): void {
    this.place = { at: node.at, context };
  }

  private list(nodes: readonly TemplateNode[], dot: unknown): void {
    for (const node of nodes) {
      if (++this.steps > STEPS_MAX) this.fail('too many steps');
      this.node(node, dot);
    }
  }

  private node(node: TemplateNode, dot: unknown): void {
    switch (node.type) {
      case 'text':
        this.output += node.text;
        return;
      case 'action': {
        const value = this.pipeline(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.output += value === null ? '<no value>' : printValue(value);
        return;
      }
      case 'break':
      case 'continue':
        throw new Jump(node.type);
      case 'template':
        return this.callTemplate(node, dot);
      case 'range':
        return this.range(node, dot);
      default:
        return this.branch(node, dot);
    }
  }

  private branch(node: BranchNode, dot: unknown): void {
    const depth = this.variables.length;
    const value = this.pipeline(node.pipe, dot);
    if (isTrue(value)) this.list(node.list, node.type === 'with' ? value : dot);
    else if (node.elseList) this.list(node.elseList, dot);
    this.variables.length = depth;
  }

  private callTemplate(node: Extract<TemplateNode, { type: 'template' }>, dot: unknown): void {
    this.at(node, `{{template ${goQuote(node.name)}${node.pipe ? ` ${printPipe(node.pipe)}` : ''}}}`);
    const body = this.parsed.templates.get(node.name);
    if (!body) this.fail(`template ${goQuote(node.name)} not defined`);
    if (++this.depth > DEPTH_MAX) this.fail(`exceeded maximum template depth (100000)`);
    const value = node.pipe ? this.pipeline(node.pipe, dot) : NO_VALUE;
    const saved = { variables: this.variables, name: this.name };
    this.variables = [{ name: '$', value }];
    this.name = node.name;
    this.list(body!, value);
    this.variables = saved.variables;
    this.name = saved.name;
    this.depth--;
  }

  private range(node: BranchNode, dot: unknown): void {
    const depth = this.variables.length;
    const value = this.pipeline(node.pipe, dot, true);
    const inner = this.variables.length;
    const entries = this.entries(value);
    try {
      for (const [key, item] of entries) {
        this.setRangeVariables(node.pipe, key, item);
        try {
          this.list(node.list, item);
        } catch (jump) {
          if (!(jump instanceof Jump)) throw jump;
          if (jump.kind === 'break') break;
        }
        this.variables.length = inner;
      }
    } finally {
      this.variables.length = depth;
    }
    if (entries.length === 0 && node.elseList) this.list(node.elseList, dot);
    this.variables.length = depth;
  }

  private setRangeVariables(pipe: PipeNode, key: unknown, item: unknown): void {
    const values = pipe.variables.length === 1 ? [item] : [key, item];
    pipe.variables.forEach((name, i) => {
      if (pipe.isAssign) this.assign(name, values[i]);
      else this.variables.push({ name, value: values[i] });
    });
  }

  private entries(value: unknown): [unknown, unknown][] {
    if (isNil(value)) return [];
    if (Array.isArray(value)) return value.map((item, i) => [new GoNumber('int', i), item]);
    if (isObject(value) && !(value instanceof GoNumber))
      return Object.keys(value)
        .sort(compareText)
        .map((key) => [key, value[key]]);
    const number = numberOf(value);
    if (number?.kind === 'int') {
      const count = Math.min(Number(number.value), STEPS_MAX);
      const entries: [unknown, unknown][] = [];
      for (let i = 0; i < count; i++)
        entries.push([new GoNumber('int', i), value instanceof GoNumber ? new GoNumber('int', i) : i]);
      return entries;
    }
    return this.fail(`range can't iterate over ${printValue(value)}`);
  }

  // ------------------------------------------------------------ pipelines

  private pipeline(pipe: PipeNode, dot: unknown, isRange = false): unknown {
    this.at(pipe, printPipe(pipe));
    let value: unknown;
    pipe.commands.forEach((command, i) => {
      value = this.command(dot, command, i > 0, value);
    });
    if (!isRange) {
      for (const name of pipe.variables) {
        if (pipe.isAssign) this.assign(name, value);
        else this.variables.push({ name, value });
      }
    }
    return value;
  }

  private assign(name: string, value: unknown): void {
    const variable = this.variables.findLast((entry) => entry.name === name);
    if (!variable) return this.fail(`undefined variable: ${name}`);
    variable.value = value;
  }

  private command(dot: unknown, command: CommandNode, hasFinal: boolean, final: unknown): unknown {
    const [first] = command.args;
    const hasArgs = command.args.length > 1 || hasFinal;
    switch (first.type) {
      case 'field':
        this.at(first, printOperand(first));
        return this.fields(dot, first.names, typeName(dot), hasArgs);
      case 'chain':
        return this.chain(dot, first, hasArgs);
      case 'identifier':
        return this.call(dot, first, command, hasFinal, final);
      case 'pipe':
        if (hasArgs) this.noFunction(first);
        return this.pipeline(first, dot);
      case 'variable':
        return this.variable(first, hasArgs);
    }
    this.at(first, printOperand(first));
    if (hasArgs) this.noFunction(first);
    if (first.type === 'nil') return this.fail('nil is not a command');
    return this.operand(dot, first);
  }

  private noFunction(first: Operand): never {
    this.at(first, printOperand(first));
    return this.fail(
      `can't give argument to non-function ${first.type === 'pipe' ? printPipe(first) : printOperand(first)}`,
    );
  }

  private operand(dot: unknown, node: Operand): unknown {
    this.at(node, printOperand(node));
    switch (node.type) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'bool':
        return node.value;
      case 'string':
        return node.text;
      case 'number':
        return new GoNumber(node.isFloat ? 'float64' : 'int', node.value);
      case 'field':
        return this.fields(dot, node.names, typeName(dot), false);
      case 'variable':
        return this.variable(node, false);
      case 'pipe':
        return this.pipeline(node, dot);
      case 'identifier':
        return this.call(dot, node, { type: 'command', at: node.at, args: [node] }, false, undefined);
      case 'chain':
        return this.chain(dot, node, false);
    }
  }

  private variable(node: Extract<Operand, { type: 'variable' }>, hasArgs: boolean): unknown {
    this.at(node, printOperand(node));
    const value = this.variables.findLast((entry) => entry.name === node.name)?.value;
    if (node.names.length === 0) {
      if (hasArgs) this.fail(`can't give argument to non-function ${node.name}`);
      return value;
    }
    return this.fields(value, node.names, typeName(value), hasArgs);
  }

  private chain(dot: unknown, node: Extract<Operand, { type: 'chain' }>, hasArgs: boolean): unknown {
    this.at(node, printOperand(node));
    if (node.node.type === 'nil') this.fail('indirection through explicit nil in nil');
    const value = this.operand(dot, node.node);
    return this.fields(value, node.names, typeName(value), hasArgs);
  }

  private fields(receiver: unknown, names: readonly string[], firstType: string, hasArgs: boolean): unknown {
    let value = receiver;
    names.forEach((name, i) => {
      const type = i === 0 && firstType === 'map[string]interface {}' ? firstType : 'interface {}';
      if (isMissing(value)) {
        value = NO_VALUE;
        return;
      }
      if (value === null) this.fail(`nil pointer evaluating ${type}.${name}`);
      if (!isObject(value) || value instanceof GoNumber) this.fail(`can't evaluate field ${name} in type ${type}`);
      if (hasArgs && i === names.length - 1) this.fail(`${name} is not a method but has arguments`);
      const map = value as Record<string, unknown>;
      value = Object.hasOwn(map, name) ? map[name] : NO_VALUE;
    });
    return value;
  }

  // ------------------------------------------------------------ functions

  private call(
    dot: unknown,
    node: Extract<Operand, { type: 'identifier' }>,
    command: CommandNode,
    hasFinal: boolean,
    final: unknown,
  ): unknown {
    this.at(node, node.name);
    const fn = FUNCTIONS[node.name];
    const operands = command.args.slice(1);
    const count = operands.length + (hasFinal ? 1 : 0);
    if (count < fn.min && fn.max !== fn.min)
      this.fail(`wrong number of args for ${node.name}: want at least ${fn.min} got ${operands.length}`);
    if (fn.max !== undefined && (count > fn.max || count < fn.min))
      this.fail(`wrong number of args for ${node.name}: want ${fn.max} got ${count}`);
    const isShort = node.name === 'and' || node.name === 'or';
    const args: unknown[] = [];
    for (const operand of operands) {
      const value = this.operand(dot, operand);
      this.checkType(fn.types?.[args.length], value, operand);
      args.push(value);
      if (isShort && isTrue(value) === (node.name === 'or')) return value;
    }
    if (hasFinal) {
      this.checkType(fn.types?.[args.length], final);
      args.push(final);
    }
    try {
      return fn.call(args);
    } catch (failure) {
      if (!(failure instanceof CallFailure)) throw failure;
      this.at(command, printCommand(command));
      if (node.name === 'call' && !isMissing(args[0])) {
        return this.fail(
          `error calling call: non-function ${operands.length > 0 ? printOperand(operands[0]) : '%!s(<nil>)'} of type ${typeName(args[0])}`,
        );
      }
      return this.fail(`error calling ${node.name}: ${failure.message}`);
    }
  }

  private checkType(type: string | undefined, value: unknown, operand?: Operand): void {
    if (type === undefined || typeof value === type) return;
    if (operand?.type === 'number' || operand?.type === 'bool')
      this.fail(`expected ${type}; found ${printOperand(operand)}`);
    if (operand?.type === 'nil') this.fail(`cannot assign nil to ${type}`);
    if (isMissing(value)) this.fail(`invalid value; expected ${type}`);
    if (value === null) this.fail(`nil is not of type ${type}`);
    this.fail(`wrong type for value; expected ${type}; got ${typeName(value)}`);
  }
}
