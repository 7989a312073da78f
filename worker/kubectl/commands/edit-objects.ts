/** The editing itself: a temporary file, an editor over it, and a patch of what changed; loaded when it is first used. */

import type { KubernetesObject } from '../../kubernetes/objects';
import { createTwoWayMergePatch, isEqual, isObject, type JSONObject } from '../../kubernetes/patch';
import { printYAML, readDocuments } from '../../yaml';
import { pathOf, type ResourceType } from '../discovery';
import { isNotFound, KubectlError, textError, type Errors } from '../errors';
import { readText, type Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, writeQuery } from '../mutation';
import { goQuote, marshalJSON } from '../text/go-syntax';
import { createValidator } from '../validation';
import { withLastApplied } from './last-applied';
import type { Outcome } from './types';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
/** What kubectl takes when neither variable is set. */
const DEFAULT_EDITOR = 'vi';

/** Why the file is shown again. */
interface Reason {
  head: string;
  causes: string[];
}

/** What became of one pass over the objects. */
interface Pass {
  reasons: Reason[];
  retryable: number;
  notFound: number;
}

/**
 * Shows the file until it is stored, left alone, or beyond repair (editor.EditOptions.Run).
 * @param validation field validation that the patches ask for.
 */
export async function editObjects(run: Invocation, infos: Info[], validation: string): Promise<Outcome> {
  const isJSON = run.flags.text('output') === 'json';
  const original = textOf(infos, isJSON);
  let shown = original;
  let reasons: Reason[] = [];
  let kept = '';
  for (let pass = 0; ; pass++) {
    await run.context.tick();
    const path = temporaryFile(run, infos, pass, isJSON ? 'json' : 'yaml');
    const unwritable = run.context.fs.write(path, (isJSON ? '' : headerOf(reasons)) + shown);
    if (unwritable) return textError(`open ${path}: ${unwritable.toLowerCase()}`);
    const failure = await launch(run, path, infos);
    if (failure) return preserved(run, kept, failure);
    const edited = run.context.fs.read(path) ?? '';
    if (pass > 0 && hasSameContent(shown, edited))
      return preserved(run, path, textError('Edit cancelled, no valid changes were saved.'));
    if (kept) run.context.fs.remove(kept);
    const problem = await problemOf(run, edited, validation);
    if (problem !== undefined) {
      reasons = [noteInvalid(run, infos[0], problem)];
      kept = path;
      shown = withoutComments(edited);
      continue;
    }
    if (hasSameContent(original, edited)) return cancelled(run, path, 'Edit cancelled, no changes made.');
    if (!hasLines(edited)) return cancelled(run, path, 'Edit cancelled, saved file was empty.');
    kept = path;
    shown = withoutComments(edited);

    const read = readText(run, 'edited-file', edited, { requiresNamespace: true });
    if (read.errors.length > 0) {
      const text = read.errors.map((error) => error.message).join(', ');
      reasons = [{ head: `The edited file had a syntax error: ${text}`, causes: [] }];
      continue;
    }
    const stored = store(run, infos, read.infos, validation);
    if (stored instanceof KubectlError) return preserved(run, path, stored);
    if (stored.retryable > 0) {
      run.err(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
      return 1;
    }
    if (stored.notFound > 0) {
      run.err(`The edits you made on deleted resources have been saved to ${goQuote(path)}\n`);
      return 1;
    }
    reasons = stored.reasons;
    if (reasons.length === 0) {
      run.context.fs.remove(path);
      return undefined;
    }
  }
}

/** What kubectl itself finds wrong with the file. */
async function problemOf(run: Invocation, edited: string, validation: string): Promise<string | undefined> {
  if (validation === 'Ignore') return undefined;
  const { documents, error } = readDocuments(withoutComments(edited));
  if (error) return error.message.replace(/^error converting YAML to JSON: /, '');
  const validate = await createValidator(run, validation === 'Strict' ? [edited] : []);
  return validate(documents[0]?.value ?? null);
}

function noteInvalid(run: Invocation, { type, name }: Info, problem: string): Reason {
  const what = `${resourceText(type)} ${goQuote(name)}`;
  run.err(`error: ${what} is invalid\n`);
  return {
    head: `${what} was not valid`,
    causes: [`<nil>: Invalid value: "The edited file failed validation": ${problem}`],
  };
}

/** Sends a patch for each object that changed. @returns an error that ends the whole edit. */
function store(run: Invocation, originals: Info[], edited: Info[], validation: string): Pass | KubectlError {
  const printer = createResultPrinter(run, 'none');
  if (printer instanceof KubectlError) return printer;
  const pass: Pass = { reasons: [], retryable: 0, notFound: 0 };
  for (const info of edited) {
    const uid = metadataOf(info.object!).uid;
    const original = originals.find((one) => metadataOf(one.object!).uid === uid);
    if (!original) return textError(`no original object found for ${marshalJSON(info.object!)}`);
    const before = original.object!;
    const after = withManagers(run.flags.isTrue('save-config') ? withLastApplied(info.object!) : info.object!, before);
    if (isEqual(before, after)) {
      const error = printer({ ...info, object: after }, 'skipped');
      if (error) return error;
      continue;
    }
    const isOther =
      before.apiVersion !== after.apiVersion ||
      before.kind !== after.kind ||
      metadataOf(before).name !== metadataOf(after).name;
    if (isOther) return textError('At least one of apiVersion, kind and name was changed');
    const patch = createTwoWayMergePatch(before, after, info.type.kind);
    if (patch.error) return textError(patch.error.message);
    if (run.flags.isTrue('output-patch')) run.out(`Patch: ${marshalJSON(patch.value)}\n`);
    const patched = run.patch(
      pathOf(info.type, info.namespace, info.name, run.flags.text('subresource') || undefined),
      'strategic',
      patch.value,
      writeQuery(run.flags.text('field-manager'), 'none', validation),
    );
    if (patched instanceof KubectlError) run.err(`${noteRefusal(pass, patched, info)}\n`);
    else {
      const error = printer({ ...info, object: patched as unknown as JSONObject }, 'edited');
      if (error) return error;
    }
  }
  return pass;
}

/** Counts a refusal. @returns the line that is printed for it. */
function noteRefusal(pass: Pass, error: KubectlError, { type, name }: Info): string {
  const what = `${resourceText(type)} ${goQuote(name)}`;
  const { status } = error.more;
  if (status?.reason === 'Invalid') {
    const causes = (status.details?.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message}`);
    pass.reasons.push({ head: `${what} was not valid`, causes });
    return `error: ${what} is invalid`;
  }
  if (isNotFound(error)) {
    pass.notFound++;
    return `error: ${what} could not be found on the server`;
  }
  pass.retryable++;
  return `error: ${what} could not be patched: ${error.message}`;
}

const resourceText = (type: ResourceType) => (type.group === '' ? type.resource : `${type.resource}.${type.group}`);

/** Runs the editor that KUBE_EDITOR or EDITOR names. @returns why it could not, or nothing. */
async function launch(run: Invocation, path: string, infos: readonly Info[]): Promise<KubectlError | undefined> {
  const { env, exists } = run.context;
  const editor = env.KUBE_EDITOR || env.EDITOR || DEFAULT_EDITOR;
  const isShell = editor.includes(' ') && /["'\\]/.test(editor);
  const words = isShell ? [env.SHELL || '/bin/bash', '-c', editor] : editor.split(' ');
  const argv = isShell ? [...words.slice(0, 2), `${editor} ${goQuote(path)}`] : [...words, path];
  const program = isShell ? argv[0].replace(/^.*\//, '') : argv[0];
  if (!exists(program)) {
    if (!env.KUBE_EDITOR && !env.EDITOR) run.options.onNoEditor?.(infos.map((info) => editable(info.object!)));
    return textError(`unable to launch the editor ${goQuote(words.join(' '))}`);
  }
  const exit = await run.context.run([program, ...argv.slice(1)]);
  return exit === 0 ? undefined : textError(`there was a problem with the editor ${goQuote(words.join(' '))}`);
}

/** The error, after a line that says where the reader's changes are. */
function preserved(run: Invocation, path: string, error: KubectlError): Errors {
  if (path !== '' && run.context.fs.kind(path) === 'file')
    run.err(`A copy of your changes has been stored to ${goQuote(path)}\n`);
  return [error];
}

function cancelled(run: Invocation, path: string, text: string): undefined {
  run.context.fs.remove(path);
  run.err(`${text}\n`);
  return undefined;
}

function textOf(infos: readonly Info[], isJSON: boolean): string {
  const objects = infos.map((info) => withoutManagers(info.object!));
  const shown: JSONObject =
    objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  return isJSON ? `${marshalJSON(shown, 4)}\n` : printYAML(shown);
}

function headerOf(reasons: readonly Reason[]): string {
  const hashed = (text: string) => text.replace(/\n/g, '\n# ');
  const lines = reasons.map(
    ({ head, causes }) =>
      `# ${hashed(head)}${causes.length > 0 ? ':' : ''}\n${causes.map((cause) => `# * ${hashed(cause)}\n`).join('')}#\n`,
  );
  return HEADER + lines.join('');
}

/** `/tmp/kubectl-edit-1234567890.yaml`: the digits differ from edit to edit, and are the same on each replay. */
function temporaryFile(run: Invocation, infos: readonly Info[], pass: number, extension: string): string {
  if (run.context.fs.kind('/tmp') === undefined) run.context.fs.makeFolder('/tmp');
  let digits = 2_166_136_261;
  for (const letter of `${String(metadataOf(infos[0].object!).uid)} ${run.context.now()} ${pass}`)
    digits = Math.imul(digits ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return `/tmp/kubectl-edit-${digits}.${extension}`;
}

const metadataOf = (object: JSONObject) => (isObject(object.metadata) ? object.metadata : {});

function withoutManagers(object: JSONObject): JSONObject {
  const metadata = { ...metadataOf(object) };
  delete metadata.managedFields;
  return { ...object, metadata };
}

/** The managers of the fields were not in the file: they come back before the comparison. */
function withManagers(object: JSONObject, original: JSONObject): JSONObject {
  const { managedFields } = metadataOf(original);
  if (managedFields === undefined) return object;
  return { ...object, metadata: { ...metadataOf(object), managedFields } };
}

/** What of an object a reader may edit in a file of their own, and store more than once. */
function editable(object: JSONObject): KubernetesObject {
  const { metadata } = withoutManagers(object) as { metadata: JSONObject };
  delete metadata.resourceVersion;
  delete metadata.uid;
  return { ...object, metadata } as unknown as KubernetesObject;
}

function hasSameContent(a: string, b: string): boolean {
  const [left, right] = [readDocuments(a), readDocuments(b)];
  if (left.error || right.error) return withoutComments(a) === withoutComments(b);
  return isEqual(
    left.documents.map((document) => document.value),
    right.documents.map((document) => document.value),
  );
}

function withoutComments(text: string): string {
  const isComment = (line: string) => /^[ \t]*#(?!!)/.test(line);
  return text
    .split(/(?<=\n)/)
    .filter((line) => !isComment(line))
    .join('');
}

const hasLines = (text: string) => text.split('\n').some((line) => /^\s*[^#\s]/.test(line));
