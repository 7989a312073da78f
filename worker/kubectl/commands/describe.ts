/** `kubectl describe`: finds the objects; the texts are in ../describe. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { atPosition, isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Found, Info } from '../files';
import type { Invocation } from '../invocation';
import { findObjects, infoOfItem, namespaceFor, selectArgs } from '../selection';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const describeCommand: CommandBody = {
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  flags: flagTable(
    'selector,l string; all-namespaces,A bool; show-events bool=true; filename,f list; recursive,R bool; kustomize,k string; chunk-size int=500',
  ),
  run: runDescribe,
};

async function runDescribe(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  if (args.length === 0 && run.flags.list('filename').length === 0) {
    return textError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  const allNamespaces = run.flags.isTrue('all-namespaces');
  const found = findObjects(run, args, { allowsAll: true, allNamespaces, isAsRead: true });
  if (found instanceof KubectlError) return found;
  if (run.flags.list('filename').length > 0) fetchRead(run, found);
  const { describe } = await import('../describe');
  // one error and two words: also `svc/a svc/b` are taken for a type and the beginning of names
  if (found.errors.length === 1 && isNotFound(found.errors[0]) && args.length === 2) {
    const matching = byPrefix(run, args, found.errors);
    if (matching.infos.length === 0) return matching.errors;
    for (const info of matching.infos) run.out(`${describe(run, info, showsEvents(run, 2))}\n`);
    return;
  }
  if (found.infos.length === 0 && found.errors.length === 0) {
    run.err(
      allNamespaces || !isNamespaced(run, args)
        ? 'No resources found\n'
        : `No resources found in ${run.namespace} namespace.\n`,
    );
    return;
  }
  print(run, found.infos, describe, showsEvents(run, found.infos.length));
  return found.errors;
}

/** The describers ask for what a file names, one after the other. */
function fetchRead(run: Invocation, found: Found): void {
  const read = found.infos.splice(0);
  for (const info of read) {
    const object = run.get<JSONObject>(pathOf(info.type, info.namespace, info.name));
    if (object instanceof KubectlError) found.errors.push(atPosition(object, found.infos.length));
    else found.infos.push({ ...info, object });
  }
}

/** Since 1.36 events are left out when several objects, or those with a prefix, are described. */
const showsEvents = (run: Invocation, count: number) =>
  run.flags.isTrue('show-events') && (count < 2 || !run.release.since('1.36') || run.flags.isSet('show-events'));

function isNamespaced(run: Invocation, args: readonly string[]): boolean {
  const type = run.discovery.find(args[0].split(',')[0].split('/')[0]);
  return type instanceof KubectlError || type.namespaced;
}

type Describe = (run: Invocation, info: Info, showsEvents: boolean) => string;

function print(run: Invocation, infos: readonly Info[], describe: Describe, hasEvents: boolean): void {
  infos.forEach((info, i) => run.out(`${i === 0 ? '' : '\n\n'}${describe(run, info, hasEvents)}`));
}

/** Objects whose name begins with the word. */
function byPrefix(run: Invocation, args: readonly string[], errors: KubectlError[]): Found {
  const selection = selectArgs(run, args.slice(0, 1), { allowsAll: true });
  if (selection instanceof KubectlError || selection.types.length !== 1) return { infos: [], errors };
  const [type] = selection.types;
  const list = run.get<{ items: JSONObject[] }>(pathOf(type, namespaceFor(run, type)));
  if (list instanceof KubectlError) return { infos: [], errors: [list] };
  const infos = list.items.map((item) => infoOfItem(type, item)).filter(({ name }) => name.startsWith(args[1]));
  return { infos, errors };
}
