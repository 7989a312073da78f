/** All kinds that are simulated. */

import type { Env } from '../env';
import type { Store } from '../store';
import { ENDPOINTS } from './endpoints';
import { ENDPOINT_SLICE } from './endpointslices';
import { EVENT } from './events';
import { ipAddressStrategy } from './ipaddresses';
import { NAMESPACE } from './namespaces';
import { NODE } from './nodes';
import { podStrategy } from './pods';
import { SERVICE_CIDR } from './servicecidrs';
import { serviceStrategy } from './services';
import { SIMPLE_KINDS } from './simple';
import type { AnyStrategy } from './strategy';
import { DEPLOYMENT, REPLICA_SET } from './workloads/deployments';
import { JOB } from './workloads/jobs';
import { DAEMON_SET, STATEFUL_SET } from './workloads/sets';

/** @param store is where the allocators' mirrors listen. */
export function createStrategies(env: Env, store: Store): AnyStrategy[] {
  return [
    serviceStrategy(env, store),
    SERVICE_CIDR,
    ipAddressStrategy(env),
    NODE,
    NAMESPACE,
    podStrategy(store),
    EVENT,
    ENDPOINT_SLICE,
    ENDPOINTS,
    DEPLOYMENT,
    REPLICA_SET,
    STATEFUL_SET,
    DAEMON_SET,
    JOB,
    ...SIMPLE_KINDS,
  ];
}
