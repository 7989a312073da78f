/** Registers the Node and makes it Ready, with the events of a kubelet that starts (pods-and-nodes.md R11.11). */

import type { KubernetesObject } from '../kubernetes/objects';
import type { ControllerContext } from '../client/context';
import { LEASES, NODES } from '../client/resources';
import type { Recorder } from '../client/recorder';
import { nodeConditions, nodeLabels, nodeStatus } from './node';
import type { NodeAddress } from './pod-ips';

export interface RegistrationOptions {
  context: ControllerContext;
  nodeName: string;
  addresses: NodeAddress[];
  recorder: Recorder;
}

/** The kubelet comes up behind the control plane; its network is ready a second later. */
const REGISTER_MS = 2_500;
const READY_MS = 1_000;
const LEASE_SECONDS = 40;

const CGROUP_WARNING =
  'cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release. Please migrate to cgroup v2. More information at https://git.k8s.io/enhancements/keps/sig-node/5573-remove-cgroup-v1';

export function startRegistration({ context, nodeName, addresses, recorder }: RegistrationOptions): void {
  const { api, clock, random, release } = context;
  const nodes = context.informers.of(NODES);
  const status = nodeStatus({ name: nodeName, addresses, release, random });

  const event = (reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') =>
    recorder.event(
      { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName } },
      { type, reason, message, uid: nodeName },
    );
  const state = (reason: string) => event(reason, `Node ${nodeName} status is now: ${reason}`);

  function register(): void {
    const answer = api.create(NODES, {
      metadata: {
        name: nodeName,
        annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
        labels: nodeLabels(nodeName),
      },
      status: { ...status, conditions: nodeConditions(false, context.timestamp()) },
    });
    event('Starting', 'Starting kubelet.');
    if (release.since('1.35')) event('CgroupV1', CGROUP_WARNING, 'Warning');
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) state(reason);
    event('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    if (answer.ok) writeStatus(false);
    createLease(answer.ok ? answer.object : undefined);
    clock.schedule(READY_MS, becomeReady);
  }

  function writeStatus(isReady: boolean): void {
    const node = nodes.get(nodeName);
    if (!node) return;
    const conditions = nodeConditions(isReady, context.timestamp(), node);
    api.updateStatus(NODES, { ...node, status: { ...status, conditions } });
  }

  function becomeReady(): void {
    writeStatus(true);
    state('NodeReady');
  }

  function createLease(node: KubernetesObject | undefined): void {
    const renewTime = new Date(context.epochMs()).toISOString().replace('Z', '000Z');
    const owner = node && { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid! };
    api.create(LEASES, {
      metadata: { name: nodeName, namespace: 'kube-node-lease', ...(owner ? { ownerReferences: [owner] } : {}) },
      spec: { holderIdentity: nodeName, leaseDurationSeconds: LEASE_SECONDS, renewTime },
    });
  }

  // a Node that somebody deletes is registered again by its kubelet's next start only; cordoning is told as an event
  nodes.on(({ type, object, old }) => {
    if (type !== 'MODIFIED' || object.metadata.name !== nodeName) return;
    const [now, before] = [!!object.spec?.unschedulable, !!old?.spec?.unschedulable];
    if (now !== before) clock.schedule(0, () => state(now ? 'NodeNotSchedulable' : 'NodeSchedulable'));
  });
  clock.schedule(REGISTER_MS, register);
}
