/** What a program in a Pod gets for a name or an address: from the hosts file first, else from cluster DNS. */

import type { HostsFileView, RangeView } from '../../worker/api';
import { objectName } from '../../sentences/words';

const CLUSTER_DOMAIN = 'cluster.local';
/** A name with fewer dots is tried with the search domains first (`ndots:5`). */
const NDOTS = 5;

export interface LookUp {
  /** Index of the line that answers first. */
  line?: number;
  sentences: string[];
}

export function lookUp(file: HostsFileView, ranges: readonly RangeView[], typed: string): LookUp | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return undefined;
  const reverse = file.lines.findIndex((line) => line.address?.toLowerCase() === wanted);
  if (reverse >= 0 || /^[\d.]+$|:/.test(wanted)) return { ...reverseOf(file, reverse, wanted) };

  const name = wanted.replace(/\.$/, '');
  const lines = file.lines.flatMap((line, index) =>
    line.names?.some((one) => one.toLowerCase() === name) ? [{ index, address: line.address ?? '' }] : [],
  );
  const [first, ...more] = lines;
  const dns = dnsOf(file, ranges, wanted);
  if (!first)
    return {
      sentences: [
        `No line has it.${file.hostNetwork ? '' : ` The Pod asks cluster DNS for ${dns.asked.join(', then ')}.`}`,
        dns.answer,
      ],
    };
  const others =
    more.length > 0
      ? ` Line ${more.map(({ index, address }) => `${index + 1} has it as well, with ${address}`).join('; line ')}.`
      : '';
  return {
    line: first.index,
    sentences: [
      `${first.address}, from line ${first.index + 1}.${others}`,
      dns.isKnown ? `DNS is not asked. It would have said otherwise: ${dns.answer}` : 'DNS is not asked.',
    ],
  };
}

function reverseOf(file: HostsFileView, line: number, address: string): LookUp {
  const found = file.lines[line];
  if (!found) return { sentences: [`No line begins with ${address}: a reverse look-up goes to DNS.`] };
  const [name = '', ...rest] = found.names ?? [];
  const tail =
    rest.length > 0
      ? ` ${rest.join(', ')} ${rest.length === 1 ? 'is' : 'are'} its other ${rest.length === 1 ? 'name' : 'names'}.`
      : '';
  return { line, sentences: [`${name}, the first name on line ${line + 1}.${tail}`] };
}

/** The queries that the usual DNS policy makes, in order, and what the Services of this cluster answer. */
function dnsOf(file: HostsFileView, ranges: readonly RangeView[], wanted: string) {
  if (file.hostNetwork)
    return { asked: [], isKnown: false, answer: 'A Pod on the host network asks the node’s DNS server.' };
  const namespace = file.pod.namespace ?? 'default';
  const isWhole = wanted.endsWith('.');
  const name = wanted.replace(/\.$/, '');
  const searched = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN].map(
    (domain) => `${name}.${domain}`,
  );
  const isLong = name.split('.').length > NDOTS;
  const all = isWhole ? [name] : isLong ? [name, ...searched] : [...searched, name];
  for (const [index, query] of all.entries()) {
    const held = ranges
      .filter(({ kind }) => kind === 'service')
      .flatMap(({ addresses }) => addresses)
      .filter(({ holder }) => `${holder.name}.${holder.namespace}.svc.${CLUSTER_DOMAIN}` === query);
    const [one] = held;
    if (one)
      return {
        asked: all.slice(0, index + 1),
        isKnown: true,
        answer: `${query} is Service ${objectName(one.holder)}, ${[...new Set(held.map(({ address }) => address))].join(' and ')}.`,
      };
  }
  return {
    asked: all,
    isKnown: false,
    answer: 'No Service with an address has such a name, so the cluster has no answer of its own.',
  };
}
