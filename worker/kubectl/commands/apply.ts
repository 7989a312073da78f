/** `kubectl apply`: three-way merge, and server-side apply. */

import { createThreeWayMergePatch, type JSONObject } from '../../kubernetes/patch';
import { readValue } from '../../yaml';
import { pathOf } from '../discovery';
import { addSource, isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import { describeInfo, readValidInfos, type Info } from '../files';
import type { Invocation } from '../invocation';
import {
  createResultPrinter,
  dryRunOf,
  forEach,
  validationOf,
  writeQuery,
  type DryRun,
  type ResultPrinter,
} from '../mutation';
import { fetchObject } from '../selection';
import { marshalJSON } from '../text/go-syntax';
import { migrateManagers, saveLastApplied } from './apply-migrate';
import { editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand } from './apply-view';
import { waitUntilGone } from './delete';
import { describePatchFailure, hasLastApplied, LAST_APPLIED, lastAppliedOf, withLastApplied } from './last-applied';
import type { CommandBody, Outcome } from './types';

export const applyCommand: CommandBody = {
  usage: '(-f FILENAME | -k DIRECTORY) [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; output,o string; template string; dry-run string?unchanged; validate string?strict; server-side bool; force-conflicts bool;' +
      'field-manager string; force bool; overwrite bool=true; selector,l string; all bool; prune bool; prune-allowlist array; wait bool; timeout duration; grace-period int=-1;' +
      'cascade string?background=background; show-managed-fields bool; allow-missing-template-keys bool=true; openapi-patch bool=true; subresource string',
  ),
  subcommands: [viewLastAppliedCommand, setLastAppliedCommand, editLastAppliedCommand],
  run: runApply,
};

const CASCADES = ['background', 'foreground', 'orphan', 'true', 'false'];
const PRUNE_ALL =
  'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector';

interface Applying {
  run: Invocation;
  dryRun: DryRun;
  validation: string;
  printer: ResultPrinter;
}

