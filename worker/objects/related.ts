/** What belongs to an object: its owner and what it owns, and the ties between Services, Pods, addresses and ranges. */

import type { RelatedObject } from '../api';
import type { Addresses } from '../core/types';
import { qualifiedResource, type ResourceType } from '../kubectl/discovery';
import type { KubernetesObject } from '../kubernetes/objects';
import { matchesMap } from '../kubernetes/selectors';

/** All objects of one type. */
export interface Known {
  type: ResourceType;
  items: readonly KubernetesObject[];
}

/** More of one kind are counted, not listed. */
const RELATED_MAX = 100;
const SERVICE_LABEL = 'kubernetes.io/service-name';

type Test = (other: KubernetesObject) => boolean;

/** @returns the related objects, with what each is to this one. */
export function relatedTo(object: KubernetesObject, known: readonly Known[], addresses: Addresses): RelatedObject[] {
  const related: RelatedObject[] = [];
  const { metadata } = object;
  const isNear: Test = (other) => other.metadata.namespace === metadata.namespace;
  const add = (relation: string, kind: string | undefined, test: Test) => {
    for (const { type, items } of known) {
      if (kind !== undefined && type.kind !== kind) continue;
      for (const other of items.filter(test).slice(0, RELATED_MAX)) {
        const { name, namespace } = other.metadata;
        related.push({ relation, ref: { resource: qualifiedResource(type), kind: type.kind, namespace, name } });
      }
    }
  };

  const owners = metadata.ownerReferences?.map((owner) => owner.uid) ?? [];
  if (owners.length > 0) add('owner', undefined, (other) => owners.includes(other.metadata.uid ?? ''));
  add('owned', undefined, (other) => other.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) ?? false);

  const targets: { targetRef?: { kind?: string; name?: string } }[] = object.endpoints ?? [];
  switch (kindOf(object, known)) {
    case 'Service':
      add('its endpoints', 'EndpointSlice', (other) => isNear(other) && sliceOf(other) === metadata.name);
      if (object.spec?.selector)
        add('selected', 'Pod', (other) => isNear(other) && matchesMap(other.metadata.labels, object.spec.selector));
      add('its address', 'IPAddress', (other) => isHeldBy(other, metadata));
      break;
    case 'EndpointSlice':
      add('its Service', 'Service', (other) => isNear(other) && other.metadata.name === sliceOf(object));
      add('endpoint', 'Pod', (other) => isNear(other) && targets.some((one) => isTarget(one, other)));
      break;
    case 'Pod':
      add('its Node', 'Node', (other) => other.metadata.name === object.spec?.nodeName);
      add(
        'selected by',
        'Service',
        (other) =>
          isNear(other) && other.spec?.selector !== undefined && matchesMap(metadata.labels, other.spec.selector),
      );
      add(
        'listed in',
        'EndpointSlice',
        (other) => isNear(other) && ((other.endpoints ?? []) as typeof targets).some((one) => isTarget(one, object)),
      );
      break;
    case 'Node':
      add('runs here', 'Pod', (other) => other.spec?.nodeName === metadata.name);
      break;
    case 'IPAddress':
      add('held by', 'Service', (other) => isHeldBy(object, other.metadata));
      add('in the range of', 'ServiceCIDR', (other) => contains(other, metadata.name, addresses));
      break;
    case 'ServiceCIDR':
      add('address of this range', 'IPAddress', (other) => contains(object, other.metadata.name, addresses));
      break;
  }
  return related;
}

/** Whether an address lies in one of a ServiceCIDR's ranges. */
export function contains(range: KubernetesObject, text: string, addresses: Addresses): boolean {
  const address = addresses.parse(text);
  return ((range.spec?.cidrs ?? []) as string[]).some((cidr) => {
    const prefix = addresses.parsePrefix(cidr);
    return address !== undefined && prefix !== undefined && addresses.contains(prefix, address);
  });
}

/** Items of lists come without their kind. */
export function kindOf(object: KubernetesObject, known: readonly Known[]): string | undefined {
  return object.kind ?? known.find(({ items }) => items.includes(object))?.type.kind;
}

const sliceOf = (slice: KubernetesObject) => slice.metadata.labels?.[SERVICE_LABEL];

function isHeldBy(address: KubernetesObject, { namespace, name }: KubernetesObject['metadata']): boolean {
  const parent = address.spec?.parentRef;
  return parent?.resource === 'services' && parent.namespace === namespace && parent.name === name;
}

const isTarget = ({ targetRef }: { targetRef?: { kind?: string; name?: string } }, pod: KubernetesObject) =>
  targetRef?.kind === 'Pod' && targetRef.name === pod.metadata.name;
