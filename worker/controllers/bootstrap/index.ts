/** What a kube-apiserver makes when it starts, and makes again when it goes missing (services.md 5.5, 8.1). */

import type { Prefix } from '../../core/types';
import type { KubernetesObject } from '../../kubernetes/objects';
import { addressAt, prefixesOf } from '../../client/cidr';
import type { ControllerContext } from '../../client/context';
import { ENDPOINT_SLICES, ENDPOINTS, NAMESPACES, SERVICES, type Resource } from '../../client/resources';
import { startDefaultServiceCIDR } from './default-service-cidr';
import { CHECK_PERIOD_MS, untilNextCheck } from './period';

const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/** Namespaces and ranges are there at once, the Service `kubernetes` when the server is ready. */
const READY_MS = 1_000;

/** The address at which the kube-apiserver can be reached, by the family of the primary service range. */
const ADVERTISED = { IPv4: '172.18.0.2', IPv6: 'fc00:f853:ccd:e793::2' };
const SECURE_PORT = 6443;

/** @param context a context whose requests are made as `kube-apiserver`. */
export function startBootstrap(context: ControllerContext, serviceCIDRs: Resource | undefined): void {
  const { api, clock, core, settings } = context;
  const [primary] = prefixesOf(core.addresses, settings.serviceSubnet);
  for (const name of SYSTEM_NAMESPACES) api.create(NAMESPACES, { metadata: { name } });
  if (serviceCIDRs) startDefaultServiceCIDR(context, serviceCIDRs);
  if (!primary) return;

  const ensure = () => ensureKubernetesService(context, primary);
  clock.schedule(READY_MS, () => {
    ensure();
    if (settings.kubeDNS) createKubeDNS(context, primary);
    const isThere = () => api.get(SERVICES, 'default', 'kubernetes').ok;
    const queue = context.queue(() => {
      ensure();
      return isThere() ? undefined : { requeueAfterMs: CHECK_PERIOD_MS };
    });
    // No range of the new flags may be there yet (services.md R5.5.5).
    if (!isThere()) queue.addAfter('kubernetes', untilNextCheck(clock.nowMs));
    const isOurs = (object: KubernetesObject) =>
      object.metadata.name === 'kubernetes' && object.metadata.namespace === 'default';
    for (const resource of [SERVICES, ENDPOINTS, ENDPOINT_SLICES])
      context.informers.of(resource).on(({ type, object }) => {
        if (type === 'DELETED' && isOurs(object)) queue.addAfter('kubernetes', untilNextCheck(clock.nowMs));
      });
  });
}

function ensureKubernetesService({ api, core }: ControllerContext, primary: Prefix): void {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const advertised = ADVERTISED[primary.address.family];
  if (!api.get(SERVICES, 'default', 'kubernetes').ok) {
    api.create(SERVICES, {
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: SECURE_PORT }],
        clusterIP: addressAt(core.addresses, primary, 1n),
        ipFamilyPolicy: 'SingleStack',
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
    });
  }
  if (!api.get(ENDPOINTS, 'default', 'kubernetes').ok) {
    api.create(ENDPOINTS, {
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: advertised }], ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }] }],
    });
  }
  if (!api.get(ENDPOINT_SLICES, 'default', 'kubernetes').ok) {
    api.create(ENDPOINT_SLICES, {
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: primary.address.family,
      endpoints: [{ addresses: [advertised], conditions: { ready: true } }],
      ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }],
    });
  }
}

/** As kubeadm makes it: on the tenth address of the primary range (services.md R8.2.1). */
function createKubeDNS({ api, core }: ControllerContext, primary: Prefix): void {
  const port = (name: string, number: number, protocol: string) => ({
    name,
    port: number,
    protocol,
    targetPort: number,
  });
  api.create(SERVICES, {
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    },
    spec: {
      clusterIP: addressAt(core.addresses, primary, 10n),
      ports: [port('dns', 53, 'UDP'), port('dns-tcp', 53, 'TCP'), port('metrics', 9153, 'TCP')],
      selector: { 'k8s-app': 'kube-dns' },
    },
  });
}
