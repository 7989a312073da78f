/** EndpointSlices. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { checkSubdomain } from '../../validation/names';
import { warnOfIP } from '../../validation/addresses';
import { AGE, NAME } from '../columns';
import type { AnyStrategy } from '../strategy';
import { validateSlice, validateSliceUpdate } from './validation';

const SHOWN_MAX = 3;

/** services.md 9.1: the first three, then how many more. */
function firstOf(list: readonly string[]): string {
  if (list.length === 0) return '<unset>';
  const more = list.length > SHOWN_MAX ? ` + ${list.length - SHOWN_MAX} more...` : '';
  return list.slice(0, SHOWN_MAX).join(',') + more;
}

interface Port {
  name?: string;
  port?: number;
  protocol?: string;
}

const portText = ({ name, port }: Port) => (port !== undefined ? String(port) : name ? name : '*');

export const ENDPOINT_SLICE: AnyStrategy = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  resource: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  nameRule: checkSubdomain,
  hasGeneration: true,
  isNewGeneration: (slice: KubernetesObject, old: KubernetesObject) =>
    !isEqual(slice.endpoints, old.endpoints) ||
    !isEqual(slice.ports, old.ports) ||
    slice.addressType !== old.addressType ||
    !isEqual(slice.metadata.labels, old.metadata.labels),
  createsOnUpdate: false,
  setDefaults(slice: KubernetesObject) {
    for (const port of (slice.ports ?? []) as Port[]) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate: validateSlice,
  validateUpdate: validateSliceUpdate,
  warnings(slice: KubernetesObject, old: KubernetesObject | undefined, env: Env) {
    if (!env.release.since('1.33') || slice.addressType === 'FQDN' || (old && isEqual(old.endpoints, slice.endpoints)))
      return [];
    return ((slice.endpoints ?? []) as { addresses?: string[] }[]).flatMap(({ addresses }, index) =>
      (addresses ?? []).flatMap((address, at) =>
        warnOfIP(`endpoints[${index}].addresses[${at}]`, address, env.addresses, env.release),
      ),
    );
  },
  columns: [
    NAME,
    { name: 'AddressType', cell: (slice) => slice.addressType },
    { name: 'Ports', cell: (slice) => firstOf(((slice.ports ?? []) as Port[]).map(portText)) },
    {
      name: 'Endpoints',
      cell: (slice) =>
        firstOf(((slice.endpoints ?? []) as { addresses?: string[] }[]).flatMap(({ addresses }) => addresses ?? [])),
    },
    AGE,
  ],
};
