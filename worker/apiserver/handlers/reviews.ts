/** Reviews are answered and not kept: the reader is the administrator, who may do everything. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { CatalogRoute } from '../resolve';

const ADMINISTRATOR = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };

const DISCOVERY_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
];
const VERSION_PATHS = ['/version', '/version/'];

/** Rules of the roles cluster-admin, system:basic-user, system:discovery and system:public-info-viewer. */
const RULES = {
  resourceRules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ],
  nonResourceRules: [
    { verbs: ['*'], nonResourceURLs: ['*'] },
    { verbs: ['get'], nonResourceURLs: [...DISCOVERY_PATHS, ...VERSION_PATHS] },
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', ...VERSION_PATHS] },
  ],
  incomplete: false,
};

const STATUS: Readonly<Record<string, Record<string, unknown>>> = {
  SelfSubjectAccessReview: { allowed: true },
  SelfSubjectRulesReview: RULES,
  SelfSubjectReview: { userInfo: ADMINISTRATOR },
};

/** @returns the review with its status; undefined for a kind that is not answered. */
export function answerReview({ entry }: CatalogRoute, body: unknown): KubernetesObject | undefined {
  const status = STATUS[entry.kind];
  if (!status) return undefined;
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<KubernetesObject>;
  return {
    kind: entry.kind,
    apiVersion: `${entry.group}/${entry.version}`,
    metadata: { ...given.metadata },
    ...(given.spec !== undefined ? { spec: given.spec } : entry.kind !== 'SelfSubjectReview' && { spec: {} }),
    status,
  } as KubernetesObject;
}
