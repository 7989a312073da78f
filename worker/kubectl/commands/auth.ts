/** `kubectl auth`: what the reader may do, as the server answers its reviews, and who they are. */

import { compareText, type JSONObject } from '../../kubernetes/patch';
import { pathOf, type ResourceType } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createPrinter } from '../print/printers';
import { layoutTable } from '../print/table';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const authCommand: CommandBody = {
  subcommands: [
    {
      name: 'can-i',
      short: 'Check whether an action is allowed',
      usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
      flags: flagTable('all-namespaces,A bool; list bool; no-headers bool; quiet,q bool; subresource string'),
      run: runCanI,
    },
    {
      name: 'whoami',
      short: 'Experimental: Check self subject attributes',
      flags: flagTable('output,o string; template string'),
      run: whoAmI,
    },
    {
      name: 'reconcile',
      short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      flags: flagTable(
        'filename,f list; recursive,R bool; kustomize,k string; dry-run string?unchanged; remove-extra-permissions bool; remove-extra-subjects bool; output,o string; template string',
      ),
      run: async (run) => (await import('./not-simulated')).reconcile(run),
    },
  ],
};

function whoAmI(run: Invocation): Outcome {
  const printer = createPrinter(run, { keepOrder: true });
  if (printer instanceof KubectlError) return printer;
  const userInfo = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };
  const version = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
  if (printer) return printer({ ...version, metadata: {}, status: { userInfo } });
  const groups = `[${userInfo.groups.join(' ')}]`;
  run.out(layoutTable(`ATTRIBUTE\tVALUE\nUsername\t${userInfo.username}\nGroups\t${groups}\n`));
}

const RESOURCE_VERBS: readonly string[] =
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  );
const URL_VERBS: readonly string[] = 'get put post head options delete patch *'.split(' ');
/** What can be impersonated, but not be found by discovery. */
const UNLISTED: readonly string[] = ['users', 'groups'];

function runCanI(run: Invocation, { args }: CommandArgs): Outcome {
  const { flags } = run;
  const [isList, isQuiet, allNamespaces] = ['list', 'quiet', 'all-namespaces'].map((name) => flags.isTrue(name));
  const subresource = flags.text('subresource');
  if (isList) {
    if (args.length > 0) return textError('list option must be specified with no arguments');
    if (isQuiet || allNamespaces || subresource !== '')
      return textError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
    return listRules(run);
  }
  if (args.length !== 2)
    return textError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const [verb, target] = args;
  const isURL = target.startsWith('/');
  const type = isURL ? undefined : findResource(run, target.split('/')[0]);
  if (isURL && subresource !== '') return textError('--subresource can not be used with NonResourceURL');
  if (type && !type.namespaced && !allNamespaces)
    warn(
      run,
      `resource '${type.resource}' is not namespace scoped${type.group === '' ? '' : ` in group '${type.group}'`}`,
    );
  if (!(isURL ? URL_VERBS : RESOURCE_VERBS).includes(verb)) warn(run, `verb '${verb}' is not a known verb`);
  if (flags.isTrue('no-headers')) return textError('--no-headers cannot be set without --list specified');
  return ask(
    run,
    isURL ? { nonResourceAttributes: { verb, path: target } } : resourceAttributes(run, verb, target, type),
    isQuiet,
  );
}

/** These end in an empty line. */
const warn = (run: Invocation, text: string) => run.err(`Warning: ${text}\n\n`);

function findResource(run: Invocation, word: string): ResourceType | undefined {
  if (word === '*') return undefined;
  const found = run.discovery.find(word);
  if (!(found instanceof KubectlError)) return found;
  const [resource, ...group] = word.toLowerCase().split('.');
  if (!UNLISTED.includes(word.toLowerCase()))
    warn(
      run,
      `the server doesn't have a resource type '${resource}'${group.length > 0 ? ` in group '${group.join('.')}'` : ''}`,
    );
  return undefined;
}

