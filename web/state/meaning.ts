/** What the selection means in every pane: the objects, addresses, steps and places in files that belong together. */

import type { Decision, HostsFileView, HostsLine, ObjectRef, RunResult, SourceRange } from '../../worker/api';
import type { Selection } from './types';

export interface Meaning {
  /** Of `objectKey`. */
  objects: ReadonlySet<string>;
  addresses: ReadonlySet<string>;
  /** Indexes of steps. */
  steps: ReadonlySet<number>;
  sources: readonly SourceRange[];
}

export const NOTHING: Meaning = { objects: new Set(), addresses: new Set(), steps: new Set(), sources: [] };

/** Files leave the namespace out where it is the default one; objects of the whole cluster have none. */
export const objectKey = ({ kind, namespace, name }: ObjectRef) => `${kind} ${namespace ?? 'default'} ${name}`;

/** `namespace/name` of a hosts file's Pod, as a selection names it. */
export const podKey = ({ pod }: Pick<HostsFileView, 'pod'>) => `${pod.namespace}/${pod.name}`;

/** @returns what lights up for a selection. */
export function meaningOf(selection: Selection | undefined, result: RunResult | undefined): Meaning {
  if (!selection || !result) return NOTHING;
  switch (selection.kind) {
    case 'decision': {
      const decision = result.decisions.find(({ id }) => id === selection.id);
      return decision ? together(result, [decision.object], [decision]) : NOTHING;
    }
    case 'address': {
      const given = givenAs(result, selection.address);
      const holders = holdersOf(result, selection.address);
      return { ...together(result, holders, given), addresses: new Set([selection.address]) };
    }
    case 'hosts':
      return ofHostsLine(result, selection);
    case 'object':
      return together(result, [selection.object], lastingOf(result, selection.object));
    case 'step': {
      const decisions = result.decisions.filter(({ step }) => step === selection.step);
      const meaning = together(
        result,
        decisions.map(({ object }) => object),
        decisions,
      );
      return { ...meaning, steps: new Set([selection.step]) };
    }
    case 'tile':
      return NOTHING;
  }
}

/** Decisions whose value the object still has. */
export function lastingOf(result: RunResult, object: ObjectRef): Decision[] {
  const own = result.decisions.filter((one) => objectKey(one.object) === objectKey(object) && !one.request.dryRun);
  return own.filter(
    ({ id, resource, outcome }) =>
      outcome.kind === 'allocated' &&
      !own.some(
        (later) =>
          later.id > id &&
          later.resource === resource &&
          later.outcome.kind === 'released' &&
          later.outcome.value === outcome.value,
      ),
  );
}

function together(result: RunResult, objects: readonly ObjectRef[], decisions: readonly Decision[]): Meaning {
  const addresses = decisions.flatMap(({ outcome }) => (outcome.kind === 'allocated' ? [outcome.value] : []));
  const keys = new Set([...objects, ...addresses.map((name) => ({ kind: 'IPAddress', name }))].map(objectKey));
  const steps = decisions.map(({ step }) => step).filter((step) => step >= 0);
  return {
    objects: keys,
    addresses: new Set(addresses),
    steps: new Set(steps),
    sources: result.manifests.filter(({ object }) => keys.has(objectKey(object))).map(({ source }) => source),
  };
}

function ofHostsLine(result: RunResult, { pod, line }: { pod: string; line: number }): Meaning {
  const file = result.hosts.find((one) => podKey(one) === pod);
  const shown = file?.lines[line];
  if (!file || !shown) return NOTHING;
  const given = result.decisions.filter(({ object }) => objectKey(object) === objectKey(file.pod));
  const meaning = together(result, [file.pod], given);
  return {
    ...meaning,
    addresses: new Set(shown.origin === 'podIP' && shown.address ? [shown.address] : []),
    sources: shown.source ? [shown.source] : shown.origin === 'podIP' ? meaning.sources : [],
  };
}

const givenAs = (result: RunResult, address: string) => {
  const last = result.decisions.findLast(({ outcome }) => outcome.kind === 'allocated' && outcome.value === address);
  return last ? [last] : [];
};

function holdersOf({ ranges }: RunResult, address: string): ObjectRef[] {
  return ranges.flatMap(({ addresses }) => addresses.filter((one) => one.address === address)).map((one) => one.holder);
}

/** True for a line of a hosts file that a selection in another pane means. */
export function meansLine(meaning: Meaning, line: HostsLine): boolean {
  if (line.address !== undefined && meaning.addresses.has(line.address)) return true;
  const { source } = line;
  return (
    source !== undefined &&
    meaning.sources.some((one) => one.file === source.file && one.start <= source.start && source.end <= one.end)
  );
}

/** What a reader means by a place in a file: the alias that a hosts file has from there, or the object around it. */
export function selectionAt(result: RunResult, file: string, offset: number): Selection | undefined {
  const isIn = (source: SourceRange | undefined) =>
    source?.file === file && source.start <= offset && offset <= source.end;
  for (const one of result.hosts) {
    const line = one.lines.findIndex(({ source }) => isIn(source));
    if (line >= 0) return { kind: 'hosts', pod: podKey(one), line };
  }
  const found = result.manifests.find(({ source }) => isIn(source));
  return found && { kind: 'object', object: found.object };
}

/** What a word of the terminal's output means: an address that is held, or an object by its name. */
export function selectionOfWord(result: RunResult, word: string): Selection | undefined {
  for (const { prefix, addresses } of result.ranges)
    if (addresses.some((one) => one.address === word)) return { kind: 'address', prefix, address: word };
  const [kind, name] = word.includes('/') ? word.split('/', 2) : [undefined, word];
  const isMeant = (object: ObjectRef) =>
    object.name === name && (kind === undefined || object.kind.toLowerCase() === kind.split('.')[0]);
  const decision = result.decisions.findLast((one) => isMeant(one.object));
  const object = decision?.object ?? result.manifests.find((one) => isMeant(one.object))?.object;
  return object && { kind: 'object', object };
}
