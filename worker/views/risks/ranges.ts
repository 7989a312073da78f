/** Risks of ranges: two that overlap, one that is nearly full, a cluster DNS address that anybody may get. */

import { hostBitsOf } from '../../allocator/range';
import type { Diagnostic, Fix } from '../../api';
import type { Core, Prefix } from '../../core/types';
import { subnetsOf } from '../../scenario/settings';
import type { RunFacts } from '..';
import { nodeAddresses } from '../node-addresses';
import { holdingsIn, type MapRange } from '../range-view';
import { mapRanges } from '../ranges';
import { settingsEdit } from './settings-edit';
import { addressBits } from '../../core/bits';

/** From this share on a range counts as nearly full. */
const FULL_PERCENT = 80n;
const DNS_OFFSET = 10n;
/** Prefixes that a private network may use, tried in this order for a free one. */
const PRIVATE = { IPv4: '10.0.0.0/8', IPv6: 'fd00::/16' };
const TRIED_MAX = 256;

interface Used {
  what: string;
  kind: 'Service' | 'Pod' | 'node';
  prefix: Prefix;
}

export function rangeRisks(facts: RunFacts): Diagnostic[] {
  const ranges = mapRanges({ ...facts, decisions: [] });
  const used = usedPrefixes(facts, ranges);
  return [
    ...overlapRisks(facts, used),
    ...ranges.flatMap((range) => fullRisk(facts, range, used)),
    ...dnsRisk(facts, ranges),
  ];
}

/** The cluster's Pod ranges count, their blocks lie inside them. */
function usedPrefixes({ core, client }: RunFacts, ranges: MapRange[]): Used[] {
  const { addresses } = core;
  const clusters = ranges.filter((range) => range.blockBits !== undefined);
  const isBlock = (range: MapRange) =>
    range.blockBits === undefined && clusters.some(({ shape }) => addresses.covers(shape.prefix, range.shape.prefix));
  const own = ranges
    .filter((range) => range.kind === 'service' || !isBlock(range))
    .map(({ kind, shape }): Used => {
      const name = kind === 'service' ? 'Service' : 'Pod';
      return { what: `the ${name} range ${addresses.formatPrefix(shape.prefix)}`, kind: name, prefix: shape.prefix };
    });
  const nodes = nodeAddresses(client, core).map(({ node, text, address }): Used => {
    const prefix = { address, bits: addressBits(address.family) };
    return { what: `${text} of Node ${node}`, kind: 'node', prefix };
  });
  return [...own, ...nodes];
}

function overlapRisks(facts: RunFacts, used: Used[]): Diagnostic[] {
  const { core, settings, scenario } = facts;
  const risks: Diagnostic[] = [];
  for (const [index, a] of used.entries())
    for (const b of used.slice(index + 1)) {
      if (a.kind === b.kind || !core.addresses.overlaps(a.prefix, b.prefix)) continue;
      const moved = [a, b].find((one) => one.kind === 'Pod') ?? [a, b].find((one) => one.kind === 'Service')!;
      const key = moved.kind === 'Pod' ? 'podSubnet' : 'serviceSubnet';
      const text = core.addresses.formatPrefix(moved.prefix);
      const free = freePrefix(core, moved.prefix, used);
      const value = subnetsOf(settings[key])
        .map((subnet) => (subnet === text && free ? free : subnet))
        .join(',');
      const fixes: Fix[] =
        free && value !== settings[key]
          ? [{ label: `Move the ${moved.kind} range to ${free}`, edit: settingsEdit(scenario.cluster, key, value) }]
          : [];
      risks.push({
        severity: 'risk',
        message: `${capital(a.what)} overlaps ${b.what}.`,
        hint: 'One address may then belong to both, and packets for the one reach the other. No component checks it.',
        fixes,
      });
    }
  return risks;
}

/** A prefix of the same length that nothing in use overlaps. */
function freePrefix(core: Core, like: Prefix, used: Used[]): string | undefined {
  const { addresses } = core;
  const space = addresses.parsePrefix(PRIVATE[like.address.family])!;
  if (like.bits < space.bits) return undefined;
  const step = Math.min(like.bits, space.bits + 8);
  const parts = addresses.split(space, step, TRIED_MAX);
  // The one after its own is the one that people expect.
  const own = parts.findIndex((part) => addresses.contains(part, like.address));
  const part = [...parts.slice(own + 1), ...parts.slice(0, own + 1)]
    .map(({ address }) => ({ address, bits: like.bits }))
    .find(
      (one) =>
        !used.some(({ prefix }) => prefix.address.family === one.address.family && addresses.overlaps(prefix, one)),
    );
  return part && addresses.formatPrefix(part);
}

