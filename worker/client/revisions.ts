/** ControllerRevisions of StatefulSets and DaemonSets: one for every template, named after its hash. */

import type { KubernetesObject } from '../kubernetes/objects';
import type { ControllerContext } from './context';
import { isSame, templateHash } from './hash';
import { keyOf } from './informer';
import { controllerReference, isControlledBy } from './owners';
import { CONTROLLER_REVISIONS } from './resources';

export interface Revision {
  /** `<owner>-<hash>` */
  name: string;
  hash: string;
}

/** The revision of the owner's present template; its ControllerRevision is made when the server knows the kind. */
export function currentRevision(context: ControllerContext, owner: KubernetesObject): Revision {
  const hash = templateHash(owner.spec.template, context.release.name, owner.status?.collisionCount || undefined);
  const name = `${owner.metadata.name}-${hash}`;
  const { api, informers } = context;
  if (!isServed(context)) return { name, hash };
  const informer = informers.of(CONTROLLER_REVISIONS);
  const own = informer.list(owner.metadata.namespace).filter((one) => isControlledBy(one, owner));
  const last = Math.max(0, ...own.map((one) => one.revision as number));
  const present = informer.get(keyOf({ ...owner, metadata: { ...owner.metadata, name } }));
  const data = { spec: { template: { ...owner.spec.template, $patch: 'replace' } } };
  if (!present)
    api.create(CONTROLLER_REVISIONS, {
      metadata: {
        name,
        namespace: owner.metadata.namespace,
        labels: { ...owner.spec.template.metadata?.labels, ...hashLabel(owner, hash) },
        ownerReferences: [controllerReference(owner)],
      },
      data,
      revision: last + 1,
    });
  else if (present.revision !== last && isSame(present.data, data))
    api.patch(CONTROLLER_REVISIONS, present, { revision: last + 1 });
  return { name, hash };
}

const hashLabel = (owner: KubernetesObject, hash: string): Record<string, string> =>
  owner.kind === 'DaemonSet' ? { 'controller-revision-hash': hash } : { 'controller.kubernetes.io/hash': hash };

const served = new WeakMap<ControllerContext, boolean>();

function isServed(context: ControllerContext): boolean {
  const known = served.get(context);
  if (known !== undefined) return known;
  const answer = context.api.isServed(CONTROLLER_REVISIONS);
  served.set(context, answer);
  return answer;
}
