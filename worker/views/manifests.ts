/** The scenario's manifests as text: which cannot be read, and where a field of an object stands. */

import type { Diagnostic, ManifestView, ObjectRef, ScenarioFile, SourceRange } from '../api';
import { rangeOf, readDocumentsOnce, type FieldPath, type YamlDocument } from '../yaml';

export interface Manifests {
  /** One for each file that cannot be read, in kubectl's words. */
  diagnostics: readonly Diagnostic[];
  isBroken(file: string): boolean;
  /** Every document that names an object. */
  objects(): ManifestView[];
  /** @param fieldPath as the server prints it: `spec.ports[0].nodePort`. The deepest part that is there is marked. */
  rangeOf(ref: ObjectRef, fieldPath: string): SourceRange | undefined;
}

const MANIFEST_NAME = /\.(ya?ml|json)$/;

/** Reads every manifest among the files of a scenario. */
export function readManifests(files: readonly ScenarioFile[]): Manifests {
  const diagnostics: Diagnostic[] = [];
  const documents: { file: ScenarioFile; document: YamlDocument }[] = [];
  for (const file of files) {
    if (!MANIFEST_NAME.test(file.name)) continue;
    const { documents: read, error } = readDocumentsOnce(file.content);
    documents.push(...read.map((document) => ({ file, document })));
    if (error)
      diagnostics.push({
        severity: 'error',
        message: `error parsing ${file.name}: ${error.message}`,
        source: sourceRange(file, lineAt(file.content, error.offset)),
      });
  }
  return {
    diagnostics,
    isBroken: (name) => diagnostics.some((diagnostic) => diagnostic.source?.file === name),
    objects: () =>
      documents.flatMap(({ file, document }) => {
        const object = refOf(document.value);
        return object ? [{ object, source: sourceRange(file, withoutBlanks(file.content, document)) }] : [];
      }),
    rangeOf(ref, fieldPath) {
      // A later document of the same name replaced the earlier one.
      const found = documents.findLast(({ document }) => isObject(document.value, ref));
      return found && sourceRange(found.file, rangeOf(found.document, parseFieldPath(fieldPath)));
    },
  };
}

function refOf(value: unknown): ObjectRef | undefined {
  const { kind, metadata } = (value ?? {}) as { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string') return undefined;
  return {
    kind,
    name: metadata.name,
    ...(typeof metadata.namespace === 'string' && { namespace: metadata.namespace }),
  };
}

function withoutBlanks(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const body = text.slice(start, end);
  return { start: start + body.length - body.trimStart().length, end: start + body.trimEnd().length };
}

function isObject(value: unknown, ref: ObjectRef): boolean {
  const object = value as { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } } | null;
  if (object?.kind !== ref.kind || object.metadata?.name !== ref.name) return false;
  return object.metadata.namespace === undefined || object.metadata.namespace === ref.namespace;
}

/** `spec.ports[0].nodePort` as steps; `metadata.labels[a/b]` has a key in brackets. */
export function parseFieldPath(text: string): FieldPath {
  const steps: (string | number)[] = [];
  for (const [, name, index] of text.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (name !== undefined) steps.push(name);
    else steps.push(/^\d+$/.test(index) ? Number(index) : index);
  }
  return steps;
}

function lineAt(text: string, offset: number): { start: number; end: number } {
  const at = Math.min(offset, Math.max(0, text.trimEnd().length - 1));
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : Math.max(end, start + 1) };
}

function sourceRange(file: ScenarioFile, { start, end }: { start: number; end: number }): SourceRange {
  const starts = lineStarts(file.content);
  let line = 1;
  for (let high = starts.length; line < high;) {
    const middle = (line + high) >> 1;
    if (starts[middle] <= start) line = middle + 1;
    else high = middle;
  }
  return { file: file.name, start, end, line, column: start - starts[line - 1] + 1 };
}

/** Of the text that was asked about last. */
let lines: { text: string; starts: number[] } = { text: '', starts: [0] };

/** Offsets at which the lines of a text begin. */
function lineStarts(text: string): number[] {
  if (lines.text === text) return lines.starts;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  lines = { text, starts };
  return starts;
}
