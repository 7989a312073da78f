/** What the API's Go types say and the generated classes of the client library do not: the generator merges it in. */

/** Scalars behind a pointer: a zero value that was given is kept (`false`, `0`, `""`). */
export const POINTERS = `
PodFailurePolicyOnExitCodesRequirement.containerName SuccessPolicyRule.succeededCount SuccessPolicyRule.succeededIndexes
ServiceSpec.allocateLoadBalancerNodePorts ServiceSpec.internalTrafficPolicy ServiceSpec.ipFamilyPolicy
ServiceSpec.loadBalancerClass ServiceSpec.trafficDistribution ServicePort.appProtocol ClientIPConfig.timeoutSeconds
LoadBalancerIngress.ipMode PortStatus.error ObjectMeta.deletionGracePeriodSeconds OwnerReference.controller
OwnerReference.blockOwnerDeletion PodSpec.terminationGracePeriodSeconds PodSpec.activeDeadlineSeconds
PodSpec.automountServiceAccountToken PodSpec.shareProcessNamespace PodSpec.priority PodSpec.preemptionPolicy
PodSpec.enableServiceLinks PodSpec.runtimeClassName PodSpec.setHostnameAsFQDN PodSpec.hostUsers PodSpec.hostnameOverride
Container.restartPolicy EphemeralContainer.restartPolicy ConfigMapKeySelector.optional SecretKeySelector.optional
ConfigMapEnvSource.optional SecretEnvSource.optional ConfigMapProjection.optional SecretProjection.optional
ConfigMapVolumeSource.defaultMode ConfigMapVolumeSource.optional SecretVolumeSource.defaultMode
SecretVolumeSource.optional DownwardAPIVolumeSource.defaultMode ProjectedVolumeSource.defaultMode KeyToPath.mode
DownwardAPIVolumeFile.mode ServiceAccountTokenProjection.expirationSeconds HostPathVolumeSource.type
VolumeMount.mountPropagation VolumeMount.recursiveReadOnly VolumeMountStatus.recursiveReadOnly
Toleration.tolerationSeconds SecurityContext.privileged SecurityContext.runAsUser SecurityContext.runAsGroup
SecurityContext.runAsNonRoot SecurityContext.readOnlyRootFilesystem SecurityContext.allowPrivilegeEscalation
SecurityContext.procMount PodSecurityContext.runAsUser PodSecurityContext.runAsGroup PodSecurityContext.runAsNonRoot
PodSecurityContext.fsGroup PodSecurityContext.fsGroupChangePolicy PodSecurityContext.supplementalGroupsPolicy
PodSecurityContext.seLinuxChangePolicy PodDNSConfigOption.value ContainerStatus.started
Probe.terminationGracePeriodSeconds GRPCAction.service StatefulSetSpec.replicas StatefulSetSpec.revisionHistoryLimit
RollingUpdateStatefulSetStrategy.partition RollingUpdateStatefulSetStrategy.maxUnavailable
RollingUpdateDeployment.maxSurge RollingUpdateDeployment.maxUnavailable RollingUpdateDaemonSet.maxSurge
RollingUpdateDaemonSet.maxUnavailable DeploymentSpec.replicas DeploymentSpec.revisionHistoryLimit
DeploymentSpec.progressDeadlineSeconds DeploymentStatus.collisionCount DeploymentStatus.terminatingReplicas
ReplicaSetSpec.replicas ReplicaSetStatus.terminatingReplicas DaemonSetSpec.revisionHistoryLimit
DaemonSetStatus.collisionCount StatefulSetStatus.collisionCount JobSpec.parallelism JobSpec.completions
JobSpec.activeDeadlineSeconds JobSpec.backoffLimit JobSpec.manualSelector JobSpec.ttlSecondsAfterFinished
JobSpec.completionMode JobSpec.suspend JobSpec.podReplacementPolicy JobSpec.backoffLimitPerIndex
JobSpec.maxFailedIndexes JobSpec.managedBy JobStatus.terminating JobStatus.ready JobStatus.failedIndexes
Endpoint.hostname Endpoint.nodeName Endpoint.zone EndpointConditions.ready EndpointConditions.serving
EndpointConditions.terminating discovery.EndpointPort.name discovery.EndpointPort.protocol
discovery.EndpointPort.port discovery.EndpointPort.appProtocol EndpointAddress.nodeName EndpointPort.appProtocol
NodeFeatures.supplementalGroupsPolicy NodeRuntimeHandlerFeatures.recursiveReadOnlyMounts
NodeRuntimeHandlerFeatures.userNamespaces ServiceAccount.automountServiceAccountToken Secret.immutable
ConfigMap.immutable LeaseSpec.holderIdentity LeaseSpec.leaseDurationSeconds LeaseSpec.leaseTransitions
LeaseSpec.strategy LeaseSpec.preferredHolder PersistentVolumeClaimSpec.storageClassName
PersistentVolumeClaimSpec.volumeMode PersistentVolumeClaimSpec.volumeAttributesClassName
DeleteOptions.gracePeriodSeconds DeleteOptions.orphanDependents DeleteOptions.propagationPolicy Preconditions.uid
Preconditions.resourceVersion
`;

