/** The Node object of a kubelet: labels, addresses, capacity, conditions and images as recorded (pods-and-nodes.md 11.2). */

import type { Random } from '../core/types';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Release } from '../releases';
import { IMAGES } from './images';
import type { NodeAddress } from './pod-ips';

export interface NodeOptions {
  name: string;
  addresses: NodeAddress[];
  release: Release;
  random: Random;
}

const NAMES_PER_IMAGE_MAX = 5;

export function nodeLabels(name: string): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}

const CAPACITY = {
  cpu: '2',
  'ephemeral-storage': '264212084Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '24684096Ki',
  pods: '110',
};
/** What Pods can have of the node. */
export const ALLOCATABLE = { ...CAPACITY, memory: '24581696Ki' };

/** Static parts of the status. */
export function nodeStatus({ name, addresses, release, random }: NodeOptions): Record<string, unknown> {
  const stream = random.stream(`node/${name}`);
  const hex = (count: number) => Array.from({ length: count }, () => stream.index(16).toString(16)).join('');
  const machineID = hex(32);
  const bootID = [8, 4, 4, 4, 12].map(hex).join('-');
  const features = { recursiveReadOnlyMounts: true, userNamespaces: true };
  return {
    addresses,
    allocatable: ALLOCATABLE,
    capacity: CAPACITY,
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    ...(release.since('1.36')
      ? {
          declaredFeatures: [
            'ExtendWebSocketsToKubelet',
            'InPlacePodLevelResourcesVerticalScaling',
            'InPlacePodVerticalScalingInitContainers',
            'RestartAllContainersOnContainerExits',
          ],
        }
      : {}),
    features: { supplementalGroupsPolicy: true },
    images: IMAGES.filter(({ tags }) => tags.length > 0).map(({ tags, imageID, sizeBytes }) => ({
      names: [...(imageID.includes('@') ? [imageID] : []), ...tags].slice(0, NAMES_PER_IMAGE_MAX),
      sizeBytes,
    })),
    nodeInfo: {
      architecture: 'amd64',
      bootID,
      containerRuntimeVersion: 'containerd://2.2.9',
      kernelVersion: '6.18.44-fc-v595',
      kubeProxyVersion: '',
      kubeletVersion: release.version,
      machineID,
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: machineID,
    },
    runtimeHandlers: [
      { features, name: '' },
      { features, name: 'runc' },
    ],
  };
}

const PRESSURES = [
  { type: 'MemoryPressure', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
];

const NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** @param before the Node as it is, whose transition times stay where the status is the same. */
export function nodeConditions(isReady: boolean, now: string, before?: KubernetesObject): Record<string, unknown>[] {
  const since = (type: string, status: string): string => {
    const present = (before?.status?.conditions ?? []).find((one: { type: string }) => one.type === type);
    return present?.status === status ? present.lastTransitionTime : now;
  };
  const ready = isReady
    ? { message: 'kubelet is posting ready status', reason: 'KubeletReady', status: 'True' }
    : { message: NOT_READY, reason: 'KubeletNotReady', status: 'False' };
  return [
    ...PRESSURES.map(({ type, reason, message }) => ({
      lastHeartbeatTime: now,
      lastTransitionTime: since(type, 'False'),
      message,
      reason,
      status: 'False',
      type,
    })),
    { lastHeartbeatTime: now, lastTransitionTime: since('Ready', ready.status), ...ready, type: 'Ready' },
  ];
}
