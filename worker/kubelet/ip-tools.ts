/** ip, ifconfig, route and netstat as they are inside a container: those of busybox, and ip as iproute2 prints it. */

import type { IPFamily } from '../api';
import type { Addresses } from '../core/types';
import type { CommandContext } from '../shell/types';
import { usage } from './busybox-usage';
import { routeTo, type Interface, type InterfaceAddress, type Links, type Route } from './interfaces';

export interface LinkTools {
  links(): Links;
  addresses: Addresses;
  /** Ports that are open at the container's addresses. */
  openPorts(): number[];
  /** The image has iproute2's ip instead of busybox's. */
  isFull: boolean;
}

const QUEUE = 'qlen 1000';

function fail(context: CommandContext, text: string, status = 1): number {
  context.stderr.write(`${context.name}: ${text}\n`);
  return status;
}

const IP_USAGE = `ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]

OPTIONS := -f[amily] inet|inet6|link | -o[neline]

ip addr add|del IFADDR dev IFACE | show|flush [dev IFACE] [to PREFIX]
ip route list|flush|add|del|change|append|replace|test ROUTE
ip link set IFACE [up|down] [arp on|off] [multicast on|off]
	[promisc on|off] [mtu NUM] [name NAME] [qlen NUM] [address MAC]
	[master IFACE | nomaster] [netns PID]
ip tunnel add|change|del|show [NAME]
	[mode ipip|gre|sit] [remote ADDR] [local ADDR] [ttl TTL]
ip neigh show|flush [to PREFIX] [dev DEV] [nud STATE]
ip rule [list] | add|del SELECTOR ACTION
`;

const OBJECTS = ['address', 'route', 'link', 'tunnel', 'neigh', 'rule'];
const FAMILIES: Readonly<Record<string, IPFamily | 'link'>> = { inet: 'IPv4', inet6: 'IPv6', link: 'link' };
const CHANGES = ['add', 'change', 'chg', 'replace', 'append', 'delete', 'flush', 'set', 'test'];

interface Wanted {
  family?: IPFamily | 'link';
  isOneLine: boolean;
  isBrief: boolean;
}

export function ip(context: CommandContext, tools: LinkTools): number {
  const words = [...context.args];
  const wanted: Wanted = { isOneLine: false, isBrief: false };
  while (words[0]?.startsWith('-')) {
    const option = words.shift()!.replace(/^--/, '-');
    if (option === '-4' || option === '-6') wanted.family = option === '-4' ? 'IPv4' : 'IPv6';
    else if (option === '-0') wanted.family = 'link';
    else if (option === '-o' || option === '-oneline') wanted.isOneLine = true;
    else if (option === '-f' || option === '-family') wanted.family = FAMILIES[words.shift() ?? ''];
    else if (tools.isFull && /^-br(ief)?$/.test(option)) wanted.isBrief = true;
    else if (tools.isFull && /^-(c|color|d|details|s|stats|statistics|N|n|r)$/.test(option)) continue;
    else if (option === '-help' || option === '-h') return usage(context, IP_USAGE) - 1;
    else return usage(context, IP_USAGE);
  }
  const object = words.length === 0 ? undefined : OBJECTS.find((one) => one.startsWith(words[0]));
  if (object === undefined) return usage(context, IP_USAGE);
  const command = words[1] ?? 'show';
  const rest = words.slice(2);
  if (object === 'route' && command === 'get') return routeGet(context, rest[0], tools);
  const isList = 'show'.startsWith(command) || ['list', 'lst', 'lis', 'ls'].includes(command);
  if (!isList) {
    if (!CHANGES.some((one) => one.startsWith(command))) return fail(context, `invalid argument '${command}' to 'ip'`);
    const problem = object === 'link' && command === 'set' ? 'SIOCSIFFLAGS:' : 'RTNETLINK answers:';
    context.stderr.write(`${tools.isFull ? '' : 'ip: '}${problem} Operation not permitted\n`);
    return 2;
  }
  switch (object) {
    case 'address':
      return showInterfaces(context, rest, wanted, tools, true);
    case 'link':
      return showInterfaces(context, rest, { ...wanted, family: 'link' }, tools, false);
    case 'route':
      return showRoutes(context, rest, wanted.family === 'IPv6' ? 'IPv6' : 'IPv4', tools);
    case 'rule':
      context.stdout.write(
        '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n'.replace(
          / \n/g,
          tools.isFull ? '\n' : ' \n',
        ),
      );
      return 0;
    default:
      return 0;
  }
}

