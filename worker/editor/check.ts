/** Checks a manifest by `kubectl apply --dry-run=server`, document by document, and marks the fields that answers speak of. */

import type { AllocatedValue, Diagnostic, FileCheck, Scenario, SourceRange } from '../api';
import { createKubectl } from '../kubectl';
import type { ApiClient, ApiRequest, ApiResponse } from '../kubernetes/client';
import type { Status, StatusCause } from '../kubernetes/objects';
import { printedBy } from '../objects/quiet';
import { parseFieldPath, readManifests } from '../views/manifests';
import { keyRangeOf, rangeOf, readDocuments, type FieldPath, type YamlDocument } from '../yaml';
import type { EditedCluster } from '.';
import { firstMismatch } from './mismatch';
import { allocatedFor, storedObject } from './origins';
import { outlineAt } from './outline';

/** Reasons of an answer that other steps or files may change: the file itself need not be wrong. */
const ABOUT_THE_CLUSTER = /AlreadyExists|Conflict|NotFound|Forbidden/;
const ALLOCATION = /failed to allocate|already allocated|is not in the valid range/;

interface Checked {
  cluster: EditedCluster;
  file: string;
  text: string;
  document: YamlDocument;
  /** Namespaces that documents of the scenario make. */
  made: ReadonlySet<string>;
}

export async function checkManifest(
  cluster: EditedCluster,
  scenario: Scenario,
  file: string,
  text: string,
): Promise<FileCheck> {
  const files = [...scenario.files.filter(({ name }) => name !== file), { name: file, content: text }];
  const made = namespacesOf(files.map(({ content }) => content));
  const diagnostics: Diagnostic[] = [];
  const allocated: AllocatedValue[] = [];
  const { documents } = readDocuments(text);
  for (const document of documents) {
    const one = { cluster, file, text, document, made };
    diagnostics.push(...(await checkDocument(one)));
    allocated.push(...allocatedIn(one));
  }
  const broken = readManifests([{ name: file, content: text }]).diagnostics;
  return { diagnostics: [...broken, ...diagnostics], allocated };
}

function namespacesOf(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) =>
      readDocuments(text).documents.flatMap(({ value }) => {
        const object = value as { kind?: unknown; metadata?: { name?: unknown } } | null;
        return object?.kind === 'Namespace' ? [String(object.metadata?.name)] : [];
      }),
    ),
  );
}

function allocatedIn({ cluster, text, document }: Checked): AllocatedValue[] {
  const object = document.value as Record<string, unknown>;
  const metadata = (object?.metadata ?? {}) as Record<string, unknown>;
  const stored = storedObject(cluster, {
    apiVersion: String(object?.apiVersion ?? ''),
    kind: String(object?.kind ?? ''),
    name: String(metadata.name ?? ''),
    namespace: String(metadata.namespace ?? 'default'),
  });
  // The end of a document is the beginning of the separator behind it.
  return stored ? allocatedFor(cluster, stored, outlineAt(text, Math.max(document.start, document.end - 1))) : [];
}

async function checkDocument(checked: Checked): Promise<Diagnostic[]> {
  const { cluster, document, text } = checked;
  const answers: { request: ApiRequest; response: ApiResponse }[] = [];
  const client: ApiClient = {
    ...cluster.rehearsal,
    request(request) {
      const response = cluster.rehearsal.request(request);
      if (request.method !== 'GET') answers.push({ request, response });
      return response;
    },
  };
  const { clock, startTimeMs, release } = cluster;
  const kubectl = createKubectl({ client, clock, startTimeMs, release });
  const metadata = (document.value as { metadata?: { name?: unknown; generateName?: unknown } } | null)?.metadata;
  const verb = metadata?.generateName && !metadata.name ? 'create' : 'apply';
  const printed = await printedBy(
    kubectl,
    [verb, '--dry-run=server', '-f', '-'],
    startTimeMs + clock.nowMs,
    text.slice(document.start, document.end),
  );
  const refused = answers.filter(({ response }) => response.status >= 400);
  if (refused.length === 0 && /^(error|Error from server)/m.test(printed)) return [refusedByClient(checked, printed)];
  return [
    ...refused.flatMap(({ response }) => refusals(checked, response.body as Status)),
    ...answers.flatMap(({ response }) => response.warnings.map((warning) => warningOf(checked, warning))),
  ];
}

