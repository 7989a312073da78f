/** The state of one API server and the small helpers that all handlers share. */

import { decode, jsonKind, type DecodeOptions, type Mismatch } from '../kubernetes/schema/decode';
import type { FieldType } from '../kubernetes/schema/types';
import type { NodeConnection } from '../kubernetes/client';
import type { KubernetesObject, Status } from '../kubernetes/objects';
import { isVersionOn } from '../releases';
import type { Env } from './env';
import { badRequest, unrecognized } from './errors';
import type { Sharing } from './managed-fields/sharing';
import type { AnyStrategy } from './registry/strategy';
import { fieldValidationOf, type Call } from './request';
import type { Store } from './store';
import { patchErrors, strictErrors, unknownField, warningsOf } from './strictness';

export interface Server {
  readonly env: Env;
  readonly store: Store;
  readonly strategies: readonly AnyStrategy[];
  readonly nodes: Map<string, NodeConnection>;
  readonly sharing: Sharing;
}

/** Where a kind is kept in the store. */
export const bucketOf = (strategy: AnyStrategy) =>
  strategy.group ? `${strategy.resource}.${strategy.group}` : strategy.resource;

/** The versions in which a resource is served; `--runtime-config` may switch each off. */
export function versionsOf(strategy: AnyStrategy, env: Env): readonly string[] {
  const versions = strategy.versions?.(env) ?? [strategy.version];
  const config = env.settings.runtimeConfig;
  return config ? versions.filter((one) => isVersionOn(config, strategy.group, one, strategy.resource)) : versions;
}

export const apiVersionOf = (strategy: AnyStrategy, version = strategy.version) =>
  strategy.group === '' ? version : `${strategy.group}/${version}`;

export const keyFor = (namespace: string | undefined, name: string) => (namespace ? `${namespace}/${name}` : name);

export const typeOf = (strategy: AnyStrategy): FieldType & { kind: 'struct' } => ({
  kind: 'struct',
  name: strategy.type ?? strategy.kind,
  atomic: false,
});

export const hasGeneration = (strategy: AnyStrategy, env: Env): boolean =>
  typeof strategy.hasGeneration === 'function' ? strategy.hasGeneration(env) : strategy.hasGeneration === true;

/** The object in the version that was asked for. */
export function inVersion(strategy: AnyStrategy, object: KubernetesObject, version: string): KubernetesObject {
  const apiVersion = apiVersionOf(strategy, version);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

const SCHEME_LINES = { '1.31': 100, '1.32': 100, '1.33': 110, '1.34': 110 } as Readonly<Record<string, number>>;
const SCHEME_LINE_NOW = 111;

/** What the release knows of the schema. */
export const decodeOptions = (env: Env): DecodeOptions => ({
  isKnown: (since) => env.release.since(since as '1.32'),
  nullCreationTimestamp: !env.release.since('1.34'),
});

/**
 * Decodes a body as an object of the kind (services.md 11.3.5, 11.3.6): a fresh copy, defaults not yet set.
 * Unknown fields become warnings or the refusal, as the request's fieldValidation says.
 * @param stored an object whose parts are taken as they are where `body` has them by reference, but for the status.
 */
export function decodeObject(
  server: Server,
  call: Call,
  strategy: AnyStrategy,
  version: string,
  body: unknown,
  place: 'create' | 'patch' = 'create',
  stored?: KubernetesObject,
): { object: KubernetesObject; error?: undefined } | { error: Status; mismatch?: Mismatch } {
  const { env } = server;
  const apiVersion = apiVersionOf(strategy, version);
  const misread = versionKindError(body);
  if (misread !== undefined) {
    const sent = call.request.body;
    const text = typeof sent === 'string' ? sent : body === undefined ? '' : JSON.stringify(body);
    return { error: unrecognized(strategy.kind, `couldn't get version/kind; json parse error: ${misread}`, text) };
  }
  const given = (body ?? {}) as Record<string, unknown>;
  const kind = typeof given.kind === 'string' && given.kind !== '' ? given.kind : strategy.kind;
  const version_ = typeof given.apiVersion === 'string' && given.apiVersion !== '' ? given.apiVersion : apiVersion;
  if (kind !== strategy.kind || version_ !== apiVersion)
    return { error: badRequest(wrongKind(env, strategy, kind, version_)) };

  const decoded = decode(strategy.type ?? strategy.kind, given, decodeOptions(env), stored);
  const prefix = `${strategy.kind} in version "${version}" cannot be handled as a ${strategy.kind}: `;
  if (decoded.error)
    return {
      error: badRequest(place === 'create' ? prefix + decoded.error : decoded.error),
      mismatch: decoded.mismatch,
    };
  const validation = fieldValidationOf(call);
  if (validation !== 'Ignore' && (call.text || decoded.unknown.length > 0)) {
    const texts = strictTexts(call, strategy, place, decoded.unknown, decodeOptions(env));
    if (validation === 'Strict' && texts.length > 0)
      return {
        error: badRequest(`${place === 'create' ? prefix : ''}strict decoding error: ${texts.join(', ')}`),
      };
    call.warnings.push(...texts.flatMap(warningsOf));
  }
  const object = decoded.value as unknown as KubernetesObject;
  object.apiVersion = apiVersionOf(strategy);
  object.kind = strategy.kind;
  return { object };
}

/** What strict decoding finds wrong: in the text of an object, or in a patch and what comes of it. */
function strictTexts(
  { text, request }: Call,
  strategy: AnyStrategy,
  place: 'create' | 'patch',
  unknown: readonly string[],
  options: DecodeOptions,
): string[] {
  if (place === 'create' && text) return strictErrors(text, strategy.type ?? strategy.kind, unknown, options);
  const isList = request.headers?.['content-type']?.startsWith('application/json-patch') === true;
  const twice = place === 'patch' && text?.isJSON ? patchErrors(text.text, isList, options) : [];
  return [...twice, ...unknown.map(unknownField)];
}

/** What of a body says its kind has to be text, in an object. */
function versionKindError(body: unknown): string | undefined {
  if (body === undefined) return 'unexpected end of JSON input';
  if (body === null) return undefined;
  if (typeof body !== 'object' || Array.isArray(body))
    return `json: cannot unmarshal ${jsonKind(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  const wrong = Object.entries(body).find(
    ([name, value]) => (name === 'apiVersion' || name === 'kind') && value !== null && typeof value !== 'string',
  );
  return wrong && `json: cannot unmarshal ${jsonKind(wrong[1])} into Go struct field .${wrong[0]} of type string`;
}

function wrongKind(env: Env, strategy: AnyStrategy, kind: string, apiVersion: string): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const line = SCHEME_LINES[env.release.name] ?? SCHEME_LINE_NOW;
  const known = kind === strategy.kind;
  const reason = known
    ? `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:${line}"`
    : kind.toLowerCase() === strategy.kind.toLowerCase()
      ? `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:${line}"`
      : `converting (${kind}) to (${strategy.kind}): unknown conversion`;
  return `${kind} in version "${version}" cannot be handled as a ${strategy.kind}: ${reason}`;
}
