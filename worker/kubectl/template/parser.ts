/** Parses Go templates as text/template/parse does. */

import { goQuote } from '../text/go-syntax';
import { tokenize, type Token } from './lexer';
import type { BranchNode, CommandNode, Operand, PipeNode, TemplateNode } from './nodes';

/** The name that kubectl gives to its template. */
export const TEMPLATE_NAME = 'output';

export class TemplateFailure extends Error {}

export interface ParsedTemplate {
  text: string;
  /** By name; the main one is `output`. */
  templates: Map<string, TemplateNode[]>;
}

type Ending = { ending: 'end' | 'else' | 'else if' | 'else with'; at: number };

/** @throws TemplateFailure: `template: output:1: …`. */
export function parseTemplate(text: string, isFunction: (name: string) => boolean): ParsedTemplate {
  return new Parser(text, isFunction).parse();
}

class Parser {
  private readonly tokens: Token[];
  private position = 0;
  private actionLine = 0;
  private rangeDepth = 0;
  private variables: string[] = ['$'];
  private readonly templates = new Map<string, TemplateNode[]>();

  constructor(
    private readonly text: string,
    private readonly isFunction: (name: string) => boolean,
  ) {
    this.tokens = tokenize(text);
  }

  parse(): ParsedTemplate {
    const root: TemplateNode[] = [];
    while (this.peek().type !== 'eof') {
      if (this.isDefine()) {
        this.parseDefine();
        continue;
      }
      const node = this.textOrAction();
      if ('ending' in node) this.fail(`unexpected {{${node.ending.split(' ')[0]}}}`);
      else root.push(node);
    }
    this.templates.set(TEMPLATE_NAME, root);
    return { text: this.text, templates: this.templates };
  }

