/** What a scenario touches on a cluster, told from its text before anything is run. */

import type { Scenario } from '../../worker/api';
import { readDocuments } from '../../worker/yaml';

export interface Scope {
  /** False where commands or files name namespaces, objects of the whole cluster, or what is in every namespace `default`. */
  allowsOwnNamespace: boolean;
  /** The words that say so. */
  because: string[];
  /** `Service web`, from the files. */
  objects: string[];
  /** Commands that change something. */
  changes: string[];
}

const WIDE_WORDS =
  /(?<![\w.-])(?:--namespace(?:=\S*|\s+\S+)|-n[ =]?\S+|--all-namespaces|-A|--raw|namespaces?|ns|nodes?|no|servicecidrs?|ipaddress(?:es)?|ip|persistentvolumes?|pv|clusterroles?|clusterrolebindings?|storageclass(?:es)?|runtimeclass(?:es)?|ingressclass(?:es)?|kube-system|default)(?![\w.-])/g;
const WIDE_KINDS = /^(?:Namespace|Node|ServiceCIDR|IPAddress|PersistentVolume|.*Class|Cluster.*|.*Policy(?:Binding)?)$/;
const CHANGES =
  /kubectl\b[^|;&\n]*?\s(?:apply|create|delete|patch|replace|edit|run|expose|scale|label|annotate|set|rollout|taint|cordon|drain|exec)\b[^|;&\n]*/g;

export function scopeOf(scenario: Scenario): Scope {
  const because = new Set<string>();
  const objects: string[] = [];
  const changes: string[] = [];
  for (const { command } of scenario.steps) {
    for (const part of command.split(/[|;&\n]+/).filter((text) => /\bkubectl\b/.test(text)))
      for (const [word] of part.replaceAll(/'[^']*'/g, '').matchAll(WIDE_WORDS)) because.add(word);
    if (/(?<![\w./-])kubernetes(?![\w./-])/.test(command)) because.add('kubernetes');
    changes.push(...[...command.matchAll(CHANGES)].map(([text]) => text.trim()));
  }
  const inlined = scenario.steps.map(({ command }) => command).filter((command) => command.includes('apiVersion:'));
  if (inlined.some((command) => /^\s*namespace:/m.test(command))) because.add('namespace:');
  for (const command of inlined)
    for (const [, kind] of command.matchAll(/^kind:\s*(\w+)/gm)) if (WIDE_KINDS.test(kind)) because.add(kind);
  for (const { content } of scenario.files)
    for (const { value } of readDocuments(content).documents) {
      const { kind, metadata } = (value ?? {}) as { kind?: string; metadata?: { name?: string; namespace?: string } };
      if (typeof kind !== 'string') continue;
      objects.push(`${kind} ${metadata?.name ?? ''}`.trim());
      if (WIDE_KINDS.test(kind)) because.add(kind);
      if (metadata?.namespace !== undefined) because.add(`namespace: ${metadata.namespace}`);
    }
  return { allowsOwnNamespace: because.size === 0, because: [...because], objects, changes };
}
