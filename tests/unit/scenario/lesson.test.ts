/** Lessons: what their blocks may hold, how faults are told, and what a variation does. */

import { describe, expect, test } from 'vitest';
import type { LessonVariation, Scenario } from '../../../worker/api';
import { applyVariation, withoutLesson } from '../../../worker/scenario/lesson';
import { decodeLink, encodeLink } from '../../../worker/scenario/links';
import { formatScenario, parseScenario } from '../../../worker/scenario/markdown';

const HEAD = '---\ntitle: T\ncluster:\n  seed: 3\n  kubelet: false\n---\n';
const FILE = '```yaml file=a.yaml\nname: a\ncidr: 10.0.0.0/24\n```\n';
const QUESTION = 'question: How many?\noptions: [one, two]\nanswer: two\nwhy: Because.\n';
const block = (info: string, text: string) => `\`\`\`${info}\n${text}\`\`\`\n`;
const RUN = block('bash', 'echo two\n');

function read(markdown: string): Scenario {
  const parsed = parseScenario(markdown);
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics[0].message);
  return parsed.scenario;
}

const LESSON = [
  '---\ntitle: T\nlevel: deep\nlearn: Count.\nobjects: 1 file\nminutes: 3\norder: 2\nrecordings: [a-01, b-02]\ncluster:\n  seed: 3\n---\n',
  FILE,
  'Guess.\n',
  block('predict', `${QUESTION}evidence: two\n`),
  RUN,
  block('vary', 'file: a.yaml\nfrom: 10.0.0.0/24\nto: 10.0.0.0/28\nwatch: It shrinks.\nevidence: [x, y]\n'),
  block('vary', 'seed: 9\nwatch: Other draws.\n'),
  block(
    'check',
    `- question: What?\n  answer: two\n  why: It says so.\n- ${QUESTION.replaceAll('\n', '\n  ').trim()}\n`,
  ),
  block('vary', 'release: 1.33\nwatch: Other words.\n'),
  'The end.\n',
].join('\n');

test('a lesson is read, and keeps its prose where it was', () => {
  const question = { question: 'How many?', options: ['one', 'two'], answer: 'two', why: 'Because.' };
  expect(read(LESSON)).toEqual({
    title: 'T',
    level: 'deep',
    learn: 'Count.',
    objects: '1 file',
    minutes: 3,
    order: 2,
    recordings: ['a-01', 'b-02'],
    cluster: 'seed: 3\n',
    files: [{ name: 'a.yaml', content: 'name: a\ncidr: 10.0.0.0/24\n' }],
    steps: [{ command: 'echo two', prose: 'Guess.', predict: { ...question, evidence: ['two'] } }],
    variations: [
      {
        edit: { file: 'a.yaml', from: '10.0.0.0/24', to: '10.0.0.0/28' },
        watch: 'It shrinks.',
        evidence: ['x', 'y'],
      },
      { seed: 9, watch: 'Other draws.' },
      { release: '1.33', watch: 'Other words.' },
    ],
    check: [{ question: 'What?', answer: 'two', why: 'It says so.' }, question],
    closing: 'The end.',
  });
});

test('a lesson is printed and read again to the same', () => {
  expect(read(formatScenario(read(LESSON)))).toEqual(read(LESSON));
});

test('a link leaves the lesson out and keeps the name in the gallery', () => {
  const scenario = { ...read(LESSON), slug: 'count' };
  expect(decodeLink(encodeLink(scenario, 1))).toEqual({ scenario: withoutLesson(scenario), upTo: 1 });
});

