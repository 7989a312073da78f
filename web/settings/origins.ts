/** Where the values of a cluster's settings come from outside of this page. */

export interface Origin {
  value: string;
  flag: string;
  object: string;
  kubeadm: string;
  kind: string;
  k3s: string;
}

export const ORIGINS: readonly Origin[] = [
  {
    value: 'Service ranges',
    flag: 'kube-apiserver --service-cluster-ip-range',
    object: 'ServiceCIDR kubernetes, spec.cidrs',
    kubeadm: 'ClusterConfiguration networking.serviceSubnet',
    kind: 'networking.serviceSubnet',
    k3s: '--service-cidr',
  },
  {
    value: 'Pod ranges',
    flag: 'kube-controller-manager --cluster-cidr',
    object: 'Node, spec.podCIDRs',
    kubeadm: 'ClusterConfiguration networking.podSubnet',
    kind: 'networking.podSubnet',
    k3s: '--cluster-cidr',
  },
  {
    value: 'Mask sizes',
    flag: 'kube-controller-manager --node-cidr-mask-size-ipv4, --node-cidr-mask-size-ipv6',
    object: 'Node, spec.podCIDRs',
    kubeadm: 'ClusterConfiguration controllerManager.extraArgs',
    kind: 'kubeadmConfigPatches',
    k3s: '--kube-controller-manager-arg',
  },
  {
    value: 'Node ports',
    flag: 'kube-apiserver --service-node-port-range',
    object: 'none',
    kubeadm: 'ClusterConfiguration apiServer.extraArgs',
    kind: 'kubeadmConfigPatches',
    k3s: '--service-node-port-range',
  },
  {
    value: 'Nodes',
    flag: 'none: each machine’s kubelet registers its own',
    object: 'Node',
    kubeadm: 'kubeadm join, on each machine',
    kind: 'nodes, one entry each',
    k3s: 'k3s agent, on each machine',
  },
  {
    value: 'Address of the cluster DNS',
    flag: 'kubelet: clusterDNS of its KubeletConfiguration',
    object: 'Service kube-system/kube-dns, spec.clusterIP',
    kubeadm: 'the tenth address of networking.serviceSubnet',
    kind: 'the tenth address of networking.serviceSubnet',
    k3s: '--cluster-dns',
  },
  {
    value: 'Load balancer range',
    flag: 'none: the provider’s controller knows it',
    object: 'MetalLB: IPAddressPool, spec.addresses',
    kubeadm: 'none',
    kind: 'cloud-provider-kind takes it from the container network',
    k3s: 'none: ServiceLB uses the Nodes’ addresses',
  },
  {
    value: 'API versions',
    flag: 'kube-apiserver --runtime-config',
    object: 'none',
    kubeadm: 'ClusterConfiguration apiServer.extraArgs',
    kind: 'runtimeConfig',
    k3s: '--kube-apiserver-arg',
  },
  {
    value: 'Feature gates',
    flag: '--feature-gates of each component',
    object: 'none',
    kubeadm: 'extraArgs of each component',
    kind: 'featureGates',
    k3s: '--kube-apiserver-arg, --kube-controller-manager-arg',
  },
];
