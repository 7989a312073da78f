/** Descriptions by kind. */

import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { eventsOf, writeEvents } from './events';
import { describeConfigMap, describeGeneric, describeServiceAccount } from './generic';
import {
  describeEndpoints,
  describeEndpointSlice,
  describeIPAddress,
  describeNamespace,
  describeService,
  describeServiceCIDR,
} from './network';
import { describeNode } from './nodes';
import { describePod } from './pods';
import {
  describeDaemonSet,
  describeDeployment,
  describeJob,
  describeReplicaSet,
  describeStatefulSet,
} from './workloads';
import { DescribeWriter } from './writer';

type Describer = (out: DescribeWriter, run: Invocation, info: Info) => void;

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  Service: describeService,
  ServiceCIDR: describeServiceCIDR,
  IPAddress: describeIPAddress,
  EndpointSlice: describeEndpointSlice,
  Endpoints: describeEndpoints,
  Namespace: describeNamespace,
  Pod: describePod,
  Node: describeNode,
  Deployment: describeDeployment,
  ReplicaSet: describeReplicaSet,
  StatefulSet: describeStatefulSet,
  DaemonSet: describeDaemonSet,
  Job: describeJob,
  ConfigMap: describeConfigMap,
  ServiceAccount: describeServiceAccount,
};

/** Kinds whose description never has an Events part. */
const WITHOUT_EVENTS = new Set(['Namespace']);

/** The description of one object. */
export function describe(run: Invocation, info: Info, showsEvents: boolean): string {
  const out = new DescribeWriter();
  (DESCRIBERS[info.type.kind] ?? describeGeneric)(out, run, info);
  if (showsEvents && !WITHOUT_EVENTS.has(info.type.kind)) writeEvents(out, run, eventsOf(run, info));
  return out.text;
}
