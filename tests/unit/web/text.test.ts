/** The page's plain functions over text: prose, YAML in two inks, folding, settings, the prompt's history. */

import { describe, expect, test } from 'vitest';
import { filesThatFit } from '../../../web/files/files-that-fit';
import { withMarks, yamlLines } from '../../../web/files/yaml-spans';
import { setTopLevel } from '../../../web/state/settings-text';
import { fold, saysTheSame } from '../../../web/terminal/lines';
import { parseInline, parseMarkdown } from '../../../web/terminal/markdown';
import { PromptHistory } from '../../../web/terminal/prompt-history';

describe('markdown', () => {
  test.each([
    ['plain words', ['text:plain words']],
    ['the Service `kubernetes` holds it', ['text:the Service ', 'code:kubernetes', 'text: holds it']],
    ['**bold** and *soft* and _soft_', ['strong:bold', 'text: and ', 'em:soft', 'text: and ', 'em:soft']],
    ['see [the page](https://example.org/a)', ['text:see ', 'link:the page']],
    ['no [script](javascript:alert(1))', ['text:no ', 'text:script', 'text:)']],
    ['snake_case_name and 2 * 3 * 4', ['text:snake_case_name and 2 * 3 * 4']],
  ])('%s', (source, expected) => {
    expect(parseInline(source).map((part) => `${part.kind}:${part.text}`)).toEqual(expected);
  });

  test('a block of code keeps its lines, and what looks like a list in it', () => {
    const blocks = parseMarkdown('Before.\n\n```yaml\na:\n\n- b\n```\n\nAfter.\n\n```\nopen');
    expect(blocks.map(({ kind, items }) => [kind, items[0]![0]!.text])).toEqual([
      ['paragraph', 'Before.'],
      ['code', 'a:\n\n- b'],
      ['paragraph', 'After.'],
      ['paragraph', '``` open'],
    ]);
  });

  test('paragraphs and lists', () => {
    const blocks = parseMarkdown('One\nline.\n\n- first\n  goes on\n- second\n\n## Title');
    expect(blocks.map((block) => [block.kind, block.items.length])).toEqual([
      ['paragraph', 1],
      ['list', 2],
      ['heading', 1],
    ]);
    expect(blocks[1]!.items[0]).toEqual([{ kind: 'text', text: 'first goes on' }]);
  });
});

describe('yaml in two inks', () => {
  test.each([
    ['kind: Service', ['key:kind', 'value:: Service']],
    ['  - name: "a: b" # why', ['value:  - ', 'key:name', 'value:: "a: b"', 'comment: # why']],
    ['- 10.96.0.0/24', ['value:- 10.96.0.0/24']],
    ['# alone', ['comment:# alone']],
    ['url: http://x/#y', ['key:url', 'value:: http://x/#y']],
    ['', []],
  ])('%s', (line, expected) => {
    expect(yamlLines(line)[0]!.map((span) => `${span.kind}:${span.text}`)).toEqual(expected);
  });

  test('nothing is lost, and marks are cut out exactly', () => {
    const text = 'kind: Service\nspec:\n  type: Wrong\n';
    const from = text.indexOf('Wrong');
    const lines = withMarks(yamlLines(text), [
      { start: from, end: from + 5, severity: 'error' },
      { start: 0, end: 4, severity: 'warning' },
    ]);
    expect(lines.map((spans) => spans.map((span) => span.text).join('')).join('\n')).toBe(text);
    expect(lines.flat().filter((span) => span.mark)).toMatchObject([
      { text: 'kind', start: 0, mark: 'warning' },
      { text: 'Wrong', start: from, mark: 'error' },
    ]);
  });
});

describe('output', () => {
  test('long output is folded to its last lines', () => {
    const text = Array.from({ length: 10 }, (_, index) => `${index}\n`).join('');
    const { chunks, hidden } = fold(
      [
        { stream: 'stdout', text },
        { stream: 'stderr', text: 'end\n' },
      ],
      3,
    );
    expect(hidden).toBe(8);
    expect(chunks.map((chunk) => chunk.text)).toEqual(['8\n9\n', 'end\n']);
  });

  test('short output stays as it is', () => {
    const chunks = [{ stream: 'stdout' as const, text: 'a\nb\n' }];
    expect(fold(chunks, 2)).toEqual({ chunks, hidden: 0 });
  });

  test.each([
    ['NAME   AGE\nweb   5s\n', 'NAME  AGE\nweb  17d', true],
    ['10.96.0.11\n', '10.96.0.12', false],
  ])('%j is the printed one: %s', (text, expected, same) => {
    expect(saysTheSame([{ stream: 'stdout', text }], expected)).toBe(same);
  });
});

test.each([
  ['kubernetes: "1.36"\nseed: 7\n', 'seed', '8', 'kubernetes: "1.36"\nseed: 8\n'],
  ['kubernetes: "1.36"', 'seed', '1', 'kubernetes: "1.36"\nseed: 1\n'],
  ['', 'seed', '1', 'seed: 1\n'],
  ['a:\n  seed: 3\n', 'seed', '1', 'a:\n  seed: 3\nseed: 1\n'],
])('a top-level line of %j is set', (text, key, value, expected) => {
  expect(setTopLevel(text, key, value)).toBe(expected);
});

test('files are open while they fit, the one in focus in any case', () => {
  const file = (name: string, lines: number) => ({ name, content: 'x\n'.repeat(lines - 1) });
  expect([...filesThatFit([file('long', 80), file('a', 5)])]).toEqual(['long']);
  expect([...filesThatFit([file('b', 10), file('a', 10), file('b', 10), file('c', 30)])]).toEqual(['b', 'a']);
});

test('the prompt walks what was typed and comes back to the unfinished line', () => {
  const history = new PromptHistory();
  const lines = ['one', 'two'];
  expect(history.older(lines, 'unfin')).toBe('two');
  expect(history.older(lines, 'two')).toBe('one');
  expect(history.older(lines, 'one')).toBeUndefined();
  expect(history.newer(lines)).toBe('two');
  expect(history.newer(lines)).toBe('unfin');
  expect(history.newer(lines)).toBeUndefined();
});
