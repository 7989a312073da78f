/** Descriptions by kind. */

import type { JSONObject } from '../../kubernetes/patch';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { eventsOf, writeEvents } from './events';
import { describeConfigMap, describeGeneric, describeSecret, describeServiceAccount } from './generic';
import {
  describeEndpoints,
  describeEndpointSlice,
  describeIPAddress,
  describeNamespace,
  describeService,
  describeServiceCIDR,
} from './network';
import { describeNode } from './nodes';
import { describePod, writeTemplate } from './pods';
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
  Secret: describeSecret,
  ServiceAccount: describeServiceAccount,
};

/** Kinds whose description never has an Events part. */
const WITHOUT_EVENTS = new Set(['Namespace', 'Secret']);

/** The description of one object. */
export function describe(run: Invocation, info: Info, showsEvents: boolean): string {
  const out = new DescribeWriter();
  (DESCRIBERS[info.type.kind] ?? describeGeneric)(out, run, info);
  if (showsEvents && !WITHOUT_EVENTS.has(info.type.kind)) writeEvents(out, run, eventsOf(run, info));
  return out.text;
}

/** A Pod template with its tabs, for the history of rollouts. */
export function templateText(run: Invocation, template: JSONObject): string {
  const out = new DescribeWriter(true);
  writeTemplate(out, run, template);
  return out.text;
}
