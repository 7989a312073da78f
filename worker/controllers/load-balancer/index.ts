/** service-controller: gives Services of the type LoadBalancer addresses of a provider's range (services.md R4.4). */

import type { IPFamily } from '../../api';
import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { keyOf } from '../../client/informer';
import { isSame } from '../../client/hash';
import type { SyncResult } from '../../client/queue';
import { SERVICES } from '../../client/resources';
import { FINALIZER, hasFinalizer, needsCleanup, needsUpdate, wantsBalancer } from './changes';
import { createBalancerPool } from './pool';

/** How long the provider takes to make a balancer. */
const PROVIDER_MS = 1_000;
/** Waits after a failure. */
const RETRY_MIN_MS = 5_000;
const RETRY_MAX_MS = 300_000;

/** What the provider has for one Service. */
interface Balancer {
  /** By family; empty before the first success. */
  addresses: Map<IPFamily, string>;
  /** The address that was asked for when these were given. */
  wanted: string;
  /** When the order that was given last is carried out. */
  readyMs?: number;
  retryMs: number;
}

/** @param setting the range of the provider, as in `loadBalancerRange`. */
export function startLoadBalancerController(context: ControllerContext, setting: string): void {
  const { api, clock, core } = context;
  const services = context.informers.of(SERVICES);
  const recorder = context.recorder('service-controller');
  const pool = createBalancerPool(core, setting, context.decisions);
  const balancers = new Map<string, Balancer>();
  const queue = context.queue(sync);
  const normal = (service: KubernetesObject, reason: string, message: string) =>
    recorder.event(service, { type: 'Normal', reason, message });

  services.on(({ type, key, object, old }) => {
    if (type === 'DELETED') {
      queue.forget(key);
      return release(key);
    }
    const isDue = old
      ? needsUpdate(old, object, (reason, message) => later(object, reason, message)) || needsCleanup(object)
      : wantsBalancer(object) || needsCleanup(object);
    if (isDue) queue.add(key);
  });

  /** Nothing is written inside the write that told of the change. */
  function later(service: KubernetesObject, reason: string, message: string): void {
    clock.schedule(0, () => normal(service, reason, message));
  }

  function release(key: string): void {
    const note = { object: refOf(key), because: 'deleted' as const };
    for (const address of balancers.get(key)?.addresses.values() ?? []) pool.release(address, note);
    balancers.delete(key);
  }

  function sync(key: string): SyncResult {
    const service = services.get(key);
    if (!service) return;
    if (!wantsBalancer(service) || needsCleanup(service)) return cleanUp(key, service);
    return ensure(key, service);
  }

  function setFinalizer(service: KubernetesObject, isWanted: boolean): boolean {
    if (hasFinalizer(service) === isWanted) return true;
    const others = (service.metadata.finalizers ?? []).filter((one) => one !== FINALIZER);
    const finalizers = isWanted ? [...others, FINALIZER] : others;
    return api.patch(SERVICES, service, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } }).ok;
  }

  function cleanUp(key: string, service: KubernetesObject): SyncResult {
    if (balancers.get(key)?.addresses.size) normal(service, 'DeletingLoadBalancer', 'Deleting load balancer');
    release(key);
    if (!setFinalizer(service, false)) return 'retry';
    normal(service, 'DeletedLoadBalancer', 'Deleted load balancer');
    const current = services.get(key);
    if (current?.status?.loadBalancer?.ingress) writeIngress(current, []);
  }

  function ensure(key: string, service: KubernetesObject): SyncResult {
    const balancer: Balancer = balancers.get(key) ?? { addresses: new Map(), wanted: '', retryMs: RETRY_MIN_MS };
    balancers.set(key, balancer);
    if (balancer.readyMs === undefined) {
      normal(service, 'EnsuringLoadBalancer', 'Ensuring load balancer');
      if (!setFinalizer(service, true)) return 'retry';
      balancer.readyMs = clock.nowMs + PROVIDER_MS;
    }
    if (clock.nowMs < balancer.readyMs) return { requeueAfterMs: balancer.readyMs - clock.nowMs };
    balancer.readyMs = undefined;
    const error = fill(balancer, service);
    if (error !== undefined) {
      const message = `Error syncing load balancer: failed to ensure load balancer: ${error}`;
      recorder.event(service, { type: 'Warning', reason: 'SyncLoadBalancerFailed', message });
      const requeueAfterMs = balancer.retryMs;
      balancer.retryMs = Math.min(2 * balancer.retryMs, RETRY_MAX_MS);
      return { requeueAfterMs };
    }
    balancer.retryMs = RETRY_MIN_MS;
    normal(service, 'EnsuredLoadBalancer', 'Ensured load balancer');
    const ips = familiesOf(service).flatMap((family) => balancer.addresses.get(family) ?? []);
    if (!writeIngress(services.get(key) ?? service, ips)) return 'retry';
  }

  const refOf = (key: string) => {
    const [namespace, name] = key.split('/');
    return { kind: 'Service', namespace, name };
  };

  const familiesOf = ({ spec }: KubernetesObject): IPFamily[] => spec.ipFamilies ?? ['IPv4'];

  /** Takes what is missing and gives back what is not wanted any more. @returns why it can not. */
  function fill(balancer: Balancer, { spec, ...service }: KubernetesObject): string | undefined {
    const owner = refOf(keyOf({ spec, ...service }));
    const families = familiesOf({ ...service, spec }).filter((family) => pool.families.includes(family));
    const wanted: string = spec.loadBalancerIP ?? '';
    const drop = (family: IPFamily) => {
      const address = balancer.addresses.get(family);
      if (address !== undefined) pool.release(address, { object: owner, because: 'changed' });
      balancer.addresses.delete(family);
    };
    for (const family of [...balancer.addresses.keys()])
      if (!families.includes(family) || wanted !== balancer.wanted) drop(family);
    balancer.wanted = wanted;
    if (families.length === 0)
      return `there is no load balancer range of ${familiesOf({ ...service, spec }).join(', ')}`;
    if (wanted !== '' && ![...balancer.addresses.values()].includes(core.addresses.canonical(wanted) ?? wanted)) {
      const taken = pool.take(wanted, owner);
      if ('error' in taken) return taken.error;
      drop(taken.family);
      balancer.addresses.set(taken.family, taken.address);
    }
    for (const family of families) {
      if (balancer.addresses.has(family)) continue;
      const address = pool.takeNext(family, owner);
      if (address === undefined) return `no ${family} address is left in the load balancer range ${setting}`;
      balancer.addresses.set(family, address);
    }
    return undefined;
  }

  /** @returns whether the status is as wanted; one that is so already is not written. */
  function writeIngress(service: KubernetesObject, ips: readonly string[]): boolean {
    const ingress = ips.map((ip) => ({ ip, ipMode: 'VIP' }));
    if (isSame(service.status?.loadBalancer?.ingress ?? [], ingress)) return true;
    const loadBalancer = ingress.length > 0 ? { ingress } : { ingress: null };
    return api.patch(SERVICES, service, { status: { loadBalancer } }, 'status').ok;
  }
}
