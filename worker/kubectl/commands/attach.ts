/** `kubectl attach`, and what `kubectl run -i` does with its Pod. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { chooseContainer, containersOf, findOne, podsOf, podType, runningTimeoutProblem } from './pods';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const attachCommand: CommandBody = {
  flags: flagTable(
    'container,c string; stdin,i bool; tty,t bool; quiet,q bool; pod-running-timeout duration=1m0s; detach-keys string',
  ),
  run: runAttach,
};

async function runAttach(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  if (args.length === 0) return textError('at least 1 argument is required for attach');
  if (args.length > 2)
    return usageError(
      'kubectl attach',
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
    );
  const timeout = runningTimeoutProblem(run);
  if (timeout !== undefined) return usageError('kubectl attach', timeout);
  const pod = await findPod(run, args);
  if (pod instanceof KubectlError) return pod;
  const { name, namespace } = pod.metadata as { name: string; namespace: string };
  const phase = String((pod.status as JSONObject | undefined)?.phase ?? '');
  if (phase === 'Succeeded' || phase === 'Failed')
    return textError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  const container = containerOf(run, pod, name);
  if (container instanceof KubectlError) return container;
  if (!run.flags.isTrue('quiet')) sayAttached(run);
  return attachTo(run, pathOf(podType(run), namespace, name, 'attach'), container);
}

async function findPod(run: Invocation, args: readonly string[]): Promise<JSONObject | KubectlError> {
  const owner = findOne(run, args.join('/'));
  if (owner instanceof KubectlError || owner.type.kind === 'Pod')
    return owner instanceof KubectlError ? owner : owner.object;
  const pods = await podsOf(run, owner, false);
  return pods instanceof KubectlError ? pods : pods[0];
}

function containerOf(run: Invocation, pod: JSONObject, name: string): string | KubectlError {
  const wanted = run.flags.text('container');
  if (wanted !== '' && !containersOf(pod).some((container) => container.name === wanted))
    return textError(`cannot attach to the container: container ${wanted} not found in pod ${name}`);
  return chooseContainer(run, pod, wanted, run.flags.isTrue('quiet'));
}

function sayAttached(run: Invocation): void {
  if (run.release.since('1.33'))
    run.err(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n',
    );
  run.err("If you don't see a command prompt, try pressing enter.\n");
}

/** Shows what a container prints until it ends; it is given what is on the standard input. */
export async function attachTo(run: Invocation, path: string, container?: string): Promise<KubectlError | undefined> {
  let waitedMs = 0;
  const isOver = new Error();
  try {
    const result = await run.options.client.exec(
      { method: 'POST', path, ...(container !== undefined && { query: { container } }) },
      {
        ...(run.flags.isTrue('stdin') && { stdin: run.context.stdin.readAll() }),
        stdout: (text) => run.out(text),
        stderr: (text) => run.err(text),
        sleep(ms) {
          waitedMs += ms;
          if (waitedMs > ATTACH_MAX_MS) throw isOver;
          return run.context.sleep(ms);
        },
      },
    );
    if (!('status' in result)) return undefined;
    const { status } = result;
    return status.reason === 'InternalError'
      ? textError(status.message ?? '')
      : new KubectlError(status.message ?? '', { status });
  } catch (error) {
    if (error !== isOver) throw error;
    return undefined;
  }
}

/** An attached container that does not end is left after this time. */
const ATTACH_MAX_MS = 60_000;
