/**
 * A decision record in sentences. In the text a pair of backticks encloses what Kubernetes says, and `[[…]]` a value that
 * can be selected on the map.
 */

import type { Decision, DecisionRange } from '../worker/api';
import { rulesOf, type Rule } from './rules';
import {
  causeOf,
  countWord,
  groupDigits,
  KIND_WORDS,
  objectName,
  plural,
  thing,
  valueWord,
  withRoomButNotReady,
} from './words';

export interface Row {
  name: string;
  text: string;
  tone?: 'refused' | 'done';
}

export interface Account {
  question: string;
  lead: string;
  rows: Row[];
  /** Answers to likely next questions. */
  further: { question: string; text: string }[];
  /** Where the rules are written down. */
  rules: Rule[];
}

/** @param isHeld whether the object still has what it was given. */
export function explainDecision(decision: Decision, seed: number, isHeld = true): Account {
  const name = objectName(decision.object);
  if (decision.outcome.kind === 'released') return explainRelease(decision, decision.outcome);
  const isRefused = decision.outcome.kind === 'refused';
  return {
    question: isRefused ? `Why was ${name} refused?` : `Why did ${name} get ${valueWord(decision)}?`,
    lead: isRefused ? causeOf(decision) : leadOf(decision),
    rows: [
      { name: 'Request', text: requestText(decision) },
      { name: 'Ranges', text: rangesText(decision) },
      ...bandRow(decision),
      ...searchRow(decision, seed),
      answerRow(decision, isHeld),
    ],
    further: furtherOf(decision),
    rules: rulesOf(decision),
  };
}

type Release = Extract<Decision['outcome'], { kind: 'released' }>;

function explainRelease(decision: Decision, outcome: Release): Account {
  const value = valueWord(decision);
  const holder = `${decision.object.kind} ${objectName(decision.object)}`;
  return {
    question: `Why was ${value} given back?`,
    lead: releaseLead(decision, outcome),
    rows: [
      { name: 'Ranges', text: rangesText(decision) },
      { name: 'Answer', text: `${value} is not held by ${holder} any more.`, tone: 'done' },
    ],
    further: [],
    rules: rulesOf(decision),
  };
}

function releaseLead({ object }: Decision, { because, message }: Release): string {
  const holder = `${object.kind} ${objectName(object)}`;
  switch (because) {
    case 'deleted':
      return `${holder} was deleted.`;
    case 'changed':
      return `${holder} was changed and needs it no more.`;
    case 'removed':
      return `The IPAddress that held it for ${holder} was removed.`;
    case 'refused':
      return `The request for ${holder} was refused after the value had been given${message ? `: \`${message}\`` : ''}.`;
  }
}

function leadOf(decision: Decision): string {
  if (decision.request.value !== undefined) return 'It asked for this value, and nobody held it.';
  const won = decision.ranges.find((range) => range.result === 'allocated');
  const search = won?.searches.at(-1);
  if (!search) return 'It asked for no particular value, and the first one that was free came out.';
  if (search.found === search.start)
    return `It asked for no particular ${thing(decision).one}. The search began here, and nobody held it.`;
  return `It asked for no particular ${thing(decision).one}. The search began at ${search.start}, and this was the first free one after it.`;
}

function requestText(decision: Decision): string {
  const { family, value, dryRun } = decision.request;
  const dry = dryRun ? ' It is a dry run: nothing is kept.' : '';
  const familyWord = family ? `${family} ` : '';
  switch (decision.resource) {
    case 'clusterIP':
      if (value !== undefined) return `The Service asks for [[${value}]].${dry}`;
      return `The Service names no \`clusterIP\`, so any ${familyWord}address will do.${dry}`;
    case 'nodePort':
      if (value !== undefined) return `The Service asks for node port \`${value}\`.${dry}`;
      return `The Service needs a node port and names none, so any will do.${dry}`;
    case 'healthCheckNodePort':
      return `Traffic stays on the node (\`externalTrafficPolicy: Local\`), so the Service needs a port for health checks.${dry}`;
    case 'loadBalancerIP':
      if (value !== undefined) return `The Service asks its provider for [[${value}]], with \`loadBalancerIP\`.`;
      return `The Service is of type LoadBalancer, so the provider gives it the lowest free ${familyWord}address.`;
    case 'podCIDR':
      return value !== undefined
        ? `The Node brings its own \`podCIDR\`, ${value}.`
        : `The Node has no \`podCIDR\`, so the controller gives it the next free ${familyWord}block.`;
    case 'podIP':
      return `The Pod starts on its node and needs an ${familyWord}address from the node’s block.`;
  }
}

