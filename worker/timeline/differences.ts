/** What differs between two clusters: objects, addresses and who holds them, hosts files, and what commands printed. */

import type { HostsFileView, ObjectRef, RunDifference, RunDifferences, TranscriptEntry } from '../api';
import type { KubernetesObject } from '../kubernetes/objects';
import { allObjects } from '../objects';
import { describeRun, type RunFacts } from '../views';
import { printYAML } from '../yaml';

/** Kinds whose objects tell of the passing of time only. */
const LEFT_OUT = new Set(['Event', 'Lease']);
const DIFFERENCES_MAX = 500;

/** @returns differences in the order of the first side; what only the second has comes last. */
export function differencesOf(a: RunFacts, b: RunFacts): RunDifferences {
  const [objectsA, objectsB] = [textsOf(a), textsOf(b)];
  const [resultA, resultB] = [describeRun(a), describeRun(b)];
  return {
    objects: differing(objectsA, objectsB),
    addresses: differing(holdersOf(resultA), holdersOf(resultB)),
    hosts: differing(hostsOf(resultA.hosts), hostsOf(resultB.hosts)),
    transcript: differing(printedBy(a.transcript), printedBy(b.transcript)),
    sameObjects: [...objectsA].filter(([key, text]) => objectsB.get(key) === text).length,
    versions: [a.release.version, b.release.version],
  };
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): RunDifference[] {
  const names = [...a.keys(), ...[...b.keys()].filter((name) => !a.has(name))];
  return names
    .filter((name) => a.get(name) !== b.get(name))
    .slice(0, DIFFERENCES_MAX)
    .map((name) => ({ name, a: a.get(name), b: b.get(name) }));
}

const nameOf = ({ kind, namespace, name }: ObjectRef) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** Objects as YAML, without what is another in every cluster. */
function textsOf({ client }: RunFacts): Map<string, string> {
  return new Map(
    allObjects(client)
      .filter(({ ref }) => !LEFT_OUT.has(ref.kind))
      .map(({ ref, object }) => [nameOf(ref), printYAML(plain(object))]),
  );
}

function plain(object: KubernetesObject): KubernetesObject {
  const metadata = { ...object.metadata };
  for (const key of ['uid', 'resourceVersion', 'managedFields', 'creationTimestamp', 'generation'] as const)
    delete metadata[key];
  if (metadata.ownerReferences)
    metadata.ownerReferences = metadata.ownerReferences.map((owner) => ({ ...owner, uid: '' }));
  return JSON.parse(JSON.stringify({ ...object, metadata }), withoutTimes) as KubernetesObject;
}

const TIMES = /^(lastTransitionTime|lastUpdateTime|lastHeartbeatTime|lastProbeTime|startTime|startedAt|finishedAt)$/;
const withoutTimes = (key: string, value: unknown) =>
  TIMES.test(key) || key === 'containerID' || key === 'uid' ? undefined : value;

function holdersOf({ ranges }: ReturnType<typeof describeRun>): Map<string, string> {
  return new Map(
    ranges.flatMap(({ addresses }) => addresses.map(({ address, holder }) => [address, nameOf(holder)] as const)),
  );
}

const hostsOf = (files: readonly HostsFileView[]) =>
  new Map(files.map(({ pod, text }) => [`${pod.namespace}/${pod.name}`, text] as const));

const printedBy = (transcript: readonly TranscriptEntry[]) =>
  new Map(
    transcript.map(({ step, command, output }) => [
      `Step ${step + 1}`,
      `$ ${command.trimEnd()}\n${output.map(({ text }) => text).join('')}`,
    ]),
  );
