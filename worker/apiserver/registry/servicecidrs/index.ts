/** ServiceCIDRs (services.md 5). */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { checkSubdomain } from '../../validation/names';
import { AGE, NAME } from '../columns';
import { serviceCIDRVersions } from '../ipaddresses';
import type { AnyStrategy } from '../strategy';
import { validateServiceCIDR, validateServiceCIDRUpdate } from './validation';

/** services.md R5.1.3: older releases store the status that was sent. */
const wipesStatus = (env: Env) => env.release.isEnabled('ServiceCIDRStatusFieldWiping');

export const SERVICE_CIDR: AnyStrategy = {
  group: 'networking.k8s.io',
  version: 'v1',
  versions: serviceCIDRVersions,
  kind: 'ServiceCIDR',
  resource: 'servicecidrs',
  singular: 'servicecidr',
  namespaced: false,
  nameRule: checkSubdomain,
  hasStatus: true,
  storesSentStatus: (env: Env) => !wipesStatus(env),
  prepareForCreate(object: KubernetesObject, env: Env) {
    if (wipesStatus(env)) object.status = {};
  },
  prepareStatus(object: KubernetesObject, old: KubernetesObject, env: Env) {
    if (env.release.since('1.32')) object.metadata = { ...old.metadata, managedFields: object.metadata.managedFields };
  },
  validate: validateServiceCIDR,
  validateUpdate: validateServiceCIDRUpdate,
  columns: [NAME, { name: 'CIDRs', cell: (object) => (object.spec.cidrs ?? []).join(',') }, AGE],
};