function rangeName(range: DecisionRange, decision: Decision): string {
  if (decision.resource === 'nodePort' || decision.resource === 'healthCheckNodePort') return range.range;
  return range.names.length > 0 ? `${range.names.join(' and ')}, ${range.range}` : range.range;
}

const RESULTS: Record<DecisionRange['result'], string> = {
  allocated: 'it gave the answer',
  full: 'nothing was free',
  'not ready': 'it is not ready',
  'not in range': 'the value lies outside',
  taken: 'the value is held',
  'not asked': 'it was not asked',
};

function rangesText(decision: Decision): string {
  const { ranges } = decision;
  const first = ranges[0];
  if (!first) return 'There was no range to ask.';
  const owner = decision.resource === 'clusterIP' && first.names.length > 0 ? 'ServiceCIDR' : 'range';
  const words = thing(decision);
  if (ranges.length === 1) {
    const usable = `${groupDigits(first.usable)} usable ${plural(first.usable, words.one, words.many)}`;
    return `One ${owner} is ${first.state}: ${rangeName(first, decision)}, with ${usable}, ${freeWord(first)} free.`;
  }
  const list = ranges.map((range) => {
    const state = range.state === 'ready' ? '' : `${range.state}, `;
    return `${rangeName(range, decision)} (${state}${freeWord(range)} of ${groupDigits(range.usable)} free): ${RESULTS[range.result]}`;
  });
  return `${countWord(ranges.length).replace(/^./, (letter) => letter.toUpperCase())} were asked in this order. ${list.join('; ')}.`;
}

const freeWord = (range: DecisionRange) => (range.free === '0' ? 'none' : groupDigits(range.free));

function bandRow(decision: Decision): Row[] {
  if (!isDrawn(decision) || decision.resource === 'healthCheckNodePort') return [];
  const asked = decision.ranges.filter((range) => range.searches.length > 0 || range.result === 'allocated');
  const range = asked.at(-1) ?? decision.ranges.find((one) => one.state === 'ready');
  if (!range) return [];
  if (!range.staticBand)
    return [{ name: 'Band', text: `A range of this size has no static band. Nothing was kept aside.` }];
  const kept = `${range.staticBand.first} to ${range.staticBand.last}`;
  if (decision.request.value !== undefined)
    return [
      {
        name: 'Band',
        text: `The range keeps ${kept} for Services that ask for one of them. A value that is asked for may lie in either band.`,
      },
    ];
  const dynamic = range.dynamicBand
    ? ` The search covers ${range.dynamicBand.first} to ${range.dynamicBand.last} first.`
    : '';
  const overflow = range.searches.some((search) => search.band === 'static')
    ? ' That part was full, so the kept one was opened.'
    : '';
  return [
    { name: 'Band', text: `The range keeps ${kept} for Services that ask for one of them.${dynamic}${overflow}` },
  ];
}

