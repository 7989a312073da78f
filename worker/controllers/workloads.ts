/** The controllers of Nodes, Pods and what makes Pods: a cluster without any of these does not load them. */

import { startDaemonSetController } from './daemon-set';
import { startDeploymentController } from './deployment';
import { startJobController } from './job';
import type { ControllerContext } from '../client/context';
import { startNodeIPAM } from './node-ipam';
import { startNodeLifecycle } from './node-lifecycle';
import { startReplicaSetController } from './replica-set';
import { startStatefulSetController } from './stateful-set';
import { startTaintEviction } from './taint-eviction';

export { startScheduler } from './scheduler';

/** Starts those that are part of the kube-controller-manager. */
export function startWorkloads(manager: ControllerContext): void {
  startNodeIPAM(manager);
  startNodeLifecycle(manager);
  startTaintEviction(manager);
  startDeploymentController(manager);
  startReplicaSetController(manager);
  startStatefulSetController(manager);
  startDaemonSetController(manager);
  startJobController(manager);
}
