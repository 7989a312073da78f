/** Programs of the network, as they answer on a machine without one. In Pods the kubelet has its own. */

import type { CommandContext } from '../types';
import { tool } from './common';

/** Options of curl and wget that take a value. */
const VALUE_OPTIONS = new Set([
  '-o',
  '-H',
  '-X',
  '-d',
  '-m',
  '-u',
  '-A',
  '-O',
  '-T',
  '-c',
  '-w',
  '-W',
  '-i',
  '-s',
  '-p',
  '-t',
  '--max-time',
  '--connect-timeout',
  '--header',
  '--data',
  '--request',
  '--output',
  '--resolve',
  '--retry',
  '--cacert',
  '-e',
  '-b',
  '-x',
  '--timeout',
  '--tries',
]);

function operandsOf(context: CommandContext, valueOptions: ReadonlySet<string>): string[] {
  const operands: string[] = [];
  for (let index = 0; index < context.args.length; index++) {
    const word = context.args[index];
    if (valueOptions.has(word)) index += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  return operands;
}

function hostOf(url: string): { host: string; port: string } {
  const found = /^(?:([a-z]+):\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?/i.exec(url);
  return {
    host: (found?.[2] ?? url).replace(/^\[|\]$/g, ''),
    port: found?.[3] ?? (found?.[1] === 'https' ? '443' : '80'),
  };
}

const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.includes(':');

const CURL_VALUES = new Set(
  [...VALUE_OPTIONS].filter((option) => option !== '-O' && option !== '-i' && option !== '-s' && option !== '-p'),
);

export const curl = tool((context) => {
  const [url] = operandsOf(context, CURL_VALUES);
  const flags = context.args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  if (url === undefined) {
    context.stderr.write("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const { host, port } = hostOf(url);
  const isQuiet =
    (flags.includes('s') || context.args.includes('--silent')) &&
    !flags.includes('S') &&
    !context.args.includes('--show-error');
  const status = isAddress(host) || host === 'localhost' ? 7 : 6;
  const message =
    status === 6
      ? `Could not resolve host: ${host}`
      : `Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server`;
  if (!isQuiet) context.stderr.write(`curl: (${status}) ${message}\n`);
  return status;
});

export const wget = tool((context) => {
  const [url] = operandsOf(context, new Set(['-O', '-T', '-t', '-o', '-U', '-P', '--timeout', '--tries', '--header']));
  if (url === undefined) {
    context.stderr.write(
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    );
    return 1;
  }
  const { host, port } = hostOf(url);
  const isQuiet = context.args.some((word) => /^-(?:[a-zA-Z]*q|-quiet)/.test(word));
  if (isQuiet) return 4;
  if (isAddress(host)) context.stderr.write(`Connecting to ${host}:${port}... failed: Network is unreachable.\n`);
  else
    context.stderr.write(
      `Resolving ${host} (${host})... failed: Temporary failure in name resolution.\nwget: unable to resolve host address ‘${host}’\n`,
    );
  return 4;
});

export const ping = tool((context) => {
  const [host] = operandsOf(context, new Set(['-c', '-W', '-w', '-i', '-s', '-I', '-t']));
  if (host === undefined) {
    context.stderr.write('ping: usage error: Destination address required\n');
    return 1;
  }
  context.stderr.write(
    isAddress(host)
      ? 'ping: connect: Network is unreachable\n'
      : `ping: ${host}: Temporary failure in name resolution\n`,
  );
  return 2;
});

export const nslookup = tool((context) => {
  context.stdout.write(';; connection timed out; no servers could be reached\n\n');
  return 1;
});

/** Looks into /etc/hosts only. */
export const getent = tool((context) => {
  const [database, ...keys] = context.args;
  if (database === undefined) {
    context.stderr.write('getent: wrong number of arguments\n');
    return 1;
  }
  if (!/^(?:hosts|ahosts|ahostsv4|ahostsv6)$/.test(database)) return 2;
  const lines = (context.fs.read('/etc/hosts') ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim());
  let status = keys.length > 0 ? 0 : 2;
  for (const key of keys) {
    const found = lines
      .map((line) => line.split(/\s+/))
      .find((fields) => fields.slice(fields[0] === key ? 0 : 1).includes(key));
    if (!found) status = 2;
    else context.stdout.write(`${found[0].padEnd(15)} ${found.slice(1).join(' ')}\n`);
  }
  return status;
});
