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
  // the port is that of the first container
  const containers = images.map((image, index) => ({
    name: containerName(image),
    image,
    ...(command.length > 0 && { command: [...command] }),
    ...(port >= 0 && index === 0 && { ports: [{ containerPort: port }] }),
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
  const data = readSources(
    run,
    (key) =>
      `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
  );
  if (data instanceof KubectlError) return data;
  const object: JSONObject = { metadata: { name } };
  if (Object.keys(data).length > 0) object.data = data;
  return createGenerated(run, { apiVersion: 'v1', kind: 'ConfigMap', object, failure: 'failed to create configmap' });
}

/** Keys and texts of --from-literal, --from-file and --from-env-file. */
function readSources(run: Invocation, sayTwice: (key: string) => string): Record<string, string> | KubectlError {
  const { flags } = run;
  const pairs: [key: string, text: string][] = [];
  if (flags.list('from-env-file').length > 0 && flags.list('from-file').length + flags.list('from-literal').length > 0)
    return textError('from-env-file cannot be combined with from-file or from-literal');
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) return textError(`invalid literal source ${literal}, expected key=value`);
    pairs.push([literal.slice(0, equals), literal.slice(equals + 1)]);
  }
  for (const source of flags.list('from-file')) {
    const files = filesOf(run, source);
    if (files instanceof KubectlError) return files;
    pairs.push(...files);
  }
  for (const file of flags.list('from-env-file')) {
    const content = run.readFile(file);
    if (content === undefined) return textError(`error reading ${file}: no such file or directory`);
    pairs.push(...variablesOf(run, content));
  }
  const keys = pairs.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  return twice === undefined ? Object.fromEntries(pairs) : textError(sayTwice(twice));
}

/** `[KEY=]FILE`, or a folder with all of its files. */
function filesOf(run: Invocation, source: string): [key: string, text: string][] | KubectlError {
  const equals = source.indexOf('=');
  const file = equals < 0 ? source : source.slice(equals + 1);
  if (file.includes('=')) return textError("key names or file paths cannot contain '='");
  const { fs } = run.context;
  const path = run.resolve(file);
  if (fs.kind(path) === 'folder') {
    if (equals >= 0) return textError('cannot give a key name for a directory path');
    const names = [...(fs.list(path) ?? [])].sort().filter((name) => fs.kind(`${path}/${name}`) === 'file');
    return names.map((name) => [name, fs.read(`${path}/${name}`)!]);
  }
  const content = run.readFile(file);
  if (content === undefined) return textError(`error reading ${file}: no such file or directory`);
  return [[equals < 0 ? file.split('/').pop()! : source.slice(0, equals), content]];
}

/** Lines `KEY=VALUE`; a key alone takes the value of the variable. */
function variablesOf(run: Invocation, content: string): [key: string, text: string][] {
  return content
    .split('\n')
    .map((line) => line.replace(/\r$/, '').replace(/^\s+/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, run.context.env[line] ?? ''] : [line.slice(0, equals), line.slice(equals + 1)];
    });
}

function createSecret(run: Invocation, args: CommandArgs): Outcome {
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  const texts = readSources(run, (key) => `cannot add key ${key}, another key by that name already exists`);
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

/** A kind that the server does not have. */
const beyond = (name: string, short: string, aliases?: readonly string[]): CommandSpec => ({
  name,
  short,
  aliases,
  load: async () => (await import('./create-beyond')).beyond(name),
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
    beyond('clusterrole', 'Create a cluster role'),
    beyond('clusterrolebinding', 'Create a cluster role binding for a particular cluster role'),
    {
      name: 'cronjob',
      aliases: ['cj'],
      short: 'Create a cron job with the specified name',
      usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
      flags: [...CREATE_FLAGS, ...flagTable('image string; schedule string; restart string')],
      run: createCronJob,
    },
    beyond('ingress', 'Create an ingress with the specified name', ['ing']),
    beyond('poddisruptionbudget', 'Create a pod disruption budget with the specified name', ['pdb']),
    beyond('priorityclass', 'Create a priority class with the specified name', ['pc']),
    beyond('quota', 'Create a quota with the specified name', ['resourcequota']),
    beyond('role', 'Create a role with single rule'),
    beyond('rolebinding', 'Create a role binding for a particular role or cluster role'),
    {
      name: 'secret',
      short: 'Create a secret using a specified subcommand',
      subcommands: [
        beyond('docker-registry', 'Create a secret for use with a Docker registry'),
        {
          name: 'generic',
          short: 'Create a secret from a local file, directory, or literal value',
          usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [options]',
          flags: [...CREATE_FLAGS, ...flagTable(`${SOURCE_FLAGS}; type string`)],
          run: createSecret,
        },
        beyond('tls', 'Create a TLS secret'),
      ],
    },
    beyond('token', 'Request a service account token'),
  ],
  run(run, { args }) {
    if (run.flags.list('filename').length === 0 && args.length === 0) return textError('must specify one of -f and -k');
    return createFromFiles(run, args);
  },
};
