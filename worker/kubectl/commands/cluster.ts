/** Commands about the cluster itself: api-resources, api-versions, version, cluster-info, config, auth, events. */

import { ageOf } from '../../kubernetes/duration';
import { compareText, type JSONObject } from '../../kubernetes/patch';
import { printYAML } from '../../yaml';
import { groupVersionOf, pathOf, qualifiedResource, type ResourceType } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { layoutTable } from '../print/table';
import { marshalJSON } from '../text/go-syntax';
import { CONTEXT } from '../texts';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const apiResourcesCommand: CommandBody = {
  usage: '[options]',
  flags: flagTable(
    'api-group string; namespaced bool=true; verbs list; categories list; sort-by string; output,o string; no-headers bool; cached bool; show-managed-fields bool',
  ),
  run: runApiResources,
};

function runApiResources(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length > 0) return usageError('kubectl api-resources', `unexpected arguments: [${args.join(' ')}]`);
  const output = run.flags.text('output');
  if (!['', 'wide', 'name', 'json', 'yaml'].includes(output)) return textError(`--output ${output} is not available`);
  const types = run.discovery.types.filter((type) => isListed(run, type)).sort(byGroup);
  const isWide = output === 'wide';
  const sortBy = run.flags.text('sort-by');
  if (sortBy === 'name') types.sort((a, b) => compareText(a.resource, b.resource));
  else if (sortBy === 'kind') types.sort((a, b) => compareText(a.kind, b.kind));
  else if (sortBy !== '') return textError('--sort-by accepts only name or kind');
  if (output === 'name') {
    run.out(types.map((type) => `${qualifiedResource(type)}\n`).join(''));
    return;
  }
  const lines = types.map((type) => [
    type.resource,
    type.shortNames.join(','),
    groupVersionOf(type),
    String(type.namespaced),
    type.kind,
    ...(isWide ? [[...type.verbs].sort().join(','), type.categories.join(',')] : []),
  ]);
  if (!run.flags.isTrue('no-headers'))
    lines.unshift([
      'NAME',
      'SHORTNAMES',
      'APIVERSION',
      'NAMESPACED',
      'KIND',
      ...(isWide ? ['VERBS', 'CATEGORIES'] : []),
    ]);
  run.out(layoutTable(lines.map((cells) => `${cells.join('\t')}\n`).join('')));
}

function isListed(run: Invocation, type: ResourceType): boolean {
  const { flags } = run;
  if (type.verbs.length === 0) return false;
  if (flags.isSet('api-group') && flags.text('api-group') !== type.group) return false;
  if (flags.isSet('namespaced') && flags.isTrue('namespaced') !== type.namespaced) return false;
  if (flags.list('verbs').some((verb) => !type.verbs.includes(verb))) return false;
  return !flags.list('categories').some((category) => !type.categories.includes(category));
}

function byGroup(a: ResourceType, b: ResourceType): number {
  return compareText(a.group, b.group) || compareText(a.resource, b.resource);
}

export const apiVersionsCommand: CommandBody = {
  run(run, { args }) {
    if (args.length > 0) return usageError('kubectl api-versions', `unexpected arguments: [${args.join(' ')}]`);
    run.out(
      [...run.discovery.groupVersions]
        .sort(compareText)
        .map((version) => `${version}\n`)
        .join(''),
    );
  },
};

const KUSTOMIZE: Readonly<Record<string, string>> = {
  '1.31': 'v5.4.2',
  '1.32': 'v5.5.0',
  '1.33': 'v5.6.0',
  '1.34': 'v5.7.1',
  '1.35': 'v5.7.1',
  '1.36': 'v5.8.1',
  '1.37': 'v5.8.1',
};

export const versionCommand: CommandBody = {
  usage: '[flags] [options]',
  flags: flagTable('client bool; output,o string; short bool'),
  run: runVersion,
};

function runVersion(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length > 0) return textError(`extra arguments: [${args.join(' ')}]`);
  const output = run.flags.text('output');
  if (!['', 'yaml', 'json'].includes(output)) return textError("--output must be 'yaml' or 'json'");
  const server = run.flags.isTrue('client') ? undefined : run.get<JSONObject>('/version');
  const { version, name } = run.release;
  const kustomizeVersion = KUSTOMIZE[name] ?? 'v5.8.1';
  const [major, minor] = name.split('.');
  const clientVersion = { major, minor, gitVersion: version };
  if (output !== '') {
    const all: JSONObject = { clientVersion, kustomizeVersion };
    if (server && !(server instanceof KubectlError)) all.serverVersion = server;
    run.out(output === 'yaml' ? printYAML(all) : `${marshalJSON(all, 2, true)}\n`);
    return;
  }
  run.out(`Client Version: ${version}\nKustomize Version: ${kustomizeVersion}\n`);
  if (server instanceof KubectlError) return server;
  if (server) run.out(`Server Version: ${String(server.gitVersion)}\n`);
}

export const clusterInfoCommand: CommandBody = {
  run(run) {
    run.out('Kubernetes control plane is running at https://192.168.0.10:6443\n');
    const type = run.discovery.findKind('v1', 'Service')!;
    const services = run.get<{ items: JSONObject[] }>(pathOf(type, 'kube-system'), {
      labelSelector: 'kubernetes.io/cluster-service=true',
    });
    if (services instanceof KubectlError) return services;
    for (const service of services.items) {
      const metadata = service.metadata as JSONObject;
      const name = String((metadata.labels as JSONObject)['kubernetes.io/name'] ?? metadata.name);
      run.out(
        `${name} is running at https://192.168.0.10:6443/api/v1/namespaces/kube-system/services/${String(metadata.name)}:dns/proxy\n`,
      );
    }
    run.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  },
};

