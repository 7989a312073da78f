/** `berth why-not`: what stands against an address, or who holds it. */

import type { Account } from '../../sentences/decision';
import { explainCell } from '../../sentences/place';
import type { Address, Prefix } from '../core/types';
import { readDecisions } from '../views/decisions';
import { rangeView, type MapRange } from '../views/range-view';
import { mapRanges } from '../views/ranges';
import { accountOf, valueOf, type WhyFacts } from './facts';
import { addressBits } from '../core/bits';

/** So many host bits are looked at around the address. */
const PART_BITS = 8;

/** @returns the answers, one for each range that has the address, or the complaint. */
export function whyNot(facts: WhyFacts, subject: string): Account[] | string {
  const { core, client } = facts;
  const { addresses } = core;
  const address = addresses.parse(subject);
  if (!address) return `"${subject}" is no address`;
  const wanted = addresses.format(address);
  const decisions = readDecisions(client);
  const last = decisions.findLast((one) => valueOf(one) === wanted && !one.request.dryRun);
  const refused = last?.outcome.kind === 'refused' ? [accountOf(last, decisions, facts)] : [];
  const ranges = mapRanges({ ...facts, decisions });
  const places = ranges
    .filter(({ shape, blockBits }) => blockBits === undefined && addresses.contains(shape.prefix, address))
    .flatMap((range) => placeOf(facts, range, address, wanted));
  const answers = [...refused, ...places];
  return answers.length > 0 ? answers : [outside(wanted, ranges)];
}

function placeOf({ core }: WhyFacts, range: MapRange, address: Address, wanted: string): Account[] {
  const view = rangeView(core, range, partAround(core.addresses, range.shape.prefix, address));
  const cell = view.cells?.find((one) => one.address === wanted);
  return cell ? [explainCell({ ...view, prefix: range.shape.text }, cell)] : [];
}

/** The range, or the small part of it that has the address. */
function partAround(addresses: WhyFacts['core']['addresses'], prefix: Prefix, address: Address): Prefix {
  const bits = addressBits(address.family) - PART_BITS;
  return bits <= prefix.bits ? prefix : addresses.masked({ address, bits });
}

function outside(wanted: string, ranges: readonly MapRange[]): Account {
  const texts = ranges.map(({ kind, shape, owners, blockBits }) => {
    const names = owners.map(({ name }) => name).join(', ');
    const owner = names ? ` (${kind === 'service' ? 'ServiceCIDR' : 'Node'} ${names})` : '';
    return `${shape.text}${owner}${blockBits === undefined ? '' : ', in blocks for Nodes'}`;
  });
  return {
    question: `What about ${wanted}?`,
    lead: 'No range of the cluster hands it out.',
    rows: [{ name: 'Ranges', text: `${texts.join('; ')}.` }],
    further: [],
    rules: [],
  };
}
