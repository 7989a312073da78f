/** Events. */

import { humanDuration } from '../../../kubernetes/duration';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { invalid, required, type FieldError } from '../../field-errors';
import { checkLabelKey } from '../../validation/names';
import type { AnyStrategy, Column } from '../strategy';

/** Time since a stamp; `<unknown>` for a zero time. */
const since = (stamp: string | null | undefined, env: Env) =>
  stamp ? humanDuration(env.nowMs() - Date.parse(stamp)) : '<unknown>';

const firstOf = (event: KubernetesObject): string | null => event.firstTimestamp ?? event.eventTime;
const lastOf = (event: KubernetesObject): string | null =>
  event.series?.lastObservedTime ?? event.lastTimestamp ?? firstOf(event);

function sourceOf(event: KubernetesObject): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host ? `${component}, ${host}` : component;
}

function objectOf({ involvedObject }: KubernetesObject): string {
  const kind = String(involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

/** pods-and-nodes.md R7.5. */
const COLUMNS: readonly Column[] = [
  { name: 'Last Seen', cell: (event, env) => since(lastOf(event), env) },
  { name: 'Type', cell: (event) => event.type ?? '' },
  { name: 'Reason', cell: (event) => event.reason ?? '' },
  { name: 'Object', cell: objectOf },
  { name: 'Subobject', wide: true, cell: (event) => event.involvedObject.fieldPath ?? '' },
  { name: 'Source', wide: true, cell: sourceOf },
  { name: 'Message', cell: (event) => String(event.message ?? '').trim() },
  { name: 'First Seen', wide: true, cell: (event, env) => since(firstOf(event), env) },
  { name: 'Count', wide: true, cell: (event) => event.series?.count ?? (event.count || 1) },
  { name: 'Name', wide: true, cell: (event) => event.metadata.name },
];

const involved = (field: string) => (event: KubernetesObject) => event.involvedObject?.[field] ?? '';

const LONG_MAX = 128;
const MESSAGE_MAX = 1024;

/** Events of the old form belong to their object's namespace; those with a time say who reports what. */
function validate(event: KubernetesObject, env: Env): FieldError[] {
  const { namespace = '' } = event.metadata;
  const { eventTime, reportingComponent = '', message = '' } = event;
  const own: string = event.involvedObject?.namespace ?? '';
  const elsewhere = invalid('involvedObject.namespace', own, 'does not match event.namespace');
  if (!eventTime) return (own || 'default') === namespace ? [] : [elsewhere];
  const errors = own || namespace === 'default' || namespace === 'kube-system' ? [] : [elsewhere];
  if (!reportingComponent) errors.push(required('reportingController'));
  for (const text of checkLabelKey(reportingComponent, env.release))
    errors.push(invalid('reportingController', reportingComponent, text));
  for (const field of ['reportingInstance', 'action', 'reason']) {
    const value: string = event[field] ?? '';
    if (!value) errors.push(required(field));
    if (value.length > LONG_MAX) errors.push(invalid(field, '', `can have at most ${LONG_MAX} characters`));
  }
  if (message.length > MESSAGE_MAX) errors.push(invalid('message', '', `can have at most ${MESSAGE_MAX} characters`));
  return errors;
}

export const EVENT: AnyStrategy = {
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  hasNoDependents: true,
  namespaced: true,
  nameRule: () => [],
  createsOnUpdate: true,
  validate,
  validateUpdate: (event: KubernetesObject, _old: KubernetesObject, env: Env) => validate(event, env),
  columns: COLUMNS,
  selectableFields: {
    'involvedObject.kind': involved('kind'),
    'involvedObject.namespace': involved('namespace'),
    'involvedObject.name': involved('name'),
    'involvedObject.uid': involved('uid'),
    'involvedObject.apiVersion': involved('apiVersion'),
    'involvedObject.resourceVersion': involved('resourceVersion'),
    'involvedObject.fieldPath': involved('fieldPath'),
    reason: (event: KubernetesObject) => event.reason ?? '',
    reportingComponent: (event: KubernetesObject) => event.reportingComponent ?? '',
    source: (event: KubernetesObject) => event.source?.component || event.reportingComponent || '',
    type: (event: KubernetesObject) => event.type ?? '',
  },
};