const CONFIG = {
  apiVersion: 'v1',
  clusters: [
    {
      cluster: { 'certificate-authority-data': 'DATA+OMITTED', server: 'https://192.168.0.10:6443' },
      name: 'kubernetes',
    },
  ],
  contexts: [{ context: { cluster: 'kubernetes', user: 'kubernetes-admin' }, name: CONTEXT }],
  'current-context': CONTEXT,
  kind: 'Config',
  users: [
    {
      name: 'kubernetes-admin',
      user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
    },
  ],
};

export const configCommand: CommandBody = {
  subcommands: [
    { name: 'current-context', short: 'Display the current-context', run: (run) => run.out(`${CONTEXT}\n`) },
    {
      name: 'get-clusters',
      short: 'Display clusters defined in the kubeconfig',
      run: (run) => run.out('NAME\nkubernetes\n'),
    },
    {
      name: 'get-contexts',
      short: 'Describe one or many contexts',
      flags: flagTable('output,o string; no-headers bool'),
      run: (run) =>
        run.out(
          run.flags.text('output') === 'name'
            ? `${CONTEXT}\n`
            : layoutTable(
                `CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n*\t${CONTEXT}\tkubernetes\tkubernetes-admin\t\n`,
              ),
        ),
    },
    {
      name: 'set-context',
      short: 'Set a context entry in kubeconfig',
      flags: flagTable('current bool'),
      run: () => textError('changing the configuration is not simulated; use -n NAMESPACE'),
    },
    {
      name: 'use-context',
      short: 'Set the current-context in a kubeconfig file',
      run: () => textError('changing the configuration is not simulated'),
    },
    {
      name: 'view',
      short: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: flagTable(
        'output,o string=yaml; minify bool; raw bool; flatten bool; merge bool; template string; allow-missing-template-keys bool=true; show-managed-fields bool',
      ),
      run: (run) => run.out(run.flags.text('output') === 'json' ? `${marshalJSON(CONFIG, 4)}\n` : printYAML(CONFIG)),
    },
  ],
};

export const eventsCommand: CommandBody = {
  usage: '[(-o|--output=)json|yaml|...] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  flags: flagTable(
    'all-namespaces,A bool; for string; types list; watch,w bool; no-headers bool; output,o string; template string; chunk-size int; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runEvents,
};

function runEvents(run: Invocation): Outcome {
  const type = run.discovery.findKind('v1', 'Event')!;
  const allNamespaces = run.flags.isTrue('all-namespaces');
  const list = run.get<{ items: JSONObject[] }>(pathOf(type, allNamespaces ? undefined : run.namespace));
  if (list instanceof KubectlError) return list;
  const wanted = run.flags.text('for');
  const types = run.flags.list('types').map((text) => text.toLowerCase());
  const events = list.items
    .filter(
      (event) => isFor(run, event, wanted) && (types.length === 0 || types.includes(String(event.type).toLowerCase())),
    )
    .sort((a, b) => compareText(lastSeen(a), lastSeen(b)));
  if (events.length === 0) {
    run.err(allNamespaces ? 'No events found.\n' : `No events found in ${run.namespace} namespace.\n`);
    return;
  }
  const lines = events.map((event) => {
    const object = event.involvedObject as JSONObject;
    const cells = [
      eventAge(run, event),
      String(event.type),
      String(event.reason),
      `${String(object.kind)}/${String(object.name)}`,
      String(event.message).trim(),
    ];
    return (allNamespaces ? [String((event.metadata as JSONObject).namespace), ...cells] : cells).join('\t');
  });
  if (!run.flags.isTrue('no-headers'))
    lines.unshift(
      [...(allNamespaces ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'].join('\t'),
    );
  run.out(layoutTable(lines.map((line) => `${line}\n`).join('')));
}

function isFor(run: Invocation, event: JSONObject, wanted: string): boolean {
  if (wanted === '') return true;
  const [word, name] = wanted.split('/');
  const type = run.discovery.find(word);
  const object = event.involvedObject as JSONObject;
  return !(type instanceof KubectlError) && object.kind === type.kind && object.name === name;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** When an event was last seen, as a timestamp. */
export function lastSeen(event: JSONObject): string {
  const series = event.series as JSONObject | undefined;
  return (
    text(series?.lastObservedTime) || text(event.lastTimestamp) || text(event.firstTimestamp) || text(event.eventTime)
  );
}

/** `5s`, or `2m (x3 over 10m)`. */
export function eventAge(run: Invocation, event: JSONObject): string {
  const series = event.series as JSONObject | undefined;
  const first = text(event.firstTimestamp) || text(event.eventTime);
  const age = (time: string) => ageOf(time || undefined, run.nowMs);
  if (series) return `${age(text(series.lastObservedTime))} (x${String(series.count)} over ${age(first)})`;
  const count = Number(event.count ?? 0);
  return count > 1 ? `${age(text(event.lastTimestamp))} (x${count} over ${age(first)})` : age(first);
}
