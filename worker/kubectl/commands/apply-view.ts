/** `kubectl apply view-last-applied`. */

import { readValue } from '../../yaml';
import { printYAML } from '../../yaml';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { findObjects } from '../selection';
import { marshalJSON } from '../text/go-syntax';
import { lastAppliedOf } from './last-applied';
import type { CommandSpec, Outcome } from './types';

export const viewLastAppliedCommand: CommandSpec = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  flags: flagTable(
    'output,o string=yaml; selector,l string; filename,f list; recursive,R bool; kustomize,k string; all bool',
  ),
  run: viewLastApplied,
};

function viewLastApplied(run: Invocation, { args }: { args: readonly string[] }): Outcome {
  const format = run.flags.text('output') || 'yaml';
  const found = findObjects(run, args, { allowsAll: true });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  for (const info of found.infos) {
    const text = lastAppliedOf(info.object!);
    if (text === undefined)
      return textError(`no last-applied-configuration annotation found on resource: ${info.name}`);
    const { value } = readValue(text);
    if (format === 'yaml') run.out(printYAML(value));
    else if (format === 'json') run.out(`${marshalJSON(value, 2)}\n`);
    else
      return textError(
        `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
      );
  }
}
