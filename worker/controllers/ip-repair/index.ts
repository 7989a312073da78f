/** ipallocator-repair-controller: Services and IPAddresses are made to agree (services.md 6.4). */

import type { IPFamily } from '../../api';
import type { KubernetesObject } from '../../kubernetes/objects';
import { servesAddress } from '../../client/cidr';
import type { ControllerContext } from '../../client/context';
import { keyOf } from '../../client/informer';
import type { SyncResult } from '../../client/queue';
import { SERVICES, type Resource } from '../../client/resources';
import { isManaged, MANAGED_BY } from '../service-cidr';

const RESYNC_MS = 180_000;
/** How long an IPAddress may wait for its Service to appear. */
const LEAK_GRACE_MS = 60_000;
/** How long an IPAddress may wait for its Service to list it. */
const REFERENCE_GRACE_MS = 5_000;
/** What the first look at a new address found is carried out a little later, behind the pass over its Service. */
const FIRST_LOOK_MS = 5;

interface ParentRef {
  group?: string;
  resource: string;
  namespace?: string;
  name: string;
}

export function startIPRepair(context: ControllerContext, cidrs: Resource, ips: Resource): void {
  const { api, clock, core, release } = context;
  const { addresses } = core;
  const ranges = context.informers.of(cidrs);
  const held = context.informers.of(ips);
  const services = context.informers.of(SERVICES);
  const recorder = context.recorder('ipallocator-repair-controller', { style: 'series' });
  const serviceQueue = context.queue(syncService);
  const addressQueue = context.queue(syncAddress);

  /** Addresses that the first look found wrong. */
  const doomed = new Set<string>();

  services.on(({ key }) => serviceQueue.add(key));
  held.on(({ type, key, object }) => {
    const holder = holderOf(object);
    if (type === 'MODIFIED') return addressQueue.add(key);
    if (type === 'DELETED') {
      doomed.delete(object.metadata.uid!);
      if (holder && clusterIPs(holder).includes(object.metadata.name))
        serviceQueue.addAfter(keyOf(holder), RESYNC_MS - (clock.nowMs % RESYNC_MS));
      return;
    }
    // an address is stored before the Service that it is for: the first look sees the Service as it was
    const finding = isManaged(object) ? look(object) : 'right';
    if (finding === 'right') return;
    if (typeof finding === 'number') return addressQueue.addAfter(key, finding);
    doomed.add(object.metadata.uid!);
    addressQueue.addAfter(key, FIRST_LOOK_MS);
  });

  const warnService = (service: KubernetesObject, reason: string, message: string, action: string) =>
    recorder.event(service, { type: 'Warning', reason, message, action });

  function syncService(key: string): SyncResult {
    const service = services.get(key);
    if (!service || !service.spec.clusterIP || service.spec.clusterIP === 'None') return;
    let result: SyncResult = undefined;
    for (const text of clusterIPs(service)) result = syncClusterIP(service, text) ?? result;
    return result;
  }

  function syncClusterIP(service: KubernetesObject, text: string): SyncResult {
    const address = addresses.parse(text) ?? addresses.parseLegacy(text);
    if (!address) {
      const message = `Cluster IP ${text} is not a valid IP; please recreate Service`;
      return warnService(service, 'ClusterIPNotValid', message, 'ClusterIPValidation');
    }
    const { family } = address;
    const ip = addresses.format(address);
    const isServed = ranges
      .list()
      .some((range) => range.spec.cidrs.some((cidr: string) => servesAddress(addresses, cidr, ip)));
    if (!isServed) {
      const message = `Cluster IP [${family}]: ${ip} is not within any configured Service CIDR; please recreate service`;
      return warnService(service, 'ClusterIPOutOfRange', message, 'ClusterIPAllocation');
    }
    const object = held.get(ip);
    if (!object) {
      const message = `Cluster IP [${family}]: ${ip} is not allocated; repairing`;
      warnService(service, 'ClusterIPNotAllocated', message, 'ClusterIPAllocation');
      return createAddress(service, ip, family);
    }
    const parent = object.spec.parentRef as ParentRef;
    const isService = (parent.group ?? '') === '' && parent.resource === 'services';
    const isMine =
      isService && parent.namespace === service.metadata.namespace && parent.name === service.metadata.name;
    if (!isMine) {
      const holder = isService ? services.get(`${parent.namespace}/${parent.name}`) : undefined;
      if (!holder) {
        const name = `${service.metadata.namespace}/${service.metadata.name}`;
        const message = `the ClusterIP [${family}]: ${ip} for Service ${name} has a wrong reference; repairing`;
        warnService(service, 'ClusterIPNotAllocated', message, 'ClusterIPAllocation');
        return recreate(service, object, family);
      }
      if (clusterIPs(holder).includes(ip)) {
        const message = `Cluster IP [${family}]:${ip} was assigned to multiple services; please recreate service`;
        warnService(service, 'ClusterIPAlreadyAllocated', message, 'ClusterIPAllocation');
      }
      return;
    }
    const isLabelled = isManaged(object) && object.metadata.labels?.['ipaddress.kubernetes.io/ip-family'] === family;
    if (!isLabelled) return recreate(service, object, family);
  }

  function createAddress(service: KubernetesObject, ip: string, family: IPFamily): SyncResult {
    const { namespace, name } = service.metadata;
    const answer = api.create(ips, {
      metadata: { name: ip, labels: { 'ipaddress.kubernetes.io/ip-family': family, ...MANAGED_BY } },
      spec: { parentRef: { group: '', resource: 'services', namespace, name } },
    });
    return answer.ok ? undefined : 'retry';
  }

  function recreate(service: KubernetesObject, object: KubernetesObject, family: IPFamily): SyncResult {
    if (!api.delete(ips, object).ok) return 'retry';
    return createAddress(service, object.metadata.name, family);
  }

  function holderOf(object: KubernetesObject): KubernetesObject | undefined {
    const parent = object.spec.parentRef as ParentRef;
    return (parent.group ?? '') === '' && parent.resource === 'services'
      ? services.get(`${parent.namespace}/${parent.name}`)
      : undefined;
  }

  /** @returns what is to be done with a managed address, or the milliseconds until it has to be looked at again. */
  function look(object: KubernetesObject): 'right' | 'no service' | 'leaked' | 'wrong' | number {
    const parent = object.spec.parentRef as ParentRef;
    if ((parent.group ?? '') !== '' || parent.resource !== 'services') return 'no service';
    const ageMs = context.epochMs() - Date.parse(object.metadata.creationTimestamp!);
    const service = holderOf(object);
    if (!service) return ageMs < LEAK_GRACE_MS ? LEAK_GRACE_MS - ageMs : 'leaked';
    if (clusterIPs(service).includes(object.metadata.name)) return 'right';
    if (release.since('1.36') && service.spec.type === 'ExternalName' && ageMs < LEAK_GRACE_MS)
      return LEAK_GRACE_MS - ageMs;
    const isYounger = object.metadata.creationTimestamp! > service.metadata.creationTimestamp!;
    return release.since('1.33') && isYounger && ageMs < REFERENCE_GRACE_MS ? REFERENCE_GRACE_MS - ageMs : 'wrong';
  }

  function syncAddress(key: string): SyncResult {
    const object = held.get(key);
    if (!object || !isManaged(object) || object.metadata.deletionTimestamp) return;
    const finding = doomed.delete(object.metadata.uid!) ? 'wrong' : look(object);
    const { namespace, name } = object.spec.parentRef as ParentRef;
    const [ip, service] = [object.metadata.name, `${namespace}/${name}`];
    switch (finding) {
      case 'right':
        return;
      case 'no service': {
        const message = `IPAddress ${ip} appears to have been modified, not referencing a Service ${service}: cleaning up`;
        return remove(object, 'IPAddressNotAllocated', message);
      }
      case 'leaked':
        return remove(
          object,
          'IPAddressNotAllocated',
          `IPAddress: ${ip} for Service ${service} appears to have leaked: cleaning up`,
        );
      case 'wrong':
        return remove(
          object,
          'IPAddressWrongReference',
          `IPAddress: ${ip} for Service ${service} has a wrong reference; cleaning up`,
        );
      default:
        return { requeueAfterMs: finding };
    }
  }

  function remove(object: KubernetesObject, reason: string, message: string): SyncResult {
    recorder.event(object, { type: 'Warning', reason, message, action: 'IPAddressAllocation' });
    return api.delete(ips, object).ok ? undefined : 'retry';
  }
}

const clusterIPs = (service: KubernetesObject): string[] =>
  service.spec.clusterIPs ?? (service.spec.clusterIP ? [service.spec.clusterIP] : []);