/** What kubectl finds wrong before it asks to write. */
function refusedByClient(checked: Checked, printed: string): Diagnostic {
  const line = printed.split('\n').find((one) => /^(error|Error from server)/.test(one))!;
  const message = line
    .replace(/^error: (error validating "STDIN": error validating data: )?/, '')
    .replace(/; if you choose to ignore these errors.*$/, '')
    .replace(/ from "STDIN"/, '')
    .replace(/"STDIN"/, checked.file);
  const path = /no matches for kind/.test(message)
    ? ['kind']
    : /resource name may not be empty/.test(message)
      ? ['metadata']
      : [];
  return { severity: 'error', message, source: sourceOf(checked, rangeOf(checked.document, path)) };
}

function refusals(checked: Checked, status: Status): Diagnostic[] {
  const { document, made } = checked;
  const causes = (status.details?.causes ?? []).filter(({ field }) => field && field !== 'patch');
  if (causes.length > 0) return causes.map((cause) => ofCause(checked, cause));
  const message = status.message ?? '';
  const unknown = [...message.matchAll(/unknown field ("(?:[^"\\]|\\.)*")/g)];
  if (unknown.length > 0)
    return unknown.map(([text, quoted]) => {
      const fieldPath = JSON.parse(quoted) as string;
      const source = sourceOf(checked, keyRangeOf(document, parseFieldPath(fieldPath)));
      return { severity: 'error', message: text, fieldPath, source };
    });
  const mismatch = mismatchOf(document, message);
  if (mismatch)
    return [{ severity: 'error', message: shortened(message), source: sourceOf(checked, rangeOf(document, mismatch)) }];
  if (status.details?.kind === 'namespaces' && made.has(status.details.name ?? '')) return [];
  const path = status.details?.kind === 'namespaces' ? ['metadata', 'namespace'] : ['metadata', 'name'];
  const severity = ABOUT_THE_CLUSTER.test(status.reason ?? '') || ALLOCATION.test(message) ? 'warning' : 'error';
  return [{ severity, message, source: sourceOf(checked, rangeOf(document, path)) }];
}

function ofCause(checked: Checked, { field, message, reason }: StatusCause): Diagnostic {
  const isAboutCluster = reason === 'FieldValueDuplicate' || ALLOCATION.test(message);
  return {
    severity: isAboutCluster ? 'warning' : 'error',
    message: `${field}: ${message}`,
    fieldPath: field,
    source: sourceOf(checked, rangeOf(checked.document, parseFieldPath(field!))),
  };
}

const DECODING = /cannot unmarshal|unrecognized type|cannot restore|quantities must match|parsing time/;

function mismatchOf({ value }: YamlDocument, message: string): FieldPath | undefined {
  const kind = (value as { kind?: unknown } | null)?.kind;
  return DECODING.test(message)
    ? firstMismatch({ kind: 'struct', name: String(kind), atomic: false }, value)
    : undefined;
}

/** The decoder's own words, without the kind before them and the patch that was sent. */
function shortened(message: string): string {
  const at = message.search(
    /json: cannot unmarshal|unrecognized type|cannot restore|quantities must match|parsing time/,
  );
  return at < 0 ? message : message.slice(at);
}

function warningOf(checked: Checked, message: string): Diagnostic {
  const field = /^([a-zA-Z][\w.[\]]*): /.exec(message)?.[1];
  const path = field ? parseFieldPath(field) : ['kind'];
  return { severity: 'warning', message, source: sourceOf(checked, rangeOf(checked.document, path)) };
}

function sourceOf({ file, text }: Checked, { start, end }: { start: number; end: number }): SourceRange {
  const before = text.slice(0, start);
  return { file, start, end, line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
}
