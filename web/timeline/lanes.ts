/** The timeline as rows of actors and columns of steps, and its entries in words. */

import type { Decision, TimelineEntry } from '../../worker/api';
import { causeOf, objectName, valueWord } from '../../sentences/words';

export interface Mark {
  kind: 'refused' | 'decision' | 'done';
  /** How many entries it stands for. */
  count: number;
}

export interface Lane {
  actor: string;
  /** By step, from -1; steps without an entry are absent. */
  marks: ReadonlyMap<number, Mark>;
}

/** More columns do not help anybody, and cost time. */
export const COLUMNS_MAX = 60;

/** @returns a lane for each actor, the reader first, then in the order in which they first did something. */
export function lanesOf(entries: readonly TimelineEntry[]): Lane[] {
  const lanes = new Map<string, Map<number, Mark>>();
  for (const { actor, step, kind, tone } of entries) {
    const marks = lanes.get(actor) ?? new Map<number, Mark>();
    lanes.set(actor, marks);
    const before = marks.get(step);
    const isRefused = tone !== undefined || before?.kind === 'refused';
    const isDecision = kind === 'decision' || before?.kind === 'decision';
    marks.set(step, {
      kind: isRefused ? 'refused' : isDecision ? 'decision' : 'done',
      count: (before?.count ?? 0) + 1,
    });
  }
  return [...lanes]
    .map(([actor, marks]) => ({ actor, marks }))
    .sort((a, b) => Number(b.actor === 'You') - Number(a.actor === 'You'));
}

/** @returns the steps whose columns are shown, so that the current one is among them. */
export function columnsOf(stepCount: number, current: number): number[] {
  const count = Math.min(stepCount + 1, COLUMNS_MAX);
  const first = Math.min(Math.max(-1, current - Math.floor(COLUMNS_MAX / 2)), stepCount - count);
  return Array.from({ length: count }, (_, index) => first + index);
}

/** What an entry says, in our words but for commands and Events. */
export function sayEntry(entry: TimelineEntry, decisions: readonly Decision[]): string {
  const { kind, text = '', object } = entry;
  if (kind === 'decision') {
    const decision = decisions.find(({ id }) => id === entry.decision);
    return decision ? sayDecision(decision) : `${object ? objectName(object) : ''} decided`;
  }
  if (kind === 'change') return `wrote ${object?.kind} ${object ? objectName(object) : ''}${text ? `, ${text}` : ''}`;
  return kind === 'event' && object ? `${object.kind} ${objectName(object)}: ${text}` : text;
}

function sayDecision(decision: Decision): string {
  const name = objectName(decision.object);
  switch (decision.outcome.kind) {
    case 'allocated':
      return `${name} got ${valueWord(decision)}`;
    case 'released':
      return `${name} gave back ${valueWord(decision)}`;
    case 'refused':
      return `${name} was refused. ${causeOf(decision)}`;
  }
}

/** `0:07`, minutes and seconds. */
export function sayTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** True for an entry that somebody waits for: words of its object, reason or actor. */
export function matches(entry: TimelineEntry, wanted: string, decisions: readonly Decision[]): boolean {
  return `${entry.actor} ${sayEntry(entry, decisions)}`.toLowerCase().includes(wanted.trim().toLowerCase());
}
