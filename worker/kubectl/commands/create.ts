/** `kubectl create` and its subcommands. */

import { compareText, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createFromFiles } from './create-file';
import { CREATE_FLAGS, createGenerated, oneName } from './generated';
import { serviceCommand } from './create-service';
import type { CommandArgs, CommandSpec, Outcome } from './types';

/** Name of a container after its image. */
export function containerName(image: string): string {
  const base = image.split('/').pop()!;
  return base.split(':')[0].split('@')[0];
}

const required = (flag: string) => textError(`required flag(s) "${flag}" not set`);

function createDeployment(run: Invocation, { args, dashAt }: CommandArgs): Outcome {
  const images = run.flags.list('image');
  if (images.length === 0) return required('image');
  const name = oneName(run, { args, dashAt });
  if (name instanceof KubectlError) return name;
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  if (images.length > 1 && command.length > 0) return textError('cannot specify multiple --image options and command');
  const replicas = run.flags.number('replicas');
  if (replicas < 0) return textError('invalid replicas value: must be greater than or equal to 0');
  const port = run.flags.number('port');
  const containers = images.map((image) => ({
    name: containerName(image),
    image,
    ...(command.length > 0 && { command: [...command] }),
    ...(port >= 0 && { ports: [{ containerPort: port }] }),
    resources: {},
  }));
  const labels = { app: name };
  const object = {
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
  return createGenerated(run, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    object: object as unknown as JSONObject,
    failure: 'failed to create deployment',
  });
}

function createJob(run: Invocation, { args, dashAt }: CommandArgs): Outcome {
  const name = oneName(run, { args, dashAt });
  if (name instanceof KubectlError) return name;
  const image = run.flags.text('image');
  if (image === '' && run.flags.text('from') === '') return textError('either --image or --from must be specified');
  if (image !== '' && run.flags.text('from') !== '') return textError('either --image or --from must be specified');
  const source = run.flags.text('from');
  if (source !== '') return refuseSource(run, source);
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  const container = { name, image, ...(command.length > 0 && { command: [...command] }), resources: {} };
  const object = {
    metadata: { name },
    spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
    status: {},
  };
  return createGenerated(run, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    object: object as unknown as JSONObject,
    failure: 'failed to create job',
  });
}

/** There are no cron jobs: whichever is named is not found. */
function refuseSource(run: Invocation, source: string): KubectlError {
  const type = run.discovery.findKind('batch/v1', 'CronJob');
  const name = /^(?:cronjobs?(?:\.[a-z0-9.]*)?|cj)\/(.+)$/.exec(source)?.[1];
  if (!type || name === undefined) return textError('from must be an existing cronjob');
  const found = run.request<JSONObject>({ method: 'GET', path: pathOf(type, run.namespace, name) });
  return found instanceof KubectlError ? found : textError('from must be an existing cronjob');
}

/** The server lists cron jobs and takes none. */
function createCronJob(run: Invocation, { args, dashAt }: CommandArgs): Outcome {
  const missing = ['image', 'schedule'].filter((flag) => run.flags.text(flag) === '');
  if (missing.length > 0) return textError(`required flag(s) ${missing.map((flag) => `"${flag}"`).join(', ')} not set`);
  const name = oneName(run, { args, dashAt });
  if (name instanceof KubectlError) return name;
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  const image = run.flags.text('image');
  const container = { name, image, ...(command.length > 0 && { command: [...command] }), resources: {} };
  const restartPolicy = run.flags.text('restart') || 'OnFailure';
  const template = { metadata: {}, spec: { containers: [container], restartPolicy } };
  const object = {
    metadata: { name },
    spec: { schedule: run.flags.text('schedule'), jobTemplate: { metadata: { name }, spec: { template } } },
    status: {},
  };
  return createGenerated(run, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    object: object as unknown as JSONObject,
    failure: 'failed to create cronjob',
  });
}

function createNamespace(run: Invocation, args: CommandArgs): Outcome {
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  return createGenerated(run, {
    apiVersion: 'v1',
    kind: 'Namespace',
    object: { metadata: { name }, spec: {}, status: {} },
  });
}

function createConfigMap(run: Invocation, args: CommandArgs): Outcome {
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  const data = readSources(run);
  if (data instanceof KubectlError) return data;
  const object: JSONObject = { metadata: { name } };
  if (Object.keys(data).length > 0) object.data = data;
  return createGenerated(run, { apiVersion: 'v1', kind: 'ConfigMap', object, failure: 'failed to create configmap' });
}

