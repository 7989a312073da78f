/** `kubectl run` (services.md R11.8.2). */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createGenerated } from './generated';
import { deleteOne, waitUntilGone } from './delete';
import { applyOverrides } from '../overrides';
import { attachTo } from './attach';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const runCommand: CommandBody = {
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]',
  flags: flagTable(
    'image string; image-pull-policy string; port string; expose bool; env array; labels,l string; annotations array; restart string=Always; command bool; overrides string; override-type string; rm bool; stdin,i bool; tty,t bool;' +
      'attach bool; quiet,q bool; leave-stdin-open bool; privileged bool; pod-running-timeout duration=1m0s; grace-period int=-1; wait bool; timeout duration; force bool; cascade string?background=background;' +
      'output,o string; template string; dry-run string?unchanged; save-config bool; field-manager string; show-managed-fields bool; allow-missing-template-keys bool=true; filename,f list; recursive,R bool; kustomize,k string',
  ),
  run: runRun,
};

const IMAGE = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:[.:/][A-Za-z0-9_][\w.-]*)*(?:@sha256:[0-9a-f]{64})?$/;

async function runRun(run: Invocation, { args, dashAt }: CommandArgs): Promise<Outcome> {
  const names = dashAt < 0 ? args.slice(0, 1) : args.slice(0, Math.min(1, dashAt));
  const command = args.slice(names.length);
  const problem = checkArgs(run, names);
  if (problem) return problem;
  const [name] = names;
  const pod = applyOverrides(run, 'Pod', { apiVersion: 'v1', kind: 'Pod', ...podOf(run, name, command) });
  if (pod instanceof KubectlError) return pod;
  const service = run.flags.isTrue('expose') ? exposedService(run, name) : undefined;
  if (service && !run.release.since('1.37')) {
    const outcome = createGenerated(run, service, 'created', 'kubectl-run');
    if (outcome instanceof KubectlError) return outcome;
    // one line between the objects, one before the second, as kubectl has it
    if (run.flags.text('output') === 'yaml') run.out('---\n---\n');
  }
  const isAttached = run.flags.isTrue('attach') || run.flags.isTrue('stdin') || run.flags.isTrue('tty');
  const target = isAttached && run.flags.text('dry-run') === '' ? silent(run) : run;
  const created = createGenerated(target, { apiVersion: 'v1', kind: 'Pod', object: pod }, 'created', 'kubectl-run');
  if (created instanceof KubectlError) return created;
  if (service && run.release.since('1.37')) {
    const outcome = createGenerated(run, service, 'created', 'kubectl-run');
    if (outcome instanceof KubectlError) return outcome;
  }
  return isAttached && target !== run ? attach(run, name) : undefined;
}

/** The same run without the line that reports the creation. */
function silent(run: Invocation): Invocation {
  return Object.create(run, { out: { value: () => {} } }) as Invocation;
}

function checkArgs(run: Invocation, names: readonly string[]): KubectlError | undefined {
  const usage = (message: string) =>
    run.release.since('1.37') ? textError(message) : usageError('kubectl run', message);
  if (!run.flags.isSet('image')) return textError('required flag(s) "image" not set');
  if (names.length === 0) return usage('NAME is required for run');
  const image = run.flags.text('image');
  if (image === '') return textError('--image is required');
  if (!IMAGE.test(image))
    return textError(
      run.release.since('1.37') ? 'invalid image name' : `Invalid image name "${image}": invalid reference format`,
    );
  if (run.flags.isTrue('rm') && !(run.flags.isTrue('attach') || run.flags.isTrue('stdin') || run.flags.isTrue('tty')))
    return usage('--rm should only be used for attached containers');
  if (run.flags.isTrue('tty') && !run.flags.isTrue('stdin'))
    return usage('-i/--stdin is required for containers with -t/--tty=true');
  if (run.flags.isTrue('expose') && run.flags.text('port') === '')
    return usage('--port must be set when exposing a service');
  const port = run.flags.text('port');
  if (port !== '' && !/^[-+]?\d+$/.test(port))
    return textError(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  const label = run.flags
    .text('labels')
    .split(',')
    .find((pair) => pair !== '' && !pair.includes('='));
  if (label !== undefined) return textError(`unexpected label spec: ${label}`);
  const variable = run.flags.list('env').find((pair) => !/^[^=]+=/.test(pair));
  if (variable !== undefined) return textError(`invalid env: ${variable}`);
  const restart = run.flags.text('restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) {
    return usage(
      `invalid restart policy: ${restart}${run.release.since('1.37') ? ', valid values are: Always, OnFailure, Never' : ''}`,
    );
  }
  return undefined;
}

const pairs = (list: readonly string[]) =>
  Object.fromEntries(list.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));

