/** Lessons: questions and variations, read from the small YAML blocks of a scenario and printed again. */

import type { LessonQuestion, LessonVariation, Scenario } from '../api';
import { findRelease, RELEASES } from '../releases';
import { readDocuments, type YamlNode } from '../yaml';
import { SEED_MAX, SETTINGS_FILE, withSetting } from './settings';

/** Takes a fault and the half-open range of offsets in the block's text that it is about. */
export type BlockFault = (message: string, range: { start: number; end: number }) => void;

type Fields = Map<string, YamlNode>;

const QUESTION_KEYS = ['question', 'options', 'answer', 'why', 'evidence'];
const VARIATION_KEYS = ['file', 'from', 'to', 'seed', 'release', 'watch', 'evidence'];

/**
 * Reads the body of a `predict` or `check` block: a map with a question, or a list of them.
 * @returns the questions that are whole; the others are faults.
 */
export function readQuestions(text: string, fault: BlockFault): LessonQuestion[] {
  const root = readRoot(text, fault);
  const nodes = root?.kind === 'list' ? root.items : root ? [root] : [];
  return nodes.flatMap((node) => readQuestion(node, fault) ?? []);
}

/** Reads the body of a `vary` block: a map with an edit, a seed or a release, and what to watch. */
export function readVariation(text: string, fault: BlockFault): LessonVariation | undefined {
  const root = readRoot(text, fault);
  const fields = root && readFields(root, VARIATION_KEYS, ['watch'], fault);
  if (!root || !fields) return undefined;
  const ways = ['file', 'seed', 'release'].filter((key) => fields.has(key));
  if (ways.length !== 1) return refuse(fault, root, 'a variation has one of: file (with from and to), seed, release');
  const watch = textOf(fields, 'watch', fault);
  const change = readChange(ways[0], root, fields, fault);
  const evidence = textsOf(fields, 'evidence', fault);
  return watch === undefined || !change ? undefined : { ...change, watch, ...(evidence && { evidence }) };
}

/** @returns what stands against a variation of this scenario, in a sentence. */
export function variationFault(scenario: Scenario, { edit }: LessonVariation): string | undefined {
  if (!edit) return undefined;
  const text = contentOf(scenario, edit.file);
  if (text === undefined) return `there is no file ${edit.file}`;
  const count = text.split(edit.from).length - 1;
  return count === 1 ? undefined : `${JSON.stringify(edit.from)} stands ${count} times in ${edit.file}, not once`;
}

/** @returns the scenario with the variation made. Its questions are gone: their answers need not hold any more. */
export function applyVariation(scenario: Scenario, variation: LessonVariation): Scenario {
  const { edit, seed, release } = variation;
  const plain = withoutLesson(scenario);
  if (edit) {
    const replaced = (text: string) => text.split(edit.from).join(edit.to);
    if (edit.file === SETTINGS_FILE) return { ...plain, cluster: replaced(plain.cluster) };
    const files = plain.files.map((file) =>
      file.name === edit.file ? { ...file, content: replaced(file.content) } : file,
    );
    return { ...plain, files };
  }
  if (seed !== undefined) return { ...plain, cluster: withSetting(plain.cluster, 'seed', String(seed)) };
  if (release === undefined) return plain;
  return { ...plain, cluster: withSetting(plain.cluster, 'kubernetes', JSON.stringify(release)) };
}

/** @returns the scenario as somebody's own work: what is run and read, without what the gallery says of it. */
export function withoutLesson(scenario: Scenario): Scenario {
  const plain: Scenario = { ...scenario, steps: scenario.steps.map(withoutPrediction) };
  for (const key of ['level', 'learn', 'minutes', 'objects', 'order', 'recordings', 'variations', 'check'] as const)
    delete plain[key];
  return plain;
}

function withoutPrediction(step: Scenario['steps'][number]): Scenario['steps'][number] {
  const plain = { ...step };
  delete plain.predict;
  return plain;
}

/** @returns the body of a `predict` block, or with several questions of a `check` block. */
export function printQuestions(questions: readonly LessonQuestion[]): string {
  return questions.map((question) => printItem(question)).join('');
}

function printItem({ question, options, answer, why, evidence }: LessonQuestion): string {
  const lines = [
    `question: ${JSON.stringify(question)}`,
    ...printList('options', options),
    `answer: ${JSON.stringify(answer)}`,
    `why: ${JSON.stringify(why)}`,
    ...printList('evidence', evidence),
  ];
  return lines.map((line, at) => `${at === 0 ? '- ' : '  '}${line}\n`).join('');
}

