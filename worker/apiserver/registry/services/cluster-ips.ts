/** Cluster IPs of one write: what is allocated, what is released, and how to take it back (services.md 2.5, 3.3). */

import type { IPFamily, ObjectRef } from '../../../api';
import type { ClusterIPAllocator } from '../../../allocator/types';
import type { Service, Status } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { internalError, invalidObject, isStatus } from '../../errors';
import { invalid } from '../../field-errors';
import { shownList } from '../../go-text';
import { isHeadless } from './defaults';

const SERVICE = { group: '', resource: 'services', kind: 'Service' };

export const refOf = ({ metadata }: Service): ObjectRef => ({
  kind: 'Service',
  namespace: metadata.namespace,
  name: metadata.name ?? '',
});

export interface ClusterIPChanges {
  allocated: string[];
  /** Given back when the write is committed. */
  released: string[];
}

const NOTHING: ClusterIPChanges = { allocated: [], released: [] };

export function changeClusterIPs(
  service: Service,
  old: Service | undefined,
  allocator: ClusterIPAllocator,
  dryRun: boolean,
  env: Env,
): ClusterIPChanges | Status {
  const { spec } = service;
  if (!old) return allocateAll(service, allocator, dryRun, env);
  if (old.spec.type === 'ExternalName' && spec.type !== 'ExternalName')
    return allocateAll(service, allocator, dryRun, env, otherwiseOf(old, env));
  if (isHeadless(old)) return NOTHING;
  const before = old.spec;
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName')
    return { allocated: [], released: [...(before.clusterIPs ?? [])] };
  const [countBefore, count] = [before.ipFamilies?.length ?? 0, spec.ipFamilies?.length ?? 0];
  if (countBefore === 1 && count === 2) return allocateSecond(service, allocator, dryRun, env, otherwiseOf(old, env));
  if (countBefore === 2 && count === 1) return { allocated: [], released: (before.clusterIPs ?? []).slice(1) };
  return NOTHING;
}

/**
 * An address that an update adds is stored before its Service, so the repair controller may take it for a wrong reference; from
 * 1.33 on only within the second in which the Service was created (services.md 6.4, quirk 2).
 * @returns what else often happens to the address; undefined where nothing races.
 */
function otherwiseOf(old: Service, { release, now }: Env): string | undefined {
  if (!release.isEnabled('MultiCIDRServiceAllocator')) return undefined;
  if (release.since('1.36') && old.spec.type === 'ExternalName') return undefined;
  if (release.since('1.33') && old.metadata.creationTimestamp !== now()) return undefined;
  return OTHERWISE;
}

const OTHERWISE =
  'The update raced with the IP repair controller. Here the controller saw the Service without this address, so it removes the IPAddress and makes it again later. In about half of all runs it sees the Service in time, and the IPAddress stays.';

function allocateAll(
  service: Service,
  allocator: ClusterIPAllocator,
  dryRun: boolean,
  env: Env,
  otherwise?: string,
): ClusterIPChanges | Status {
  const { spec } = service;
  if (spec.type === 'ExternalName' || isHeadless(service)) return NOTHING;
  const families = (spec.ipFamilies ?? []) as IPFamily[];
  const wanted = families.map((_, index) => spec.clusterIPs?.[index] ?? '');
  spec.clusterIPs = wanted;
  const allocated: string[] = [];
  for (const [index, family] of families.entries()) {
    const address = allocateOne(service, family, wanted[index], { allocator, dryRun, env, otherwise });
    if (isStatus(address)) return address;
    allocated.push(address as string);
  }
  spec.clusterIPs = allocated;
  spec.clusterIP = allocated[0];
  return { allocated, released: [] };
}

function allocateSecond(
  service: Service,
  allocator: ClusterIPAllocator,
  dryRun: boolean,
  env: Env,
  otherwise: string | undefined,
): ClusterIPChanges | Status {
  const { spec } = service;
  const wanted = spec.clusterIPs![1] ?? '';
  spec.clusterIPs = [spec.clusterIPs![0], wanted];
  const address = allocateOne(service, spec.ipFamilies![1] as IPFamily, wanted, { allocator, dryRun, env, otherwise });
  if (isStatus(address)) return address;
  spec.clusterIPs = [spec.clusterIPs[0], address as string];
  return { allocated: [address as string], released: [] };
}

interface Allocation {
  allocator: ClusterIPAllocator;
  dryRun: boolean;
  env: Env;
  otherwise?: string;
}

/** @returns the address in the spelling that was given, or the refusal of services.md R2.5.4. */
function allocateOne(
  service: Service,
  family: IPFamily,
  wanted: string,
  { allocator, dryRun, env, otherwise }: Allocation,
): string | Status {
  const owner = refOf(service);
  const result = allocator.allocate({
    family,
    owner,
    ...(wanted && { address: wanted }),
    dryRun,
    ...(otherwise && { otherwise }),
  });
  if (result.ok) return wanted || result.value;
  const { release } = env;
  const isPlain = result.cause === 'full' || result.cause === 'not ready' || !release.since('1.35');
  if (!wanted && isPlain) {
    const whose = release.since('1.36') ? ` for Service ${JSON.stringify(owner.name)}` : '';
    return internalError(`failed to allocate a serviceIP${whose}: ${result.error}`);
  }
  const text = `failed to allocate IP${wanted && ` ${wanted}`}: ${result.error}`;
  return invalidObject(
    SERVICE,
    owner.name,
    [invalid('spec.clusterIPs', shownList(service.spec.clusterIPs), text)],
    release,
  );
}
