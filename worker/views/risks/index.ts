/** What no server complains of and what may hurt all the same, each with a place, a reason and up to three ways out. */

import type { Diagnostic } from '../../api';
import type { RunFacts } from '..';
import { readManifests } from '../manifests';
import { aliasRisks } from './aliases';
import { finalizerRisks } from './finalizers';
import { rangeRisks } from './ranges';

/** More of one kind are summed up: a list that long is not read. */
const SAME_KIND_MAX = 20;

/** @returns risks of the cluster as it is now, those of ranges first. */
export function risksOf(facts: RunFacts): Diagnostic[] {
  const manifests = readManifests(facts.scenario.files);
  return [rangeRisks(facts), finalizerRisks(facts.client), aliasRisks(facts, manifests)].flatMap(capped);
}

function capped(risks: Diagnostic[]): Diagnostic[] {
  if (risks.length <= SAME_KIND_MAX) return risks;
  const rest = risks.length - SAME_KIND_MAX;
  return [
    ...risks.slice(0, SAME_KIND_MAX),
    { severity: 'risk', message: `${rest} more of the same kind are not listed.` },
  ];
}
