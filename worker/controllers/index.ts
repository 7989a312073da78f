/** Starts the control plane's controllers: one small folder each, all clients of the REST API. */

import { startBootstrap } from './bootstrap';
import { startEndpointSliceController } from './endpoint-slice';
import { startEndpointSliceMirroring } from './endpoint-slice-mirroring';
import { startEndpointsController } from './endpoints';
import { startGarbageCollector } from './garbage-collector';
import { startIPRepair } from './ip-repair';
import { createContext, type ControllerContext, type ControllerOptions } from '../client/context';
import {
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  networkingResources,
  NODES,
  PODS,
  REPLICA_SETS,
  STATEFUL_SETS,
} from '../client/resources';
import { startNamespaceController } from './namespace';
import { startServiceAccounts } from './service-account';
import { startServiceCIDRController } from './service-cidr';

export type { ControllerOptions } from '../client/context';

/** kube-controller-manager and kube-scheduler come up when the kube-apiserver is ready. */
const MANAGER_START_MS = 2_000;

/** What the controllers of `workloads.ts` react to. */
const WORKLOADS = [NODES, PODS, DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS, DAEMON_SETS, JOBS];

/**
 * Starts all controllers; what they do happens on the clock from now on.
 * Namespaces and the default ServiceCIDR exist when this returns; the cluster is complete after about two seconds.
 */
export function startControllers(options: ControllerOptions): void {
  const server = createContext(options, 'kube-apiserver');
  const { serviceCIDRs, ipAddresses } = networkingResources(options.release.since('1.33'));
  const hasRanges = options.release.isEnabled('MultiCIDRServiceAllocator') && server.api.isServed(serviceCIDRs);
  startBootstrap(server, hasRanges ? serviceCIDRs : undefined);

  options.clock.schedule(MANAGER_START_MS, async () => {
    const { kubelet, loadBalancerRange } = options.settings;
    const workloads = kubelet ? await import('./workloads') : undefined;
    const balancing = loadBalancerRange ? await import('./load-balancer') : undefined;
    const manager = createContext(options, 'kube-controller-manager');
    if (hasRanges) {
      startIPRepair(server, serviceCIDRs, ipAddresses);
      startServiceCIDRController(manager, serviceCIDRs, ipAddresses);
    }
    startServiceAccounts(manager);
    startNamespaceController(manager);
    workloads?.startWorkloads(manager);
    startEndpointSliceController(manager);
    startEndpointsController(manager);
    startEndpointSliceMirroring(manager);
    startGarbageCollector(manager);
    balancing?.startLoadBalancerController(manager, loadBalancerRange!);
    if (workloads) workloads.startScheduler(createContext(options, 'kube-scheduler'));
    else startWorkloadsWithFirst(manager, options);
  });
}

/** Without a kubelet, the controllers of workloads start in the moment in which the first of their objects is there. */
function startWorkloadsWithFirst(manager: ControllerContext, options: ControllerOptions): void {
  let isNeeded = false;
  for (const resource of WORKLOADS)
    manager.informers.of(resource).on(() => {
      if (isNeeded) return;
      isNeeded = true;
      options.clock.schedule(0, async () => {
        const { startScheduler, startWorkloads } = await import('./workloads');
        startWorkloads(manager);
        startScheduler(createContext(options, 'kube-scheduler'));
      });
    });
}