/** Keys and texts of --from-literal and --from-file. */
function readSources(run: Invocation): Record<string, string> | KubectlError {
  const data: Record<string, string> = {};
  for (const literal of run.flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) return textError(`invalid literal source ${literal}, expected key=value`);
    data[literal.slice(0, equals)] = literal.slice(equals + 1);
  }
  for (const source of run.flags.list('from-file')) {
    const equals = source.indexOf('=');
    const file = equals < 0 ? source : source.slice(equals + 1);
    const content = run.readFile(file);
    if (content === undefined) return textError(`error reading ${file}: no such file or directory`);
    data[equals < 0 ? file.split('/').pop()! : source.slice(0, equals)] = content;
  }
  return data;
}

function createSecret(run: Invocation, args: CommandArgs): Outcome {
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  const texts = readSources(run);
  if (texts instanceof KubectlError) return texts;
  const keys = Object.keys(texts).sort(compareText);
  const data = Object.fromEntries(keys.map((key) => [key, base64Of(texts[key])]));
  const type = run.flags.text('type');
  const object: JSONObject = { ...(keys.length > 0 && { data }), metadata: { name }, ...(type !== '' && { type }) };
  return createGenerated(run, { apiVersion: 'v1', kind: 'Secret', object, failure: 'failed to create secret' });
}

const base64Of = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const SOURCE_FLAGS = 'from-literal array; from-file array; from-env-file array; append-hash bool';

function createServiceAccount(run: Invocation, args: CommandArgs): Outcome {
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  return createGenerated(run, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    object: { metadata: { name } },
    failure: 'failed to create serviceaccount',
  });
}

const notSimulated = (name: string, short: string): CommandSpec => ({
  name,
  short,
  flags: CREATE_FLAGS,
  run: () => textError(`create ${name} is not simulated; write a manifest and use kubectl create -f`),
});

export const createCommand: CommandSpec = {
  name: 'create',
  short: 'Create a resource from a file or from stdin',
  usage: '-f FILENAME [options]',
  flags: [
    ...CREATE_FLAGS,
    ...flagTable(
      'filename,f list; recursive,R bool; kustomize,k string; edit bool; raw string; selector,l string; windows-line-endings bool',
    ),
  ],
  subcommands: [
    serviceCommand,
    {
      name: 'deployment',
      aliases: ['deploy'],
      short: 'Create a deployment with the specified name',
      usage: 'NAME --image=image -- [COMMAND] [args...] [options]',
      flags: [...CREATE_FLAGS, ...flagTable('image list; port int=-1; replicas,r int=1')],
      run: createDeployment,
    },
    {
      name: 'job',
      short: 'Create a job with the specified name',
      usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]',
      flags: [...CREATE_FLAGS, ...flagTable('image string; from string')],
      run: createJob,
    },
    {
      name: 'namespace',
      aliases: ['ns'],
      short: 'Create a namespace with the specified name',
      usage: 'NAME [--dry-run=server|client|none] [options]',
      flags: CREATE_FLAGS,
      run: createNamespace,
    },
    {
      name: 'configmap',
      aliases: ['cm'],
      short: 'Create a config map from a local file, directory or literal value',
      usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [options]',
      flags: [...CREATE_FLAGS, ...flagTable(SOURCE_FLAGS)],
      run: createConfigMap,
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      short: 'Create a service account with the specified name',
      usage: 'NAME [--dry-run=server|client|none] [options]',
      flags: CREATE_FLAGS,
      run: createServiceAccount,
    },
    notSimulated('clusterrole', 'Create a cluster role'),
    notSimulated('clusterrolebinding', 'Create a cluster role binding for a particular cluster role'),
    {
      name: 'cronjob',
      aliases: ['cj'],
      short: 'Create a cron job with the specified name',
      usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
      flags: [...CREATE_FLAGS, ...flagTable('image string; schedule string; restart string')],
      run: createCronJob,
    },
    notSimulated('ingress', 'Create an ingress with the specified name'),
    notSimulated('poddisruptionbudget', 'Create a pod disruption budget with the specified name'),
    notSimulated('priorityclass', 'Create a priority class with the specified name'),
    notSimulated('quota', 'Create a quota with the specified name'),
    notSimulated('role', 'Create a role with single rule'),
    notSimulated('rolebinding', 'Create a role binding for a particular role or cluster role'),
    {
      name: 'secret',
      short: 'Create a secret using a specified subcommand',
      subcommands: [
        notSimulated('docker-registry', 'Create a secret for use with a Docker registry'),
        {
          name: 'generic',
          short: 'Create a secret from a local file, directory, or literal value',
          usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [options]',
          flags: [...CREATE_FLAGS, ...flagTable(`${SOURCE_FLAGS}; type string`)],
          run: createSecret,
        },
        notSimulated('tls', 'Create a TLS secret'),
      ],
    },
    notSimulated('token', 'Request a service account token'),
  ],
  run(run, { args }) {
    if (run.flags.list('filename').length === 0 && args.length === 0) return textError('must specify one of -f and -k');
    return createFromFiles(run, args);
  },
};
