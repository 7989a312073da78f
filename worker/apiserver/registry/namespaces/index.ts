/** Namespaces. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import { checkLabel } from '../../validation/names';
import { AGE, NAME } from '../columns';
import type { AnyStrategy } from '../strategy';

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** services.md R4.7. */
export const NAMESPACE: AnyStrategy = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  nameRule: checkLabel,
  hasStatus: true,
  setDefaults(namespace: KubernetesObject) {
    const { metadata } = namespace;
    if (metadata.name && metadata.labels?.[NAME_LABEL] === undefined)
      metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  },
  prepareForCreate(namespace: KubernetesObject) {
    const finalizers: string[] = namespace.spec.finalizers ?? [];
    const { metadata } = namespace;
    // one without a name is refused
    if (metadata.name) metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
    namespace.spec.finalizers = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'];
    namespace.status = { phase: 'Active' };
  },
  prepareForUpdate(namespace: KubernetesObject, old: KubernetesObject) {
    if (old.spec.finalizers) namespace.spec.finalizers = old.spec.finalizers;
    else delete namespace.spec.finalizers;
  },
  columns: [NAME, { name: 'Status', cell: (namespace) => namespace.status?.phase ?? '' }, AGE],
  selectableFields: { 'status.phase': (namespace: KubernetesObject) => namespace.status?.phase ?? '' },
};
