/** Both template languages against what the real kubectl printed for the same objects. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printJSONPath, printTemplate } from '../../worker/kubectl/print/templates';

interface Line {
  target: string;
  template: string;
  exit: number;
  stdout: string;
  stderr: string;
}

const read = (name: string) => JSON.parse(readFileSync(`tests/kubectl/data/${name}.json`, 'utf8'));
const objects = read('objects') as Record<string, unknown[]>;
const list = (items: unknown[]) => ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
const TARGETS: Record<string, unknown> = {
  svc0: objects.services[0],
  svc: objects.services[1],
  svcs: list(objects.services),
  node: objects.nodes[0],
  nodes: list(objects.nodes),
  pod: objects.pods[0],
  pods: list(objects.pods),
};

const fatal = (error: string | undefined) =>
  error === undefined ? '' : `error: ${error}${error.endsWith('\n') ? '' : '\n'}`;

describe('go-template', () => {
  test.each(read('go-template') as Line[])('$target $template', ({ target, template, exit, stdout, stderr }) => {
    const printed = printTemplate(template, TARGETS[target]);
    expect({ stdout: printed.output, stderr: fatal(printed.error) }).toEqual({
      stdout,
      stderr,
    });
    expect(printed.error === undefined ? 0 : 1).toBe(exit);
  });
});

describe('jsonpath', () => {
  test.each(read('jsonpath') as Line[])('$target $template', ({ target, template, exit, stdout, stderr }) => {
    const printed = printJSONPath(template, TARGETS[target]);
    expect({ stdout: printed.output, stderr: fatal(printed.error) }).toEqual({
      stdout,
      stderr,
    });
    expect(printed.error === undefined ? 0 : 1).toBe(exit);
  });
});

interface MoreLine {
  kind: 'go-template' | 'jsonpath';
  template: string;
  stdout: string;
  stderr: string;
}

/** One object and what kubectl 1.32 printed of it; the dumps after an error are cut off. */
const more = JSON.parse(readFileSync('tests/kubectl/data/templates-more.json', 'utf8')) as {
  object: unknown;
  lines: MoreLine[];
};
const cut = (text: string) => text.split('Printing more information')[0];

describe('more of both', () => {
  test.each(more.lines)('$kind $template', ({ kind, template, stdout, stderr }) => {
    const printed = (kind === 'jsonpath' ? printJSONPath : printTemplate)(template, more.object);
    expect({ stdout: cut(printed.output), stderr: cut(fatal(printed.error)) }).toEqual({ stdout, stderr });
  });
});