/** What follows `dev`, or the first word that is no word of ip's own. */
function deviceOf(words: readonly string[]): string | undefined {
  const at = words.indexOf('dev');
  if (at >= 0) return words[at + 1];
  return words.find((word, index) => word !== 'up' && !['scope', 'to', 'type', 'master', 'label'].includes(words[index - 1]) && !['scope', 'to', 'type', 'master', 'label', 'permanent', 'dynamic'].includes(word)); // prettier-ignore
}

function showInterfaces(
  context: CommandContext,
  words: readonly string[],
  { family, isOneLine, isBrief }: Wanted,
  tools: LinkTools,
  hasAddresses: boolean,
): number {
  const device = deviceOf(words);
  const all = tools.links().interfaces;
  const shown = all.filter(({ name }) => device === undefined || name === device);
  if (shown.length === 0 && tools.isFull) {
    context.stderr.write(`Device "${device}" does not exist.\n`);
    return 1;
  }
  if (shown.length === 0) return fail(context, `can't find device '${device}'`);
  for (const one of shown) {
    const addresses = one.addresses.filter((address) => family === undefined || address.family === family);
    const isListed = family === undefined || family === 'link' || addresses.length > 0;
    if (!isListed) continue;
    if (isBrief) context.stdout.write(briefly(one, addresses, hasAddresses));
    else if (isOneLine && hasAddresses && family !== 'link')
      for (const address of addresses)
        context.stdout.write(`${one.index}: ${one.name}${addressText(one, address).join('\\')}\n`);
    else {
      const lines = [header(one, family, tools.isFull)];
      if (family === undefined || family === 'link') lines.push(linkText(one, tools.isFull));
      if (hasAddresses && family !== 'link') lines.push(...addresses.flatMap((address) => addressText(one, address)));
      context.stdout.write(lines.join(isOneLine ? '\\' : '\n') + '\n');
    }
  }
  return 0;
}

/** The other end, as far as this namespace knows it. */
const isElsewhere = ({ peer }: Interface) => peer !== undefined && peer.startsWith('if');

function header(one: Interface, family: Wanted['family'], isFull: boolean): string {
  const flags = [...one.flags, ...(isElsewhere(one) && !isFull ? ['M-DOWN'] : [])];
  const peer = one.peer === undefined ? '' : `@${one.peer}`;
  const queue = family === 'IPv6' && !isFull ? '' : 'qdisc noqueue ';
  const master = one.master === undefined ? '' : `master ${one.master} `;
  const state = isFull ? `state ${one.mac === undefined ? 'UNKNOWN' : 'UP'} group default ` : '';
  return `${one.index}: ${one.name}${peer}: <${flags.join(',')}> mtu ${one.mtu} ${queue}${master}${state}${QUEUE}`;
}

function linkText(one: Interface, isFull: boolean): string {
  if (one.mac === undefined) return '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00';
  return `    link/ether ${one.mac} brd ff:ff:ff:ff:ff:ff${isFull && isElsewhere(one) ? ' link-netnsid 0' : ''}`;
}

function addressText({ name }: Interface, { family, address, bits, broadcast, scope }: InterfaceAddress): string[] {
  const text =
    family === 'IPv4'
      ? `    inet ${address}/${bits}${broadcast === undefined ? '' : ` brd ${broadcast}`} scope ${scope} ${name}`
      : `    inet6 ${address}/${bits} scope ${scope} `;
  return [text, '       valid_lft forever preferred_lft forever'];
}

function briefly(one: Interface, addresses: readonly InterfaceAddress[], hasAddresses: boolean): string {
  const name = (one.name + (one.peer === undefined ? '' : `@${one.peer}`)).padEnd(16);
  const state = (one.mac === undefined ? 'UNKNOWN' : 'UP').padEnd(14);
  const more = hasAddresses
    ? addresses.map(({ address, bits }) => `${address}/${bits} `).join('')
    : `${one.mac ?? '00:00:00:00:00:00'} <${one.flags.join(',')}> `;
  return `${name} ${state} ${more}\n`;
}

