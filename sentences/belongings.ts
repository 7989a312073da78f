/** Answers about an object or a step as a whole: what belongs to it. */

import type { Decision, ObjectRef, RunResult } from '../worker/api';
import type { Account } from './decision';
import { objectName, plural, valueWord } from './words';

/** More would be a list, not an answer; the terminal and the table have them all. */
const ROWS_MAX = 20;

/** @param lasting decisions whose value the object still has. */
export function explainObject(object: ObjectRef, lasting: readonly Decision[], result: RunResult): Account {
  const name = objectName(object);
  const source = result.manifests.find(
    (one) => one.object.kind === object.kind && objectName(one.object) === name,
  )?.source;
  const held = lasting.map((decision) => ({
    name: decision.resource === 'nodePort' || decision.resource === 'healthCheckNodePort' ? 'Port' : 'Address',
    text: `${linked(decision)}, since ${stepWord(decision.step)}`,
  }));
  return {
    question: `What belongs to ${object.kind} ${name}?`,
    lead:
      held.length === 0
        ? 'This cluster has given it no address and no port.'
        : `It has ${held.length} ${plural(held.length, 'value', 'values')} that this cluster gave out.`,
    rows: [...(source ? [{ name: 'File', text: `\`${source.file}\`, line ${source.line}` }] : []), ...held],
    further: [],
    rules: [],
  };
}

export function explainStep(step: number, result: RunResult): Account {
  const decisions = result.decisions.filter((one) => one.step === step && !one.request.dryRun);
  const entry = result.transcript.find((one) => one.step === step);
  const shown = decisions.slice(0, ROWS_MAX);
  const more = decisions.length - shown.length;
  return {
    question: `What did step ${step + 1} do?`,
    lead:
      decisions.length === 0
        ? 'No address and no port was given, refused or given back while it ran.'
        : `${decisions.length} ${plural(decisions.length, 'decision', 'decisions')} fell while it ran.`,
    rows: [
      ...(entry ? [{ name: 'Status', text: entry.exit === 0 ? 'done' : `exit status ${entry.exit}` }] : []),
      ...shown.map((decision, index) => ({ name: String(index + 1), text: decisionWord(decision) })),
      ...(more > 0 ? [{ name: 'More', text: `${more} ${plural(more, 'decision', 'decisions')}` }] : []),
    ],
    further: [],
    rules: [],
  };
}

function decisionWord(decision: Decision): string {
  const name = objectName(decision.object);
  const { outcome } = decision;
  if (outcome.kind === 'refused') return `${name} was refused: \`${outcome.message}\``;
  return outcome.kind === 'released' ? `${name} gave back ${linked(decision)}` : `${name} got ${linked(decision)}`;
}

/** Addresses can be chosen, ports and blocks not. */
function linked(decision: Decision): string {
  const word = valueWord(decision);
  return decision.resource === 'clusterIP' || decision.resource === 'podIP' ? `[[${word}]]` : word;
}

const stepWord = (step: number) => (step < 0 ? 'the start of the cluster' : `step ${step + 1}`);
