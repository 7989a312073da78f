/** `kubectl exec` (services.md R11.9.3). */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { readInfos } from '../files';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { chooseContainer, findOne, podsOf, podType, runningTimeoutProblem, type Owner } from './pods';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const execCommand: CommandBody = {
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  flags: flagTable(
    'container,c string; stdin,i bool; tty,t bool; quiet,q bool; pod-running-timeout duration=1m0s; filename,f list',
  ),
  run: runExec,
};

async function runExec(run: Invocation, { args, dashAt }: CommandArgs): Promise<Outcome> {
  const { flags } = run;
  const files = flags.list('filename');
  if (dashAt < 0 && (args.length > 1 || (args.length > 0 && files.length > 0)))
    return usageError(
      'kubectl exec',
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    );
  const timeout = runningTimeoutProblem(run);
  if (timeout !== undefined) return usageError('kubectl exec', timeout);
  const word = dashAt === 0 ? '' : (args[0] ?? '');
  if (word === '' && files.length === 0) return textError('pod, type/name or --filename must be specified');
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  if (command.length === 0) return textError('you must specify at least one command for the container');
  const pod = await findPod(run, word, files);
  if (pod instanceof KubectlError) return pod;
  const phase = String((pod.status as JSONObject | undefined)?.phase ?? '');
  if (phase === 'Succeeded' || phase === 'Failed')
    return textError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const container = containerFor(run, pod);
  if (container instanceof KubectlError) return container;
  if (flags.isTrue('tty') && flags.isTrue('stdin'))
    run.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return execIn(run, pod, container, command);
}

/** Since 1.36 kubectl itself looks whether the Pod has the container; before, the server does. */
function containerFor(run: Invocation, pod: JSONObject): string | KubectlError {
  const wanted = run.flags.text('container');
  return wanted !== '' && !run.release.since('1.36')
    ? wanted
    : chooseContainer(run, pod, wanted, run.flags.isTrue('quiet'));
}

async function findPod(run: Invocation, word: string, files: readonly string[]): Promise<JSONObject | KubectlError> {
  const owner = files.length > 0 ? ownerOfFiles(run, word, files) : findOne(run, word);
  if (owner instanceof KubectlError || owner.type.kind === 'Pod')
    return owner instanceof KubectlError ? owner : owner.object;
  const pods = await podsOf(run, owner, false);
  return pods instanceof KubectlError ? pods : pods[0];
}

function ownerOfFiles(run: Invocation, word: string, files: readonly string[]): Owner | KubectlError {
  if (word !== '') return textError('resource/name arguments cannot be provided when a path is specified');
  const { infos, errors } = readInfos(run, files, false, { requiresNamespace: true });
  if (errors.length > 0) return errors[0];
  if (infos.length !== 1) return textError('cannot exec into multiple objects at a time');
  return { type: infos[0].type, object: infos[0].object! };
}

/** Runs a command in a container, with the streams of this one. */
export async function execIn(
  run: Invocation,
  pod: JSONObject,
  container: string,
  command: readonly string[],
): Promise<Outcome> {
  const { name, namespace } = pod.metadata as { name: string; namespace: string };
  const path = pathOf(podType(run), namespace, name, 'exec');
  const hasInput = run.flags.isTrue('stdin');
  const result = await run.options.client.exec(
    {
      method: 'POST',
      path,
      query: { container, stdin: String(hasInput), stdout: 'true', stderr: 'true' },
      body: { command: [...command] },
    },
    {
      stdin: hasInput ? run.context.stdin.readAll() : undefined,
      stdout: (text) => run.out(text),
      stderr: (text) => run.err(text),
      sleep: (ms) => run.context.sleep(ms),
    },
  );
  if ('exit' in result)
    return result.exit === 0
      ? undefined
      : new KubectlError(`command terminated with exit code ${result.exit}`, { exit: result.exit, isRaw: true });
  const { status } = result;
  if (status.reason === 'InternalError' || status.reason === undefined) return textError(status.message ?? '');
  return new KubectlError(status.message ?? '', { status });
}