describe('a fault names the file, the line and the column', () => {
  test.each([
    ['a predict before no command', block('predict', QUESTION), 8, 1, 'predict stands before no command'],
    ['two predicts', block('predict', QUESTION) + block('predict', QUESTION) + RUN, 14, 1, 'before another predict'],
    ['two questions', block('predict', '- question: a\n  answer: b\n  why: c\n'.repeat(2)) + RUN, 8, 1, 'one question'],
    ['no answer', block('check', 'question: a\nwhy: c\n'), 8, 1, 'check: answer missing'],
    ['neither answer nor why', block('check', 'question: a\n'), 8, 1, 'check: answer and why missing'],
    ['an unknown field', block('check', 'question: a\nanswr: c\n'), 9, 1, 'check: unknown field "answr"; known are'],
    [
      'an answer that is no option',
      block('check', QUESTION.replace('answer: two', 'answer: three')),
      10,
      9,
      'no option',
    ],
    ['one option', block('check', QUESTION.replace('one, ', '')), 9, 10, 'two or more'],
    ['an option twice', block('check', QUESTION.replace('one', 'two')), 9, 10, 'each another'],
    ['a list as question', block('check', 'question: [a]\nanswer: b\nwhy: c\n'), 8, 11, 'question must be a text'],
    ['an empty question', block('check', 'question: ""\nanswer: b\nwhy: c\n'), 8, 11, 'question must be a text'],
    ['no map', block('check', 'hello\n'), 8, 1, 'check: must be a map of question, options'],
    ['broken YAML', block('check', 'question: [\n'), 9, 1, 'check: '],
    ['an empty block', block('check', ''), 8, 1, 'check: must be one YAML document'],
    ['evidence that is no text', block('check', `${QUESTION}evidence: {a: b}\n`), 12, 11, 'evidence must be'],
    ['no change', block('vary', 'watch: a\n'), 8, 1, 'vary: a variation has one of'],
    ['two changes', block('vary', 'seed: 1\nrelease: 1.33\nwatch: a\n'), 8, 1, 'vary: a variation has one of'],
    ['an edit without from', block('vary', 'file: a.yaml\nto: b\nwatch: a\n'), 8, 1, 'has from and to'],
    ['a seed that is none', block('vary', 'seed: 4294967296\nwatch: a\n'), 8, 7, 'a seed is a whole number'],
    ['a release that is none', block('vary', 'release: 1.20\nwatch: a\n'), 8, 10, 'Kubernetes 1.20 is not simulated'],
    ['nothing to watch', block('vary', 'seed: 1\n'), 8, 1, 'vary: watch missing'],
    ['no such file', block('vary', 'file: b.yaml\nfrom: a\nto: b\nwatch: c\n'), 8, 1, 'there is no file b.yaml'],
    [
      'a text that is not there',
      FILE + block('vary', 'file: a.yaml\nfrom: zz\nto: b\nwatch: c\n'),
      12,
      1,
      'stands 0 times',
    ],
    ['a text that is there twice', FILE + block('vary', 'file: a.yaml\nfrom: a\nto: b\nwatch: c\n'), 12, 1, 'not once'],
    ['a file twice', FILE + FILE, 12, 1, 'the file a.yaml is there twice'],
  ])('%s', (_, body, line, column, message) => {
    const parsed = parseScenario(HEAD + body, 'lesson.md');
    if (!('diagnostics' in parsed)) throw new Error('was read');
    const [{ source, message: told }] = parsed.diagnostics;
    expect(told).toContain(message);
    expect(source).toMatchObject({ file: 'lesson.md', line, column });
  });

  test('and every fault is told', () => {
    const parsed = parseScenario(HEAD + block('check', 'question: a\n') + block('vary', 'watch: a\n'));
    expect('diagnostics' in parsed && parsed.diagnostics.length).toBe(2);
  });
});

describe('a variation', () => {
  const scenario = read(`${HEAD}${FILE}${block('predict', QUESTION)}${RUN}`);
  const change = (variation: Omit<LessonVariation, 'watch'>) => applyVariation(scenario, { ...variation, watch: 'w' });

  test.each<[string, Omit<LessonVariation, 'watch'>, Partial<Scenario>]>([
    [
      'edits a file',
      { edit: { file: 'a.yaml', from: '/24', to: '/28' } },
      { files: [{ name: 'a.yaml', content: 'name: a\ncidr: 10.0.0.0/28\n' }] },
    ],
    [
      'edits the settings',
      { edit: { file: 'cluster.yaml', from: 'kubelet: false', to: 'kubelet: true' } },
      { cluster: 'seed: 3\nkubelet: true\n' },
    ],
    ['replaces a seed', { seed: 9 }, { cluster: 'seed: 9\nkubelet: false\n' }],
    ['names a release', { release: '1.33' }, { cluster: 'kubernetes: "1.33"\nseed: 3\nkubelet: false\n' }],
  ])('%s', (_, variation, changed) => {
    expect(change(variation)).toMatchObject(changed);
  });

  test('takes $ in a text as it is', () => {
    const edit = { file: 'a.yaml', from: 'name: a', to: 'name: $&' };
    expect(change({ edit }).files[0].content).toBe('name: $&\ncidr: 10.0.0.0/24\n');
  });

  test('leaves the questions behind, and the scenario as it was', () => {
    expect(change({ seed: 9 }).steps).toEqual([{ command: 'echo two' }]);
    expect(scenario.steps[0].predict).toBeDefined();
  });
});