  // ------------------------------------------------------------ tokens

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)];
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private peekNonSpace(): Token {
    while (this.peek().type === 'space') this.position++;
    return this.peek();
  }

  private nextNonSpace(): Token {
    this.peekNonSpace();
    return this.next();
  }

  private fail(message: string): never {
    const token = this.tokens[Math.min(Math.max(this.position - 1, 0), this.tokens.length - 1)];
    throw new TemplateFailure(`template: ${TEMPLATE_NAME}:${token.line}: ${message}`);
  }

  private unexpected(token: Token, context: string): never {
    this.position = Math.min(this.position, this.tokens.length);
    if (token.type === 'error') {
      let extra = '';
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = `${token.text.endsWith(' action') ? '' : ' in action'} started at ${TEMPLATE_NAME}:${this.actionLine}`;
      }
      this.fail(token.text + extra);
    }
    this.fail(`unexpected ${printToken(token)} in ${context}`);
  }

  private expect(type: Token['type'], context: string): Token {
    const token = this.nextNonSpace();
    if (token.type !== type) this.unexpected(token, context);
    return token;
  }

  // ------------------------------------------------------------ structure

  private isDefine(): boolean {
    if (this.peek().type !== 'open') return false;
    let at = this.position + 1;
    while (this.tokens[at]?.type === 'space') at++;
    return this.tokens[at]?.type === 'keyword' && this.tokens[at].text === 'define';
  }

  private parseDefine(): void {
    this.next();
    this.actionLine = this.peek().line;
    this.nextNonSpace();
    const { name } = this.templateName('define clause');
    this.expect('close', 'define clause');
    const saved = this.variables;
    this.variables = ['$'];
    const { list, ending } = this.itemList();
    if (ending !== 'end') this.fail(`unexpected {{${ending}}} in define clause`);
    this.variables = saved;
    this.addTemplate(name, list);
  }

  /** An empty definition gives way; two that say something are an error. */
  private addTemplate(name: string, list: TemplateNode[]): void {
    const isEmpty = (nodes: readonly TemplateNode[]) =>
      nodes.every((node) => node.type === 'text' && node.text.trim() === '');
    const known = this.templates.get(name);
    if (known === undefined || isEmpty(known)) this.templates.set(name, list);
    else if (!isEmpty(list)) this.fail(`template: multiple definition of template ${goQuote(name)}`);
  }

  private templateName(context: string): { name: string; at: number } {
    const token = this.nextNonSpace();
    if (token.type !== 'string' && token.type !== 'raw string') this.unexpected(token, context);
    return { name: this.unquote(token), at: token.at };
  }

  private itemList(): { list: TemplateNode[]; ending: Ending['ending'] } {
    const list: TemplateNode[] = [];
    while (this.peekNonSpace().type !== 'eof') {
      const node = this.textOrAction();
      if ('ending' in node) return { list, ending: node.ending };
      list.push(node);
    }
    this.position++;
    return this.fail('unexpected EOF');
  }

  private textOrAction(): TemplateNode | Ending {
    const token = this.nextNonSpace();
    if (token.type === 'text') return { type: 'text', at: token.at, text: token.text };
    if (token.type !== 'open') this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): TemplateNode | Ending {
    const token = this.nextNonSpace();
    if (token.type === 'keyword') {
      switch (token.text) {
        case 'if':
        case 'with':
        case 'range':
          return this.branch(token.text, token.at);
        case 'else':
          return this.elseClause(token.at);
        case 'end':
          this.expect('close', 'end');
          return { ending: 'end', at: token.at };
        case 'break':
        case 'continue': {
          const after = this.nextNonSpace();
          if (after.type !== 'close') this.unexpected(after, `{{${token.text}}}`);
          if (this.rangeDepth === 0) this.fail(`{{${token.text}}} outside {{range}}`);
          return { type: token.text, at: token.at };
        }
        case 'template':
          return this.templateCall();
        case 'block':
          return this.block();
      }
    }
    this.position--;
    const at = this.peek().at;
    return { type: 'action', at, pipe: this.pipeline('command', 'close') };
  }

  private elseClause(at: number): Ending {
    const token = this.peekNonSpace();
    if (token.type === 'keyword' && (token.text === 'if' || token.text === 'with'))
      return { ending: `else ${token.text}`, at };
    this.expect('close', 'else');
    return { ending: 'else', at };
  }

  private branch(type: 'if' | 'range' | 'with', at: number): BranchNode {
    const depth = this.variables.length;
    const pipe = this.pipeline(type, 'close');
    if (type === 'range') this.rangeDepth++;
    const body = this.itemList();
    if (type === 'range') this.rangeDepth--;
    let elseList: TemplateNode[] | undefined;
    if (body.ending === 'else if' || body.ending === 'else with') {
      const word = body.ending.slice(5) as 'if' | 'with';
      if (word !== type) this.unexpected(this.peekNonSpace(), 'else');
      const token = this.nextNonSpace();
      elseList = [this.branch(word, token.at)];
    } else if (body.ending === 'else') {
      const rest = this.itemList();
      if (rest.ending !== 'end') this.fail(`expected end; found {{${rest.ending.split(' ')[0]}}}`);
      elseList = rest.list;
    }
    this.variables.length = depth;
    return { type, at, pipe, list: body.list, elseList };
  }

  private templateCall(): TemplateNode {
    const { name, at } = this.templateName('template clause');
    if (this.nextNonSpace().type === 'close') return { type: 'template', at, name };
    this.position--;
    return { type: 'template', at, name, pipe: this.pipeline('template clause', 'close') };
  }

  private block(): TemplateNode {
    const { name, at } = this.templateName('block clause');
    const pipe = this.pipeline('block clause', 'close');
    const saved = this.variables;
    this.variables = ['$'];
    const { list, ending } = this.itemList();
    if (ending !== 'end') this.fail(`unexpected {{${ending}}} in block clause`);
    this.variables = saved;
    this.addTemplate(name, list);
    return { type: 'template', at, name, pipe };
  }

  // ------------------------------------------------------------ pipelines

  private pipeline(context: string, end: Token['type']): PipeNode {
    const first = this.peekNonSpace();
    const pipe: PipeNode = { type: 'pipe', at: first.at, isAssign: false, variables: [], commands: [] };
    this.declarations(pipe, context);
    for (;;) {
      const token = this.nextNonSpace();
      if (token.type === end) {
        this.checkPipeline(pipe, context);
        return pipe;
      }
      if (
        ![
          'bool',
          'char',
          'dot',
          'field',
          'identifier',
          'number',
          'nil',
          'raw string',
          'string',
          'variable',
          'left paren',
        ].includes(token.type)
      ) {
        this.unexpected(token, context);
      }
      this.position--;
      pipe.commands.push(this.command());
    }
  }

  private declarations(pipe: PipeNode, context: string): void {
    let token = this.peekNonSpace();
    while (token.type === 'variable') {
      const mark = this.position;
      this.next();
      const after = this.peekNonSpace();
      if (after.type === 'assign' || after.type === 'declare') {
        pipe.isAssign = after.type === 'assign';
        this.nextNonSpace();
        pipe.variables.push(token.text);
        if (!pipe.isAssign) this.variables.push(token.text);
        return;
      }
      if (after.type === 'comma') {
        this.nextNonSpace();
        pipe.variables.push(token.text);
        this.variables.push(token.text);
        if (context !== 'range' || pipe.variables.length >= 2) this.fail(`too many declarations in ${context}`);
        token = this.peekNonSpace();
        if (token.type === 'variable') continue;
        this.fail('range can only initialize variables');
      }
      this.position = mark;
      return;
    }
  }

  private checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.commands.length === 0) this.fail(`missing value for ${context}`);
    pipe.commands.slice(1).forEach((command, i) => {
      const { type } = command.args[0];
      if (['bool', 'dot', 'nil', 'number', 'string'].includes(type))
        this.fail(`non executable command in pipeline stage ${i + 2}`);
    });
  }

  private command(): CommandNode {
    const command: CommandNode = { type: 'command', at: this.peekNonSpace().at, args: [] };
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) command.args.push(operand);
      const token = this.next();
      if (token.type === 'space') continue;
      if (token.type === 'close' || token.type === 'right paren') this.position--;
      else if (token.type === 'pipe') {
        // the next command follows
      } else this.unexpected(token, 'operand');
      break;
    }
    if (command.args.length === 0) this.fail('empty command');
    return command;
  }

  private operand(): Operand | undefined {
    const node = this.term();
    if (!node || this.peek().type !== 'field') return node;
    const { at } = this.peek();
    const names: string[] = [];
    while (this.peek().type === 'field') names.push(this.next().text.slice(1));
    if (node.type === 'field') return { ...node, at, names: [...node.names, ...names] };
    if (node.type === 'variable') return { ...node, at, names: [...node.names, ...names] };
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(node.type)) {
      const text = node.type === 'string' ? node.quoted : this.text.slice(node.at, node.at + 1);
      return this.fail(
        `unexpected . after term ${goQuote(node.type === 'number' ? node.text : node.type === 'bool' ? String(node.value) : node.type === 'nil' ? 'nil' : text)}`,
      );
    }
    return { type: 'chain', at, node, names };
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace();
    const { at } = token;
    switch (token.type) {
      case 'identifier':
        if (!this.isFunction(token.text)) return this.fail(`function ${goQuote(token.text)} not defined`);
        return { type: 'identifier', at, name: token.text };
      case 'dot':
        return { type: 'dot', at };
      case 'nil':
        return { type: 'nil', at };
      case 'variable':
        if (!this.variables.includes(token.text)) return this.fail(`undefined variable ${goQuote(token.text)}`);
        return { type: 'variable', at, name: token.text, names: [] };
      case 'field':
        return { type: 'field', at, names: [token.text.slice(1)] };
      case 'bool':
        return { type: 'bool', at, value: token.text === 'true' };
      case 'char':
      case 'number':
        return this.number(token);
      case 'left paren':
        return this.pipeline('parenthesized pipeline', 'right paren');
      case 'string':
      case 'raw string':
        return { type: 'string', at, quoted: token.text, text: this.unquote(token) };
      default:
        this.position--;
        return undefined;
    }
  }

  private number(token: Token): Operand {
    const { text, at } = token;
    if (token.type === 'char') {
      const char = unquoteGo(text.slice(1, -1));
      if (char === undefined || [...char].length !== 1) return this.fail(`malformed character constant: ${text}`);
      return { type: 'number', at, text, value: char.codePointAt(0)!, isFloat: false };
    }
    const plain = text.replaceAll('_', '');
    const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.exec(plain);
    if (integer) {
      const digits = /^0\d/.test(integer[2]) ? `0o${integer[2].slice(1)}` : integer[2];
      if (!/^0o.*[89]/.test(digits)) {
        const value = BigInt(digits) * (integer[1] === '-' ? -1n : 1n);
        if (value < 2n ** 64n && value >= -(2n ** 63n))
          return {
            type: 'number',
            at,
            text,
            value: Number.isSafeInteger(Number(value)) ? Number(value) : value,
            isFloat: false,
          };
        return this.fail(`integer overflow: ${goQuote(text)}`);
      }
    }
    const value = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain) ? Number(plain) : NaN;
    if (Number.isNaN(value)) return this.fail(`illegal number syntax: ${goQuote(text)}`);
    if (!/[.eEpP]/.test(plain)) return this.fail(`integer overflow: ${goQuote(text)}`);
    return { type: 'number', at, text, value, isFloat: /[.eEpP]/.test(plain) };
  }

  private unquote(token: Token): string {
    if (token.type === 'raw string') return token.text.slice(1, -1).replaceAll('\r', '');
    const text = unquoteGo(token.text.slice(1, -1));
    return text ?? this.fail('invalid syntax');
  }
}

function printToken(token: Token): string {
  if (token.type === 'eof') return 'EOF';
  if (['keyword', 'dot', 'nil'].includes(token.type)) return `<${token.text}>`;
  return token.text.length > 10 ? `${goQuote(token.text.slice(0, 10))}...` : goQuote(token.text);
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** What stands between quotes, with Go's escapes; undefined when one is wrong. */
export function unquoteGo(text: string): string | undefined {
  let isValid = true;
  const result = text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g,
    (_, x, u, U, octal, simple) => {
      if (octal) return String.fromCharCode(parseInt(octal, 8));
      if (x ?? u ?? U) return String.fromCodePoint(parseInt(x ?? u ?? U, 16));
      if (!Object.hasOwn(SIMPLE, simple)) isValid = false;
      return SIMPLE[simple] ?? '';
    },
  );
  return isValid ? result : undefined;
}
