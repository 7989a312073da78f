/** Programs of the network as they are inside a container, with the texts of busybox. */

import type { Command, CommandContext } from '../shell/types';
import type { Links } from './interfaces';
import type { ProcessEntry } from './process-tools';
import { usage } from './busybox-usage';
import { resolveName, type Cluster, type Connection, type HttpAnswer, type Network, type Resolution } from './network';

export interface NetworkTools {
  network: Network;
  cluster: Cluster;
  /** Address that other Pods see. */
  podIP(): string;
  podIPs(): readonly string[];
  links(): Links;
  /** The image has iproute2's ip and bind's nslookup instead of busybox's. */
  isFull: boolean;
  /** First the one that the container runs, then the one that asks. */
  processes(argv: readonly string[]): ProcessEntry[];
}

/** How long a resolver waits for servers that do not answer. */
export const DNS_TIMEOUT_MS = 10_000;
export const CONNECT_TIMEOUT_MS = 130_000;

export function networkTool(name: string, tools: NetworkTools): Command | undefined {
  switch (name) {
    case 'nslookup':
      return async (context) => (await import('./dns-tools')).nslookup(context, tools);
    case 'dig':
      return async (context) => (await import('./dns-tools')).dig(context, tools);
    case 'ip':
    case 'ifconfig':
    case 'route':
    case 'netstat':
      return async (context) => (await import('./ip-tools'))[name](context, linkTools(tools));
    case 'ps':
    case 'pidof':
      return async (context) =>
        (await import('./process-tools'))[name](context, tools.processes([name, ...context.args]));
    case 'telnet':
    case 'traceroute':
    case 'traceroute6':
      return async (context) => (await import('./reach-tools'))[name](context, tools);
    case 'nc':
      return (context) => nc(context, tools);
    case 'getent':
      return (context) => getent(context, tools);
    case 'ping':
    case 'ping6':
      return (context) => ping(context, tools);
    case 'wget':
      return (context) => wget(context, tools);
    case 'curl':
      return (context) => curl(context, tools);
    default:
      return undefined;
  }
}

const linkTools = (tools: NetworkTools) => ({
  links: () => tools.links(),
  addresses: tools.cluster.addresses,
  openPorts: () => tools.network.openPorts(tools.podIPs()),
  isFull: tools.isFull,
});

/** Asks the hosts file, then the name servers of the container. */
export async function resolve(
  context: CommandContext,
  name: string,
  { network, cluster }: NetworkTools,
): Promise<Resolution> {
  const resolver = {
    hosts: context.fs.read('/etc/hosts') ?? '',
    resolvConf: context.fs.read('/etc/resolv.conf') ?? '',
  };
  const resolution = resolveName(name, resolver, network, cluster);
  if (resolution.failure === 'no server') await context.sleep(DNS_TIMEOUT_MS);
  return resolution;
}

const NC_USAGE = `nc [OPTIONS] HOST PORT  - connect
nc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen

	-e PROG	Run PROG after connect (must be last)
	-l	Listen mode, for inbound connects
	-lk	With -e, provides persistent server
	-p PORT	Local port
	-s ADDR	Local address
	-w SEC	Timeout for connects and final net reads
	-i SEC	Delay interval for lines sent
	-n	Don't do DNS resolution
	-u	UDP mode
	-b	Allow broadcasts
	-v	Verbose
	-o FILE	Hex dump traffic
	-z	Zero-I/O mode (scanning)
`;

/** busybox's nc: whether a port answers (`-z`), or what a server says to nothing. */
async function nc(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'wip');
  const [host, port] = words;
  const fail = (text: string) => {
    context.stderr.write(`nc: ${text}\n`);
    return 1;
  };
  if (host === undefined || port === undefined) {
    return usage(context, NC_USAGE);
  }
  const { addresses } = await resolve(context, host, tools);
  const [address] = addresses;
  if (address === undefined) return fail(`bad address '${host}'`);
  const shown = `${host} (${address.includes(':') ? `[${address}]` : address}:${port})`;
  const connection = connect(tools, address, Number(port));
  if ('failure' in connection) {
    if (connection.failure === 'refused') return fail(`${shown}: Connection refused`);
    const waitMs = options.w === undefined ? undefined : Number(options.w) * 1_000;
    const isHost = connection.failure === 'no route' && (waitMs ?? NO_ROUTE_MS) >= NO_ROUTE_MS;
    await context.sleep(isHost ? NO_ROUTE_MS : (waitMs ?? CONNECT_TIMEOUT_MS));
    if (isHost) return fail(`${shown}: No route to host`);
    return fail(waitMs === undefined ? `${shown}: Connection timed out` : 'timed out');
  }
  if ('v' in options) context.stderr.write(`${shown} open\n`);
  const asked = 'z' in options ? null : /^(?:GET|POST|PUT|HEAD) (\/\S*)/.exec(context.stdin.readAll());
  if (asked) context.stdout.write(httpText(connection.listener.answer(asked[1], tools.podIP())));
  return 0;
}

