/** Builds the node tree of the first document of a YAML text, with a source range for every node. */

import { parserFailure, YamlFailure } from './cursor';
import { Scanner, type Token, type TokenType } from './scanner';

interface NodeBase {
  /** Half-open range of UTF-16 offsets in the text. */
  start: number;
  end: number;
  tag?: string;
}

export interface ScalarNode extends NodeBase {
  kind: 'scalar';
  text: string;
  isPlain: boolean;
}

export interface MapNode extends NodeBase {
  kind: 'map';
  pairs: { key: YamlNode; value: YamlNode }[];
}

export interface ListNode extends NodeBase {
  kind: 'list';
  items: YamlNode[];
}

export interface AliasNode extends NodeBase {
  kind: 'alias';
  name: string;
  target: YamlNode;
}

export type YamlNode = ScalarNode | MapNode | ListNode | AliasNode;

/**
 * Parses the first document; what follows `...` is not looked at, as in go-yaml.
 * @throws YamlFailure with go-yaml's text.
 * @returns undefined for an empty text.
 */
export function compose(text: string): YamlNode | undefined {
  const composer = new Composer(new Scanner(text));
  return composer.document();
}

class Composer {
  private readonly anchors = new Map<string, YamlNode>();
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ]);

  constructor(private readonly scanner: Scanner) {}

  document(): YamlNode | undefined {
    const { scanner } = this;
    while (scanner.peek().type === 'document end') scanner.next();
    if (scanner.peek().type === 'stream end') return undefined;
    this.directives();
    const token = scanner.peek();
    if (['version', 'tag directive', 'document start', 'document end', 'stream end'].includes(token.type))
      return emptyScalar(token);
    const root = this.node(true, false);
    scanner.peek();
    return root;
  }

  private directives(): void {
    const { scanner } = this;
    let hasVersion = false;
    let hasDirective = false;
    for (
      let token = scanner.peek();
      token.type === 'version' || token.type === 'tag directive';
      token = scanner.peek()
    ) {
      if (token.type === 'version') {
        if (hasVersion) throw parserFailure('found duplicate %YAML directive', token.start);
        if (token.text !== '1.1') throw parserFailure('found incompatible YAML document', token.start);
        hasVersion = true;
      } else {
        const [handle, prefix] = (token.text ?? '').split(' ');
        this.handles.set(handle, prefix ?? '');
      }
      hasDirective = true;
      scanner.next();
    }
    if (scanner.peek().type === 'document start') scanner.next();
    else if (hasDirective) throw parserFailure('did not find expected <document start>', scanner.peek().start);
  }

  private node(isBlock: boolean, isIndentless: boolean): YamlNode {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.type === 'alias') {
      scanner.next();
      const target = this.anchors.get(first.text!);
      if (!target) throw new YamlFailure(`unknown anchor '${first.text}' referenced`, first.start.index);
      return { kind: 'alias', name: first.text!, target, start: first.start.index, end: first.end.index };
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let token = first; token.type === 'anchor' || token.type === 'tag'; token = scanner.peek()) {
      if (token.type === 'anchor' ? anchor !== undefined : tag !== undefined) break;
      if (token.type === 'anchor') anchor = token.text;
      else tag = this.resolveTag(token);
      scanner.next();
    }
    const node = this.content(isBlock, isIndentless, first, anchor !== undefined || tag !== undefined, (started) => {
      if (anchor !== undefined) this.anchors.set(anchor, started);
    });
    if (tag !== undefined) node.tag = tag;
    return node;
  }

  private resolveTag(token: Token): string {
    const text = token.text!;
    if (text.startsWith('!<')) return text.slice(2, -1);
    const handle = /^!(?:[0-9A-Za-z_-]*!)?/.exec(text)![0];
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw parserFailure('found undefined tag handle', token.start);
    return prefix + text.slice(handle.length);
  }

  private content(
    isBlock: boolean,
    isIndentless: boolean,
    first: Token,
    hasProperties: boolean,
    begin: (node: YamlNode) => void,
  ): YamlNode {
    const { scanner } = this;
    const token = scanner.peek();
    if (token.type === 'scalar') {
      scanner.next();
      const node: YamlNode = {
        kind: 'scalar',
        text: token.text!,
        isPlain: token.style === 'plain',
        start: token.start.index,
        end: token.end.index,
      };
      begin(node);
      return node;
    }
    if (isIndentless && token.type === 'entry') return this.list(token, true, begin);
    if (token.type === '[') return this.flowList(token, begin);
    if (token.type === '{') return this.flowMap(token, begin);
    if (isBlock && token.type === 'sequence start') return this.list(token, false, begin);
    if (isBlock && token.type === 'mapping start') return this.map(token, begin);
    if (hasProperties) {
      const node = emptyScalar(token);
      begin(node);
      return node;
    }
    throw parserFailure('did not find expected node content', token.start, first.start);
  }

  private list(first: Token, isIndentless: boolean, begin: (node: YamlNode) => void): ListNode {
    const { scanner } = this;
    const node: ListNode = { kind: 'list', items: [], start: first.start.index, end: first.end.index };
    begin(node);
    if (!isIndentless) scanner.next();
    while (scanner.peek().type === 'entry') {
      const entry = scanner.next();
      const ends: TokenType[] = isIndentless ? ['entry', 'key', 'value', 'block end'] : ['entry', 'block end'];
      const item = ends.includes(scanner.peek().type) ? emptyScalar(entry, true) : this.node(true, false);
      node.items.push(item);
      node.end = item.end;
    }
    if (isIndentless) return node;
    if (scanner.peek().type !== 'block end')
      throw parserFailure("did not find expected '-' indicator", scanner.peek().start, first.start);
    scanner.next();
    return node;
  }

  private map(first: Token, begin: (node: YamlNode) => void): MapNode {
    const { scanner } = this;
    const node: MapNode = { kind: 'map', pairs: [], start: first.start.index, end: first.end.index };
    begin(node);
    scanner.next();
    for (;;) {
      const token = scanner.peek();
      if (token.type !== 'key' && token.type !== 'value') break;
      let key: YamlNode = emptyScalar(token);
      if (token.type === 'key') {
        scanner.next();
        if (!['key', 'value', 'block end'].includes(scanner.peek().type)) key = this.node(true, true);
      }
      let value: YamlNode = emptyScalar(scanner.peek());
      if (scanner.peek().type === 'value') {
        const colon = scanner.next();
        const isEmpty = ['key', 'value', 'block end'].includes(scanner.peek().type);
        value = isEmpty ? emptyScalar(colon, true) : this.node(true, true);
      }
      node.pairs.push({ key, value });
      node.end = Math.max(key.end, value.end);
    }
    if (scanner.peek().type !== 'block end')
      throw parserFailure('did not find expected key', scanner.peek().start, first.start);
    scanner.next();
    return node;
  }

  private flowList(first: Token, begin: (node: YamlNode) => void): ListNode {
    const { scanner } = this;
    const node: ListNode = { kind: 'list', items: [], start: first.start.index, end: first.end.index };
    begin(node);
    scanner.next();
    for (let isFirst = true; scanner.peek().type !== ']'; isFirst = false) {
      if (!isFirst) {
        if (scanner.peek().type !== ',')
          throw parserFailure("did not find expected ',' or ']'", scanner.peek().start, first.start);
        scanner.next();
        if (scanner.peek().type === ']') break;
      }
      node.items.push(scanner.peek().type === 'key' ? this.flowPair() : this.node(false, false));
    }
    node.end = scanner.next().end.index;
    return node;
  }

  /** `[a: b]`: a map with one pair. */
  private flowPair(): MapNode {
    const token = this.scanner.next();
    const key = ['value', ',', ']'].includes(this.scanner.peek().type) ? emptyScalar(token) : this.node(false, false);
    const value = this.flowValue([',', ']'], token);
    return { kind: 'map', pairs: [{ key, value }], start: key.start, end: value.end };
  }

  private flowValue(ends: TokenType[], near: Token): YamlNode {
    if (this.scanner.peek().type !== 'value') return emptyScalar(near);
    const colon = this.scanner.next();
    return ends.includes(this.scanner.peek().type) ? emptyScalar(colon, true) : this.node(false, false);
  }

  private flowMap(first: Token, begin: (node: YamlNode) => void): MapNode {
    const { scanner } = this;
    const node: MapNode = { kind: 'map', pairs: [], start: first.start.index, end: first.end.index };
    begin(node);
    scanner.next();
    for (let isFirst = true; scanner.peek().type !== '}'; isFirst = false) {
      if (!isFirst) {
        if (scanner.peek().type !== ',')
          throw parserFailure("did not find expected ',' or '}'", scanner.peek().start, first.start);
        scanner.next();
      }
      const token = scanner.peek();
      if (token.type === 'key') {
        scanner.next();
        const key = ['value', ',', '}'].includes(scanner.peek().type) ? emptyScalar(token) : this.node(false, false);
        node.pairs.push({ key, value: this.flowValue([',', '}'], token) });
      } else if (token.type === 'value') {
        node.pairs.push({ key: emptyScalar(token), value: this.flowValue([',', '}'], token) });
      } else if (token.type !== '}') {
        const key = this.node(false, false);
        node.pairs.push({ key, value: { kind: 'scalar', text: '', isPlain: true, start: key.end, end: key.end } });
      } else break;
    }
    node.end = scanner.next().end.index;
    return node;
  }
}

function emptyScalar(token: Token, isAfter = false): ScalarNode {
  const at = isAfter ? token.end.index : token.start.index;
  return { kind: 'scalar', text: '', isPlain: true, start: at, end: at };
}
