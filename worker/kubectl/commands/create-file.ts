/** `kubectl create -f`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { addSource, KubectlError, textError } from '../errors';
import { readValidInfos } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEachRead, nameOfObject, validationOf, writeQuery } from '../mutation';
import { withLastApplied } from './last-applied';
import type { Outcome } from './types';

export async function createFromFiles(run: Invocation, args: readonly string[]): Promise<Outcome> {
  if (args.length > 0)
    return textError(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl create -h' for help and examples`);
  if (run.flags.text('raw') !== '') return createRaw(run, run.flags.text('raw'));
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const validation = validationOf(run);
  if (validation instanceof KubectlError) return validation;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const files = run.flags.list('filename');
  const found = await readValidInfos(run, files, run.flags.isTrue('recursive'), validation);
  const query = writeQuery(run.flags.text('field-manager') || 'kubectl-create', dryRun, validation);
  const savesConfig = run.flags.isTrue('save-config');
  const errors = forEachRead(found, (info) => {
    const object = savesConfig ? withLastApplied(info.object!) : info.object!;
    if (dryRun === 'client') return printer({ ...info, object }, 'created');
    const created = run.request<JSONObject>({
      method: 'POST',
      path: pathOf(info.type, info.namespace),
      query,
      body: object,
    });
    if (created instanceof KubectlError) return addSource('creating', info.source, created);
    return printer({ type: info.type, name: nameOfObject(created, info.name), object: created }, 'created');
  });
  if (errors.length === 0 && found.infos.length === 0) return textError('no objects passed to create');
  return errors;
}

/** Posts the one file as it is, and prints the answer as it is. */
function createRaw(run: Invocation, path: string): Outcome {
  const files = run.flags.list('filename');
  if (files.length !== 1) return textError('--raw can only use a single local file or stdin');
  const body = files[0] === '-' ? run.context.stdin.readAll() : run.readFile(files[0]);
  if (body === undefined) return textError(`open ${files[0]}: no such file or directory`);
  const answer = run.send<JSONObject>({ method: 'POST', path, body });
  if (answer instanceof KubectlError) return answer;
  run.out(`${JSON.stringify(answer)}\n`);
  return undefined;
}