function searchRow(decision: Decision, seed: number): Row[] {
  const words = thing(decision);
  const sentences: string[] = [];
  const several = decision.ranges.filter((range) => range.searches.length > 0).length > 1;
  for (const range of decision.ranges)
    for (const search of range.searches) {
      const where = several ? `In ${range.range} it` : sentences.length === 0 ? 'It' : `In the ${search.band} band it`;
      const begin = `${where} started at [[${search.start}]]${isDrawn(decision) ? `, drawn by seed ${seed}` : ''},`;
      if (search.found === undefined) sentences.push(`${begin} and went round once. ${allHeld(search.tried, words)}`);
      else if (search.found === search.start) sentences.push(`${begin} and took it.`);
      else sentences.push(`${begin} looked at ${countWord(search.tried)}, and took [[${search.found}]].`);
    }
  return sentences.length > 0 ? [{ name: 'Search', text: sentences.join(' ') }] : [];
}

/** Blocks, Pod addresses and those of load balancers come one after the other; the rest starts at random. */
const isDrawn = ({ resource }: Decision) =>
  resource !== 'podCIDR' && resource !== 'podIP' && resource !== 'loadBalancerIP';

function allHeld(tried: string, words: { one: string; many: string }) {
  return tried === '1' ? `The one ${words.one} was held.` : `All ${groupDigits(tried)} were held.`;
}

function answerRow(decision: Decision, isHeld: boolean): Row {
  const { outcome, object } = decision;
  if (outcome.kind === 'refused')
    return { name: 'Answer', text: `The request was refused: \`${outcome.message}\`.`, tone: 'refused' };
  const kept = decision.request.dryRun ? 'would go' : 'went';
  const back = isHeld || decision.request.dryRun ? '' : ' It is not held by it any more.';
  return {
    name: 'Answer',
    text: `${valueWord(decision)} ${kept} to ${KIND_WORDS[decision.resource]} ${objectName(object)}.` + back,
    tone: 'done',
  };
}

/** Texts of refusals that have more than one cause. */
const HIDDEN: readonly (readonly [words: string, text: string])[] = [
  [
    'range is full',
    'No. Kubernetes says `range is full` when every address is held, and as well when a range has room but is being deleted or not ready.',
  ],
  [
    'does not match the current range',
    'No. An address outside of every range, the first address of a range, the last one of an IPv4 range and any address of a range that is being deleted are all refused in these words.',
  ],
];

function furtherOf(decision: Decision): Account['further'] {
  const { outcome } = decision;
  const further: Account['further'] = [];
  if (decision.otherwise !== undefined)
    further.push({ question: 'Does it always end like this?', text: decision.otherwise });
  if (outcome.kind === 'refused') {
    if (outcome.cause === 'full' && isDrawn(decision))
      further.push({
        question: 'Would another seed help?',
        text: `No. It moves the starting point, and a full range has no free ${thing(decision).one} to reach.`,
      });
    if (outcome.cause === 'taken' && decision.request.value !== undefined)
      further.push({
        question: 'Who holds it?',
        text: `[[${decision.request.value}]] belongs to ${outcome.holder ? `${outcome.holder.kind} ${objectName(outcome.holder)}` : 'another object'}.`,
      });
    for (const range of withRoomButNotReady(decision))
      further.push({
        question: `Why not ${range.range}?`,
        text: `It has ${groupDigits(range.free)} free, but it is ${range.state === 'terminating' ? 'being deleted' : 'not ready'}, and such a range gives nothing new.`,
      });
    const hidden = HIDDEN.find(([words]) => outcome.message.includes(words));
    if (hidden && decision.resource === 'clusterIP')
      further.push({ question: 'Does the error always mean this?', text: hidden[1] });
    return further;
  }
  if (decision.request.value === undefined) {
    const won = decision.ranges.find((range) => range.result === 'allocated');
    if (won && isDrawn(decision) && BigInt(won.free) > 1n)
      further.push({
        question: 'What else could have come out?',
        text: `Any of the ${groupDigits(won.free)} ${plural(won.free, thing(decision).one, thing(decision).many)} of ${won.range} that were free. The starting point is random; another seed draws another one.`,
      });
  }
  return further;
}