function resourceAttributes(run: Invocation, verb: string, target: string, type: ResourceType | undefined): JSONObject {
  const [word, ...name] = target.split('/');
  return {
    resourceAttributes: {
      ...(!run.flags.isTrue('all-namespaces') && { namespace: run.namespace }),
      verb,
      ...(type && { group: type.group }),
      resource: type?.resource ?? word,
      subresource: run.flags.text('subresource'),
      name: name.join('/'),
    },
  };
}

function review(run: Invocation, kind: string, spec: JSONObject): JSONObject | KubectlError {
  const apiVersion = 'authorization.k8s.io/v1';
  const type = run.discovery.findKind(apiVersion, kind);
  if (!type) return textError('the server could not find the requested resource');
  const answer = run.request<JSONObject>({ method: 'POST', path: pathOf(type), body: { apiVersion, kind, spec } });
  return answer instanceof KubectlError ? answer : ((answer.status ?? {}) as JSONObject);
}

function ask(run: Invocation, spec: JSONObject, isQuiet: boolean): Outcome {
  const status = review(run, 'SelfSubjectAccessReview', spec);
  if (status instanceof KubectlError) return status;
  const reasons = [status.reason, status.evaluationError].filter(Boolean).map((text) => ` - ${String(text)}`);
  if (!isQuiet) run.out(status.allowed ? 'yes\n' : `no${reasons.join('')}\n`);
  return status.allowed ? 0 : 1;
}

interface Rule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

function listRules(run: Invocation): Outcome {
  const status = review(run, 'SelfSubjectRulesReview', { namespace: run.namespace });
  if (status instanceof KubectlError) return status;
  if (status.incomplete) warn(run, `the list may be incomplete: ${String(status.evaluationError ?? '')}`);
  const given = [...(status.resourceRules as unknown as Rule[]), ...(status.nonResourceRules as unknown as Rule[])];
  const rules = compact(given.flatMap(breakDown)).sort((a, b) => compareText(protoText(a), protoText(b)));
  const lines = rules.map((rule) =>
    [nameOf(rule), listText(rule.nonResourceURLs), listText(rule.resourceNames), listText(rule.verbs)].join('\t'),
  );
  if (!run.flags.isTrue('no-headers')) lines.unshift('Resources\tNon-Resource URLs\tResource Names\tVerbs');
  run.out(layoutTable(lines.map((line) => `${line}\n`).join('')));
  return undefined;
}

/** One rule for each verb, resource and name (rbac.BreakdownRule). */
function breakDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): Rule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [undefined];
  return [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          names.map((name) => ({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...(name && { resourceNames: name }),
          })),
        ),
      ),
    ),
    ...nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] }))),
  ];
}

/** Rules of one resource that differ by the verb become one (rbac.CompactRules). */
function compact(rules: readonly Rule[]): Rule[] {
  const simple = new Map<string, Rule>();
  const others: Rule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs) others.push(rule);
    else {
      const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
      const known = simple.get(key);
      if (known) known.verbs = [...known.verbs, ...rule.verbs];
      else simple.set(key, { ...rule });
    }
  }
  return [...others, ...simple.values()];
}

/** How Go prints the message, which is what the rules are sorted by. */
function protoText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string {
  const fields = {
    Verbs: verbs,
    APIGroups: apiGroups,
    Resources: resources,
    ResourceNames: resourceNames,
    NonResourceURLs: nonResourceURLs,
  };
  return `&PolicyRule{${Object.entries(fields)
    .map(([name, list]) => `${name}:${listText(list)},`)
    .join('')}}`;
}

const listText = (list: readonly string[] = []) => `[${list.join(' ')}]`;

/** `pods.apps/log`. */
function nameOf({ resources = [], apiGroups = [] }: Rule): string {
  if (resources.length === 0) return '';
  const [resource, ...subresource] = resources[0].split('/');
  const group = apiGroups[0] ? `.${apiGroups[0]}` : '';
  return [resource + group, ...subresource].join('/');
}
