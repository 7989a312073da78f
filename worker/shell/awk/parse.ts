/** Reads awk programs. */

import { NESTING_MAX } from '../meter';
import { ToolError } from '../tools/common';
import { syntaxError, tokenize, type Token } from './tokens';
import type { AwkProgram, Expression, Rule, Statement } from './syntax';

/** @returns the program. Throws ToolError. */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source), source).program();
}

class Parser {
  private at = 0;
  private depth = 0;
  /** `>` is a redirect in an unparenthesised print, `in` ends the header of a for loop. */
  private noGreater = false;
  private noIn = false;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: string,
  ) {}

  private get token(): Token {
    return this.tokens[this.at];
  }

  private is(text: string): boolean {
    return (
      this.token.text === text &&
      (this.token.kind === 'operator' || this.token.kind === 'keyword' || this.token.kind === 'newline')
    );
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  private fail(): never {
    const { kind, start } = this.token;
    throw syntaxError(
      this.source,
      start,
      kind === 'end' || kind === 'newline' ? 'unexpected newline or end of string' : 'syntax error',
    );
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  private skipNewlines(): void {
    while (this.token.kind === 'newline') this.at += 1;
  }

  private skipTerminators(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.at += 1;
  }

  program(): AwkProgram {
    const program: AwkProgram = { rules: [], functions: new Map() };
    this.skipTerminators();
    while (this.token.kind !== 'end') {
      if (this.take('function')) this.functionDefinition(program);
      else program.rules.push(this.rule());
      this.skipTerminators();
    }
    return program;
  }

  private functionDefinition(program: AwkProgram): void {
    const name = this.tokens[this.at++].text;
    this.expect('(');
    const params: string[] = [];
    while (!this.take(')')) {
      params.push(this.tokens[this.at++].text);
      this.take(',');
      this.skipNewlines();
    }
    this.skipNewlines();
    program.functions.set(name, { params, body: this.block() });
  }

  private rule(): Rule {
    for (const kind of ['BEGIN', 'END'] as const) {
      if (!this.take(kind)) continue;
      this.skipNewlines();
      return { kind, first: undefined, second: undefined, body: this.block() };
    }
    let first: Expression | undefined;
    let second: Expression | undefined;
    if (!this.is('{')) {
      first = this.expression();
      if (this.take(',')) {
        this.skipNewlines();
        second = this.expression();
      }
    }
    return { kind: 'main', first, second, body: this.is('{') ? this.block() : undefined };
  }

  private block(): Statement {
    this.expect('{');
    const body: Statement[] = [];
    this.skipTerminators();
    while (!this.take('}')) {
      if (this.token.kind === 'end') this.fail();
      body.push(this.statement());
      this.skipTerminators();
    }
    return { type: 'block', body };
  }

  private nested<T>(body: () => T): T {
    if (++this.depth > NESTING_MAX) throw new ToolError('awk: program is nested too deep', 1);
    const result = body();
    this.depth -= 1;
    return result;
  }

  private statement(): Statement {
    return this.nested(() => this.statementInside());
  }

  private statementInside(): Statement {
    if (this.is('{')) return this.block();
    if (this.take(';')) return { type: 'block', body: [] };
    if (this.take('if')) return this.ifStatement();
    if (this.take('while')) {
      const test = this.parenthesized();
      if (this.take(';')) return { type: 'while', test, body: { type: 'block', body: [] }, testsFirst: true };
      this.skipNewlines();
      return { type: 'while', test, body: this.statement(), testsFirst: true };
    }
    if (this.take('do')) {
      this.skipNewlines();
      const body = this.statement();
      this.skipTerminators();
      this.expect('while');
      const test = this.parenthesized();
      return { type: 'while', test, body, testsFirst: false };
    }
    if (this.take('for')) return this.forStatement();
    const simple = this.simpleStatement();
    if (!this.is('}') && this.token.kind !== 'newline' && !this.is(';') && this.token.kind !== 'end') this.fail();
    return simple;
  }

  private parenthesized(): Expression {
    this.expect('(');
    const test = this.expression();
    this.expect(')');
    return test;
  }

  private ifStatement(): Statement {
    const test = this.parenthesized();
    this.skipNewlines();
    const then = this.statement();
    const saved = this.at;
    this.skipTerminators();
    if (!this.take('else')) {
      this.at = saved;
      return { type: 'if', test, then, otherwise: undefined };
    }
    this.skipNewlines();
    return { type: 'if', test, then, otherwise: this.statement() };
  }

  private forStatement(): Statement {
    this.expect('(');
    const [variable, word, name, close] = this.tokens.slice(this.at, this.at + 4);
    if (variable.kind === 'name' && word.text === 'in' && close.text === ')') {
      this.at += 4;
      this.skipNewlines();
      return { type: 'forIn', variable: variable.text, name: name.text, body: this.statement() };
    }
    const init = this.is(';') ? undefined : this.simpleStatement();
    this.expect(';');
    this.skipNewlines();
    const test = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.skipNewlines();
    const update = this.is(')') ? undefined : this.simpleStatement();
    this.expect(')');
    if (this.take(';')) return { type: 'for', init, test, update, body: { type: 'block', body: [] } };
    this.skipNewlines();
    return { type: 'for', init, test, update, body: this.statement() };
  }

  private simpleStatement(): Statement {
    for (const kind of ['next', 'nextfile', 'break', 'continue'] as const)
      if (this.take(kind)) return { type: 'jump', kind };
    if (this.take('exit')) return { type: 'exit', status: this.optionalExpression() };
    if (this.take('return')) return { type: 'return', value: this.optionalExpression() };
    if (this.take('delete')) return this.deleteStatement();
    if (this.is('print') || this.is('printf')) return this.printStatement();
    return { type: 'expression', body: this.expression() };
  }

  private endsHere(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}');
  }

  private optionalExpression(): Expression | undefined {
    return this.endsHere() ? undefined : this.expression();
  }

  private deleteStatement(): Statement {
    const name = this.tokens[this.at++].text;
    if (!this.take('[')) return { type: 'delete', name, keys: undefined };
    const keys = this.list();
    this.expect(']');
    return { type: 'delete', name, keys };
  }

  private printStatement(): Statement {
    const isFormat = this.tokens[this.at++].text === 'printf';
    const args = this.printArguments();
    let redirect: (Statement & { type: 'print' })['redirect'];
    for (const kind of ['>', '>>', '|'] as const) {
      if (!this.take(kind)) continue;
      redirect = { kind, target: this.concatenation() };
      break;
    }
    return { type: 'print', args, isFormat, redirect };
  }

  private printArguments(): Expression[] {
    if (this.endsHere() || this.is('>') || this.is('>>') || this.is('|')) return [];
    const saved = this.at;
    if (this.take('(')) {
      const args = this.list();
      if (this.take(')') && (this.endsHere() || this.is('>') || this.is('>>') || this.is('|'))) return args;
      this.at = saved;
    }
    this.noGreater = true;
    const args = this.list();
    this.noGreater = false;
    return args;
  }

  private list(): Expression[] {
    const items = [this.expression()];
    while (this.take(',')) {
      this.skipNewlines();
      items.push(this.expression());
    }
    return items;
  }

  private expression(): Expression {
    return this.nested(() => this.ternary());
  }

  private ternary(): Expression {
    const test = this.or();
    if (this.token.kind === 'operator' && /^(?:=|[-+*/%^]=)$/.test(this.token.text) && isTarget(test)) {
      const operator = this.tokens[this.at++].text;
      this.skipNewlines();
      return { type: 'assign', operator, target: test, value: this.expression() };
    }
    if (!this.take('?')) return test;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { type: 'conditional', test, yes, no: this.expression() };
  }

  private or(): Expression {
    let left = this.and();
    while (this.take('||')) {
      this.skipNewlines();
      left = { type: 'binary', operator: '||', left, right: this.and() };
    }
    return left;
  }

  private and(): Expression {
    let left = this.membership();
    while (this.take('&&')) {
      this.skipNewlines();
      left = { type: 'binary', operator: '&&', left, right: this.membership() };
    }
    return left;
  }

  private membership(): Expression {
    let left = this.matching();
    while (!this.noIn && this.take('in')) left = { type: 'in', keys: [left], name: this.tokens[this.at++].text };
    return left;
  }

  private matching(): Expression {
    let left = this.comparison();
    while (this.is('~') || this.is('!~')) {
      const negate = this.tokens[this.at++].text === '!~';
      left = { type: 'match', negate, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Expression {
    const left = this.concatenation();
    const isComparison =
      this.token.kind === 'operator' && /^(?:[<>]=?|[!=]=)$/.test(this.token.text) && !(this.noGreater && this.is('>'));
    if (isComparison) {
      const operator = this.tokens[this.at++].text;
      return this.pipedGetline({ type: 'binary', operator, left, right: this.concatenation() });
    }
    return this.pipedGetline(left);
  }

  /** `command | getline`. */
  private pipedGetline(left: Expression): Expression {
    let result = left;
    while (this.is('|') && this.tokens[this.at + 1].text === 'getline') {
      this.at += 2;
      result = { type: 'getline', from: 'command', source: result, target: this.optionalTarget() };
    }
    return result;
  }

  private optionalTarget(): Expression | undefined {
    if (this.token.kind === 'name' || this.is('$')) return this.primary();
    return undefined;
  }

  private startsOperand(): boolean {
    const { kind, text } = this.token;
    if (kind === 'number' || kind === 'text' || kind === 'name' || kind === 'call' || kind === 'builtin') return true;
    return kind === 'operator' && ['$', '!', '(', '-', '+', '++', '--'].includes(text);
  }

  private concatenation(): Expression {
    let left = this.additive();
    while (this.startsOperand() && !this.is('in')) {
      if (this.is('+') || this.is('-')) break;
      left = { type: 'binary', operator: ' ', left, right: this.additive() };
    }
    return left;
  }

  private additive(): Expression {
    let left = this.multiplicative();
    while (this.is('+') || this.is('-'))
      left = { type: 'binary', operator: this.tokens[this.at++].text, left, right: this.multiplicative() };
    return left;
  }

  private multiplicative(): Expression {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%'))
      left = { type: 'binary', operator: this.tokens[this.at++].text, left, right: this.unary() };
    return left;
  }

  private unary(): Expression {
    for (const operator of ['!', '-', '+']) {
      if (this.take(operator)) return this.nested(() => ({ type: 'unary', operator, operand: this.unary() }));
    }
    return this.power();
  }

  private power(): Expression {
    const base = this.postfix();
    if (!this.take('^')) return base;
    return {
      type: 'binary',
      operator: '^',
      left: base,
      right: this.is('-') || this.is('!') || this.is('+') ? this.unary() : this.power(),
    };
  }

  private postfix(): Expression {
    const target = this.primary();
    if (isTarget(target) && (this.is('++') || this.is('--')))
      return { type: 'step', operator: this.tokens[this.at++].text as '++', isPrefix: false, target };
    return target;
  }

  private primary(): Expression {
    const { kind, text } = this.token;
    this.at += 1;
    switch (kind) {
      case 'number':
        return { type: 'number', value: Number(text) };
      case 'text':
        return { type: 'text', value: text };
      case 'regex':
        return { type: 'regex', source: text };
      case 'name':
        if (!this.take('[')) return { type: 'variable', name: text };
        return { type: 'element', name: text, keys: this.subscript() };
      case 'call':
        this.at += 1;
        return { type: 'call', name: text, args: this.callArguments() };
      case 'builtin':
        return { type: 'call', name: text, args: this.take('(') ? this.callArguments() : [] };
    }
    if (text === '$') {
      if (this.is('++') || this.is('--')) {
        const operator = this.tokens[this.at++].text as '++';
        return { type: 'field', index: { type: 'step', operator, isPrefix: true, target: this.primary() } };
      }
      return { type: 'field', index: this.is('-') ? this.unary() : this.primary() };
    }
    if (text === '++' || text === '--') return { type: 'step', operator: text, isPrefix: true, target: this.primary() };
    if (text === '(') return this.groupExpression();
    if (text === 'getline') {
      const target = this.optionalTarget();
      if (this.take('<')) return { type: 'getline', from: 'file', source: this.primary(), target };
      return { type: 'getline', from: 'input', source: undefined, target };
    }
    this.at -= 1;
    return this.fail();
  }

  private subscript(): Expression[] {
    const saved = [this.noGreater, this.noIn];
    [this.noGreater, this.noIn] = [false, false];
    const keys = this.list();
    this.expect(']');
    [this.noGreater, this.noIn] = saved;
    return keys;
  }

  private callArguments(): Expression[] {
    const saved = [this.noGreater, this.noIn];
    [this.noGreater, this.noIn] = [false, false];
    this.skipNewlines();
    const args = this.is(')') ? [] : this.list();
    this.skipNewlines();
    this.expect(')');
    [this.noGreater, this.noIn] = saved;
    return args;
  }

  private groupExpression(): Expression {
    const items = this.callArguments();
    if (items.length > 1) {
      this.expect('in');
      return { type: 'in', keys: items, name: this.tokens[this.at++].text };
    }
    if (items.length === 0) this.fail();
    return { type: 'group', body: items[0] };
  }
}

function isTarget(node: Expression): boolean {
  return node.type === 'variable' || node.type === 'field' || node.type === 'element';
}
