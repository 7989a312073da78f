/** What a lesson asks at a moment of its scenario, in plain values. */

import type { LessonQuestion, LessonVariation, Scenario, ScenarioStep } from '../../worker/api';
import { editedLines, type EditedLine } from '../parts/edited-lines';
import { contentOf } from '../state/scenario-edits';

/** Longest text of an edit that fits into a question. */
const QUOTED_MAX = 40;

/** @returns the index of the next step with a question, from that index on. */
export function questionFrom(steps: readonly ScenarioStep[], index: number): number | undefined {
  const at = steps.findIndex((step, step_) => step_ >= index && step.predict);
  return at < 0 ? undefined : at;
}

/** Typed answers may differ in spaces and capitals, and stand in quotes. */
export function isRight({ options, answer }: LessonQuestion, given: string): boolean {
  if (options) return given === answer;
  const plain = (text: string) =>
    text
      .trim()
      .replace(/^(["'`])(.*)\1$/s, '$2')
      .replace(/\s+/g, ' ')
      .toLowerCase();
  return plain(given) === plain(answer);
}

/** The variation as a question. */
export function whatIf({ edit, seed, release }: LessonVariation): string {
  if (seed !== undefined) return `What if chance falls otherwise, with seed ${seed}?`;
  if (release !== undefined) return `What if the cluster runs Kubernetes ${release}?`;
  const [from, to] = [edit!.from.trim(), edit!.to.trim()];
  const isShort = [from, to].every((text) => text.length <= QUOTED_MAX && !text.includes('\n'));
  if (!isShort) return `What if \`${edit!.file}\` says something else?`;
  return to === ''
    ? `What if \`${edit!.file}\` leaves out \`${from}\`?`
    : `What if \`${edit!.file}\` says \`${to}\` in place of \`${from}\`?`;
}

/** The lines of files that a variation changes. */
export function variedLines(scenario: Scenario, { edit, seed, release }: LessonVariation): EditedLine[] {
  if (edit) {
    const content = contentOf(scenario, edit.file) ?? '';
    const start = content.indexOf(edit.from);
    if (start < 0) return [];
    return editedLines(content, { start, end: start + edit.from.length, was: edit.from, text: edit.to });
  }
  const [key, value] = seed === undefined ? ['kubernetes', JSON.stringify(release)] : ['seed', String(seed)];
  const line = new RegExp(`^${key}:.*$`, 'm').exec(scenario.cluster)?.[0];
  return [
    ...(line === undefined ? [] : [{ sign: '-' as const, text: line }]),
    { sign: '+' as const, text: `${key}: ${value}` },
  ];
}
