/** nslookup as busybox and bind have it, and dig: questions to cluster DNS. */

import type { CommandContext } from '../shell/types';
import { usage } from './busybox-usage';
import { reverseName, type DNSRecord, type RecordType } from './dns';
import { candidates } from './network';
import { DNS_TIMEOUT_MS, type NetworkTools } from './network-tools';
import { parseResolvConf } from './resolv-conf';

const QUERY_TYPES: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'PTR', 'SRV'];

const NSLOOKUP_USAGE = `nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any
`;

/** One line of an answer, as nslookup prints it. */
function recordText({ name, type, value }: DNSRecord): string {
  if (type === 'CNAME') return `${name}\tcanonical name = ${value}\n`;
  if (type === 'PTR') return `${name}\tname = ${value}\n`;
  return type === 'SRV' ? `${name}\tservice = ${value}\n` : `Name:\t${name}\nAddress: ${value}\n`;
}

/** busybox's own: asks the first server, A and AAAA, along the search list for a name without dots; no hosts file. */
export async function nslookup(context: CommandContext, tools: NetworkTools): Promise<number> {
  if (tools.isFull) return bindLookup(context, tools);
  const { network, cluster } = tools;
  const [name, given] = context.args.filter((arg) => !arg.startsWith('-'));
  if (!name) {
    return usage(context, NSLOOKUP_USAGE);
  }
  const asked = context.args.flatMap((arg) => /^-(?:type|querytype|q)=(.*)$/.exec(arg)?.[1] ?? []);
  const bad = asked.find((type) => !QUERY_TYPES.includes(type.toUpperCase() as RecordType));
  if (bad !== undefined) {
    context.stderr.write(`nslookup: invalid query type "${bad}"\n`);
    return 1;
  }
  const { servers, searches } = parseResolvConf(context.fs.read('/etc/resolv.conf') ?? '');
  const server = given ?? servers[0] ?? '127.0.0.1';
  if (!cluster.dnsServers().includes(server)) {
    await context.sleep(DNS_TIMEOUT_MS);
    context.stdout.write(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  const shown = server.includes(':') ? `[${server}]` : server;
  context.stdout.write(`Server:\t\t${server}\nAddress:\t${shown}:53\n\n`);
  const reverse = reverseName(cluster, name);
  const types = asked.length > 0 ? asked.map((type) => type.toUpperCase() as RecordType) : DEFAULT_TYPES;
  const names = name.includes('.') ? [name.replace(/\.$/, '')] : candidates(name, searches, 5).slice(0, -1);
  const questions: { full: string; type: RecordType }[] = reverse
    ? [{ full: reverse, type: 'PTR' }]
    : names.flatMap((full) => types.map((type) => ({ full, type })));
  let isFound = false;
  for (const { full, type } of questions) {
    const { code, records } = network.queryDNS(full, type);
    if (code === 'NOERROR') isFound = true;
    const found = records.map(recordText).join('') || `*** Can't find ${full}: No answer\n`;
    context.stdout.write(code === 'NOERROR' ? `${found}\n` : `** server can't find ${full}: ${code}\n\n`);
  }
  return isFound ? 0 : 1;
}

const DEFAULT_TYPES: readonly RecordType[] = ['A', 'AAAA'];

/** bind's: the search list until a name is known, then its addresses of both families. */
async function bindLookup(context: CommandContext, { network, cluster }: NetworkTools): Promise<number> {
  const [name = '', given] = context.args.filter((arg) => !arg.startsWith('-'));
  const asked = context.args.flatMap((arg) => /^-(?:type|querytype|query|q)=(.*)$/.exec(arg)?.[1] ?? []);
  const { servers, searches, options } = parseResolvConf(context.fs.read('/etc/resolv.conf') ?? '');
  const server = given ?? servers[0] ?? '127.0.0.1';
  const address = network.lookupDNS(server)?.[0] ?? server;
  if (!cluster.dnsServers().includes(address)) {
    await context.sleep(3 * DIG_TIMEOUT_MS);
    context.stdout.write(
      `${`;; communications error to ${address}#53: timed out\n`.repeat(3)};; no servers could be reached\n\n\n`,
    );
    return 1;
  }
  context.stdout.write(`Server:\t\t${server}\nAddress:\t${address}#53\n\n`);
  const ndots = Number(options.find((option) => option.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1);
  const reverse = reverseName(cluster, name);
  const types = asked.length > 0 ? [asked[0].toUpperCase() as RecordType] : DEFAULT_TYPES;
  if (reverse) {
    const { code, records } = network.queryDNS(reverse, 'PTR');
    const lines = records.map(({ name: full, value }) => `${full}\tname = ${value}.\n`).join('');
    context.stdout.write(code === 'NOERROR' ? `${lines}\n` : `** server can't find ${reverse}: ${code}\n\n`);
    return code === 'NOERROR' ? 0 : 1;
  }
  const names = candidates(name, searches, ndots);
  let code = 'NXDOMAIN';
  for (const full of names) {
    const answers = types.map((type) => network.queryDNS(full, type));
    code = answers[0].code;
    if (code !== 'NOERROR') continue;
    const texts = answers.flatMap(({ records }) => records.map(bindText));
    context.stdout.write(`${texts.length > 0 ? texts.join('') : `*** Can't find ${full}: No answer\n`}\n`);
    return 0;
  }
  context.stdout.write(`** server can't find ${names[names.length - 1]}: ${code}\n\n`);
  return 1;
}

const bindText = (record: DNSRecord): string =>
  record.type === 'A' || record.type === 'AAAA' ? recordText(record) : recordText(record).replace(/\n$/, '.\n');

/** dig: one question, with `+short` the values alone; `+search` goes along the search list. */
export async function dig(context: CommandContext, { network, cluster }: NetworkTools): Promise<number> {
  const { servers, searches, options } = parseResolvConf(context.fs.read('/etc/resolv.conf') ?? '');
  const flags = new Set(context.args.filter((arg) => arg.startsWith('+')));
  const words = context.args.filter((arg) => !/^[+@-]/.test(arg));
  const isType = (word: string) => QUERY_TYPES.includes(word.toUpperCase() as RecordType);
  const isReverse = context.args.includes('-x');
  const type = isReverse ? 'PTR' : ((words.find(isType)?.toUpperCase() ?? 'A') as RecordType);
  const name = words.find((word) => !isType(word)) ?? '.';
  const server = context.args.find((arg) => arg.startsWith('@'))?.slice(1) ?? servers[0] ?? '127.0.0.1';
  const title = `; <<>> DiG 9.18.33 <<>> ${context.args.join(' ')}`;
  const isShort = flags.has('+short');
  const address = network.lookupDNS(server)?.[0] ?? server;
  if (!cluster.dnsServers().includes(address)) {
    await context.sleep(3 * DIG_TIMEOUT_MS);
    const tries = `;; communications error to ${server}#53: timed out\n`.repeat(3);
    context.stdout.write(
      `${tries}${isShort ? '' : `\n${title}\n;; global options: +cmd\n`};; no servers could be reached\n`,
    );
    return DIG_FAILED;
  }
  const ndots = Number(options.find((option) => option.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1);
  const names = isReverse
    ? [reverseName(cluster, name) ?? name]
    : flags.has('+search')
      ? candidates(name, searches, ndots)
      : [name.replace(/\.$/, '')];
  let full = names[0];
  let answer = network.queryDNS(full, type);
  for (const next of names.slice(1)) {
    if (answer.code === 'NOERROR') break;
    [full, answer] = [next, network.queryDNS(next, type)];
  }
  const pointed = ({ type: kind, value }: DNSRecord) => (kind === 'A' || kind === 'AAAA' ? value : `${value}.`);
  if (isShort) {
    context.stdout.write(answer.records.map((record) => `${pointed(record)}\n`).join(''));
    return 0;
  }
  const lines = answer.records.map(
    (record) => `${record.name}.\t${record.name.length < 23 ? '\t' : ''}30\tIN\t${record.type}\t${pointed(record)}\n`,
  );
  context.stdout.write(
    `\n${title}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${answer.code}, id: 4242\n` +
      `;; flags: qr aa rd; QUERY: 1, ANSWER: ${lines.length}, AUTHORITY: 0, ADDITIONAL: 1\n;; WARNING: recursion requested but not available\n\n` +
      `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n;; QUESTION SECTION:\n;${full}.\t\tIN\t${type}\n\n` +
      `${lines.length > 0 ? `;; ANSWER SECTION:\n${lines.join('')}\n` : ''};; Query time: 0 msec\n;; SERVER: ${server}#53(${address}) (UDP)\n\n`,
  );
  return 0;
}

const DIG_TIMEOUT_MS = 5_000;
const DIG_FAILED = 9;
