/** The gallery: each scenario prints what it says it prints, its answers are true in the run, and recordings stand behind it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LessonQuestion, Scenario } from '../../../worker/api';
import { applyVariation } from '../../../worker/scenario/lesson';
import { parseScenario } from '../../../worker/scenario/markdown';
import { runScenario } from '../../../worker/session';
import exceptions from '../../conformance/exceptions.json';
import passing from '../../conformance/passing.json';
import { compiledCore } from '../../core/load';
import { galleryFiles, galleryFolder } from '../gallery';

/** Filters of the gallery. */
const TOPICS = ['services', 'hosts', 'dual-stack', 'nodes'];

/** These print beside their commands what their documentation page prints, so that readers see where it differs. */
const AS_DOCUMENTED = ['extend-service-ip-ranges', 'hostaliases', 'validate-dual-stack'];

/** Recorded cases that pass on every release on which they were recorded. */
const differing = Object.values(exceptions as Record<string, Record<string, string>>).flatMap(Object.keys);
const recorded = new Set(
  Object.values(passing as Record<string, string[]>)
    .flat()
    .filter((name) => !differing.includes(name)),
);

const gallery = galleryFiles.map((name) => {
  const parsed = parseScenario(readFileSync(join(galleryFolder, name), 'utf8'), name);
  if ('diagnostics' in parsed)
    throw new Error(parsed.diagnostics.map(({ source, message }) => `${name}:${source?.line}: ${message}`).join('\n'));
  return { slug: name.replace(/\.md$/, ''), scenario: parsed.scenario };
});
const lessons = gallery.filter(({ scenario }) => scenario.order !== undefined);

/** What each step prints, as in a terminal. */
async function printed(scenario: Scenario): Promise<string[]> {
  const outcome = await runScenario(await compiledCore(), scenario, {});
  if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
  return outcome.result.transcript.map((entry) => entry.output.map((chunk) => chunk.text).join(''));
}

const runs = new Map<Scenario, Promise<string[]>>();

/** What a scenario of the gallery prints; each is run once. */
function printedBy(scenario: Scenario): Promise<string[]> {
  if (!runs.has(scenario)) runs.set(scenario, printed(scenario));
  return runs.get(scenario)!;
}

/** Texts that show the answer: those that the question names, and the answer itself where it is typed. */
function proofOf({ options, answer, evidence = [] }: LessonQuestion): string[] {
  return options ? evidence : [answer, ...evidence];
}

test('the places in the gallery are counted from one, and each is there once', () => {
  const orders = lessons.map(({ scenario }) => scenario.order!).sort((a, b) => a - b);
  expect(orders).toEqual(orders.map((_, index) => index + 1));
  expect(orders.length).toBeGreaterThanOrEqual(20);
});

test.each(gallery)('$slug has a topic and a level of the gallery, a summary and a source', ({ scenario }) => {
  expect(TOPICS).toContain(scenario.topic);
  expect(['first', 'everyday', 'deep']).toContain(scenario.level);
  expect(scenario.summary).toMatch(/\.$/);
  expect(scenario.source).toMatch(/^https:\/\/(kubernetes\.io|github\.com)\//);
});

test.each(gallery.filter(({ slug }) => !AS_DOCUMENTED.includes(slug)))(
  '$slug prints what stands beside its commands',
  async ({ scenario }) => {
    expect(await printedBy(scenario)).toEqual(scenario.steps.map((step) => step.expected ?? ''));
  },
);

describe.each(lessons)('the lesson $slug', ({ slug, scenario }) => {
  test('has all of its parts', () => {
    expect(scenario.learn).toMatch(/^.{10,80}\.$/);
    expect(scenario.objects).toBeTruthy();
    expect(scenario.minutes).toBeGreaterThan(0);
    expect(scenario.open ?? 0).toBeLessThanOrEqual(scenario.steps.length);
    expect(scenario.steps.some((step) => step.predict)).toBe(true);
    expect(scenario.variations?.length).toBeGreaterThan(0);
    expect([2, 3]).toContain(scenario.check?.length);
  });

  test('rests on recordings of real clusters with which the simulation agrees', () => {
    expect(scenario.recordings?.length).toBeGreaterThan(0);
    expect(scenario.recordings!.filter((name) => !recorded.has(name))).toEqual([]);
  });

  test('has answers that are true in the run', async () => {
    const outputs = await printedBy(scenario);
    const missing: string[] = [];
    scenario.steps.forEach(({ predict }, index) => {
      if (!predict) return;
      expect(predict.evidence, predict.question).toBeDefined();
      missing.push(...proofOf(predict).filter((text) => !outputs[index].includes(text)));
    });
    const all = outputs.join('');
    for (const question of scenario.check!) missing.push(...proofOf(question).filter((text) => !all.includes(text)));
    expect(missing).toEqual([]);
  });

  test.each(scenario.variations!.map((variation) => ({ variation, watch: variation.watch })))(
    'varied: $watch',
    async ({ variation }) => {
      const before = (await printedBy(scenario)).join('');
      const after = (await printed(applyVariation(scenario, variation))).join('');
      expect(after, slug).not.toBe(before);
      for (const text of variation.evidence ?? []) {
        expect(after).toContain(text);
        expect(before).not.toContain(text);
      }
    },
  );
});
