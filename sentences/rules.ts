/** Where the rules behind an answer are written down: pages of the Kubernetes documentation and the designs they came from. */

import type { Decision, HostsLine } from '../worker/api';

export interface Rule {
  title: string;
  href: string;
}

const DOCS = 'https://kubernetes.io/docs';
const DESIGNS = 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network';

const RULES = {
  bands: {
    title: 'Service ClusterIP allocation',
    href: `${DOCS}/concepts/services-networking/cluster-ip-allocation/`,
  },
  bandsDesign: {
    title: 'KEP-3070: reserve Service IP ranges',
    href: `${DESIGNS}/3070-reserved-service-ip-range`,
  },
  objects: {
    title: 'ServiceCIDR and IPAddress objects',
    href: `${DOCS}/reference/networking/virtual-ips/#ip-address-objects`,
  },
  objectsDesign: {
    title: 'KEP-1880: multiple Service ranges',
    href: `${DESIGNS}/1880-multiple-service-cidrs`,
  },
  extend: { title: 'Extend Service IP ranges', href: `${DOCS}/tasks/network/extend-service-ip-ranges/` },
  chosen: {
    title: 'Choosing your own IP address',
    href: `${DOCS}/concepts/services-networking/service/#choosing-your-own-ip-address`,
  },
  families: { title: 'IPv4/IPv6 dual-stack', href: `${DOCS}/concepts/services-networking/dual-stack/` },
  nodePort: {
    title: 'Services of type NodePort',
    href: `${DOCS}/concepts/services-networking/service/#type-nodeport`,
  },
  loadBalancer: {
    title: 'Services of type LoadBalancer',
    href: `${DOCS}/concepts/services-networking/service/#loadbalancer`,
  },
  healthCheck: {
    title: 'Preserving the client source IP',
    href: `${DOCS}/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip`,
  },
  blocks: {
    title: 'Flags of kube-controller-manager',
    href: `${DOCS}/reference/command-line-tools-reference/kube-controller-manager/`,
  },
  podAddresses: { title: 'Cluster networking', href: `${DOCS}/concepts/cluster-administration/networking/` },
  hosts: {
    title: 'Entries of the hosts file of a Pod',
    href: `${DOCS}/tasks/network/customize-hosts-file-for-pods/`,
  },
} satisfies Record<string, Rule>;

/** @returns the pages that say why it went as it did, the most telling first. */
export function rulesOf(decision: Decision): Rule[] {
  switch (decision.resource) {
    case 'clusterIP':
      return clusterIPRules(decision);
    case 'nodePort':
      return [RULES.nodePort];
    case 'healthCheckNodePort':
      return [RULES.healthCheck];
    case 'loadBalancerIP':
      return [RULES.loadBalancer];
    case 'podCIDR':
      return [RULES.blocks, ...(decision.ranges.length > 1 ? [RULES.families] : [])];
    case 'podIP':
      return [RULES.podAddresses];
  }
}

function clusterIPRules({ request, ranges, outcome }: Decision): Rule[] {
  const hasObjects = ranges.some(({ names }) => names.length > 0);
  const cause = outcome.kind === 'refused' ? outcome.cause : undefined;
  const rules: Rule[] = [];
  if (cause === 'no range') rules.push(RULES.families);
  if (request.value !== undefined) rules.push(RULES.chosen);
  if (ranges.some(({ staticBand }) => staticBand)) rules.push(RULES.bands, RULES.bandsDesign);
  else if (request.value === undefined) rules.push(RULES.bands);
  if (hasObjects && cause !== undefined) rules.push(RULES.extend);
  if (hasObjects) rules.push(RULES.objects);
  if (ranges.some(({ state }) => state !== 'ready')) rules.push(RULES.objectsDesign);
  return rules;
}

/** @returns the page that tells what stands in a hosts file. */
export const hostsRules = (origin: HostsLine['origin']): Rule[] => (origin === 'edited' ? [] : [RULES.hosts]);

/** @returns what tells who may have an address that nobody was given. */
export const addressRules = (): Rule[] => [RULES.bands, RULES.objects];