async function runApply(run: Invocation, { args }: { args: readonly string[] }): Promise<Outcome> {
  if (args.length > 0)
    return textError(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
  const isServerSide = run.flags.isTrue('server-side');
  if (run.flags.isTrue('force-conflicts') && !isServerSide)
    return textError('--force-conflicts only works with --server-side');
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  if (dryRun === 'client' && isServerSide)
    return textError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (run.flags.isTrue('force') && isServerSide) return textError('--force cannot be used with --server-side');
  const files = run.flags.list('filename');
  if (files.length === 0) return textError('must specify one of -f and -k');
  if (run.flags.isTrue('prune') && run.flags.text('selector') === '' && !run.flags.isTrue('all'))
    return textError(PRUNE_ALL);
  if (!CASCADES.includes(run.flags.text('cascade')))
    return textError(
      `invalid cascade value (${run.flags.text('cascade')}). Must be "background", "foreground", or "orphan"`,
    );
  if (run.flags.text('subresource') !== '' && !isServerSide)
    return textError('--subresource can only be specified for --server-side');
  const validation = validationOf(run);
  if (validation instanceof KubectlError) return validation;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = await readValidInfos(run, files, run.flags.isTrue('recursive'), validation, { isSelected: true });
  if (found.infos.length === 0 && found.errors.length === 0) return textError('no objects passed to apply');
  const output = run.flags.text('output');
  const printed: JSONObject[] = [];
  const collect: ResultPrinter = ({ object }) => void printed.push(object!);
  const isCollected = output !== '' && output !== 'name';
  const state: Applying = { run, dryRun, validation, printer: isCollected ? collect : printer };
  const forced: Info[] = [];
  const failed = forEach(found.infos, [], (info) =>
    isServerSide ? applyOnServer(state, info) : applyOne(state, info, forced),
  );
  const errors = [...found.errors, ...failed];
  for (const info of forced) {
    const error = await recreate(state, info);
    if (error) errors.push(error);
  }
  const [first] = printed;
  const list: JSONObject = { apiVersion: 'v1', items: printed, kind: 'List', metadata: {} };
  const failure = first && printer({ ...found.infos[0], object: printed.length > 1 ? list : first }, '');
  return failure ? [...errors, failure] : errors;
}

const CONFLICT_HELP = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function applyOnServer({ run, dryRun, validation, printer }: Applying, info: Info): KubectlError | undefined {
  const nameError = checkName(info);
  if (nameError) return nameError;
  const manager = run.flags.text('field-manager') || 'kubectl';
  const subresource = run.flags.text('subresource') || undefined;
  const query = {
    ...writeQuery(manager, dryRun, validation),
    force: String(run.flags.isTrue('force-conflicts')),
  };
  const send = () =>
    run.patch(pathOf(info.type, info.namespace, info.name, subresource), 'apply', info.object, query) as unknown as
      JSONObject | KubectlError;
  const applied = send();
  if (applied instanceof KubectlError) {
    return applied.more.status?.reason === 'Conflict' ? textError(`${applied.message}\n${CONFLICT_HELP}`) : applied;
  }
  const object = dryRun === 'none' && !subresource ? takeOver(run, info, applied, manager, send) : applied;
  return printer({ ...info, object }, 'serverside-applied');
}

/** The object was applied client-side before: what fails here is a warning, as the configuration is applied already. */
function takeOver(
  run: Invocation,
  info: Info,
  applied: JSONObject,
  manager: string,
  send: () => JSONObject | KubectlError,
): JSONObject {
  const saved = saveLastApplied(run, info, applied, manager);
  if (saved instanceof KubectlError) return applied;
  const migrated = migrateManagers(run, info, saved, manager);
  if (migrated instanceof KubectlError) {
    run.err(
      `Warning: failed to migrate ${LAST_APPLIED} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${migrated.message}\n`,
    );
    return saved;
  }
  if (!migrated) return saved;
  const again = send();
  if (!(again instanceof KubectlError)) return again;
  run.err(
    `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${again.message}\n`,
  );
  return saved;
}

function checkName(info: Info): KubectlError | undefined {
  const metadata = (info.object!.metadata ?? {}) as JSONObject;
  if (info.name === '' && metadata.generateName)
    return textError(`from ${String(metadata.generateName)}: cannot use generate name with apply`);
  return undefined;
}

function applyOne(state: Applying, info: Info, forced: Info[]): KubectlError | undefined {
  const { run, dryRun, printer } = state;
  const nameError = checkName(info);
  if (nameError) return nameError;
  const modified = withLastApplied(info.object!);
  const current = fetchObject(run, info.type, info.name, info.namespace);
  if (current instanceof KubectlError) {
    if (isNotFound(current)) return createApplied(state, info, modified);
    return addSource(
      `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`,
      info.source,
      current,
    );
  }
  if (dryRun === 'client') return printer({ ...info, object: current }, 'configured');
  if (!hasLastApplied(current)) warnMissing(run, info);
  return patchExisting(state, info, modified, current, forced);
}

function createApplied(
  { run, dryRun, validation, printer }: Applying,
  info: Info,
  modified: JSONObject,
): KubectlError | undefined {
  if (dryRun === 'client') return printer({ ...info, object: modified }, 'created');
  const query = writeQuery(run.flags.text('field-manager') || 'kubectl-client-side-apply', dryRun, validation);
  const created = run.request<JSONObject>({
    method: 'POST',
    path: pathOf(info.type, info.namespace),
    query,
    body: modified,
  });
  if (created instanceof KubectlError) return addSource('creating', info.source, created);
  return printer({ ...info, object: created }, 'created');
}

function warnMissing(run: Invocation, info: Info): void {
  run.err(
    `Warning: resource ${info.type.resource}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. ` +
      'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n',
  );
}

function patchExisting(
  state: Applying,
  info: Info,
  modified: JSONObject,
  current: JSONObject,
  forced: Info[],
): KubectlError | undefined {
  const { run, dryRun, validation, printer } = state;
  const originalText = lastAppliedOf(current);
  const original = originalText === undefined ? undefined : (readValue(originalText).value as JSONObject);
  const patch = createThreeWayMergePatch(original, modified, current, info.type.kind);
  if (patch.error) return patchFailure(run, info, originalText, modified, current, patch.error.message);
  const body = patch.value as JSONObject;
  if (Object.keys(body).length === 0) return printer({ ...info, object: current }, 'unchanged');
  const query = writeQuery(
    run.flags.text('field-manager') || 'kubectl-client-side-apply',
    dryRun,
    validation === 'Strict' ? 'Strict' : validation,
  );
  const patched = run.patch(pathOf(info.type, info.namespace, info.name), 'strategic', body, query);
  if (!(patched instanceof KubectlError))
    return printer({ ...info, object: patched as unknown as JSONObject }, 'configured');
  const reason = patched.more.status?.reason;
  if (run.flags.isTrue('force') && (reason === 'Conflict' || reason === 'Invalid')) {
    forced.push({ ...info, object: modified });
    return undefined;
  }
  return addSource(
    `applying patch:\n${marshalJSON(body)}\nto:\n${describeInfo(info)}\nfor:`,
    info.source,
    addSource('patching', info.source, patched),
  );
}

/** The patch itself cannot be made (services.md R11.2.3). */
function patchFailure(
  run: Invocation,
  info: Info,
  original: string | undefined,
  modified: JSONObject,
  current: JSONObject,
  reason: string,
): KubectlError {
  run.err(`warning: error calculating patch from openapi v3 spec: ${reason}\n`);
  run.err(`warning: error calculating patch from openapi spec: ${reason}\n`);
  const creating = describePatchFailure(run, { original, modified, current, reason });
  return textError(
    `error when applying patch:\n\nto:\n${describeInfo(info)}\nfor: "${info.source}": error when patching "${info.source}": ${creating}`,
  );
}

/** `--force`: an immutable field changed, so the object is deleted and made anew. */
async function recreate({ run, validation, printer }: Applying, info: Info): Promise<KubectlError | undefined> {
  const path = pathOf(info.type, info.namespace, info.name);
  const deleted = run.request({ method: 'DELETE', path, body: { propagationPolicy: 'Background' } });
  if (deleted instanceof KubectlError && !isNotFound(deleted)) return deleted;
  await waitUntilGone(run, [info], -1);
  const query = writeQuery('kubectl-client-side-apply', 'none', validation);
  const created = run.request<JSONObject>({
    method: 'POST',
    path: pathOf(info.type, info.namespace),
    query,
    body: info.object,
  });
  return created instanceof KubectlError
    ? addSource('creating', info.source, created)
    : printer({ ...info, object: created }, 'configured');
}