function routeText({ family, to, via, dev, src, metric }: Route, isFull: boolean): string {
  const kernel = to === undefined ? '' : ' proto kernel';
  const where = `${to === undefined ? 'default' : `${to.address}/${to.bits}`}${via === undefined ? '' : ` via ${via}`} dev ${dev}`;
  if (family === 'IPv6')
    return isFull ? `${where}${kernel} metric ${metric} pref medium` : `${where}  metric ${metric} `;
  if (src === undefined) return `${where} `;
  return isFull ? `${where}${kernel} scope link src ${src} ` : `${where} scope link  src ${src} `;
}

function showRoutes(context: CommandContext, words: readonly string[], family: IPFamily, tools: LinkTools): number {
  const { routes, interfaces } = tools.links();
  const device = words.includes('dev') ? words[words.indexOf('dev') + 1] : undefined;
  if (device !== undefined && !interfaces.some(({ name }) => name === device))
    return fail(context, `can't find device '${device}'`);
  const network = words.find((word, at) => /[.:/]/.test(word) && words[at - 1] !== 'dev');
  const isWanted = ({ to, dev }: Route) =>
    (device === undefined || dev === device) &&
    (network === undefined || (to !== undefined && `${to.address}/${to.bits}` === network));
  const lines = routes.filter((route) => route.family === family && isWanted(route));
  context.stdout.write(lines.map((route) => `${routeText(route, tools.isFull)}\n`).join(''));
  if (family === 'IPv6' && !tools.isFull && network === undefined)
    for (const { name, mac } of interfaces)
      if (mac !== undefined && (device === undefined || device === name))
        context.stdout.write(`multicast ff00::/8 dev ${name}  metric 256 \n`);
  return 0;
}

function routeGet(context: CommandContext, text: string | undefined, tools: LinkTools): number {
  const { addresses } = tools;
  const target = text === undefined ? undefined : addresses.parse(text);
  if (target === undefined) return fail(context, 'need at least destination address');
  const links = tools.links();
  const holder = links.interfaces.find((one) =>
    one.addresses.some(({ address, bits, family }) => {
      const own = addresses.parse(address)!;
      const isLoopback =
        one.mac === undefined && family === 'IPv4' && addresses.contains({ address: own, bits }, target);
      return isLoopback || addresses.compare(own, target) === 0;
    }),
  );
  const shown = addresses.format(target);
  if (holder) {
    context.stdout.write(`local ${shown} dev lo  src ${shown} \n`);
    return 0;
  }
  const route = routeTo(target, links, addresses);
  if (!route) return fail(context, 'RTNETLINK answers: Network is unreachable', 2);
  const src = links.interfaces
    .find(({ name }) => name === route.dev)
    ?.addresses.find(({ family, scope }) => family === target.family && scope === 'global')?.address;
  const from = target.family === 'IPv6' ? ' from ::' : '';
  const via = route.via === undefined ? '' : ` via ${route.via}`;
  const metric = route.metric === undefined ? '' : ` metric ${route.metric} `;
  context.stdout.write(`${shown}${from}${via} dev ${route.dev}  src ${src ?? ''} ${metric}\n`);
  return 0;
}

export function ifconfig(context: CommandContext, { links }: LinkTools): number {
  const words = context.args.filter((word) => word !== '-a');
  const [device, ...changes] = words;
  const { interfaces } = links();
  const shown = interfaces.filter(({ name }) => device === undefined || name === device);
  if (shown.length === 0) return fail(context, `${device}: error fetching interface information: Device not found`);
  if (changes.length > 0)
    return fail(context, `${/^[\d.:/]+$/.test(changes[0]) ? 'SIOCSIFADDR' : 'SIOCSIFFLAGS'}: Operation not permitted`);
  for (const one of [...shown].sort((a, b) => (a.name < b.name ? -1 : 1))) context.stdout.write(ifconfigText(one));
  return 0;
}

const SCOPES = { global: 'Global', link: 'Link', host: 'Host' };

function ifconfigText({ name, mac, mtu, addresses }: Interface): string {
  const kind = mac === undefined ? 'Local Loopback  ' : `Ethernet  HWaddr ${mac.toUpperCase()}  `;
  const lines = addresses.map(({ family, address, bits, broadcast, mask, scope }) =>
    family === 'IPv4'
      ? `inet addr:${address}  ${broadcast === undefined ? '' : `Bcast:${broadcast}  `}Mask:${mask}`
      : `inet6 addr: ${address}/${bits} Scope:${SCOPES[scope]}`,
  );
  const flags = mac === undefined ? 'UP LOOPBACK RUNNING' : 'UP BROADCAST RUNNING MULTICAST';
  lines.push(
    `${flags}  MTU:${mtu}  Metric:1`,
    'RX packets:0 errors:0 dropped:0 overruns:0 frame:0',
    'TX packets:0 errors:0 dropped:0 overruns:0 carrier:0',
    'collisions:0 txqueuelen:1000 ',
    'RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)',
  );
  return `${name.padEnd(10)}Link encap:${kind}\n${lines.map((line) => `${' '.repeat(10)}${line}\n`).join('')}\n`;
}