/** Optional by the API's description, yet always printed: structs that are no pointers, times, counts without omitempty. */
export const ALWAYS = `
Service.metadata Service.spec Service.status Pod.metadata Pod.spec Pod.status Node.metadata Node.spec Node.status
Namespace.metadata Namespace.spec Namespace.status ServiceCIDR.metadata ServiceCIDR.spec ServiceCIDR.status
IPAddress.metadata IPAddress.spec EndpointSlice.metadata Endpoints.metadata Deployment.metadata Deployment.spec
Deployment.status ReplicaSet.metadata ReplicaSet.spec ReplicaSet.status StatefulSet.metadata StatefulSet.spec
StatefulSet.status DaemonSet.metadata DaemonSet.spec DaemonSet.status Job.metadata Job.spec Job.status
ConfigMap.metadata Secret.metadata ServiceAccount.metadata Scale.metadata Scale.spec Scale.status Lease.metadata
Lease.spec ControllerRevision.metadata PersistentVolumeClaim.metadata PersistentVolumeClaim.spec
PersistentVolumeClaim.status ServiceStatus.loadBalancer ServicePort.targetPort ContainerStatus.state
ContainerStatus.lastState Container.resources EphemeralContainer.resources PodTemplateSpec.metadata
PodTemplateSpec.spec DeploymentSpec.strategy StatefulSetSpec.updateStrategy DaemonSetSpec.updateStrategy
ReplicaSetSpec.template Endpoint.conditions EndpointSlice.ports EndpointSlice.endpoints NodeStatus.daemonEndpoints NodeStatus.nodeInfo
NodeDaemonEndpoints.kubeletEndpoint NodeRuntimeHandler.name StatefulSetStatus.availableReplicas Event.eventTime
Event.firstTimestamp Event.lastTimestamp Event.source Event.reportingComponent Event.reportingInstance
PersistentVolumeClaimSpec.resources PodCondition.lastProbeTime PodCondition.lastTransitionTime
NodeCondition.lastHeartbeatTime NodeCondition.lastTransitionTime DeploymentCondition.lastUpdateTime
DeploymentCondition.lastTransitionTime ReplicaSetCondition.lastTransitionTime StatefulSetCondition.lastTransitionTime
DaemonSetCondition.lastTransitionTime JobCondition.lastProbeTime JobCondition.lastTransitionTime
NamespaceCondition.lastTransitionTime ContainerStateRunning.startedAt ContainerStateTerminated.startedAt
ContainerStateTerminated.finishedAt
`;

/** Required by the API's description, yet pointers: absent stays absent, so that validation can say so. */
export const ABSENT = `
IPAddressSpec.parentRef DeploymentSpec.selector ReplicaSetSpec.selector DaemonSetSpec.selector StatefulSetSpec.selector
`;

