/** The object of the cluster that a document of a file describes, and what was given to it. */

import { explainDecision } from '../../sentences/decision';
import type { AllocatedValue, Decision } from '../api';
import type { KubernetesObject } from '../kubernetes/objects';
import { pathOf } from '../kubectl/discovery';
import type { EditedCluster } from '.';
import { groupVersionOf, servedKinds } from './fields';
import type { Outline, Path } from './outline';

/** As berth.dev/v1 Provenance tells it. */
interface Origin {
  value: string;
  field: string;
  decision?: number;
}

interface Given {
  addresses?: Origin[];
  nodePorts?: Origin[];
  blocks?: Origin[];
}

export interface WrittenObject {
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string;
}

/** @returns undefined when the cluster has no such object. */
export function storedObject(cluster: EditedCluster, written: WrittenObject): KubernetesObject | undefined {
  const { client, release } = cluster;
  const type = servedKinds(client, release).find(
    (one) => one.kind === written.kind && groupVersionOf(one) === written.apiVersion,
  );
  if (!type || written.name === '') return undefined;
  const response = client.request({ method: 'GET', path: pathOf(type, written.namespace, written.name) });
  return response.status === 200 ? (response.body as KubernetesObject) : undefined;
}

function givenTo({ client }: EditedCluster, { kind, metadata }: KubernetesObject): Origin[] {
  const namespace = metadata.namespace ?? 'default';
  const path = `/apis/berth.dev/v1/namespaces/${namespace}/provenances/${kind.toLowerCase()}-${metadata.name}`;
  const { status, body } = client.request({ method: 'GET', path });
  if (status !== 200) return [];
  const { addresses = [], nodePorts = [], blocks = [] } = body as Given;
  return [...addresses, ...nodePorts, ...blocks];
}

/** Why a value was given, in one sentence without marks. */
function sentence({ client, seed }: EditedCluster, { decision: id }: Origin): string | undefined {
  if (id === undefined) return undefined;
  const { status, body } = client.request({ method: 'GET', path: `/apis/berth.dev/v1/decisions/decision-${id}` });
  if (status !== 200) return undefined;
  const { question, lead } = explainDecision(body as Decision, seed);
  return `${question} ${lead}`.replace(/\[\[|\]\]|`/g, '').trim();
}

/** Fields that repeat a list that the server keeps: where the list stands. */
const TWINS: Readonly<Record<string, string>> = {
  'spec.clusterIP': 'spec.clusterIPs[0]',
  'spec.podCIDR': 'spec.podCIDRs[0]',
  'status.podIP': 'status.podIPs[0].ip',
};

const fieldText = (path: Path) =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

/** @returns where the value came from that the object has at the path, with the value itself. */
export function originAt(cluster: EditedCluster, object: KubernetesObject, path: Path): string | undefined {
  const text = fieldText(path);
  const field = TWINS[text] ?? text;
  const found = givenTo(cluster, object).filter((one) => one.field === field || one.field.startsWith(`${field}[`));
  return found.map((origin) => sentence(cluster, origin)).find((one) => one !== undefined);
}

/** @returns what the object has been given and the document does not name, each beside the line that it belongs to. */
export function allocatedFor(cluster: EditedCluster, object: KubernetesObject, document: Outline): AllocatedValue[] {
  const given = givenTo(cluster, object);
  const lineOf = (...path: Path) => document.lines.find((line) => fieldText(line.path) === fieldText(path));
  const values: AllocatedValue[] = [];
  const add = (line: ReturnType<typeof lineOf>, field: string, origins: readonly Origin[]) => {
    if (!line || origins.length === 0) return;
    values.push({
      offset: Math.max(line.value.end, line.key?.end ?? 0),
      line: line.line + 1,
      field,
      value: origins.map(({ value }) => value).join(', '),
      origin: origins.map((origin) => sentence(cluster, origin)).find((one) => one !== undefined),
    });
  };
  const startingWith = (prefix: string) => given.filter(({ field }) => field.startsWith(prefix));
  if (object.kind === 'Service') {
    const isWritten = lineOf('spec', 'clusterIP') ?? lineOf('spec', 'clusterIPs');
    const addresses = startingWith('spec.clusterIPs[');
    if (!isWritten) add(lineOf('spec'), addresses.length > 1 ? 'clusterIPs' : 'clusterIP', addresses);
    if (!lineOf('spec', 'healthCheckNodePort'))
      add(lineOf('spec', 'externalTrafficPolicy'), 'healthCheckNodePort', startingWith('spec.healthCheckNodePort'));
    for (const origin of startingWith('spec.ports[')) {
      const index = Number(/\[(\d+)\]/.exec(origin.field)![1]);
      if (!lineOf('spec', 'ports', index, 'nodePort'))
        add(lineOf('spec', 'ports', index, 'port'), 'nodePort', [origin]);
    }
  }
  const name = lineOf('metadata', 'name');
  if (object.kind === 'Pod') {
    const addresses = startingWith('status.podIPs[');
    add(name, addresses.length > 1 ? 'podIPs' : 'podIP', addresses);
  }
  if (object.kind === 'Node' && !lineOf('spec', 'podCIDR') && !lineOf('spec', 'podCIDRs')) {
    const blocks = startingWith('spec.podCIDRs[');
    add(lineOf('spec') ?? name, blocks.length > 1 ? 'podCIDRs' : 'podCIDR', blocks);
  }
  return values;
}