/** A whole answer, as it goes over the wire. */
const httpText = ({ status, reason, body }: HttpAnswer, isHead = false) =>
  `HTTP/1.1 ${status} ${reason}\r\nContent-Length: ${body.length}\r\n\r\n${isHead ? '' : body}`;

/** How long the bridge looks for an address that nobody has. */
export const NO_ROUTE_MS = 3_000;

async function getent(context: CommandContext, tools: NetworkTools): Promise<number> {
  const [database, ...names] = context.args;
  if (database !== 'hosts' && database !== 'ahosts') return 1;
  let exit = 0;
  for (const name of names) {
    const { addresses, name: full } = await resolve(context, name, tools);
    const [address] = addresses;
    if (address === undefined) exit = 2;
    else context.stdout.write(`${address.padEnd(15)} ${full}\n`);
  }
  return exit;
}

async function ping(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'cwWiIst');
  const [host] = words;
  if (!host) return 1;
  const { addresses } = await resolve(context, host, tools);
  const [address] = addresses;
  if (address === undefined) {
    context.stderr.write(`ping: bad address '${host}'\n`);
    return 1;
  }
  const count = Number(options.c ?? Number.MAX_SAFE_INTEGER);
  context.stdout.write(`PING ${host} (${address}): 56 data bytes\n`);
  const isUp = isLoopback(address) || tools.network.isUp(address);
  const waitMs = Number(options.W ?? 10) * 1_000;
  for (let sequence = 0; sequence < count; sequence++) {
    await context.tick();
    if (isUp) context.stdout.write(`64 bytes from ${address}: seq=${sequence} ttl=64 time=0.060 ms\n`);
    if (sequence < count - 1) await context.sleep(1_000);
    else if (!isUp) await context.sleep(waitMs);
  }
  const received = isUp ? count : 0;
  context.stdout.write(`\n--- ${host} ping statistics ---\n`);
  context.stdout.write(`${count} packets transmitted, ${received} packets received, ${isUp ? 0 : 100}% packet loss\n`);
  if (isUp) context.stdout.write('round-trip min/avg/max = 0.060/0.060/0.060 ms\n');
  return isUp ? 0 : 1;
}

/** Connects as a container does: its own ports answer at its loopback address too. */
export const connect = (tools: NetworkTools, address: string, port: number): Connection =>
  tools.network.connect(isLoopback(address) ? tools.podIP() : address, port);

/** A container always answers to itself. */
export const isLoopback = (address: string) => address.startsWith('127.') || address === '::1';

/** Single letters with and without a value; long options are taken as they are. */
export function readOptions(
  args: readonly string[],
  withValue: string,
): { words: string[]; options: Record<string, string> } {
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg.startsWith('--')) {
      const [name, value] = arg.slice(2).split('=');
      options[name] = value ?? '';
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let letter = 1; letter < arg.length; letter++) {
        if (!withValue.includes(arg[letter])) {
          options[arg[letter]] = '';
          continue;
        }
        options[arg[letter]] = arg.slice(letter + 1) || (args[++at] ?? '');
        break;
      }
    } else words.push(arg);
  }
  return { words, options };
}