const ROUTE_USAGE = `route [-ne] [-A inet[6]] [{add|del} [-net|-host] TARGET [netmask MASK]
	[gw GATEWAY] [metric N] [mss BYTES] [window BYTES] [reject] [IFACE]]

Show or edit kernel routing tables

	-n	Don't resolve names
	-e	Display other/more information
	-A inet[6]	Select address family
`;

export function route(context: CommandContext, tools: LinkTools): number {
  const letters = context.args.filter((word) => /^-\w/.test(word)).join('').replace(/-/g, ''); // prettier-ignore
  const bad = [...letters].find((letter) => !'neA'.includes(letter));
  if (bad !== undefined) return usage(context, ROUTE_USAGE, `invalid option -- '${bad}'`);
  const change = context.args.find((word) => word === 'add' || word === 'del');
  if (change) return fail(context, `SIOC${change.toUpperCase()}RT: Operation not permitted`);
  printRoutes(context, tools, letters.includes('n'), letters.includes('e'));
  return 0;
}

function printRoutes(context: CommandContext, { links }: LinkTools, isNumeric: boolean, isExtended: boolean): void {
  const { stdout } = context;
  const last = isExtended ? '  MSS Window  irtt Iface' : 'Metric Ref    Use Iface';
  stdout.write(`Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${last}\n`);
  for (const { family, to, via, dev } of links().routes) {
    if (family !== 'IPv4') continue;
    const target = to?.address ?? (isNumeric ? '0.0.0.0' : 'default');
    const gateway = via ?? (isNumeric ? '0.0.0.0' : '*');
    const flags = (via === undefined ? 'U' : 'UG').padEnd(6);
    const numbers = isExtended ? '    0 0          0' : '0      0        0';
    stdout.write(
      `${target.padEnd(16)}${gateway.padEnd(16)}${(to?.mask ?? '0.0.0.0').padEnd(16)}${flags}${numbers} ${dev}\n`,
    );
  }
}

const NETSTAT_USAGE = `netstat [-ral] [-tuwx] [-en]

Display networking information

	-r	Routing table
	-a	All sockets
	-l	Listening sockets
		Else: connected sockets
	-t	TCP sockets
	-u	UDP sockets
	-w	Raw sockets
	-x	Unix sockets
		Else: all socket types
	-e	Other/more information
	-n	Don't resolve names
`;

export function netstat(context: CommandContext, tools: LinkTools): number {
  const letters = context.args.filter((word) => word.startsWith('-')).join('').replace(/-/g, ''); // prettier-ignore
  const bad = [...letters].find((letter) => !'raltuwxenWp'.includes(letter));
  if (bad !== undefined) return usage(context, NETSTAT_USAGE, `invalid option -- '${bad}'`);
  const has = (letter: string) => letters.includes(letter);
  if (has('r')) {
    printRoutes(context, tools, has('n'), true);
    return 0;
  }
  const title = has('l') ? 'only servers' : has('a') ? 'servers and established' : 'w/o servers';
  const isAny = !/[tuwx]/.test(letters);
  if (isAny || has('t') || has('u') || has('w')) {
    context.stdout.write(
      `Active Internet connections (${title})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${has('p') ? 'PID/Program name    ' : ''}\n`,
    );
    const isListed = (has('l') || has('a')) && (isAny || has('t'));
    for (const port of isListed ? tools.openPorts() : [])
      context.stdout.write(
        `tcp        0      0 ${`:::${port}`.padEnd(23)} ${':::*'.padEnd(23)} LISTEN      ${has('p') ? '-'.padEnd(20) : ''}\n`,
      );
  }
  if (isAny || has('x'))
    context.stdout.write(
      `Active UNIX domain sockets (${title})\nProto RefCnt Flags       Type       State         I-Node ${has('p') ? 'PID/Program name    ' : ''}Path\n`,
    );
  return 0;
}
