/** What both cluster IP allocators say: results, their decisions and the texts of services.md 1.1. */

import type { Decision, DecisionRange, IPFamily } from '../api';
import type { ServiceRange } from './range';
import type { AllocationResult, ClusterIPRequest, DecisionSink, Release } from './types';

export type RefusalCause = Extract<Decision['outcome'], { kind: 'refused' }>['cause'];
type ResultCause = Extract<AllocationResult, { ok: false }>['cause'];

/** services.md 1.1. */
export function notInRangeText(address: string, range: ServiceRange): string {
  return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range.text}`;
}

export interface Answers {
  allocated(value: string, ranges: DecisionRange[], band?: 'static' | 'dynamic'): AllocationResult;
  /** @param why the decision's finer cause, where it differs from the answer's. */
  refused(error: string, cause: ResultCause, ranges: DecisionRange[], why?: RefusalCause): AllocationResult;
}

/** The two ways in which a request ends; each sends the decision. */
export function answersTo(
  request: ClusterIPRequest,
  decisions: DecisionSink,
  holder: (address: string) => Decision['object'] | undefined,
): Answers {
  const { family, owner, address, dryRun, otherwise } = request;
  const decide = (ranges: DecisionRange[], outcome: Decision['outcome']) =>
    decisions({
      resource: 'clusterIP',
      object: owner,
      request: { family, ...(address && { value: address }), ...(dryRun && { dryRun }) },
      ...(otherwise && !dryRun && outcome.kind === 'allocated' && { otherwise }),
      ranges,
      outcome,
    });
  return {
    allocated(value, ranges, band) {
      decide(ranges, { kind: 'allocated', value, ...(band && { band }) });
      return { ok: true, value };
    },
    refused(error, cause, ranges, why) {
      const held = cause === 'allocated' && address ? holder(address) : undefined;
      decide(ranges, { kind: 'refused', message: error, cause: why ?? CAUSES[cause], ...(held && { holder: held }) });
      return { ok: false, error, cause };
    },
  };
}

/** The decision of an address that was given back. @param range as it is after that. */
export function noteRelease(
  decisions: DecisionSink,
  { object, ...reason }: Release,
  value: string,
  family: IPFamily,
  range: DecisionRange,
): void {
  decisions({
    resource: 'clusterIP',
    object,
    request: { family },
    ranges: [range],
    outcome: { kind: 'released', value, ...reason },
  });
}

const CAUSES: Record<ResultCause, RefusalCause> = {
  full: 'full',
  allocated: 'taken',
  'mismatched network': 'not in range',
  'not in range': 'not in range',
  'not ready': 'not ready',
  other: 'other',
};

/** The purpose of the random stream of one Service's address. */
export function purposeOf({ owner, family }: ClusterIPRequest): string {
  return `clusterIP/${owner.namespace ?? ''}/${owner.name}/${family}`;
}
