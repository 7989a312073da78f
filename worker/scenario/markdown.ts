/** Scenarios as Markdown: front matter with the settings, fenced blocks for files, commands and printed output. */

import type { ClusterSettings, Diagnostic, Scenario, ScenarioFile, ScenarioStep } from '../api';
import { readDocuments, type YamlNode } from '../yaml';
import { readSettings, writeSettings } from './settings';

const FENCE = /^(`{3,}|~{3,})[ \t]*(\S*)[ \t]*(.*)$/;
const COMMAND_LANGUAGES = new Set(['bash', 'sh', 'shell', 'console']);
const OUTPUT_LANGUAGES = new Set(['text', 'output', 'none', '']);

interface Block {
  language: string;
  info: string;
  text: string;
  line: number;
}

/**
 * Reads a scenario. Files are fences with `file=NAME`, commands fences in bash, and a `text` fence after a command is what it
 * prints; everything else is prose for the reader and stays with the command that follows it.
 * @returns the scenario, or diagnostics that say what of its form is broken.
 */
export function parseScenario(markdown: string): { scenario: Scenario } | { diagnostics: Diagnostic[] } {
  const text = markdown.replace(/\r\n?/g, '\n').replace(/^\uFEFF/, '');
  const front = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text);
  if (!front) return broken('a scenario begins with front matter between two lines of three hyphens');
  const head = readFrontMatter(front[1]);
  if ('diagnostics' in head) return head;

  const files: ScenarioFile[] = [];
  const steps: ScenarioStep[] = [];
  let prose: string[] = [];
  let isAfterCommand = false;
  for (const part of splitBlocks(text.slice(front[0].length))) {
    if (typeof part === 'string') {
      if (part.trim() !== '') {
        prose.push(part.trim());
        isAfterCommand = false;
      }
      continue;
    }
    const name = /(?:^|\s)file=(\S+)/.exec(part.info)?.[1];
    if (name !== undefined) {
      if (files.some((file) => file.name === name)) return broken(`the file ${name} is there twice`);
      files.push({ name, content: part.text });
      isAfterCommand = false;
    } else if (COMMAND_LANGUAGES.has(part.language)) {
      steps.push({ command: part.text.replace(/\n$/, ''), ...(prose.length > 0 && { prose: prose.join('\n\n') }) });
      prose = [];
      isAfterCommand = true;
    } else if (OUTPUT_LANGUAGES.has(part.language) && isAfterCommand) {
      steps[steps.length - 1].expected = part.text;
      isAfterCommand = false;
    } else prose.push('```' + `${part.language}\n${part.text}` + '```');
  }
  return { scenario: { ...head.fields, files, steps, ...(prose.length > 0 && { closing: prose.join('\n\n') }) } };
}

/** @returns Markdown that `parseScenario` reads back to an equal scenario. */
export function formatScenario(scenario: Scenario): string {
  let text = '---\n';
  for (const key of ['title', 'topic', 'summary', 'source'] as const)
    if (scenario[key] !== undefined) text += `${key}: ${JSON.stringify(scenario[key])}\n`;
  if (scenario.open !== undefined) text += `open: ${scenario.open}\n`;
  text += 'cluster:\n' + scenario.cluster.replace(/^(?=.)/gm, '  ');
  text = text.replace(/\n*$/, '\n---\n');
  for (const file of scenario.files) text += `\n${fence(`yaml file=${file.name}`, file.content)}`;
  for (const step of scenario.steps) {
    if (step.prose !== undefined) text += `\n${step.prose}\n`;
    text += `\n${fence('bash', step.command + '\n')}`;
    if (step.expected !== undefined) text += `\n${fence('text', step.expected)}`;
  }
  if (scenario.closing !== undefined) text += `\n${scenario.closing}\n`;
  return text;
}

function fence(info: string, content: string): string {
  const runs = content.match(/^`{3,}/gm) ?? [];
  const mark = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${mark}${info}\n${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${mark}\n`;
}

/** Prose as strings, fences as blocks, in order. An unclosed fence runs to the end. */
function splitBlocks(body: string): (string | Block)[] {
  const parts: (string | Block)[] = [];
  const lines = body.split('\n');
  let prose: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const open = FENCE.exec(lines[at]);
    if (!open) {
      prose.push(lines[at]);
      continue;
    }
    parts.push(prose.join('\n'));
    prose = [];
    const content: string[] = [];
    const line = at + 1;
    const isEnd = (text: string) =>
      text.trimEnd().length >= open[1].length && new RegExp(`^${open[1][0]}+$`).test(text.trimEnd());
    for (at++; at < lines.length && !isEnd(lines[at]); at++) content.push(lines[at]);
    parts.push({
      language: open[2].includes('=') ? '' : open[2],
      info: `${open[2]} ${open[3]}`,
      text: content.map((row) => row + '\n').join(''),
      line,
    });
  }
  parts.push(prose.join('\n'));
  return parts;
}

type Head = Pick<Scenario, 'title' | 'topic' | 'summary' | 'source' | 'open' | 'cluster'>;

function readFrontMatter(text: string): { fields: Head } | { diagnostics: Diagnostic[] } {
  const { documents, error } = readDocuments(text);
  if (error) return broken(`front matter: ${error.message}`);
  const root = documents[0]?.root;
  if (root?.kind !== 'map') return broken('front matter: must be a map with a title and a cluster');
  const nodeOf = (key: string) => root.pairs.findLast((pair) => pair.key.kind === 'scalar' && pair.key.text === key);
  const textOf = (key: string): string | undefined => {
    const node = nodeOf(key)?.value;
    return node?.kind === 'scalar' ? node.text : undefined;
  };
  const fields: Head = { title: textOf('title') ?? 'Untitled', cluster: '' };
  for (const key of ['topic', 'summary', 'source'] as const) {
    const value = textOf(key);
    if (value !== undefined) fields[key] = value;
  }
  const open = textOf('open');
  if (open !== undefined && !/^\d+$/.test(open)) return broken('front matter: open must be a number of steps');
  if (open !== undefined) fields.open = Number(open);
  const cluster = nodeOf('cluster');
  if (cluster) fields.cluster = clusterText(text, cluster.key, cluster.value);
  return { fields };
}

/** The settings as block YAML: the author's own lines where they are a block, printed anew where they are a flow map. */
function clusterText(front: string, key: YamlNode, value: YamlNode): string {
  if (value.kind !== 'map') return '';
  const source = front.slice(value.start, value.end);
  if (source.startsWith('{')) return writeSettings(givenOnly(source));
  const begin = front.indexOf('\n', key.end) + 1;
  const indent = front.slice(front.lastIndexOf('\n', value.start - 1) + 1, value.start);
  return (
    front
      .slice(begin, value.end)
      .replaceAll(new RegExp(`^${indent}`, 'gm'), '')
      .trimEnd() + '\n'
  );
}

/** The settings that a text names, without the defaults. */
function givenOnly(text: string): Partial<ClusterSettings> {
  const { settings, rangeOf } = readSettings(text);
  const keys = (Object.keys(settings) as (keyof ClusterSettings)[]).filter((key) => rangeOf(key) !== undefined);
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}

function broken(message: string): { diagnostics: Diagnostic[] } {
  return { diagnostics: [{ severity: 'error', message }] };
}