/** Fields of type Quantity (or maps of it): a number is as good as text. */
export const QUANTITIES = `
ResourceRequirements.limits ResourceRequirements.requests VolumeResourceRequirements.limits
VolumeResourceRequirements.requests NodeStatus.capacity NodeStatus.allocatable ContainerStatus.allocatedResources
PodStatus.allocatedResources EmptyDirVolumeSource.sizeLimit ResourceFieldSelector.divisor PodSpec.overhead
PersistentVolumeClaimStatus.capacity PersistentVolumeClaimStatus.allocatedResources
`;

/** Named string types, as decoding errors print them. */
export const GO_TYPES = {
  'ServiceSpec.type': 'v1.ServiceType',
  'ServiceSpec.sessionAffinity': 'v1.ServiceAffinity',
  'ServiceSpec.externalTrafficPolicy': 'v1.ServiceExternalTrafficPolicy',
  'ServiceSpec.internalTrafficPolicy': 'v1.ServiceInternalTrafficPolicy',
  'ServiceSpec.ipFamilies': 'v1.IPFamily',
  'ServiceSpec.ipFamilyPolicy': 'v1.IPFamilyPolicy',
  'ServicePort.protocol': 'v1.Protocol',
  'ContainerPort.protocol': 'v1.Protocol',
  'EndpointPort.protocol': 'v1.Protocol',
  'discovery.EndpointPort.protocol': 'v1.Protocol',
  'PortStatus.protocol': 'v1.Protocol',
  'EndpointSlice.addressType': 'v1.AddressType',
  'LoadBalancerIngress.ipMode': 'v1.LoadBalancerIPMode',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'PodSpec.preemptionPolicy': 'v1.PreemptionPolicy',
  'PodStatus.phase': 'v1.PodPhase',
  'PodStatus.qosClass': 'v1.PodQOSClass',
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'Toleration.operator': 'v1.TolerationOperator',
  'Toleration.effect': 'v1.TaintEffect',
  'Taint.effect': 'v1.TaintEffect',
  'NodeAddress.type': 'v1.NodeAddressType',
  'NamespaceStatus.phase': 'v1.NamespacePhase',
  'ObjectMeta.uid': 'types.UID',
  'OwnerReference.uid': 'types.UID',
  'Condition.status': 'v1.ConditionStatus',
  'PodCondition.status': 'v1.ConditionStatus',
  'NodeCondition.status': 'v1.ConditionStatus',
  'Secret.type': 'v1.SecretType',
};

/** Lists that server-side apply merges: keys of a map, or `=` for a set. All others are replaced whole. */
export const LIST_KEYS = {
  'ServiceSpec.ports': 'port,protocol',
  'ServiceStatus.conditions': 'type',
  'ServiceCIDRStatus.conditions': 'type',
  'ObjectMeta.finalizers': '=',
  'ObjectMeta.ownerReferences': 'uid',
  'PodSpec.containers': 'name',
  'PodSpec.initContainers': 'name',
  'PodSpec.ephemeralContainers': 'name',
  'PodSpec.hostAliases': 'ip',
  'PodSpec.imagePullSecrets': 'name',
  'PodSpec.topologySpreadConstraints': 'topologyKey,whenUnsatisfiable',
  'PodSpec.volumes': 'name',
  'PodSpec.resourceClaims': 'name',
  'PodSpec.schedulingGates': 'name',
  'PodStatus.conditions': 'type',
  'PodStatus.podIPs': 'ip',
  'Container.env': 'name',
  'Container.ports': 'containerPort,protocol',
  'Container.volumeMounts': 'mountPath',
  'Container.volumeDevices': 'devicePath',
  'NodeSpec.podCIDRs': '=',
  'NodeStatus.addresses': 'type',
  'NodeStatus.conditions': 'type',
  'NamespaceStatus.conditions': 'type',
  'DeploymentStatus.conditions': 'type',
  'ReplicaSetStatus.conditions': 'type',
  'StatefulSetStatus.conditions': 'type',
  'DaemonSetStatus.conditions': 'type',
  'ServiceAccount.secrets': 'name',
  'Endpoint.addresses': '=',
  'ResourceRequirements.claims': 'name',
};

/** Structs that are owned as a whole: selectors and references. */
export const ATOMIC_STRUCTS = `
LabelSelector ConfigMapKeySelector SecretKeySelector ObjectFieldSelector ResourceFieldSelector ObjectReference
LocalObjectReference OwnerReference NodeSelector NodeSelectorTerm TypedLocalObjectReference
`;