/** @returns the body of a `vary` block. */
export function printVariation({ edit, seed, release, watch, evidence }: LessonVariation): string {
  const lines = [
    ...(edit ? (['file', 'from', 'to'] as const).map((key) => `${key}: ${JSON.stringify(edit[key])}`) : []),
    ...(seed === undefined ? [] : [`seed: ${seed}`]),
    ...(release === undefined ? [] : [`release: ${JSON.stringify(release)}`]),
    `watch: ${JSON.stringify(watch)}`,
    ...printList('evidence', evidence),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function printList(key: string, texts: readonly string[] | undefined): string[] {
  return texts ? [`${key}:`, ...texts.map((text) => `- ${JSON.stringify(text)}`)] : [];
}

function contentOf(scenario: Scenario, name: string): string | undefined {
  return name === SETTINGS_FILE ? scenario.cluster : scenario.files.find((file) => file.name === name)?.content;
}

function readQuestion(node: YamlNode, fault: BlockFault): LessonQuestion | undefined {
  const fields = readFields(node, QUESTION_KEYS, ['question', 'answer', 'why'], fault);
  if (!fields) return undefined;
  const [question, answer, why] = ['question', 'answer', 'why'].map((key) => textOf(fields, key, fault));
  const options = textsOf(fields, 'options', fault);
  const evidence = textsOf(fields, 'evidence', fault);
  if (question === undefined || answer === undefined || why === undefined) return undefined;
  if (options && (options.length < 2 || new Set(options).size < options.length))
    return refuse(fault, fields.get('options')!, 'options are two or more, each another');
  if (options && !options.includes(answer)) return refuse(fault, fields.get('answer')!, 'the answer is no option');
  return { question, ...(options && { options }), answer, why, ...(evidence && { evidence }) };
}

function readChange(
  way: string,
  root: YamlNode,
  fields: Fields,
  fault: BlockFault,
): Omit<LessonVariation, 'watch'> | undefined {
  const value = textOf(fields, way, fault);
  if (value === undefined) return undefined;
  const node = fields.get(way)!;
  if (way === 'seed')
    return /^\d{1,10}$/.test(value) && Number(value) < SEED_MAX
      ? { seed: Number(value) }
      : refuse(fault, node, 'a seed is a whole number from 0 to 4294967295');
  if (way === 'release')
    return findRelease(value)
      ? { release: value }
      : refuse(fault, node, `Kubernetes ${value} is not simulated; there are ${RELEASES.join(', ')}`);
  if (!fields.has('from') || !fields.has('to')) return refuse(fault, root, 'an edit of a file has from and to');
  const to = fields.get('to')!;
  if (to.kind !== 'scalar') return refuse(fault, to, 'to must be a text');
  const from = textOf(fields, 'from', fault);
  return from === undefined ? undefined : { edit: { file: value, from, to: to.text.trimEnd() } };
}

function readRoot(text: string, fault: BlockFault): YamlNode | undefined {
  const { documents, error } = readDocuments(text);
  if (error) return refuse(fault, { start: error.offset, end: error.offset }, error.message);
  if (documents.length !== 1 || !documents[0].root)
    return refuse(fault, { start: 0, end: text.length }, 'must be one YAML document');
  return documents[0].root;
}

function readFields(
  node: YamlNode,
  known: readonly string[],
  required: readonly string[],
  fault: BlockFault,
): Fields | undefined {
  if (node.kind !== 'map') return refuse(fault, node, `must be a map of ${known.join(', ')}`);
  const fields: Fields = new Map();
  for (const { key, value } of node.pairs) {
    const name = key.kind === 'scalar' ? key.text : '';
    if (!known.includes(name)) return refuse(fault, key, `unknown field "${name}"; known are ${known.join(', ')}`);
    fields.set(name, value);
  }
  const missing = required.filter((name) => !fields.has(name));
  return missing.length === 0 ? fields : refuse(fault, node, `${missing.join(' and ')} missing`);
}

function textOf(fields: Fields, key: string, fault: BlockFault): string | undefined {
  const node = fields.get(key)!;
  if (node.kind === 'scalar' && node.text.trim() !== '') return node.text.trimEnd();
  return refuse(fault, node, `${key} must be a text`);
}

/** @returns undefined where the field is not there; one text counts as a list of one. */
function textsOf(fields: Fields, key: string, fault: BlockFault): string[] | undefined {
  const node = fields.get(key);
  if (!node) return undefined;
  const nodes = node.kind === 'list' ? node.items : [node];
  if (nodes.some((item) => item.kind !== 'scalar')) return refuse(fault, node, `${key} must be a list of texts`);
  return nodes.flatMap((item) => (item.kind === 'scalar' ? [item.text.trimEnd()] : []));
}

function refuse(fault: BlockFault, range: { start: number; end: number }, message: string): undefined {
  fault(message, range);
  return undefined;
}
