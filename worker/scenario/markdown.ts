/** Scenarios as Markdown: front matter with the settings, fenced blocks for files, commands and printed output. */

import type {
  ClusterSettings,
  Diagnostic,
  LessonQuestion,
  LessonVariation,
  Scenario,
  ScenarioFile,
  ScenarioStep,
} from '../api';
import { readDocuments, type YamlNode } from '../yaml';
import {
  printQuestions,
  printVariation,
  readQuestions,
  readVariation,
  variationFault,
  type BlockFault,
} from './lesson';
import { readSettings, writeSettings } from './settings';

const FENCE = /^(`{3,}|~{3,})[ \t]*(\S*)[ \t]*(.*)$/;
const COMMAND_LANGUAGES = new Set(['bash', 'sh', 'shell', 'console']);
const OUTPUT_LANGUAGES = new Set(['text', 'output', 'none', '']);

interface Block {
  language: string;
  info: string;
  text: string;
  /** Offset of the text in the scenario. */
  start: number;
}

type Reading = { scenario: Scenario } | { diagnostics: Diagnostic[] };

/**
 * Reads a scenario. Files are fences with `file=NAME`, commands fences in bash, and a `text` fence after a command is what it
 * prints. A `predict` fence asks about the command that follows, a `vary` fence proposes a change, and `check` fences ask at
 * the end. Everything else is prose for the reader and stays with the command that follows it.
 * @param file what diagnostics call it.
 * @returns the scenario, or diagnostics that say what of its form is broken.
 */
export function parseScenario(markdown: string, file = 'scenario.md'): Reading {
  const text = markdown.replace(/\r\n?/g, '\n').replace(/^\uFEFF/, '');
  const front = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text);
  if (!front) return broken('a scenario begins with front matter between two lines of three hyphens');
  const head = readFrontMatter(front[1]);
  if ('diagnostics' in head) return head;
  const reader = new BodyReader(head.fields, text, file);
  for (const part of splitBlocks(text, front[0].length)) reader.take(part);
  return reader.finish();
}

/** Puts prose and blocks together, in the order in which they stand. */
class BodyReader {
  private readonly files: ScenarioFile[] = [];
  private readonly steps: ScenarioStep[] = [];
  private readonly variations: { variation: LessonVariation; block: Block }[] = [];
  private readonly check: LessonQuestion[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private prose: string[] = [];
  private isAfterCommand = false;
  private prediction: { question: LessonQuestion | undefined; block: Block } | undefined;

  constructor(
    private readonly head: Head,
    private readonly text: string,
    private readonly file: string,
  ) {}

  take(part: string | Block): void {
    if (typeof part === 'string') {
      if (part.trim() === '') return;
      this.prose.push(part.trim());
      this.isAfterCommand = false;
    } else if (OUTPUT_LANGUAGES.has(part.language) && fileNameOf(part) === undefined && this.isAfterCommand) {
      this.steps[this.steps.length - 1].expected = part.text;
      this.isAfterCommand = false;
    } else {
      this.isAfterCommand = false;
      this.takeBlock(part);
    }
  }

  finish(): Reading {
    if (this.prediction) this.fault(this.prediction.block, 'predict stands before no command');
    const { files, steps, prose, check } = this;
    const variations = this.variations.map(({ variation }) => variation);
    const scenario: Scenario = {
      ...this.head,
      files,
      steps,
      ...(variations.length > 0 && { variations }),
      ...(check.length > 0 && { check }),
      ...(prose.length > 0 && { closing: prose.join('\n\n') }),
    };
    for (const { variation, block } of this.variations) {
      const message = variationFault(scenario, variation);
      if (message !== undefined) this.fault(block, `vary: ${message}`);
    }
    return this.diagnostics.length > 0 ? { diagnostics: this.diagnostics } : { scenario };
  }

  private takeBlock(block: Block): void {
    const name = fileNameOf(block);
    const faults = this.faultsIn(block);
    if (name !== undefined) {
      if (this.files.some((file) => file.name === name)) this.fault(block, `the file ${name} is there twice`);
      this.files.push({ name, content: block.text });
    } else if (COMMAND_LANGUAGES.has(block.language)) this.takeCommand(block);
    else if (block.language === 'predict') {
      if (this.prediction) this.fault(block, 'predict stands before another predict, and not before a command');
      const questions = readQuestions(block.text, faults);
      if (questions.length > 1) this.fault(block, 'predict asks one question');
      this.prediction = { question: questions[0], block };
    } else if (block.language === 'vary') {
      const variation = readVariation(block.text, faults);
      if (variation) this.variations.push({ variation, block });
    } else if (block.language === 'check') this.check.push(...readQuestions(block.text, faults));
    else this.prose.push('```' + `${block.language}\n${block.text}` + '```');
  }

  private takeCommand(block: Block): void {
    const { prose, prediction } = this;
    this.steps.push({
      command: block.text.replace(/\n$/, ''),
      ...(prose.length > 0 && { prose: prose.join('\n\n') }),
      ...(prediction?.question && { predict: prediction.question }),
    });
    this.prose = [];
    this.prediction = undefined;
    this.isAfterCommand = true;
  }

  private faultsIn(block: Block): BlockFault {
    return (message, { start, end }) =>
      this.fault({ start: block.start + start, end: block.start + end }, `${block.language}: ${message}`);
  }

  private fault(range: { start: number; end?: number }, message: string): void {
    const { start, end = start } = range;
    const before = this.text.slice(0, start);
    const line = before.split('\n').length;
    const source = { file: this.file, start, end, line, column: start - before.lastIndexOf('\n') };
    this.diagnostics.push({ severity: 'error', message, source });
  }
}

function fileNameOf(block: Block): string | undefined {
  return /(?:^|\s)file=(\S+)/.exec(block.info)?.[1];
}

/** @returns Markdown that `parseScenario` reads back to an equal scenario, but for its name in the gallery. */
export function formatScenario(scenario: Scenario): string {
  let text = '---\n';
  for (const key of HEAD_TEXTS) if (scenario[key] !== undefined) text += `${key}: ${JSON.stringify(scenario[key])}\n`;
  for (const key of HEAD_COUNTS) if (scenario[key] !== undefined) text += `${key}: ${scenario[key]}\n`;
  if (scenario.recordings) text += `recordings: ${JSON.stringify(scenario.recordings)}\n`;
  text += 'cluster:\n' + scenario.cluster.replace(/^(?=.)/gm, '  ');
  text = text.replace(/\n*$/, '\n---\n');
  for (const file of scenario.files) text += `\n${fence(`yaml file=${file.name}`, file.content)}`;
  for (const step of scenario.steps) {
    if (step.prose !== undefined) text += `\n${step.prose}\n`;
    if (step.predict) text += `\n${fence('predict', printQuestions([step.predict]))}`;
    text += `\n${fence('bash', step.command + '\n')}`;
    if (step.expected !== undefined) text += `\n${fence('text', step.expected)}`;
  }
  for (const variation of scenario.variations ?? []) text += `\n${fence('vary', printVariation(variation))}`;
  if (scenario.check) text += `\n${fence('check', printQuestions(scenario.check))}`;
  if (scenario.closing !== undefined) text += `\n${scenario.closing}\n`;
  return text;
}

function fence(info: string, content: string): string {
  const runs = content.match(/^`{3,}/gm) ?? [];
  const mark = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${mark}${info}\n${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${mark}\n`;
}

/** Prose as strings, fences as blocks, in order. An unclosed fence runs to the end. */
function splitBlocks(text: string, from: number): (string | Block)[] {
  const parts: (string | Block)[] = [];
  const lines = text.slice(from).split('\n');
  const starts = startsOf(lines, from);
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
    const start = starts[at] + lines[at].length + 1;
    const isEnd = (line: string) =>
      line.trimEnd().length >= open[1].length && new RegExp(`^${open[1][0]}+$`).test(line.trimEnd());
    for (at++; at < lines.length && !isEnd(lines[at]); at++) content.push(lines[at]);
    parts.push({
      language: open[2].includes('=') ? '' : open[2],
      info: `${open[2]} ${open[3]}`,
      text: content.map((row) => row + '\n').join(''),
      start,
    });
  }
  parts.push(prose.join('\n'));
  return parts;
}

/** The offset of each line's start. */
function startsOf(lines: readonly string[], from: number): number[] {
  let start = from;
  return lines.map((line) => (start += line.length + 1) - line.length - 1);
}

const HEAD_TEXTS = ['title', 'topic', 'level', 'summary', 'learn', 'objects', 'source'] as const;
const HEAD_COUNTS = ['minutes', 'order', 'open'] as const;

type Head = Pick<Scenario, (typeof HEAD_TEXTS | typeof HEAD_COUNTS)[number] | 'recordings' | 'cluster'>;

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
  for (const key of HEAD_TEXTS) {
    const value = textOf(key);
    if (value !== undefined) fields[key] = value;
  }
  for (const key of HEAD_COUNTS) {
    const value = textOf(key);
    if (value !== undefined && !/^\d+$/.test(value)) return broken(`front matter: ${key} must be a number`);
    if (value !== undefined) fields[key] = Number(value);
  }
  const recordings = nodeOf('recordings')?.value;
  if (recordings?.kind === 'list')
    fields.recordings = recordings.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
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
