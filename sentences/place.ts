/** Answers about an address, a part of a range or a line of a hosts file, from what the views say of them. */

import type { CellView, HostsFileView, HostsLine, RangeView } from '../worker/api';
import type { Account } from './decision';
import { addressRules, hostsRules } from './rules';
import { groupDigits, objectName } from './words';

const STATES: Record<CellView['category'], string> = {
  dynamic: 'chosen by the allocator',
  static: 'asked for by its Service',
  system: 'held by the system',
  leaving: 'held by an object that is being deleted',
  never: 'never handed out',
  free: 'free',
};

/** @returns why an address of the range is as it is; what the reader typed is compared as text only. */
export function whyNot(range: RangeView, typed: string): string {
  const wanted = typed.trim().toLowerCase();
  const cell = range.cells?.find((one) => one.address === wanted || one.label === wanted);
  if (cell) return placeText(range, cell);
  const held = range.addresses.find((one) => one.address === wanted);
  if (held)
    return `${held.address} is held by ${held.holder.kind} ${objectName(held.holder)}, ${STATES[held.category]}.`;
  if (range.cells) return `${range.prefix} has no address that is written “${wanted}”.`;
  return `Nobody holds “${wanted}” in ${range.prefix}, as far as its list of ${groupDigits(String(range.addresses.length))} held addresses goes.`;
}

export function placeText(range: RangeView, cell: CellView): string {
  if (cell.role === 'network')
    return 'It is the first address of the range, the network address. This range never hands it out.';
  if (cell.role === 'broadcast')
    return 'It is the last address of an IPv4 range, the broadcast address. This range never hands it out.';
  if (cell.role === 'gateway')
    return 'It is the node’s own address in its block, the gateway of its Pods. No Pod gets it.';
  if (cell.holder)
    return `${cell.address} is held by ${cell.holder.kind} ${objectName(cell.holder)}${cell.category === 'leaving' ? ', which is being deleted' : ''}.`;
  if (cell.category === 'never') return 'This range never hands it out.';
  const owner = range.owners.find((one) => one.state === 'ready');
  if (!owner && range.owners[0]) return `It is free, but its range is ${range.owners[0].state}.`;
  if (cell.staticBand)
    return 'It is free and in the static band: it comes out when it is asked for, or when the rest is full.';
  return 'It is free: nothing stands against it.';
}

export function explainCell(range: RangeView, cell: CellView): Account {
  const question = cell.holder
    ? `Who holds ${cell.address}?`
    : cell.category === 'never'
      ? `Why is ${cell.address} never handed out?`
      : `What about ${cell.address}?`;
  const owners = range.owners.map((owner) => `${owner.name} (${owner.state})`).join(', ');
  return {
    question,
    lead: placeText(range, cell),
    rows: [
      {
        name: 'Range',
        text: `${range.prefix}${owners && `, ${range.kind === 'service' ? 'ServiceCIDR' : 'Node'} ${owners}`}`,
      },
      { name: 'State', text: STATES[cell.category] },
      ...(range.staticBand
        ? [
            {
              name: 'Band',
              text: `${cell.staticBand ? 'static' : 'dynamic'}; ${range.staticBand.first} to ${range.staticBand.last} are kept for requests that name them`,
            },
          ]
        : []),
    ],
    further: [],
    rules: range.kind === 'service' ? addressRules() : [],
  };
}

const ORIGINS: Record<HostsLine['origin'], { question: string; lead: string }> = {
  header: { question: 'the header', lead: 'The kubelet begins every file that it manages with this line.' },
  loopback: { question: 'this line', lead: 'Every Pod has it: a Pod can always reach itself.' },
  ipv6: { question: 'this line', lead: 'Every Pod has these IPv6 names, whether or not it has an IPv6 address.' },
  podIP: {
    question: 'this line',
    lead: 'The kubelet writes one line for each address of the Pod, in the order of `status.podIPs`.',
  },
  node: {
    question: 'this line',
    lead: 'The Pod uses the host network, so its file begins as a copy of the node’s own.',
  },
  blank: { question: 'the blank line', lead: 'It sets the aliases apart, and is there only when the Pod has some.' },
  comment: { question: 'the comment', lead: 'It announces the aliases, and is there only when the Pod has some.' },
  alias: {
    question: 'this line',
    lead: 'The Pod says so: the kubelet copied it from `spec.hostAliases` when it started the container.',
  },
  edited: {
    question: 'this line',
    lead: 'A process in the Pod wrote it. It is lost when a container starts and the file is written afresh.',
  },
};

export function explainHostsLine(file: HostsFileView, index: number, name: string | undefined): Account | undefined {
  const line = file.lines[index];
  if (!line) return undefined;
  const words = ORIGINS[line.origin];
  const first = file.lines.findIndex((one) => name !== undefined && one.names?.includes(name));
  const shadowed = name !== undefined && first >= 0 && first < index;
  return {
    question: name
      ? `Why does ${name} mean ${line.address ?? 'this'} here?`
      : `Where does line ${index + 1} come from?`,
    lead: words.lead,
    rows: [
      { name: 'From', text: /^[a-z]+[.[]/.test(line.from) ? `\`${line.from}\`` : line.from },
      ...(line.names && line.names.length > 1
        ? [{ name: 'Reverse', text: `${line.address} gives ${line.names[0]}, the first name on its line.` }]
        : []),
      {
        name: 'Order',
        text: shadowed
          ? `Line ${first + 1} has ${name} as well and comes first, so this one does not count for it.`
          : 'Where a name stands twice, the first line counts.',
      },
      {
        name: 'Lasting',
        text: 'The file is written afresh when a container starts. A change made inside is lost then.',
      },
    ],
    further: [],
    rules: hostsRules(line.origin),
  };
}