function podOf(run: Invocation, name: string, command: readonly string[]): JSONObject {
  const { flags } = run;
  const labels = flags.text('labels') === '' ? { run: name } : pairs(flags.text('labels').split(','));
  const annotations = pairs(flags.list('annotations'));
  const container = {
    name,
    image: flags.text('image'),
    ...(command.length > 0 && { [flags.isTrue('command') ? 'command' : 'args']: [...command] }),
    ...(flags.text('port') !== '' && { ports: [{ containerPort: Number(flags.text('port')) }] }),
    ...(flags.list('env').length > 0 && {
      env: flags.list('env').map((pair) => ({ name: pair.split('=')[0], value: pair.slice(pair.indexOf('=') + 1) })),
    }),
    resources: {},
    ...(flags.text('image-pull-policy') !== '' && { imagePullPolicy: flags.text('image-pull-policy') }),
    ...(flags.isTrue('privileged') && { securityContext: { privileged: true } }),
    ...(flags.isTrue('stdin') && { stdin: true, stdinOnce: true }),
    ...(flags.isTrue('tty') && { tty: true }),
  };
  const metadata = { name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) };
  return {
    metadata,
    spec: { containers: [container], restartPolicy: flags.text('restart'), dnsPolicy: 'ClusterFirst' },
    status: {},
  } as unknown as JSONObject;
}

function exposedService(run: Invocation, name: string) {
  const port = Number(run.flags.text('port'));
  const object = {
    metadata: { name },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: { run: name } },
    status: { loadBalancer: {} },
  };
  return { apiVersion: 'v1', kind: 'Service', object: object as unknown as JSONObject };
}

/** `-i`, `--attach`: waits for the container, prints what it wrote, and removes the Pod where `--rm` says so. */
async function attach(run: Invocation, name: string): Promise<Outcome> {
  const type = run.discovery.findKind('v1', 'Pod')!;
  const path = pathOf(type, run.namespace, name);
  const phase = () => {
    const pod = run.get<JSONObject>(path);
    return pod instanceof KubectlError ? 'Failed' : String((pod.status as JSONObject | undefined)?.phase ?? '');
  };
  await run.waitUntil(
    () => ['Succeeded', 'Failed', 'Running'].includes(phase()),
    run.flags.duration('pod-running-timeout'),
  );
  const log = run.get<unknown>(pathOf(type, run.namespace, name, 'log'));
  if (typeof log === 'string') run.out(log);
  const isRunning = phase() === 'Running';
  if (isRunning) await attachTo(run, pathOf(type, run.namespace, name, 'attach'));
  const isKept = run.flags.text('restart') === 'Always';
  if (!isKept || !isRunning) await run.waitUntil(() => ['Succeeded', 'Failed'].includes(phase()), ENDED_MAX_MS);
  const exit = exitCode(run, path);
  if (run.flags.isTrue('rm')) {
    const info = { type, namespace: run.namespace, name };
    const error = deleteOne(run, info, {
      gracePeriod: -1,
      isForced: false,
      cascade: 'background',
      dryRun: 'none',
      printsNames: false,
    });
    if (error) return error;
    await waitUntilGone(run, [info], -1);
  }
  return exit === 0 ? undefined : textError(`pod ${run.namespace}/${name} terminated (Error)`);
}

/** How long it takes at most until the end of a container shows in its Pod. */
const ENDED_MAX_MS = 5_000;
function exitCode(run: Invocation, path: string): number {
  const pod = run.get<JSONObject>(path);
  if (pod instanceof KubectlError) return 0;
  const statuses = ((pod.status as JSONObject | undefined)?.containerStatuses ?? []) as {
    state?: { terminated?: { exitCode: number } };
  }[];
  return statuses[0]?.state?.terminated?.exitCode ?? 0;
}
