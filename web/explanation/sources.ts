/** What a decision rests on: the fields that asked for it or set its bounds, and the objects that had a part in it. */

import type { Decision, ObjectRef, RunResult, ScenarioFile } from '../../worker/api';
import { objectKey } from '../state/meaning';
import { lineNumberOf } from '../state/settings-text';
import { CLUSTER_FILE } from '../state/types';

export interface FieldPlace {
  field: string;
  file: string;
  line: number;
}

const FIELDS: Record<Decision['resource'], readonly string[]> = {
  clusterIP: ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'],
  nodePort: ['nodePort', 'type'],
  healthCheckNodePort: ['healthCheckNodePort', 'externalTrafficPolicy'],
  loadBalancerIP: ['loadBalancerIP', 'type'],
  podCIDR: ['podCIDR', 'podCIDRs'],
  podIP: [],
};

const SETTINGS: Record<Decision['resource'], readonly string[]> = {
  clusterIP: ['serviceSubnet'],
  nodePort: ['serviceNodePortRange'],
  healthCheckNodePort: ['serviceNodePortRange'],
  loadBalancerIP: ['loadBalancerRange'],
  podCIDR: ['podSubnet', 'nodeCIDRMaskSize', 'nodeCIDRMaskSizeIPv4', 'nodeCIDRMaskSizeIPv6'],
  podIP: ['podSubnet'],
};

/** @param files with `cluster.yaml`. @returns places in the files, of the object first. */
export function fieldsOf(decision: Decision, { manifests }: RunResult, files: readonly ScenarioFile[]): FieldPlace[] {
  const contentOf = (file: string) => files.find(({ name }) => name === file)?.content ?? '';
  const inManifest = (object: ObjectRef, fields: readonly string[]) =>
    manifests
      .filter((one) => objectKey(one.object) === objectKey(object))
      .flatMap(({ source }) => {
        const lines = contentOf(source.file).slice(source.start, source.end).split('\n');
        return fields.flatMap((field) => {
          const at = lines.findIndex((line) => new RegExp(`^[\\s-]+${field}:`).test(line));
          return at < 0 ? [] : [{ field, file: source.file, line: source.line + at }];
        });
      });
  const cluster = contentOf(CLUSTER_FILE);
  const settings = [...SETTINGS[decision.resource], ...(isDrawn(decision) ? ['seed'] : [])].flatMap((field) => {
    const line = lineNumberOf(cluster, field);
    return line === 0 ? [] : [{ field, file: CLUSTER_FILE, line }];
  });
  const ranges = serviceCIDRsOf(decision).flatMap((object) => inManifest(object, ['cidrs']));
  return [...inManifest(decision.object, FIELDS[decision.resource]), ...ranges, ...settings];
}

/** @returns the objects other than the values themselves: who asked, who holds it, and whose ranges were asked. */
export function objectsOf(decision: Decision): ObjectRef[] {
  const { outcome, object, resource, ranges } = decision;
  const nodes =
    resource === 'podIP' ? ranges.flatMap(({ names }) => names.map((name) => ({ kind: 'Node', name }))) : [];
  const all: ObjectRef[] = [
    ...(outcome.kind === 'allocated' ? [object] : []),
    ...(outcome.kind === 'allocated' && resource === 'clusterIP' ? [{ kind: 'IPAddress', name: outcome.value }] : []),
    ...(outcome.kind === 'refused' && outcome.holder ? [outcome.holder] : []),
    ...serviceCIDRsOf(decision),
    ...nodes,
  ];
  return all.filter((one, index) => all.findIndex((other) => objectKey(other) === objectKey(one)) === index);
}

const serviceCIDRsOf = ({ resource, ranges }: Decision): ObjectRef[] =>
  resource === 'clusterIP' ? ranges.flatMap(({ names }) => names.map((name) => ({ kind: 'ServiceCIDR', name }))) : [];

/** Whether chance had a hand in it. */
const isDrawn = ({ ranges, resource, request }: Decision) =>
  request.value === undefined &&
  resource !== 'podIP' &&
  resource !== 'podCIDR' &&
  resource !== 'loadBalancerIP' &&
  ranges.some(({ searches }) => searches.length > 0);
