/** A Pod's resolv.conf (pods-and-nodes.md 5.4). */

export interface DNS {
  servers: string[];
  searches: string[];
  options: string[];
}

export interface PodDNSConfig {
  nameservers?: string[];
  searches?: string[];
  options?: { name: string; value?: string }[];
}

export interface PodDNSInput {
  namespace: string;
  hostNetwork: boolean;
  dnsPolicy?: string;
  dnsConfig?: PodDNSConfig;
}

export interface NodeDNS {
  /** The kubelet's clusterDNS. */
  clusterDNS: string[];
  clusterDomain: string;
  /** The Node's own resolv.conf. */
  resolvConf: string;
}

const SERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_CHARACTERS_MAX = 2048;

export type DNSType = 'none' | 'cluster' | 'host';

/** R5.12 */
export function dnsType({
  dnsPolicy = 'ClusterFirst',
  hostNetwork,
}: Pick<PodDNSInput, 'dnsPolicy' | 'hostNetwork'>): DNSType {
  if (dnsPolicy === 'None') return 'none';
  if (dnsPolicy === 'ClusterFirstWithHostNet') return 'cluster';
  return dnsPolicy === 'ClusterFirst' && !hostNetwork ? 'cluster' : 'host';
}

/** R5.17 */
export function parseResolvConf(text: string): DNS {
  const dns: DNS = { servers: [], searches: [], options: [] };
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith('#')) continue;
    const [key, ...values] = line.split(/\s+/).filter(Boolean);
    if (key === 'nameserver' && values[0]) dns.servers.push(values[0]);
    if (key === 'search') dns.searches = values.filter((one) => one !== '.').map((one) => one.replace(/\.+$/, ''));
    if (key === 'options') dns.options = mergeOptions(dns.options, values);
  }
  return dns;
}

function mergeOptions(options: readonly string[], more: readonly string[]): string[] {
  const merged = new Map(options.map((option) => [option.split(':')[0], option]));
  for (const option of more) merged.set(option.split(':')[0], option);
  return [...merged.values()];
}

const unique = (values: readonly string[]) => [...new Set(values)];

/** @returns the settings with the events that are due, before limits were applied to them. */
export function podDNS(pod: PodDNSInput, node: NodeDNS): { dns: DNS; warnings: { reason: string; message: string }[] } {
  const host = parseResolvConf(node.resolvConf);
  const warnings: { reason: string; message: string }[] = [];
  let type = dnsType(pod);
  if (type === 'cluster' && node.clusterDNS.length === 0) {
    warnings.push({ reason: 'MissingClusterDNS', message: '' });
    type = 'host';
  }
  let dns: DNS = { servers: [], searches: [], options: [] };
  if (type === 'host') dns = host;
  if (type === 'cluster') {
    const { clusterDomain } = node;
    const own = clusterDomain ? [`${pod.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain] : [];
    dns = { servers: node.clusterDNS, searches: unique([...own, ...host.searches]), options: ['ndots:5'] };
  }
  const { nameservers = [], searches = [], options = [] } = pod.dnsConfig ?? {};
  dns = {
    servers: unique([...dns.servers, ...nameservers]),
    searches: unique([...dns.searches, ...searches]),
    options: mergeOptions(
      dns.options,
      options.map(({ name, value }) => (value === undefined ? name : `${name}:${value}`)),
    ),
  };
  const limited = { ...dns, servers: dns.servers.slice(0, SERVERS_MAX), searches: limitSearches(dns.searches) };
  if (limited.servers.length < dns.servers.length)
    warnings.push({
      reason: 'DNSConfigForming',
      message: `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${limited.servers.join(' ')}`,
    });
  if (limited.searches.length < dns.searches.length)
    warnings.push({
      reason: 'DNSConfigForming',
      message: `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${limited.searches.join(' ')}`,
    });
  return { dns: limited, warnings };
}

function limitSearches(searches: readonly string[]): string[] {
  const kept = searches.filter((search) => search.length <= 253).slice(0, SEARCHES_MAX);
  while (kept.join(' ').length > SEARCH_CHARACTERS_MAX) kept.pop();
  return kept;
}

/** R5.19: search, nameservers, options; each left out when empty. */
export function resolvConfText({ servers, searches, options }: DNS): string {
  const line = (key: string, values: readonly string[]) => (values.length > 0 ? `${key} ${values.join(' ')}\n` : '');
  return (
    line('search', searches) + servers.map((server) => `nameserver ${server}\n`).join('') + line('options', options)
  );
}
