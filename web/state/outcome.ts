/** What the newest result means in one line: for the story, and for the polite status. */

import type { Decision, RunResult } from '../../worker/api';
import { causeOf, objectName, valueWord } from '../../sentences/words';

export interface Outcome {
  tone: 'refused' | 'done' | 'plain';
  headline: string;
  detail?: string;
  /** The decision that a reader will want to see first. */
  decision?: number;
}

/** The decisions of requests that were refused and whose object got nothing since. */
export function waitingDecisions(result: RunResult): Decision[] {
  const latest = new Map<string, Decision>();
  for (const decision of result.decisions) {
    if (decision.request.dryRun) continue;
    const { kind, namespace, name } = decision.object;
    latest.set(`${decision.resource} ${kind} ${namespace ?? ''} ${name}`, decision);
  }
  return [...latest.values()].filter((decision) => decision.outcome.kind === 'refused');
}

/** What the last step that ran came to; undefined when there is nothing to say. */
export function outcomeOf(result: RunResult): Outcome | undefined {
  const entry = result.transcript.at(-1);
  if (!entry) return undefined;
  const decisions = result.decisions.filter((decision) => decision.step === entry.step && !decision.request.dryRun);
  const refused = decisions.filter((decision) => decision.outcome.kind === 'refused');
  const last = refused.at(-1);
  if (last?.outcome.kind === 'refused')
    return {
      tone: 'refused',
      headline: refused.length === 1 ? `${last.object.name} was refused` : `${refused.length} requests were refused`,
      detail: causeOf(last),
      decision: last.id,
    };
  if (entry.interrupted) return { tone: 'plain', headline: 'The command was stopped' };
  if (entry.opened) return { tone: 'plain', headline: 'The object is open in the editor' };
  if (entry.exit !== 0) return { tone: 'refused', headline: `The last command failed with exit status ${entry.exit}` };
  const given = decisions.filter((decision) => isGivenFor(decision, decisions));
  const only = given.at(-1);
  if (only?.outcome.kind === 'allocated')
    return {
      tone: 'done',
      headline: given.length === 1 ? `${objectName(only.object)} got ${valueWord(only)}` : grantedWord(given),
      decision: only.id,
    };
  return undefined;
}

/** What was given and not given back in the same step. */
function isGivenFor({ id, resource, outcome }: Decision, decisions: readonly Decision[]): boolean {
  if (outcome.kind !== 'allocated') return false;
  return !decisions.some(
    (later) =>
      later.id > id &&
      later.resource === resource &&
      later.outcome.kind === 'released' &&
      later.outcome.value === outcome.value,
  );
}

function grantedWord(given: Decision[]): string {
  const services = new Set(given.filter((one) => one.resource === 'clusterIP').map((one) => objectName(one.object)))
    .size;
  if (services === 0) return `${given.length} requests were granted, none refused`;
  return services === 1
    ? `${objectName(given.at(-1)!.object)} got its addresses`
    : `${services} Services got an address`;
}

/** Who holds an address of a Service range, as `namespace/name`, and which, and how. */
function serviceHolders(result: RunResult | undefined): Map<string, string> {
  const holders = new Map<string, string>();
  for (const range of result?.ranges ?? [])
    if (range.kind === 'service')
      for (const { address, category, holder } of range.addresses) {
        const name = `${holder.namespace ?? ''}/${holder.name}`;
        const how = ` ${address} ${category}`;
        // Ranges that overlap both list it.
        if (!holders.get(name)?.includes(how)) holders.set(name, (holders.get(name) ?? '') + how);
      }
  return holders;
}

/** `1 Service refused, 3 added, 1 changed, 12 unchanged`. */
export function summarise(before: RunResult | undefined, after: RunResult): string {
  const held = serviceHolders(before);
  const holds = serviceHolders(after);
  const known = before?.transcript.length ?? 0;
  const refused = new Set(
    after.decisions
      .filter((decision) => decision.outcome.kind === 'refused' && decision.step >= known && !decision.request.dryRun)
      .map((decision) => `${decision.object.namespace ?? ''}/${decision.object.name}`),
  ).size;
  const added = [...holds.keys()].filter((name) => !held.has(name)).length;
  const removed = [...held.keys()].filter((name) => !holds.has(name)).length;
  const changed = [...holds].filter(([name, how]) => held.has(name) && held.get(name) !== how).length;
  const parts = [
    refused && `${count(refused)} refused`,
    added && `${count(added)} added`,
    removed && `${count(removed)} removed`,
    changed && `${count(changed)} changed`,
    `${count(holds.size - added - changed)} unchanged`,
  ].filter((part): part is string => typeof part === 'string');
  const [first = '', ...rest] = parts;
  return [first, ...rest.map((part) => part.replace(/ Services?/, ''))].join(', ');
}

const count = (services: number) => `${services} ${services === 1 ? 'Service' : 'Services'}`;
