/** Kind Decision of berth.dev: why a value was given, refused or given back. */

import type { Decision, ObjectRef } from '../../api';
import type { KubernetesObject } from '../../kubernetes/objects';
import { AGE, NAME } from '../registry/columns';
import type { Strategy } from '../registry/strategy';

export const GROUP = 'berth.dev';
export const VERSION = 'v1';

/** A decision as the API shows it: its fields beside the type and the metadata. */
export type DecisionObject = KubernetesObject & Decision;

/** `Service/default/web`. */
export const refText = ({ kind, namespace, name }: ObjectRef) =>
  namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`;

function requestText({ request: { value, family, dryRun } }: Decision): string {
  const wanted = value ?? (family ? `any ${family}` : 'any');
  return dryRun ? `${wanted} (dry run)` : wanted;
}

function outcomeText({ outcome }: Decision): string {
  switch (outcome.kind) {
    case 'allocated':
      return outcome.value;
    case 'refused':
      return `refused: ${outcome.cause}`;
    case 'released':
      return `released ${outcome.value}`;
  }
}

export const DECISION: Strategy<DecisionObject> = {
  group: GROUP,
  version: VERSION,
  kind: 'Decision',
  resource: 'decisions',
  singular: 'decision',
  namespaced: false,
  verbs: ['get', 'list', 'watch'],
  nameRule: () => [],
  columns: [
    NAME,
    { name: 'Resource', cell: ({ resource }) => resource },
    { name: 'Object', cell: ({ object }) => refText(object) },
    { name: 'Request', cell: requestText },
    { name: 'Outcome', cell: outcomeText },
    AGE,
  ],
  selectableFields: {
    resource: ({ resource }) => resource,
    step: ({ step }) => String(step),
    'object.kind': ({ object }) => object.kind,
    'object.namespace': ({ object }) => object.namespace ?? '',
    'object.name': ({ object }) => object.name,
    'request.value': ({ request }) => request.value ?? '',
    'outcome.kind': ({ outcome }) => outcome.kind,
    'outcome.value': ({ outcome }) => ('value' in outcome ? outcome.value : ''),
    'outcome.cause': ({ outcome }) => ('cause' in outcome ? outcome.cause : ''),
  },
};
