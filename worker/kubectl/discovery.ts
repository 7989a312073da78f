/** Resource types by their many names, from the server's discovery. */

import type { ApiClient } from '../kubernetes/client';
import { textError, type KubectlError } from './errors';

export interface ResourceType {
  group: string;
  version: string;
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  subresources: readonly string[];
}

interface ResourceList {
  groupVersion: string;
  resources: {
    name: string;
    singularName?: string;
    kind: string;
    namespaced: boolean;
    shortNames?: string[];
    categories?: string[];
    verbs: string[];
  }[];
}

interface GroupList {
  groups: { name: string; versions: { groupVersion: string }[]; preferredVersion?: { groupVersion: string } }[];
}

export const groupVersionOf = ({ group, version }: { group: string; version: string }) =>
  group === '' ? version : `${group}/${version}`;

/** `services`, `deployments.apps`. */
export const qualifiedResource = (type: ResourceType) =>
  type.group === '' ? type.resource : `${type.resource}.${type.group}`;

/** `service`, `deployment.apps`: what stands before the slash in a result line. */
export const qualifiedKind = (type: { group: string; kind: string }) =>
  type.group === '' ? type.kind.toLowerCase() : `${type.kind.toLowerCase()}.${type.group}`;

/** What client-go finds wrong with a name before it is sent; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `invalid resource name ${JSON.stringify(name)}: [may not be '${name}']`;
  const bad = ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
  return bad.length > 0 ? `invalid resource name ${JSON.stringify(name)}: [${bad.join(' ')}]` : undefined;
}

/** Path of a collection, or of one object. */
export function pathOf(type: ResourceType, namespace?: string, name?: string, subresource?: string): string {
  const parts = [type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`];
  if (type.namespaced && namespace) parts.push('namespaces', encodeURIComponent(namespace));
  parts.push(type.resource);
  if (name !== undefined) parts.push(encodeURIComponent(name).replace(/%3A/g, ':'));
  if (subresource) parts.push(subresource);
  return parts.join('/');
}

/** Whether a path was made with a name that is empty: it would be the path of all objects. */
export const isUnnamed = (path: string): boolean => /\/(?:\/|$)/.test(path);

interface Known {
  types: readonly ResourceType[];
  groupVersions: readonly string[];
}

/** What was read before, by the answer to `/apis`: kubectl, too, keeps discovery from command to command. */
const knownByGroups = new WeakMap<object, Known>();

/** The types that a server has. */
export class Discovery {
  #known: Known | undefined;

  constructor(
    private readonly client: ApiClient,
    private readonly namesGroup: boolean,
  ) {}

  /** All types: core first, then group by group, the preferred version of each group first. */
  get types(): readonly ResourceType[] {
    return this.known.types;
  }

  get groupVersions(): readonly string[] {
    return this.known.groupVersions;
  }

  private get known(): Known {
    if (!this.#known) {
      const groups = this.get('/apis') as GroupList;
      this.#known = knownByGroups.get(groups) ?? this.load(groups.groups ?? []);
      knownByGroups.set(groups, this.#known);
    }
    return this.#known;
  }

  private load(groups: GroupList['groups']): Known {
    const core = this.get('/api') as { versions?: string[] };
    const groupVersions = [
      ...(core.versions ?? ['v1']),
      ...groups.flatMap((group) => group.versions.map((version) => version.groupVersion)),
    ];
    return { groupVersions, types: groupVersions.flatMap((groupVersion) => this.loadVersion(groupVersion)) };
  }

  private loadVersion(groupVersion: string): ResourceType[] {
    const list = this.get(
      groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`,
    ) as ResourceList;
    const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
    const all = list.resources ?? [];
    return all
      .filter((resource) => !resource.name.includes('/'))
      .map((resource) => ({
        group,
        version,
        resource: resource.name,
        singular: resource.singularName || resource.kind.toLowerCase(),
        kind: resource.kind,
        namespaced: resource.namespaced,
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        verbs: resource.verbs,
        subresources: all
          .filter((other) => other.name.startsWith(`${resource.name}/`))
          .map((other) => other.name.slice(resource.name.length + 1)),
      }));
  }

  private get(path: string): unknown {
    return this.client.request({ method: 'GET', path }).body ?? {};
  }

  /** The type of a kind in a version; undefined when the server has none. */
  findKind(apiVersion: string, kind: string): ResourceType | undefined {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return this.types.find(
      (type) => type.group === group && type.version === version && (type.kind === kind || type.singular === kind),
    );
  }

  /** The type that a word on the command line means: `svc`, `services`, `Service`, `deployments.apps`, `servicecidrs.v1.networking.k8s.io`. */
  find(word: string): ResourceType | KubectlError {
    const lower = word.toLowerCase();
    const [name, ...rest] = lower.split('.');
    const isNamed = (type: ResourceType) =>
      type.resource === name || type.singular === name || type.shortNames.includes(name);
    const byVersion =
      rest.length >= 2
        ? this.types.find((type) => isNamed(type) && type.version === rest[0] && type.group === rest.slice(1).join('.'))
        : undefined;
    if (byVersion) return byVersion;
    const group = rest.join('.');
    const candidates = this.types.filter(isNamed);
    const found =
      group === ''
        ? (candidates.find((type) => type.resource === name || type.singular === name) ?? candidates[0])
        : (candidates.find((type) => type.group === group) ?? candidates.find((type) => type.group.startsWith(group)));
    return found ?? this.findUnlisted(isNamed, group) ?? this.unknown(word);
  }

  /** A group that the server serves without listing it is asked for when a word names it in full. */
  private findUnlisted(isNamed: (type: ResourceType) => boolean, group: string): ResourceType | undefined {
    if (!group.includes('.') || this.types.some((type) => type.group === group)) return undefined;
    const { preferredVersion } = this.get(`/apis/${group}`) as Partial<GroupList['groups'][number]>;
    return preferredVersion && this.loadVersion(preferredVersion.groupVersion).find(isNamed);
  }

  private unknown(word: string): KubectlError {
    const dot = word.indexOf('.');
    const [name, group] = dot < 0 ? [word, ''] : [word.slice(0, dot), word.slice(dot + 1)];
    const inGroup = this.namesGroup && group !== '' ? ` in group "${group}"` : '';
    return textError(`the server doesn't have a resource type "${name}"${inGroup}`);
  }

  /** Words of a comma list, categories (`all`) replaced by their types. */
  expand(words: string): string[] {
    return words.split(',').flatMap((word) => {
      const members = this.types.filter((type) => type.categories.includes(word));
      return members.length === 0 || this.types.some((type) => type.resource === word)
        ? [word]
        : members.map(qualifiedResource);
    });
  }
}
