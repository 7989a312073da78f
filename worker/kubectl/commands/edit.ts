/** `kubectl edit`. */

import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { validationOf } from '../mutation';
import { findObjects } from '../selection';
import type { CommandBody, Outcome } from './types';

export const editCommand: CommandBody = {
  usage: '(RESOURCE/NAME | -f FILENAME) [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; output,o string; template string; output-patch bool; windows-line-endings bool; validate string?strict;' +
      'save-config bool; field-manager string=kubectl-edit; subresource string; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runEdit,
};

async function runEdit(run: Invocation, { args }: { args: readonly string[] }): Promise<Outcome> {
  const output = run.flags.text('output');
  if (output !== '' && output !== 'yaml' && output !== 'json')
    return textError(`invalid output format ${output}, only yaml|json supported`);
  const validation = validationOf(run);
  if (validation instanceof KubectlError) return validation;
  const found = findObjects(run, args, { allowsAll: true });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  if (found.infos.length === 0) return textError('edit cancelled, no objects found');
  const { editObjects } = await import('./edit-objects');
  return editObjects(run, found.infos, validation);
}
