/** What kubectl checks before it sends anything: type meta; lists, which no server checks, it holds against the schemas. */

import { isObject, type JSONObject, type JSONValue } from '../kubernetes/patch';
import type { Invocation } from './invocation';

/** @returns what is wrong with one document of a file, or nothing. */
export type Validator = (document: JSONValue) => string | undefined;

const LIST_KIND = /\bkind['"]?\s*:\s*['"]?\w*List\b/;

/**
 * The check of `--validate` (validation.paramVerifyingSchema): objects of which the server checks the fields are left to it.
 * @param texts of the files where the schemas are to be held against; they are loaded only if there is a list.
 */
export async function createValidator(run: Invocation, texts: readonly string[]): Promise<Validator> {
  if (!texts.some((text) => LIST_KIND.test(text))) return (document) => aggregate(typeMetaProblems(document));
  const [{ modelProblems }, { body }] = await Promise.all([
    import('./model-validation'),
    run.options.client.openAPI('/openapi/v2'),
  ]);
  const definitions = ((body as { definitions?: Record<string, JSONObject> }).definitions ?? {}) as Record<
    string,
    JSONObject
  >;
  const fieldProblems = (value: JSONObject) => modelProblems(definitions, value);
  return (document) => {
    const problems = typeMetaProblems(document);
    if (problems.length > 0) return aggregate(problems);
    const { apiVersion, kind, items } = document as JSONObject;
    if (apiVersion === 'v1' && kind === 'List')
      return aggregate(
        Array.isArray(items) ? items.flatMap((item) => itemProblems(item, fieldProblems)) : [INVALID_OBJECT],
      );
    return String(kind).endsWith('List') ? aggregate(fieldProblems(document as JSONObject)) : undefined;
  };
}

function itemProblems(item: JSONValue, fieldProblems: (value: JSONObject) => string[]): string[] {
  const problems = typeMetaProblems(item);
  return problems.length > 0 ? problems : fieldProblems(item as JSONObject);
}

const INVALID_OBJECT = 'invalid object to validate';

/** What is wrong with apiVersion and kind (validation.GetObjectKind). */
function typeMetaProblems(value: JSONValue): string[] {
  if (!isObject(value)) return [INVALID_OBJECT];
  const problems: string[] = [];
  if (value.apiVersion === undefined || value.apiVersion === null) problems.push('apiVersion not set');
  else if (typeof value.apiVersion !== 'string') problems.push("apiVersion isn't string type");
  else if (value.apiVersion.split('/').length > 2) problems.push(`unexpected GroupVersion string: ${value.apiVersion}`);
  if (value.kind === undefined || value.kind === null) problems.push('kind not set');
  else if (typeof value.kind !== 'string') problems.push("kind isn't string type");
  return problems;
}

/** errors.Aggregate: each text once, several in brackets. */
function aggregate(problems: readonly string[]): string | undefined {
  const texts = [...new Set(problems)];
  return texts.length > 1 ? `[${texts.join(', ')}]` : texts[0];
}