interface Target {
  host: string;
  port: number;
  path: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

function parseURL(text: string): Target | undefined {
  const match = /^(?:(https?):\/\/)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([/?][^#]*)?/.exec(text);
  if (!match) return undefined;
  const [, scheme = 'http', host, port, path = '/'] = match;
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? DEFAULT_PORTS[scheme]),
    path: path.startsWith('?') ? `/${path}` : path,
  };
}

async function wget(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'OTPUeY');
  const target = words[0] === undefined ? undefined : parseURL(words[0]);
  const print = (text: string) => ('q' in options ? undefined : context.stderr.write(text));
  const fail = (text: string) => {
    context.stderr.write(`wget: ${text}\n`);
    return 1;
  };
  if (!target) return fail('bad URL');
  const { addresses } = await resolve(context, target.host, tools);
  const [address] = addresses;
  if (address === undefined) return fail(`bad address '${target.host}${target.port === 80 ? '' : `:${target.port}`}'`);
  const shown = address.includes(':') ? `[${address}]` : address;
  print(`Connecting to ${target.host}${target.port === 80 ? '' : `:${target.port}`} (${shown}:${target.port})\n`);
  const connection = connect(tools, address, target.port);
  if ('failure' in connection) {
    if (connection.failure === 'refused') return fail(`can't connect to remote host (${address}): Connection refused`);
    const timeoutMs = options.T === undefined ? undefined : Number(options.T) * 1_000;
    if (connection.failure === 'no route' && (timeoutMs ?? NO_ROUTE_MS) >= NO_ROUTE_MS) {
      await context.sleep(NO_ROUTE_MS);
      return fail(`can't connect to remote host (${address}): No route to host`);
    }
    await context.sleep(timeoutMs ?? CONNECT_TIMEOUT_MS);
    return fail(
      timeoutMs === undefined
        ? `can't connect to remote host (${address}): Connection timed out`
        : 'download timed out',
    );
  }
  const answer = connection.listener.answer(target.path, tools.podIP());
  if (answer.status >= 400) return fail(`server returned error: HTTP/1.1 ${answer.status} ${answer.reason}`);
  if ('spider' in options) {
    print('remote file exists\n');
    return 0;
  }
  const last = target.path.split('?')[0].split('/').pop() || 'index.html';
  const file = options.O ?? (options.P === undefined ? last : `${options.P.replace(/\/$/, '')}/${last}`);
  if (file === '-') {
    print('writing to stdout\n');
    context.stdout.write(answer.body);
    print(progress('-', answer.body) + 'written to stdout\n');
    return 0;
  }
  print(`saving to '${file}'\n`);
  const error = context.fs.write(
    file.startsWith('/') ? file : `${context.cwd === '/' ? '' : context.cwd}/${file}`,
    answer.body,
  );
  if (error) return fail(`can't open '${file}': ${error}`);
  print(progress(file.slice(file.lastIndexOf('/') + 1), answer.body) + `'${file}' saved\n`);
  return 0;
}

const progress = (name: string, body: string) =>
  `${name.padEnd(20).slice(0, 20)} 100% |${'*'.repeat(32)}| ${String(body.length).padStart(5)}  0:00:00 ETA\n`;

async function curl(context: CommandContext, tools: NetworkTools): Promise<number> {
  const { words, options } = readOptions(context.args, 'omHXdw');
  const target = words[0] === undefined ? undefined : parseURL(words[0]);
  const isSilent = 's' in options && !('S' in options);
  const fail = (code: number, text: string) => {
    if (!isSilent) context.stderr.write(`curl: (${code}) ${text}\n`);
    return code;
  };
  if (!target) return fail(2, 'no URL specified');
  const { addresses } = await resolve(context, target.host, tools);
  const [address] = addresses;
  if (address === undefined) return fail(6, `Could not resolve host: ${target.host}`);
  const connection = connect(tools, address, target.port);
  if ('failure' in connection) {
    const timeoutMs =
      Number(options.m ?? options['connect-timeout'] ?? options['max-time'] ?? CONNECT_TIMEOUT_MS / 1_000) * 1_000;
    if (connection.failure === 'refused')
      return fail(7, `Failed to connect to ${target.host} port ${target.port} after 0 ms: Couldn't connect to server`);
    await context.sleep(timeoutMs);
    return fail(28, `Connection timed out after ${timeoutMs} milliseconds`);
  }
  const answer = connection.listener.answer(target.path, tools.podIP());
  if ('f' in options && answer.status >= 400) return fail(22, `The requested URL returned error: ${answer.status}`);
  const isHead = 'I' in options;
  const text = isHead || 'i' in options ? httpText(answer, isHead) : answer.body;
  if (options.o === undefined) context.stdout.write(text);
  else if (options.o !== '/dev/null') context.fs.write(options.o, text);
  const wanted: string | undefined = options.w ?? options['write-out'];
  if (wanted !== undefined)
    context.stdout.write(
      wanted
        .replace(/%\{(?:http|response)_code\}/g, String(answer.status))
        .replace(/%\{remote_ip\}/g, address)
        .replace(/\\n/g, '\n'),
    );
  return 0;
}
