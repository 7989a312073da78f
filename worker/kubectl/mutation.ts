/** What commands that change objects share: dry runs, result lines, field validation. */

import type { JSONObject } from '../kubernetes/patch';
import { qualifiedKind } from './discovery';
import { KubectlError, textError } from './errors';
import { parseBool } from './flags';
import type { Found, Info } from './files';
import type { Invocation } from './invocation';
import { createPrinter, UNNAMED, type ObjectPrinter } from './print/printers';
import { inStructOrder } from './print/struct-order';

export type DryRun = 'none' | 'client' | 'server';

/** `--dry-run`. */
export function dryRunOf(run: Invocation): DryRun | KubectlError {
  const text = run.flags.isSet('dry-run') ? run.flags.text('dry-run') : 'none';
  if (text === 'none' || text === 'client' || text === 'server') return text;
  const bool = text === 'unchanged' ? true : parseBool(text);
  if (bool === undefined) return textError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
  const isBare = text === 'unchanged';
  const line = isBare ? LOG_LINES.unchanged : bool ? LOG_LINES.true : LOG_LINES.false;
  const given = isBare ? '--dry-run' : `--dry-run=${text}`;
  const meant = `--dry-run=${bool ? 'client' : 'none'}`;
  run.log(
    'W',
    `helpers.go:${line}`,
    `${given} is deprecated${isBare ? '' : ' (boolean value)'} and can be replaced with ${meant}.`,
  );
  return bool ? 'client' : 'none';
}

/** Where the warnings about old values of `--dry-run` stand in kubectl's source. */
const LOG_LINES = { unchanged: 719, true: 733, false: 736 };

/** `--validate`. @returns the value for the query, or the error. */
export function validationOf(run: Invocation): 'Strict' | 'Warn' | 'Ignore' | KubectlError {
  const text = run.flags.text('validate') || 'strict';
  const bool = parseBool(text);
  if (text === 'strict' || bool === true) return 'Strict';
  if (text === 'warn') return 'Warn';
  if (text === 'ignore' || bool === false) return 'Ignore';
  return textError(`invalid - validate option "${text}"; must be one of: strict (or true), warn, ignore (or false)`);
}

export const dryRunSuffix = (dryRun: DryRun) =>
  ({ none: '', client: ' (dry run)', server: ' (server dry run)' })[dryRun];

/** Query of a write. */
export function writeQuery(manager: string | undefined, dryRun: DryRun, validation?: string): Record<string, string> {
  const query: Record<string, string> = {};
  if (manager) query.fieldManager = manager;
  if (validation) query.fieldValidation = validation;
  if (dryRun === 'server') query.dryRun = 'All';
  return query;
}

/** Prints `service/web created`, or the object where `-o` asks for it. */
export type ResultPrinter = (
  info: { type: { group: string; kind: string }; name: string; object?: JSONObject },
  operation: string,
) => KubectlError | undefined;

/**
 * @param isTyped objects that kubectl built itself are printed with keys in the order of the Go types.
 */
export function createResultPrinter(run: Invocation, dryRun: DryRun, isTyped = false): ResultPrinter | KubectlError {
  const printer = createPrinter(run, { keepOrder: isTyped });
  if (printer instanceof KubectlError) return printer;
  return (info, operation) => {
    if (printer) return printer(isTyped ? inStructOrder(info.object!) : info.object!);
    run.out(`${qualifiedKind(info.type)}/${info.name || UNNAMED} ${operation}${dryRunSuffix(dryRun)}\n`);
    return undefined;
  };
}

export type { ObjectPrinter };

/** The name an object has now: a generated one comes from the server. */
export function nameOfObject(object: JSONObject | undefined, fallback: string): string {
  return String((object?.metadata as JSONObject | undefined)?.name ?? fallback);
}

/** All errors of work over several objects, which goes on after each; in the order of the objects. */
export function forEach(
  infos: readonly Info[],
  errors: readonly KubectlError[],
  work: (info: Info) => KubectlError | undefined,
): KubectlError[] {
  const all: KubectlError[] = [];
  infos.forEach((info, i) => {
    all.push(...errors.filter((error) => error.more.position === i));
    const error = work(info);
    if (error) all.push(error);
  });
  const rest = errors.filter((error) => (error.more.position ?? infos.length) >= infos.length);
  return [...all, ...rest];
}

/** The same for objects that are not looked up first: what is wrong with the files comes last. */
export const forEachRead = (
  { infos, errors }: Found,
  work: (info: Info) => KubectlError | undefined,
): KubectlError[] => [...forEach(infos, [], work), ...errors];
