/** telnet and traceroute as busybox has them. */

import type { CommandContext } from '../shell/types';
import { usage } from './busybox-usage';
import {
  connect,
  CONNECT_TIMEOUT_MS,
  isLoopback,
  NO_ROUTE_MS,
  readOptions,
  resolve,
  type NetworkTools,
} from './network-tools';

const TELNET_USAGE = `telnet [-a] [-l USER] HOST [PORT]

Connect to telnet server

	-a	Automatic login with $USER variable
	-l USER	Automatic login as USER
`;
const TELNET_PORT = 23;

/** Says that it is connected, sends what it is given, and ends with its input. */
export async function telnet(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'l');
  const [host, port = String(TELNET_PORT)] = words;
  const bad = Object.keys(options).find((letter) => !'al'.includes(letter));
  if (bad !== undefined || host === undefined)
    return usage(context, TELNET_USAGE, bad === undefined ? undefined : `invalid option -- '${bad}'`);
  const { addresses } = await resolve(context, host, tools);
  const [address] = addresses;
  const fail = (text: string) => {
    context.stderr.write(`telnet: ${text}\n`);
    return 1;
  };
  if (address === undefined) return fail(`bad address '${host}'`);
  const connection = connect(tools, address, Number(port));
  if (!('failure' in connection)) {
    context.stdout.write(`Connected to ${host}\n`);
    return 0;
  }
  const where = `can't connect to remote host (${address})`;
  if (connection.failure === 'refused') return fail(`${where}: Connection refused`);
  await context.sleep(connection.failure === 'no route' ? NO_ROUTE_MS : CONNECT_TIMEOUT_MS);
  return fail(`${where}: ${connection.failure === 'no route' ? 'No route to host' : 'Connection timed out'}`);
}

const TRACEROUTE_USAGE = `traceroute [-46Flnrv] [-f 1ST_TTL] [-m MAXTTL] [-q PROBES] [-p PORT]
	[-t TOS] [-w WAIT_SEC] [-s SRC_IP] [-i IFACE]
	[-z PAUSE_MSEC] HOST [BYTES]

Trace the route to HOST

	-4,-6	Force IP or IPv6 name resolution
	-F	Set don't fragment bit
	-l	Display TTL value of the returned packet
	-n	Print numeric addresses
	-r	Bypass routing tables, send directly to HOST
	-v	Verbose
	-f N	First number of hops (default 1)
	-m N	Max number of hops
	-q N	Number of probes per hop (default 3)
	-p N	Base UDP port number used in probes
		(default 33434)
	-s IP	Source address
	-i IFACE Source interface
	-t N	Type-of-service in probe packets (default 0)
	-w SEC	Wait for a response (default 3)
	-z MSEC	Wait before each send
`;
const HOPS_MAX = 30;
const PROBES = 3;
const PROBE_WAIT_SECONDS = 3;
const PACKET_BYTES = { IPv4: 46, IPv6: 72 };

/** What answers is one hop away; what does not is looked for at every distance. */
export async function traceroute(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'fmqptwsiz');
  const [host] = words;
  const bad = Object.keys(options).find((letter) => !'46FlnrvfmqptwsizI'.includes(letter));
  if (bad !== undefined || host === undefined)
    return usage(context, TRACEROUTE_USAGE, bad === undefined ? undefined : `invalid option -- '${bad}'`);
  const { addresses } = await resolve(context, host, tools);
  const [address] = addresses;
  if (address === undefined) {
    context.stderr.write(`${context.name}: bad address '${host}'\n`);
    return 1;
  }
  const hops = Number(options.m ?? HOPS_MAX);
  const probes = Number(options.q ?? PROBES);
  const family = tools.cluster.addresses.parse(address)?.family ?? 'IPv4';
  context.stdout.write(
    `${context.name} to ${host} (${address}), ${hops} hops max, ${words[1] ?? PACKET_BYTES[family]} byte packets\n`,
  );
  const shown = 'n' in options ? address : `${host} (${address})`;
  if (isLoopback(address) || tools.network.isUp(address)) {
    context.stdout.write(` 1  ${shown}${'  0.005 ms'.repeat(probes)}\n`);
    return 0;
  }
  for (let hop = 1; hop <= hops; hop++) {
    await context.sleep(probes * Number(options.w ?? PROBE_WAIT_SECONDS) * 1_000);
    context.stdout.write(`${String(hop).padStart(2)}${'  *'.repeat(probes)}\n`);
  }
  return 0;
}

export const traceroute6 = traceroute;
