/** Discovery: `/api`, `/apis`, the lists of each group version, and the aggregated form. */

import type { Env } from '../env';
import type { AnyStrategy } from '../registry/strategy';
import { versionsOf, type Server } from '../server';
import { catalogOf, SIMULATED_VERBS } from './catalog';

interface Listed {
  group: string;
  version: string;
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  subresources: { name: string; kind: string; verbs: readonly string[]; group?: string; version?: string }[];
}

const STATUS_VERBS = ['get', 'patch', 'update'];

function subresourcesOf(strategy: AnyStrategy, env: Env): Listed['subresources'] {
  const list: Listed['subresources'] = [];
  if (strategy.kind === 'Pod')
    list.push(
      { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'eviction', kind: 'Eviction', verbs: ['create'], group: 'policy', version: 'v1' },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
    );
  for (const [name, part] of Object.entries(strategy.subresources ?? {}))
    if (part.isServed?.(env) ?? true) list.push({ name, kind: strategy.kind, verbs: STATUS_VERBS });
  if (strategy.kind === 'Namespace') list.push({ name: 'finalize', kind: 'Namespace', verbs: ['update'] });
  if (strategy.hasScale)
    list.push({ name: 'scale', kind: 'Scale', verbs: STATUS_VERBS, group: 'autoscaling', version: 'v1' });
  if (strategy.hasStatus) list.push({ name: 'status', kind: strategy.kind, verbs: STATUS_VERBS });
  return list.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Everything that is served, by group, version and name. */
function listAll(server: Server): Listed[] {
  const simulated = server.strategies.flatMap((strategy) =>
    versionsOf(strategy, server.env).map((version) => ({
      group: strategy.group,
      version,
      resource: strategy.resource,
      singular: strategy.singular,
      kind: strategy.kind,
      namespaced: strategy.namespaced,
      shortNames: strategy.shortNames ?? [],
      categories: strategy.categories ?? [],
      verbs: strategy.verbs ?? SIMULATED_VERBS,
      subresources: subresourcesOf(strategy, server.env),
    })),
  );
  const others = catalogOf(server.env).map((entry) => ({
    ...entry,
    singular: entry.kind.toLowerCase(),
    subresources: [],
  }));
  return [...simulated, ...others].sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

/** Groups in the order in which a server announces them. */
const GROUP_ORDER = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'resource.k8s.io',
];

/** A stable version goes before a beta. */
const byPreference = (a: string, b: string) => a.length - b.length || (a > b ? -1 : 1);

function versionsByGroup(listed: readonly Listed[]): [group: string, versions: string[]][] {
  const groups = new Map<string, Set<string>>();
  for (const { group, version } of listed) {
    if (group === '') continue;
    if (!groups.has(group)) groups.set(group, new Set());
    groups.get(group)!.add(version);
  }
  return [...groups]
    .map(([group, versions]): [string, string[]] => [group, [...versions].sort(byPreference)])
    .sort(([a], [b]) => GROUP_ORDER.indexOf(a) - GROUP_ORDER.indexOf(b));
}

const groupOf = ([name, versions]: [string, string[]]) => {
  const all = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, preferredVersion: all[0] };
};

function resourceList(listed: readonly Listed[], group: string, version: string): unknown {
  const resources = listed.filter((entry) => entry.group === group && entry.version === version);
  if (resources.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: resources.flatMap((entry) => [
      {
        name: entry.resource,
        singularName: entry.singular,
        namespaced: entry.namespaced,
        kind: entry.kind,
        verbs: entry.verbs,
        ...(entry.shortNames.length > 0 && { shortNames: entry.shortNames }),
        ...(entry.categories.length > 0 && { categories: entry.categories }),
      },
      ...entry.subresources.map((sub) => ({
        name: `${entry.resource}/${sub.name}`,
        singularName: '',
        namespaced: entry.namespaced,
        ...(sub.group && { group: sub.group, version: sub.version }),
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ]),
  };
}

function aggregated(listed: readonly Listed[], groups: [string, string[]][]): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        freshness: 'Current',
        resources: listed
          .filter((entry) => entry.group === group && entry.version === version)
          .map((entry) => aggregatedResource(entry)),
      })),
    })),
  };
}

function aggregatedResource(entry: Listed): unknown {
  return {
    resource: entry.resource,
    responseKind: { group: entry.group, version: entry.version, kind: entry.kind },
    scope: entry.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: entry.singular,
    verbs: entry.verbs,
    ...(entry.shortNames.length > 0 && { shortNames: entry.shortNames }),
    ...(entry.categories.length > 0 && { categories: entry.categories }),
    ...(entry.subresources.length > 0 && {
      subresources: entry.subresources.map((sub) => ({
        subresource: sub.name,
        responseKind: { group: sub.group ?? entry.group, version: sub.version ?? entry.version, kind: sub.kind },
        verbs: sub.verbs,
      })),
    }),
  };
}

/** What a server serves does not change while it runs, so each answer is made once. */
const answers = new WeakMap<Server, { listed: Listed[]; byPath: Map<string, unknown> }>();

/** @param accept the request's header. @returns undefined when the path is none of discovery. */
export function discover(server: Server, path: string, accept: string): unknown {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
  const wantsAggregated = accept.includes('as=APIGroupDiscoveryList') && accept.includes('v=v2');
  let known = answers.get(server);
  if (!known) answers.set(server, (known = { listed: listAll(server), byPath: new Map() }));
  const key = `${wantsAggregated} ${parts.join('/')}`;
  let answer = known.byPath.get(key);
  if (answer === undefined) {
    answer = discovery(known.listed, parts, wantsAggregated);
    // Unknown paths are not remembered: there is no end of them.
    if (answer !== undefined) known.byPath.set(key, answer);
  }
  return answer;
}

function discovery(listed: readonly Listed[], parts: readonly string[], wantsAggregated: boolean): unknown {
  if (parts[0] === 'api') {
    if (parts.length === 1)
      return wantsAggregated
        ? aggregated(listed, [['', ['v1']]])
        : {
            kind: 'APIVersions',
            versions: ['v1'],
            serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '172.18.0.2:6443' }],
          };
    return parts.length === 2 ? resourceList(listed, '', parts[1]) : undefined;
  }
  const groups = versionsByGroup(listed);
  if (parts.length === 1)
    return wantsAggregated
      ? aggregated(listed, groups)
      : { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) };
  const group = groups.find(([name]) => name === parts[1]);
  if (!group) return undefined;
  if (parts.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
  return parts.length === 3 ? resourceList(listed, parts[1], parts[2]) : undefined;
}
