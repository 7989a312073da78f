/** The hosts file that the kubelet manages, as lines that know where they come from (pods-and-nodes.md 1). */

import type { HostsLine } from '../api';

export interface HostAlias {
  ip: string;
  hostnames?: string[];
}

export interface PodHostsInput {
  /** In the order in which they are written. */
  ips: readonly string[];
  host: string;
  /** Empty when the Pod has no subdomain. */
  domain: string;
  hostAliases?: readonly HostAlias[];
}

const HEADER = '# Kubernetes-managed hosts file.';
const HEADER_HOST_NETWORK = '# Kubernetes-managed hosts file (host network).';
const ALIAS_COMMENT = '# Entries added by HostAliases.';

/** The six fixed lines; both families, and these addresses, whatever the Pod has (R1.2, R1.3). */
const FIXED: { address: string; names: string[]; origin: 'loopback' | 'ipv6' }[] = [
  { address: '127.0.0.1', names: ['localhost'], origin: 'loopback' },
  { address: '::1', names: ['localhost', 'ip6-localhost', 'ip6-loopback'], origin: 'loopback' },
  { address: 'fe00::0', names: ['ip6-localnet'], origin: 'ipv6' },
  { address: 'fe00::0', names: ['ip6-mcastprefix'], origin: 'ipv6' },
  { address: 'fe00::1', names: ['ip6-allnodes'], origin: 'ipv6' },
  { address: 'fe00::2', names: ['ip6-allrouters'], origin: 'ipv6' },
];

/** Lines of a Pod on the Pod network. Every line ends with a newline in the file. */
export function podHostsLines({ ips, host, domain, hostAliases = [] }: PodHostsInput): HostsLine[] {
  const fixed = FIXED.map(({ address, names, origin }) => ({
    text: `${address}\t${names.join(' ')}`,
    origin,
    from: 'kubelet',
    address,
    names,
  }));
  const names = domain ? [`${host}.${domain}`, host] : [host];
  const own = ips.map((ip, index) => ({
    text: [ip, ...names].join('\t'),
    origin: 'podIP' as const,
    from: `status.podIPs[${index}]`,
    address: ip,
    names,
  }));
  return [{ text: HEADER, origin: 'header', from: 'kubelet' }, ...fixed, ...own, ...aliasLines(hostAliases)];
}

/**
 * Lines of a Pod on the host network: the Node's file unchanged, then the aliases (R1.9, R1.10).
 * @param nodeFile text of the Node's /etc/hosts; where it lacks the final newline, the alias block's blank line ends it.
 */
export function hostNetworkLines(nodeFile: string, hostAliases: readonly HostAlias[] = []): HostsLine[] {
  const texts = nodeFile.split('\n');
  const isTerminated = texts[texts.length - 1] === '';
  if (isTerminated) texts.pop();
  const node = texts.map((text) => readLine(text, 'node', 'node'));
  const aliases = aliasLines(hostAliases);
  return [
    { text: HEADER_HOST_NETWORK, origin: 'header', from: 'kubelet' },
    ...node,
    ...(isTerminated ? aliases : aliases.slice(1)),
  ];
}

/** One line an entry, in the order of the spec, nothing merged (R1.7). */
function aliasLines(hostAliases: readonly HostAlias[]): HostsLine[] {
  if (hostAliases.length === 0) return [];
  return [
    { text: '', origin: 'blank', from: 'kubelet' },
    { text: ALIAS_COMMENT, origin: 'comment', from: 'kubelet' },
    ...hostAliases.map(({ ip, hostnames = [] }, index) => ({
      text: `${ip}\t${hostnames.join('\t')}`,
      origin: 'alias' as const,
      from: `spec.hostAliases[${index}]`,
      address: ip,
      names: [...hostnames],
    })),
  ];
}

/** Text of the file. @param isTerminated false when the last line came from a Node's file without final newline. */
export function hostsText(lines: readonly HostsLine[], isTerminated = true): string {
  return lines.map(({ text }) => text).join('\n') + (isTerminated ? '\n' : '');
}

/** The whole file of a Pod on the host network, which may be unterminated (H15). */
export function hostNetworkText(nodeFile: string, hostAliases: readonly HostAlias[] = []): string {
  const isTerminated = nodeFile.endsWith('\n') || nodeFile === '' || hostAliases.length > 0;
  return hostsText(hostNetworkLines(nodeFile, hostAliases), isTerminated);
}

function readLine(text: string, origin: HostsLine['origin'], from: string): HostsLine {
  const [address, ...names] = text
    .replace(/#.*/, '')
    .split(/[ \t]+/)
    .filter(Boolean);
  if (address === undefined) return { text, origin: text.trim() === '' ? 'blank' : 'comment', from };
  return { text, origin, from, address, names };
}

/**
 * Lines of a file that a container may have edited: what the kubelet wrote keeps its origin, the rest is `edited`.
 * @param written the lines as the kubelet wrote them.
 */
export function linesAfterEdit(text: string, written: readonly HostsLine[]): HostsLine[] {
  if (text === hostsText(written) || text === hostsText(written, false)) return [...written];
  const left = [...written];
  const texts = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return texts.map((line) => {
    const at = left.findIndex((one) => one.text === line);
    if (at < 0) return { ...readLine(line, 'edited', 'container'), origin: 'edited' };
    return left.splice(0, at + 1)[at];
  });
}

/** The address that a hosts file has for a name, preferring `family`; names are compared without case. */
export function lookupHosts(text: string, name: string): { addresses: string[]; name: string } {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const found = text.split('\n').flatMap((line) => {
    const [address, ...names] = line
      .replace(/#.*/, '')
      .split(/[ \t]+/)
      .filter(Boolean);
    return names.some((one) => one.toLowerCase() === wanted) ? [{ address, canonical: names[0] }] : [];
  });
  return { addresses: found.map(({ address }) => address), name: found[0]?.canonical ?? name };
}
