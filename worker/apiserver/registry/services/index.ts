/** Services. */

import type { Service, Status } from '../../../kubernetes/objects';
import type { Release } from '../../../releases';
import type { Env } from '../../env';
import { invalidObject, isStatus } from '../../errors';
import type { Store } from '../../store';
import { checkLabel, checkLabel1035 } from '../../validation/names';
import type { Strategy, Transaction, Write } from '../strategy';
import { createServiceAllocators, type ServiceAllocators } from './allocators';
import { dropDisabledFields, dropTypeDependentFields, dropIPModes } from './cleanup';
import { changeClusterIPs, refOf, type ClusterIPChanges } from './cluster-ips';
import { SERVICE_COLUMNS } from './columns';
import { setServiceDefaults } from './defaults';
import { initFamilies, normalizeClusterIPs, patchAllocatedValues } from './families';
import { changeNodePorts, releaseNodePorts } from './node-ports';
import { validateService } from './validation';
import { validateServiceStatus, validateServiceUpdate } from './validation-update';
import { warnOfService } from './warnings';

const SERVICE = { group: '', resource: 'services', kind: 'Service' };

/** services.md 2.9, rule 0. */
const nameRule = (name: string, release: Release) =>
  release.isEnabled('RelaxedServiceNameValidation') ? checkLabel(name) : checkLabel1035(name);

/** Families, addresses, ports: in this order, before any other rule (services.md 0.3). */
function begin({ object, old, dryRun }: Write<Service>, allocators: ServiceAllocators, env: Env): Transaction | Status {
  allocators.repair();
  if (old) patchAllocatedValues(object, old);
  normalizeClusterIPs(object, old);
  const errors = initFamilies(object, old, env);
  if (errors.length > 0) return invalidObject(SERVICE, object.metadata.name ?? '', errors, env.release);

  const addresses = changeClusterIPs(object, old, allocators.clusterIPs, dryRun, env);
  if (isStatus(addresses)) return addresses;
  const { allocated, released } = addresses as ClusterIPChanges;
  const ports = allocators.nodePorts.begin(refOf(object), dryRun);
  const rollback = (refusal?: Status) => {
    const reason = { because: 'refused' as const, ...(refusal?.message && { message: refusal.message }) };
    ports.rollback(reason);
    for (const address of allocated)
      allocators.clusterIPs.release(address, dryRun, { object: refOf(object), ...reason });
  };
  const refusal = changeNodePorts(object, old, ports, env);
  if (refusal) {
    rollback(refusal);
    return refusal;
  }
  return {
    commit() {
      const because = 'changed';
      for (const address of released) allocators.clusterIPs.release(address, false, { object: refOf(object), because });
      ports.commit({ because });
    },
    rollback,
  };
}

/** ExternalName Services show no internalTrafficPolicy (services.md R2.7.3). */
function dropInternalPolicy({ spec }: Service): void {
  if (spec.type === 'ExternalName') delete spec.internalTrafficPolicy;
}

/** services.md R4.2. */
function release(service: Service, allocators: ServiceAllocators, store: Store): void {
  const { name, namespace } = service.metadata;
  const key = `${namespace}/${name}`;
  if (store.get('endpoints', key)) store.remove('endpoints', key);
  allocators.repair();
  const note = { object: refOf(service), because: 'deleted' as const };
  if (service.spec.type !== 'ExternalName')
    for (const address of service.spec.clusterIPs ?? [])
      if (address !== 'None') allocators.clusterIPs.release(address, false, note);
  releaseNodePorts(service, allocators.nodePorts.begin(refOf(service)));
}

export function serviceStrategy(env: Env, store: Store): Strategy<Service> {
  const allocators = createServiceAllocators(env, store);
  return {
    ...SERVICE,
    version: 'v1',
    singular: 'service',
    shortNames: ['svc'],
    categories: ['all'],
    namespaced: true,
    storagePrefix: 'services/specs',
    nameRule,
    hasStatus: true,
    createsOnUpdate: true,
    returnsDeleted: true,
    setDefaults: setServiceDefaults,
    begin: (write) => begin(write, allocators, env),
    prepareForCreate(service) {
      service.status = { loadBalancer: {} };
      dropDisabledFields(service, undefined, env.release);
    },
    prepareForUpdate(service, old) {
      dropDisabledFields(service, old, env.release);
      dropTypeDependentFields(service, old, env.release);
    },
    validate(service) {
      const errors = validateService(service, undefined, env);
      dropInternalPolicy(service);
      return errors;
    },
    validateUpdate(service, old) {
      const errors = validateServiceUpdate(service, old, env);
      dropInternalPolicy(service);
      return errors;
    },
    prepareStatus: dropIPModes,
    validateStatus: validateServiceStatus,
    warnings: warnOfService,
    afterDelete: (service) => release(service, allocators, store),
    columns: SERVICE_COLUMNS as Strategy<Service>['columns'],
    selectableFields: {
      'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
      'spec.type': ({ spec }) => spec.type ?? '',
    },
  };
}
