/** What every namespace gets: the ServiceAccount `default` and the ConfigMap with the cluster's certificate. */

import type { ControllerContext } from '../../client/context';
import { CONFIG_MAPS, NAMESPACES, SERVICE_ACCOUNTS } from '../../client/resources';

const ROOT_CA = 'kube-root-ca.crt';
const ROOT_CA_ANNOTATIONS = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
};
/** Stands for a certificate; nothing in the simulator reads it. */
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBerthSimulatedCertificateAuthority\n-----END CERTIFICATE-----\n';

export function startServiceAccounts(context: ControllerContext): void {
  const { api } = context;
  const namespaces = context.informers.of(NAMESPACES);
  const queue = context.queue((namespace) => {
    const object = namespaces.get(namespace);
    if (!object || object.metadata.deletionTimestamp) return;
    if (!api.get(SERVICE_ACCOUNTS, namespace, 'default').ok)
      api.create(SERVICE_ACCOUNTS, { metadata: { name: 'default', namespace } });
    if (!api.get(CONFIG_MAPS, namespace, ROOT_CA).ok)
      api.create(CONFIG_MAPS, {
        metadata: { name: ROOT_CA, namespace, annotations: ROOT_CA_ANNOTATIONS },
        data: { 'ca.crt': CERTIFICATE },
      });
  });
  namespaces.on(({ type, key }) => {
    if (type !== 'DELETED') queue.add(key);
  });
  for (const [resource, name] of [
    [SERVICE_ACCOUNTS, 'default'],
    [CONFIG_MAPS, ROOT_CA],
  ] as const)
    context.informers.of(resource).on(({ type, object }) => {
      if (type === 'DELETED' && object.metadata.name === name) queue.add(object.metadata.namespace!);
    });
}
