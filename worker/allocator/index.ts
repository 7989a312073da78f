/** The allocators: cluster IPs, node ports, Pod ranges of Nodes, Pod addresses. */

export { createClusterIPAllocator } from './cluster-ip';
export { createNodePortAllocator } from './node-port';
export { createPodCIDRAllocator, nodeMaskSize, podCIDRStartupError } from './pod-cidr';
export { createPodIPAllocator } from './pod-ip';
export { nodePortRange, parsePortRange, type PortRange } from './port-range';
