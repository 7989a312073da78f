/** Starts the control plane's controllers: one small folder each, all clients of the REST API. */

import { startBootstrap } from './bootstrap';
import { startDaemonSetController } from './daemon-set';
import { startDeploymentController } from './deployment';
import { startEndpointSliceController } from './endpoint-slice';
import { startEndpointSliceMirroring } from './endpoint-slice-mirroring';
import { startEndpointsController } from './endpoints';
import { startGarbageCollector } from './garbage-collector';
import { startIPRepair } from './ip-repair';
import { startJobController } from './job';
import { createContext, type ControllerOptions } from '../client/context';
import { networkingResources } from '../client/resources';
import { startNamespaceController } from './namespace';
import { startNodeIPAM } from './node-ipam';
import { startNodeLifecycle } from './node-lifecycle';
import { startReplicaSetController } from './replica-set';
import { startScheduler } from './scheduler';
import { startServiceAccounts } from './service-account';
import { startServiceCIDRController } from './service-cidr';
import { startStatefulSetController } from './stateful-set';
import { startTaintEviction } from './taint-eviction';

export type { ControllerOptions } from '../client/context';

/** kube-controller-manager and kube-scheduler come up when the kube-apiserver is ready. */
const MANAGER_START_MS = 2_000;

/**
 * Starts all controllers; what they do happens on the clock from now on.
 * Namespaces and the default ServiceCIDR exist when this returns; the cluster is complete after about two seconds.
 */
export function startControllers(options: ControllerOptions): void {
  const server = createContext(options, 'kube-apiserver');
  const { serviceCIDRs, ipAddresses } = networkingResources(options.release.since('1.33'));
  const hasRanges = options.release.isEnabled('MultiCIDRServiceAllocator') && server.api.isServed(serviceCIDRs);
  startBootstrap(server, hasRanges ? serviceCIDRs : undefined);

  options.clock.schedule(MANAGER_START_MS, () => {
    const manager = createContext(options, 'kube-controller-manager');
    if (hasRanges) {
      startIPRepair(server, serviceCIDRs, ipAddresses);
      startServiceCIDRController(manager, serviceCIDRs, ipAddresses);
    }
    startServiceAccounts(manager);
    startNamespaceController(manager);
    startNodeIPAM(manager);
    startNodeLifecycle(manager);
    startTaintEviction(manager);
    startDeploymentController(manager);
    startReplicaSetController(manager);
    startStatefulSetController(manager);
    startDaemonSetController(manager);
    startJobController(manager);
    startEndpointSliceController(manager);
    startEndpointsController(manager);
    startEndpointSliceMirroring(manager);
    startGarbageCollector(manager);
    startScheduler(createContext(options, 'kube-scheduler'));
  });
}
