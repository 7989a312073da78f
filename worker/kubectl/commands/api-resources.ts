/** `kubectl api-resources` and `kubectl api-versions`. */

import { compareText, type JSONObject } from '../../kubernetes/patch';
import { groupVersionOf, qualifiedResource, type ResourceType } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createPrinter } from '../print/printers';
import { layoutTable } from '../print/table';
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
  const formats = ['', 'wide', 'name', 'json', 'yaml', ...(run.release.since('1.35') ? ['kyaml'] : [])];
  if (!formats.includes(output)) return unknownFormat(run, output, formats);
  const types = run.discovery.types.filter((type) => isListed(run, type)).sort(byGroup);
  const isWide = output === 'wide';
  const sortBy = run.flags.text('sort-by');
  if (sortBy === 'name') types.sort((a, b) => compareText(a.resource, b.resource));
  else if (sortBy === 'kind') types.sort((a, b) => compareText(a.kind, b.kind));
  else if (sortBy !== '') return textError('--sort-by accepts only name or kind');
  if (['json', 'yaml', 'kyaml'].includes(output)) {
    const printer = createPrinter(run, { keepOrder: true });
    return printer instanceof KubectlError ? printer : printer!(listOf(types));
  }
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

function unknownFormat(run: Invocation, output: string, formats: readonly string[]): KubectlError {
  const allowed = formats.filter(Boolean).sort().join(',');
  return textError(
    run.release.since('1.35')
      ? `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed}`
      : `--output ${output} is not available`,
  );
}

/** The types as the list that discovery has of them. */
function listOf(types: readonly ResourceType[]): JSONObject {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: types.map(({ resource, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
      name: resource,
      singularName: singular,
      namespaced,
      ...(group && { group }),
      version,
      kind,
      verbs: [...verbs],
      ...(shortNames.length > 0 && { shortNames: [...shortNames] }),
      ...(categories.length > 0 && { categories: [...categories] }),
    })),
  };
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
