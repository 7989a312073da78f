/** Every decision of the cluster in the order in which it fell, and which one gave each value that is held. */

import type { Decision } from '../../api';
import type { DecisionRecord } from '../../allocator/types';
import { apiVersionOf } from '../server';
import { Store } from '../store';
import { DECISION } from './decision';

export interface DecisionLog {
  /** Where the decisions are kept as objects; its revisions are its own. */
  readonly store: Store;
  add(record: DecisionRecord, step: number, atMs: number, timestamp: string): void;
  /** Number of the decision that gave a value to whoever holds it. */
  given(resource: Decision['resource'], value: string): number | undefined;
}

const byLength = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export function createDecisionLog(): DecisionLog {
  const store = new Store(byLength);
  const given = new Map<string, number>();
  let count = 0;
  return {
    store,
    add(record, step, atMs, timestamp) {
      const id = count++;
      const { resource, request, outcome } = record;
      if (outcome.kind === 'released') given.delete(`${resource} ${outcome.value}`);
      else if (outcome.kind === 'allocated' && !request.dryRun) given.set(`${resource} ${outcome.value}`, id);
      const name = `decision-${id}`;
      const metadata = { name, uid: uidOf(id), creationTimestamp: timestamp };
      store.put('decisions.berth.dev', name, {
        apiVersion: apiVersionOf(DECISION),
        kind: DECISION.kind,
        metadata,
        id,
        step,
        atMs,
        ...record,
      });
    },
    given: (resource, value) => given.get(`${resource} ${value}`),
  };
}

/** Not drawn: the numbers of real objects stay as they are. */
const uidOf = (id: number) => `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