/** Maps that are owned as a whole. */
export const ATOMIC_MAPS = `
ServiceSpec.selector PodSpec.nodeSelector
`;

/** Fields that the release of the client library knows and older ones do not. */
export const SINCE = {
  'PodSpec.hostnameOverride': '1.34',
  'DeploymentStatus.terminatingReplicas': '1.33',
  'ReplicaSetStatus.terminatingReplicas': '1.33',
  'PodCondition.observedGeneration': '1.33',
  'PodStatus.observedGeneration': '1.33',
  'PodSpec.resources': '1.32',
};

/** Values of the networking fields' types, for the API's description. */
export const ENUMS = {
  'v1.ServiceType': {
    ClusterIP: 'means a service will only be accessible inside the cluster, via the cluster IP.',
    ExternalName:
      'means a service consists of only a reference to an external name that kubedns or equivalent will return as a CNAME record, with no exposing or proxying of any pods involved.',
    LoadBalancer:
      "means a service will be exposed via an external load balancer (if the cloud provider supports it), in addition to 'NodePort' type.",
    NodePort: "means a service will be exposed on one port of every node, in addition to 'ClusterIP' type.",
  },
  'v1.ServiceAffinity': {
    ClientIP: 'is the Client IP based.',
    None: '- no session affinity.',
  },
  'v1.ServiceExternalTrafficPolicy': {
    Cluster: 'routes traffic to all endpoints.',
    Local:
      'preserves the source IP of the traffic by routing only to endpoints on the same node as the traffic was received on (dropping the traffic if there are no local endpoints).',
  },
  'v1.ServiceInternalTrafficPolicy': {
    Cluster: 'routes traffic to all endpoints.',
    Local:
      'routes traffic only to endpoints on the same node as the client pod (dropping the traffic if there are no local endpoints).',
  },
  'v1.IPFamily': {
    '': 'indicates that this IP is unknown protocol',
    IPv4: 'indicates that this IP is IPv4 protocol',
    IPv6: 'indicates that this IP is IPv6 protocol',
  },
  'v1.IPFamilyPolicy': {
    PreferDualStack:
      'indicates that this service prefers dual-stack when the cluster is configured for dual-stack. If the cluster is not configured for dual-stack the service will be assigned a single IPFamily. If the IPFamily is not set in service.spec.ipFamilies then the service will be assigned the default IPFamily configured on the cluster',
    RequireDualStack:
      'indicates that this service requires dual-stack. Using IPFamilyPolicyRequireDualStack on a single stack cluster will result in validation errors. The IPFamilies (and their order) assigned to this service is based on service.spec.ipFamilies. If service.spec.ipFamilies was not provided then it will be assigned according to how they are configured on the cluster. If service.spec.ipFamilies has only one entry then the alternative IPFamily will be added by apiserver',
    SingleStack:
      'indicates that this service is required to have a single IPFamily. The IPFamily assigned is based on the default IPFamily used by the cluster or as identified by service.spec.ipFamilies field',
  },
  'v1.Protocol': { SCTP: 'is the SCTP protocol.', TCP: 'is the TCP protocol.', UDP: 'is the UDP protocol.' },
  'v1.AddressType': {
    FQDN: 'represents a FQDN.',
    IPv4: 'represents an IPv4 Address.',
    IPv6: 'represents an IPv6 Address.',
  },
  'v1.DNSPolicy': {
    ClusterFirst:
      'indicates that the pod should use cluster DNS first unless hostNetwork is true, if it is available, then fall back on the default (as determined by kubelet) DNS settings.',
    ClusterFirstWithHostNet:
      'indicates that the pod should use cluster DNS first, if it is available, then fall back on the default (as determined by kubelet) DNS settings.',
    Default: 'indicates that the pod should use the default (as determined by kubelet) DNS settings.',
    None: 'indicates that the pod should use empty DNS settings. DNS parameters such as nameservers and search paths should be defined via DNSConfig.',
  },
  'v1.RestartPolicy': { Always: '', Never: '', OnFailure: '' },
  'v1.PullPolicy': {
    Always: 'means that kubelet always attempts to pull the latest image. Container will fail If the pull fails.',
    IfNotPresent:
      "means that kubelet pulls if the image isn't present on disk. Container will fail if the image isn't present and the pull fails.",
    Never:
      "means that kubelet never pulls an image, but only uses a local image. Container will fail if the image isn't present",
  },
};

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const METADATA = `Standard object's metadata. More info: ${CONVENTIONS}#metadata`;
const AS_STATUS = `More info: ${CONVENTIONS}#spec-and-status`;
const PROBES = 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle#container-probes';

