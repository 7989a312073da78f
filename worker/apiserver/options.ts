/** Checks of what a request asks beside its object: options of lists, watches and writes. */

import type { Status } from '../kubernetes/objects';
import type { Release } from '../releases';
import { badRequest, invalidObject } from './errors';
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from './field-errors';
import { shownList } from './go-text';
import type { Call } from './request';

type Query = Call['query'];
type OptionsKind = 'ListOptions' | 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

const MANAGER_BYTES_MAX = 128;
const NUMBERS = ['limit', 'timeoutSeconds', 'gracePeriodSeconds'];
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

const refuse = (kind: OptionsKind, errors: readonly FieldError[], release: Release): Status | undefined =>
  errors.length === 0
    ? undefined
    : invalidObject({ group: 'meta.k8s.io', resource: kind.toLowerCase(), kind }, '', errors, release);

/** Numbers have to be such, whatever asks for them. */
function checkNumbers(query: Query): Status | undefined {
  for (const name of NUMBERS) {
    const text = query[name];
    if (text === undefined || text === '') continue;
    const why = numberError(text);
    if (why) return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  }
  return undefined;
}

function numberError(text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'invalid syntax';
  const value = BigInt(text.replace('+', ''));
  return value < INT64[0] || value > INT64[1] ? 'value out of range' : undefined;
}

/** A parameter that is given means yes, unless it says no. */
export const isYes = (value: string | undefined): boolean =>
  value !== undefined && !['false', '0'].includes(value.toLowerCase());

/** ValidateListOptions of metainternalversion. */
export function checkListOptions({ query }: Call, isWatch: boolean, release: Release): Status | undefined {
  const errors = isWatch ? watchErrors(query, release) : listErrors(query);
  return checkNumbers(query) ?? refuse('ListOptions', errors, release);
}

const CONTINUES = forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided');

function listErrors({ resourceVersion, resourceVersionMatch: match, continue: token, sendInitialEvents }: Query) {
  const errors: FieldError[] = [];
  if (match) {
    const field = 'resourceVersionMatch';
    if (!resourceVersion)
      errors.push(forbidden(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (token) errors.push(CONTINUES);
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0')
      errors.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined)
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors({ resourceVersionMatch: match, continue: token, sendInitialEvents }: Query, release: Release) {
  const field = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(forbidden(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (sendInitialEvents !== undefined && !release.isEnabled('WatchList'))
    errors.push(
      forbidden(
        'sendInitialEvents',
        'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      ),
    );
  if (match) {
    if (sendInitialEvents === undefined)
      errors.push(forbidden(field, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    if (match !== 'NotOlderThan') errors.push(notSupported(field, match, ['NotOlderThan']));
    if (token) errors.push(CONTINUES);
  }
  return errors;
}

/** @param isApply a patch that is a configuration of server-side apply. */
export function checkWriteOptions({ request, query }: Call, isApply: boolean, release: Release): Status | undefined {
  const kind = KINDS[request.method]!;
  const errors: FieldError[] = [];
  if (kind === 'PatchOptions') {
    if (isApply && !query.fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
    if (!isApply && query.force !== undefined)
      errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  }
  if (kind === 'DeleteOptions') return checkNumbers(query);
  errors.push(...managerErrors(query.fieldManager ?? ''), ...dryRunErrors(query.dryRun ? [query.dryRun] : []));
  if (!VALIDATIONS.includes(query.fieldValidation ?? ''))
    errors.push(notSupported('fieldValidation', query.fieldValidation ?? '', VALIDATIONS));
  return checkNumbers(query) ?? refuse(kind, errors, release);
}

const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

const KINDS: Readonly<Record<string, OptionsKind>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
  DELETE: 'DeleteOptions',
};

function managerErrors(manager: string): FieldError[] {
  if (new TextEncoder().encode(manager).length > MANAGER_BYTES_MAX) return [tooLong('fieldManager', MANAGER_BYTES_MAX)];
  return /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u.test(manager)
    ? [invalid('fieldManager', manager, 'should only contain printable characters')]
    : [];
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

const dryRunErrors = (values: readonly string[]): FieldError[] =>
  values.every((value) => value === 'All')
    ? []
    : [{ ...notSupported('dryRun', '', ['All']), value: shownList(values) }];

/** Options of a deletion, whether they came in the body or in the query. */
export function deleteOptionsError(
  options: { propagationPolicy?: string; orphanDependents?: boolean; dryRun?: string[] },
  release: Release,
): Status | undefined {
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  const field = 'propagationPolicy';
  const errors: FieldError[] = [];
  if (policy !== undefined && orphanDependents !== undefined)
    errors.push(invalid(field, policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(notSupported(field, policy, [...POLICIES, 'nil']));
  return refuse('DeleteOptions', [...errors, ...dryRunErrors(dryRun ?? [])], release);
}
