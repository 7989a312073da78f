/** OpenAPI documents of the served group versions, as far as kubectl reads them. */

import type { AnyStrategy } from '../registry/strategy';
import { apiVersionOf, versionsOf, type Server } from '../server';
import { SchemaBuilder, type Schema } from './schemas';

interface GroupVersion {
  /** `api/v1`, `apis/apps/v1`. */
  path: string;
  kinds: { strategy: AnyStrategy; version: string }[];
}

function groupVersions(server: Server): GroupVersion[] {
  const found = new Map<string, GroupVersion>();
  for (const strategy of server.strategies)
    for (const version of versionsOf(strategy, server.env)) {
      const path = strategy.group === '' ? `api/${version}` : `apis/${strategy.group}/${version}`;
      if (!found.has(path)) found.set(path, { path, kinds: [] });
      found.get(path)!.kinds.push({ strategy, version });
    }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const GVK = 'x-kubernetes-group-version-kind';
const gvkOf = (strategy: AnyStrategy, version: string) => ({ group: strategy.group, version, kind: strategy.kind });

/** Query parameters whose presence kubectl asks for; version 3 puts their type into a schema. */
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  type: name === 'force' ? 'boolean' : 'string',
  uniqueItems: true,
}));

const WRITE_PARAMETERS_V3 = WRITE_PARAMETERS.map(({ name, in: place, ...schema }) => ({ name, in: place, schema }));

function pathsOf(strategy: AnyStrategy, version: string, parameters: readonly unknown[]): Record<string, unknown> {
  const root = strategy.group === '' ? `/api/${version}` : `/apis/${apiVersionOf(strategy, version)}`;
  const collection = `${root}/${strategy.namespaced ? 'namespaces/{namespace}/' : ''}${strategy.resource}`;
  const gvk = gvkOf(strategy, version);
  const operation = (action: string) => ({
    operationId: `${action}${strategy.kind}`,
    parameters: action === 'get' || action === 'list' ? [] : parameters,
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': action,
    [GVK]: gvk,
  });
  return {
    [collection]: { get: operation('list'), post: operation('post') },
    [`${collection}/{name}`]: {
      get: operation('get'),
      put: operation('put'),
      patch: operation('patch'),
      delete: operation('delete'),
    },
  };
}

const allPaths = (kinds: GroupVersion['kinds'], parameters: readonly unknown[]): Record<string, unknown> =>
  Object.assign({}, ...kinds.map(({ strategy, version }) => pathsOf(strategy, version, parameters))) as Record<
    string,
    unknown
  >;

function describeKinds(server: Server, kinds: GroupVersion['kinds'], prefix: string): Record<string, Schema> {
  const builder = new SchemaBuilder(prefix, server.env.release);
  for (const { strategy, version } of kinds) {
    const schema = builder.add(strategy.type ?? strategy.kind);
    schema[GVK] = [...((schema[GVK] as unknown[] | undefined) ?? []), gvkOf(strategy, version)];
    const list = builder.addList(strategy.type ?? strategy.kind, `${strategy.kind}List`);
    const gvk = { ...gvkOf(strategy, version), kind: `${strategy.kind}List` };
    list[GVK] = [...((list[GVK] as unknown[] | undefined) ?? []), gvk];
  }
  return builder.result();
}

const infoOf = (server: Server) => ({ title: 'Kubernetes', version: server.env.release.version });

/** @returns undefined when there is no document of that path. */
export function documentAt(server: Server, path: string): unknown {
  const all = groupVersions(server);
  if (path === '/openapi/v3')
    return {
      paths: Object.fromEntries(
        all.map(({ path: name }) => [
          name,
          { serverRelativeURL: `/openapi/v3/${name}?hash=${server.env.release.version}` },
        ]),
      ),
    };
  if (path === '/openapi/v2') return swagger(server, all);
  const found = all.find(({ path: name }) => path === `/openapi/v3/${name}`);
  if (!found) return undefined;
  return {
    openapi: '3.0.0',
    info: infoOf(server),
    paths: allPaths(found.kinds, WRITE_PARAMETERS_V3),
    components: { schemas: describeKinds(server, found.kinds, '#/components/schemas/') },
  };
}

function swagger(server: Server, all: GroupVersion[]): unknown {
  const kinds = all.flatMap((groupVersion) => groupVersion.kinds);
  return {
    swagger: '2.0',
    info: infoOf(server),
    paths: allPaths(kinds, WRITE_PARAMETERS),
    definitions: mapValues(describeKinds(server, kinds, '#/definitions/'), toSwagger),
  };
}

const mapValues = <T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

/** Version 2 has references beside a description, and no defaults of what is left out. */
function toSwagger({ allOf, default: _default, properties, items, additionalProperties, ...rest }: Schema): Schema {
  return {
    ...rest,
    ...((allOf as [Schema] | undefined)?.[0] ?? {}),
    ...(properties !== undefined && { properties: mapValues(properties as Record<string, Schema>, toSwagger) }),
    ...(items !== undefined && { items: toSwagger(items as Schema) }),
    ...(additionalProperties !== undefined && { additionalProperties: toSwagger(additionalProperties as Schema) }),
  };
}