/** The client library's generator drops the description of a field that is a type of its own. */
export const DESCRIPTIONS = {
  ...Object.fromEntries(
    'Service Pod Node Namespace ServiceCIDR IPAddress Endpoints Deployment StatefulSet DaemonSet Job ConfigMap Secret ServiceAccount Event Lease ControllerRevision PodTemplateSpec'
      .split(' ')
      .map((type) => [`${type}.metadata`, METADATA]),
  ),
  'EndpointSlice.metadata': "Standard object's metadata.",
  'ReplicaSet.metadata': `If the Labels of a ReplicaSet are empty, they are defaulted to be the same as the Pod(s) that the ReplicaSet manages. ${METADATA}`,
  'Service.spec': `Spec defines the behavior of a service. ${CONVENTIONS}#spec-and-status`,
  'Service.status': `Most recently observed status of the service. Populated by the system. Read-only. ${AS_STATUS}`,
  'ServiceSpec.sessionAffinityConfig': 'sessionAffinityConfig contains the configurations of session affinity.',
  'ServiceStatus.loadBalancer': 'LoadBalancer contains the current status of the load-balancer, if one is present.',
  'SessionAffinityConfig.clientIP': 'clientIP contains the configurations of Client IP based session affinity.',
  'ServiceCIDR.spec': `spec is the desired state of the ServiceCIDR. ${AS_STATUS}`,
  'ServiceCIDR.status': `status represents the current state of the ServiceCIDR. ${AS_STATUS}`,
  'IPAddress.spec': `spec is the desired state of the IPAddress. ${AS_STATUS}`,
  'IPAddressSpec.parentRef':
    'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.',
  'Endpoint.conditions': 'conditions contains information about the current status of the endpoint.',
  'Endpoint.hints': 'hints contains information associated with how an endpoint should be consumed.',
  'Endpoint.targetRef': 'targetRef is a reference to a Kubernetes object that represents this endpoint.',
  'EndpointAddress.targetRef': 'Reference to object providing the endpoint.',
  'Pod.spec': `Specification of the desired behavior of the pod. ${AS_STATUS}`,
  'Pod.status': `Most recently observed status of the pod. This data may not be up to date. Populated by the system. Read-only. ${AS_STATUS}`,
  'PodTemplateSpec.spec': `Specification of the desired behavior of the pod. ${AS_STATUS}`,
  'PodSpec.affinity': "If specified, the pod's scheduling constraints",
  'PodSpec.dnsConfig':
    'Specifies the DNS parameters of a pod. Parameters specified here will be merged to the generated DNS configuration based on DNSPolicy.',
  'PodSpec.securityContext':
    'SecurityContext holds pod-level security attributes and common container settings. Optional: Defaults to empty.  See type description for default values of each field.',
  'Container.lifecycle':
    'Actions that the management system should take in response to container lifecycle events. Cannot be updated.',
  'Container.livenessProbe': `Periodic probe of container liveness. Container will be restarted if the probe fails. Cannot be updated. More info: ${PROBES}`,
  'Container.readinessProbe': `Periodic probe of container service readiness. Container will be removed from service endpoints if the probe fails. Cannot be updated. More info: ${PROBES}`,
  'Container.startupProbe': `StartupProbe indicates that the Pod has successfully initialized. If specified, no other probes are executed until this completes successfully. If this probe fails, the Pod will be restarted, just as if the livenessProbe failed. This can be used to provide different probe parameters at the beginning of a Pod's lifecycle, when it might take a long time to load data or warm a cache, than during steady-state operation. This cannot be updated. More info: ${PROBES}`,
  'Container.resources':
    'Compute Resources required by this container. Cannot be updated. More info: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  'Container.securityContext':
    'SecurityContext defines the security options the container should be run with. If set, the fields of SecurityContext override the equivalent fields of PodSecurityContext. More info: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  'EnvVar.valueFrom': "Source for the environment variable's value. Cannot be used if value is not empty.",
  'EnvVarSource.configMapKeyRef': 'Selects a key of a ConfigMap.',
  'EnvVarSource.fieldRef':
    "Selects a field of the pod: supports metadata.name, metadata.namespace, `metadata.labels['<KEY>']`, `metadata.annotations['<KEY>']`, spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP, status.podIPs.",
  'EnvVarSource.resourceFieldRef':
    'Selects a resource of the container: only resources limits and requests (limits.cpu, limits.memory, limits.ephemeral-storage, requests.cpu, requests.memory and requests.ephemeral-storage) are currently supported.',
  'EnvVarSource.secretKeyRef': "Selects a key of a secret in the pod's namespace",
  'Node.spec': `Spec defines the behavior of a node. ${CONVENTIONS}#spec-and-status`,
  'Node.status': `Most recently observed status of the node. Populated by the system. Read-only. ${AS_STATUS}`,
  'NodeStatus.daemonEndpoints': 'Endpoints of daemons running on the Node.',
  'NodeStatus.nodeInfo':
    'Set of ids/uuids to uniquely identify the node. More info: https://kubernetes.io/docs/reference/node/node-status/#info',
  'Namespace.spec': `Spec defines the behavior of the Namespace. ${AS_STATUS}`,
  'Namespace.status': `Status describes the current status of a Namespace. ${AS_STATUS}`,
  'Deployment.spec': 'Specification of the desired behavior of the Deployment.',
  'Deployment.status': 'Most recently observed status of the Deployment.',
  'DeploymentSpec.selector':
    "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
  'DeploymentSpec.strategy': 'The deployment strategy to use to replace existing pods with new ones.',
  'DeploymentSpec.template':
    'Template describes the pods that will be created. The only allowed template.spec.restartPolicy value is "Always".',
  'ReplicaSet.spec': `Spec defines the specification of the desired behavior of the ReplicaSet. ${AS_STATUS}`,
  'ReplicaSet.status': `Status is the most recently observed status of the ReplicaSet. This data may be out of date by some window of time. Populated by the system. Read-only. ${AS_STATUS}`,
  'StatefulSet.spec': 'Spec defines the desired identities of pods in this set.',
  'StatefulSet.status':
    'Status is the current status of Pods in this StatefulSet. This data may be out of date by some window of time.',
  'DaemonSet.spec': `The desired behavior of this daemon set. ${AS_STATUS}`,
  'DaemonSet.status': `The current status of this daemon set. This data may be out of date by some window of time. Populated by the system. Read-only. ${AS_STATUS}`,
  'Job.spec': `Specification of the desired behavior of a job. ${AS_STATUS}`,
  'Job.status': `Current status of a job. ${AS_STATUS}`,
  'Event.involvedObject': 'The object that this event is about.',
  'Event.source': 'The component reporting this event. Should be a short machine understandable string.',
};

/** Line breaks of the descriptions, which the client library's generator turned into blanks. */
export const LINE_BREAKS = [
  [
    / {2}(?=This field may hold a maximum|Populated by the system\.|If this field is specified and the generated name|Applied only if Name|Must be a DNS_LABEL\. Cannot|Deprecated: This API|This field must be a valid DNS subdomain|\* Un-prefixed protocol|\* Kubernetes-defined prefixed|\* Other protocols should)/g,
    '\n\n',
  ],
  [/ {3}(?=\* 'kubernetes\.io\/)/g, '\n  '],
  [/ (?=\* (?:IPv4|IPv6|FQDN): )/g, '\n'],
  [/ (?=- (?:It takes precedence over|The Pod's hostname will|`setHostnameAsFQDN` must|`hostNetwork` must))/g, '\n'],
];
