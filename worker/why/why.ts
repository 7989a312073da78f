/** `berth why`: the decision behind a value, the decisions about an object, the lines of hosts files with an address or a name. */

import type { Decision, HostsFileView } from '../api';
import { explainHostsLine } from '../../sentences/place';
import type { Account } from '../../sentences/decision';
import { readDecisions } from '../views/decisions';
import { hostsViews } from '../views/hosts';
import { readManifests } from '../views/manifests';
import { accountOf, valueOf, type WhyFacts } from './facts';

/** Kinds that something is decided for, by the words that kubectl knows them by. */
const KINDS: Readonly<Record<string, string>> = {
  service: 'Service',
  services: 'Service',
  svc: 'Service',
  pod: 'Pod',
  pods: 'Pod',
  po: 'Pod',
  node: 'Node',
  nodes: 'Node',
  no: 'Node',
};

/** @returns the answers, or the complaint. */
export function why(facts: WhyFacts, subject: string, namespace: string): Account[] | string {
  const slash = subject.indexOf('/');
  const kind = KINDS[subject.slice(0, Math.max(slash, 0)).toLowerCase()];
  if (kind) return whyObject(facts, kind, subject.slice(slash + 1), namespace);
  if (slash > 0 && !facts.core.addresses.parsePrefix(subject))
    return `nothing is decided for the type "${subject.slice(0, slash)}"; there are service, pod and node`;
  return whyValue(facts, subject);
}

function whyObject(facts: WhyFacts, kind: string, name: string, namespace: string): Account[] | string {
  const where = kind === 'Node' ? '' : namespace;
  const all = readDecisions(facts.client);
  const latest = new Map<string, Decision>();
  for (const decision of all) {
    const { object, resource, request } = decision;
    if (object.kind !== kind || object.name !== name || (object.namespace ?? '') !== where || request.dryRun) continue;
    // the last word about each value; of a request that named none and was refused, about its family
    latest.set(`${resource} ${valueOf(decision) ?? request.family ?? ''}`, decision);
  }
  const accounts = [...latest.values()].sort((a, b) => a.id - b.id).map((decision) => accountOf(decision, all, facts));
  if (kind === 'Pod')
    for (const file of filesOf(facts))
      if (file.pod.name === name && file.pod.namespace === namespace) accounts.push(...linesOf(file));
  return accounts.length > 0 ? accounts : `nothing was decided for ${kind} ${where ? `${where}/` : ''}${name}`;
}

function whyValue(facts: WhyFacts, value: string): Account[] | string {
  const { addresses } = facts.core;
  const wanted = addresses.canonical(value) ?? value;
  const all = readDecisions(facts.client);
  const decision = all.findLast((one) => valueOf(one) === wanted && !one.request.dryRun);
  const accounts = decision ? [accountOf(decision, all, facts)] : [];
  for (const file of filesOf(facts))
    for (const [index, line] of file.lines.entries())
      if (line.address === wanted || line.names?.includes(value))
        accounts.push(...lineAccount(file, index, line.names?.includes(value) ? value : undefined));
  return accounts.length > 0 ? accounts : `nobody was given "${value}", and no hosts file has it; try berth why-not`;
}

const filesOf = ({ client }: WhyFacts) => hostsViews(client, readManifests([]));

/** The lines that say something of the Pod. */
const linesOf = (file: HostsFileView): Account[] =>
  file.lines.flatMap(({ origin }, index) =>
    origin === 'podIP' || origin === 'alias' || origin === 'node' || origin === 'edited'
      ? lineAccount(file, index, undefined)
      : [],
  );

function lineAccount(file: HostsFileView, index: number, name: string | undefined): Account[] {
  const account = explainHostsLine(file, index, name);
  if (!account) return [];
  const { pod, lines } = file;
  const place = { name: 'Line', text: `${index + 1} of /etc/hosts in Pod ${pod.namespace}/${pod.name}` };
  const text = { name: 'Text', text: lines[index].text.replaceAll('\t', ' ') };
  return [{ ...account, rows: [place, text, ...account.rows] }];
}