function fullRisk(facts: RunFacts, range: MapRange, used: Used[]): Diagnostic[] {
  const { core, release, scenario } = facts;
  const { addresses } = core;
  const { shape, kind, blockBits, gateway, owners } = range;
  const held = BigInt(holdingsIn(core, range.holdings, shape.prefix).length);
  const usable =
    blockBits === undefined
      ? shape.last - (gateway === undefined ? 0n : 1n)
      : 1n << BigInt(Math.max(0, hostBitsOf(shape.prefix) - blockBits));
  if (usable === 0n || held * 100n < usable * FULL_PERCENT) return [];
  const text = addresses.formatPrefix(shape.prefix);
  const thing =
    blockBits === undefined ? (usable === 1n ? 'address' : 'addresses') : usable === 1n ? 'block' : 'blocks';
  const share = `${held} of ${usable} usable ${thing} ${held === 1n ? 'is' : 'are'} held.`;
  const message = `The ${kind === 'service' ? 'Service' : 'Pod'} range ${text} is ${held >= usable ? 'full' : 'nearly full'}: ${share}`;
  const fixes: Fix[] = [];
  if (kind === 'service') {
    const wider = freePrefix(
      core,
      { address: shape.prefix.address, bits: Math.max(shape.prefix.bits - 4, shape.family === 'IPv4' ? 16 : 108) },
      used,
    );
    const version = release.since('1.33') ? 'v1' : 'v1beta1';
    if (wider && release.isEnabled('MultiCIDRServiceAllocator'))
      fixes.push({
        label: `Add the range ${wider}`,
        command: `kubectl apply -f - <<EOF\napiVersion: networking.k8s.io/${version}\nkind: ServiceCIDR\nmetadata:\n  name: more-services\nspec:\n  cidrs:\n  - ${wider}\nEOF`,
      });
  }
  const key = kind === 'service' ? 'serviceSubnet' : blockBits === undefined ? undefined : 'podSubnet';
  const wide = key && widened(facts, key, shape.prefix);
  if (key && wide)
    fixes.push({ label: `Start the cluster with ${wide.text}`, edit: settingsEdit(scenario.cluster, key, wide.value) });
  return [
    {
      severity: 'risk',
      message,
      hint:
        kind === 'service'
          ? 'Once it is full, new Services are refused unless another range has room.'
          : blockBits === undefined
            ? 'Once it is full, new Pods on this node do not start.'
            : 'Once it is full, the next Node gets no block and its Pods no addresses.',
      ...(kind === 'service' && owners[0] && { object: { kind: 'ServiceCIDR', name: owners[0].name } }),
      ...(kind === 'pod' && owners[0] && { object: { kind: 'Node', name: owners[0].name } }),
      fixes,
    },
  ];
}

/** The setting with a range that is sixteen times as wide; nothing for a range that the settings do not name. */
function widened({ core, settings }: RunFacts, key: 'serviceSubnet' | 'podSubnet', prefix: Prefix) {
  const { addresses } = core;
  if (prefix.bits < 12) return undefined;
  const own = addresses.formatPrefix(prefix);
  const text = addresses.formatPrefix(addresses.masked({ address: prefix.address, bits: prefix.bits - 4 }));
  const parts = subnetsOf(settings[key]);
  if (!parts.includes(own)) return undefined;
  return { text, value: parts.map((part) => (part === own ? text : part)).join(',') };
}

/** The kubelet writes the tenth address of the primary range into every Pod, whoever holds it. */
function dnsRisk({ core, settings, scenario }: RunFacts, ranges: MapRange[]): Diagnostic[] {
  const { addresses } = core;
  const [primary = ''] = subnetsOf(settings.serviceSubnet);
  const prefix = addresses.parsePrefix(primary);
  const text = prefix && addresses.formatPrefix(addresses.masked(prefix));
  const range = ranges.find(({ kind, shape }) => kind === 'service' && addresses.formatPrefix(shape.prefix) === text);
  if (!range || range.shape.last < DNS_OFFSET) return [];
  const { shape } = range;
  const address = addresses.add(shape.prefix.address, DNS_OFFSET)!;
  const dns = addresses.format(address);
  const holder = holdingsIn(core, range.holdings, { address, bits: addressBits(address.family) })[0]?.held.holder;
  const isOurs = holder?.namespace === 'kube-system' && holder.name === 'kube-dns';
  const wide = widened({ core, settings } as RunFacts, 'serviceSubnet', shape.prefix);
  const fixes: Fix[] = [];
  if (!holder && !settings.kubeDNS)
    fixes.push({
      label: 'Let kube-dns hold it from the start',
      edit: settingsEdit(scenario.cluster, 'kubeDNS', 'true'),
    });
  if (holder && !isOurs)
    fixes.push({
      label: `Delete ${holder.kind} ${holder.name}`,
      command: `kubectl delete ${holder.kind.toLowerCase()} ${holder.name}${holder.namespace ? ` -n ${holder.namespace}` : ''}`,
    });
  if (wide && shape.staticLength < DNS_OFFSET)
    fixes.push({
      label: `Start the cluster with ${wide.text}, which has a static band`,
      edit: settingsEdit(scenario.cluster, 'serviceSubnet', wide.value),
    });
  if (holder && !isOurs)
    return [
      {
        severity: 'risk',
        message: `The cluster DNS address ${dns} is held by ${holder.kind} ${holder.name}.`,
        hint: 'Every Pod asks this address for names, and gets answers of something that is no DNS server.',
        object: holder,
        fixes,
      },
    ];
  if (shape.staticLength >= DNS_OFFSET) return [];
  const why =
    shape.staticLength === 0n
      ? 'A range of this size has no static band, so the address may be chosen for any Service'
      : 'It lies outside the static band, so it may be chosen for any Service';
  return [
    {
      severity: 'risk',
      message: `The cluster DNS address ${dns} is not protected.`,
      hint: holder
        ? `${why} as soon as kube-dns gives it up, for instance while it is installed anew.`
        : `${why} before DNS is installed.`,
      ...(holder && { object: holder }),
      fixes,
    },
  ];
}

const capital = (text: string) => text.replace(/^./, (letter) => letter.toUpperCase());
