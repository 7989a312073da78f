/** The resources that a real server lists, beside those that are simulated: for `kubectl api-resources` and `get all`. */

import { isVersionOn } from '../../releases';
import type { Env } from '../env';

export interface CatalogEntry {
  group: string;
  version: string;
  resource: string;
  kind: string;
  shortNames: readonly string[];
  namespaced: boolean;
  categories: readonly string[];
  verbs: readonly string[];
  /** First release that serves it, where that is not all of them. */
  since?: string;
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const CREATE_ONLY = ['create'];
const READ_ONLY = ['get', 'list'];

/** `group/version`, then a line a resource: plural, kind, scope (n or c), short names, categories, verbs (c: create only, r: read only), first release. */
const CATALOG = `
v1
bindings Binding n - - c
componentstatuses ComponentStatus c cs - r
limitranges LimitRange n limits
persistentvolumeclaims PersistentVolumeClaim n pvc
persistentvolumes PersistentVolume c pv
podtemplates PodTemplate n
replicationcontrollers ReplicationController n rc all
resourcequotas ResourceQuota n quota
admissionregistration.k8s.io/v1
mutatingadmissionpolicies MutatingAdmissionPolicy c - api-extensions - 1.36
mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding c - api-extensions - 1.36
mutatingwebhookconfigurations MutatingWebhookConfiguration c - api-extensions
validatingadmissionpolicies ValidatingAdmissionPolicy c - api-extensions
validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding c - api-extensions
validatingwebhookconfigurations ValidatingWebhookConfiguration c - api-extensions
apiextensions.k8s.io/v1
customresourcedefinitions CustomResourceDefinition c crd,crds api-extensions
apiregistration.k8s.io/v1
apiservices APIService c - api-extensions
authentication.k8s.io/v1
selfsubjectreviews SelfSubjectReview c - - c
tokenreviews TokenReview c - - c
authorization.k8s.io/v1
localsubjectaccessreviews LocalSubjectAccessReview n - - c
selfsubjectaccessreviews SelfSubjectAccessReview c - - c
selfsubjectrulesreviews SelfSubjectRulesReview c - - c
subjectaccessreviews SubjectAccessReview c - - c
autoscaling/v2
horizontalpodautoscalers HorizontalPodAutoscaler n hpa all
batch/v1
cronjobs CronJob n cj all
certificates.k8s.io/v1
certificatesigningrequests CertificateSigningRequest c csr
events.k8s.io/v1
events Event n ev
flowcontrol.apiserver.k8s.io/v1
flowschemas FlowSchema c
prioritylevelconfigurations PriorityLevelConfiguration c
networking.k8s.io/v1
ingressclasses IngressClass c
ingresses Ingress n ing
networkpolicies NetworkPolicy n netpol
node.k8s.io/v1
runtimeclasses RuntimeClass c
policy/v1
poddisruptionbudgets PodDisruptionBudget n pdb
rbac.authorization.k8s.io/v1
clusterrolebindings ClusterRoleBinding c
clusterroles ClusterRole c
rolebindings RoleBinding n
roles Role n
resource.k8s.io/v1
deviceclasses DeviceClass c - - - 1.34
resourceclaims ResourceClaim n - - - 1.34
resourceclaimtemplates ResourceClaimTemplate n - - - 1.34
resourceslices ResourceSlice c - - - 1.34
scheduling.k8s.io/v1
priorityclasses PriorityClass c pc
storage.k8s.io/v1
csidrivers CSIDriver c
csinodes CSINode c
csistoragecapacities CSIStorageCapacity n
storageclasses StorageClass c sc
volumeattachments VolumeAttachment c
volumeattributesclasses VolumeAttributesClass c vac - - 1.34
`;

const split = (text: string | undefined) => (text === undefined || text === '-' ? [] : text.split(','));

function parseCatalog(): CatalogEntry[] {
  const entries: CatalogEntry[] = [];
  let group = '';
  let version = '';
  for (const line of CATALOG.trim().split('\n')) {
    const [resource, kind, scope, shortNames, categories, verbs, since] = line.split(' ');
    if (kind === undefined) {
      [group, version] = resource.includes('/') ? (resource.split('/') as [string, string]) : ['', resource];
      continue;
    }
    entries.push({
      group,
      version,
      resource,
      kind,
      shortNames: split(shortNames),
      namespaced: scope === 'n',
      categories: split(categories),
      verbs: verbs === 'c' ? CREATE_ONLY : verbs === 'r' ? READ_ONLY : ALL_VERBS,
      since,
    });
  }
  return entries;
}

const ENTRIES: readonly CatalogEntry[] = parseCatalog();

/** Resources that the release lists but that are not simulated: their lists are empty. */
export const catalogOf = ({ release, settings: { runtimeConfig } }: Env): readonly CatalogEntry[] =>
  ENTRIES.filter(
    ({ group, version, resource, since }) =>
      (since === undefined || release.since(since as '1.34')) &&
      (!runtimeConfig || isVersionOn(runtimeConfig, group, version, resource)),
  );

export const SIMULATED_VERBS: readonly string[] = ALL_VERBS;
