/** Nodes. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import { checkSubdomain } from '../../validation/names';
import type { AnyStrategy } from '../strategy';
import { NODE_COLUMNS } from './columns';
import { validateNode, validateNodeStatus, validateNodeUpdate, warnOfNode } from './validation';

export const NODE: AnyStrategy = {
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  storagePrefix: 'minions',
  nameRule: checkSubdomain,
  hasStatus: true,
  createsOnUpdate: false,
  setDefaults(node: KubernetesObject) {
    const { spec } = node;
    if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
    else if (spec.podCIDRs?.length && !spec.podCIDR) spec.podCIDR = spec.podCIDRs[0];
    if (node.status?.allocatable === undefined && node.status?.capacity) node.status.allocatable = node.status.capacity;
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatus: validateNodeStatus,
  warnings: warnOfNode,
  columns: NODE_COLUMNS,
  selectableFields: {
    'spec.unschedulable': (node: KubernetesObject) => String(node.spec.unschedulable ?? false),
  },
};
