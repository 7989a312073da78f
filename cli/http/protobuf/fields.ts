/** Protobuf fields of the kinds that the API server decodes, from k8s.io/api v0.37.2; `fields.go` prints the lines. */

/** A line a message: number, JSON name (`?`: left out when empty; `...`: its fields are the message's own) and form. */
export const FIELDS = `
apps.ControllerRevision: 1 metadata meta.ObjectMeta; 2 data json; 3 revision int
apps.DaemonSet: 1 metadata meta.ObjectMeta; 2 spec apps.DaemonSetSpec; 3 status apps.DaemonSetStatus
apps.DaemonSetCondition: 1 type text; 2 status text; 3 lastTransitionTime time; 4 reason? text; 5 message? text
apps.DaemonSetSpec: 1 selector meta.LabelSelector; 2 template core.PodTemplateSpec; 3 updateStrategy apps.DaemonSetUpdateStrategy; 4 minReadySeconds? int; 6 revisionHistoryLimit int
apps.DaemonSetStatus: 1 currentNumberScheduled int; 2 numberMisscheduled int; 3 desiredNumberScheduled int; 4 numberReady int; 5 observedGeneration? int; 6 updatedNumberScheduled? int; 7 numberAvailable? int; 8 numberUnavailable? int; 9 collisionCount int; 10 conditions? list apps.DaemonSetCondition
apps.DaemonSetUpdateStrategy: 1 type? text; 2 rollingUpdate apps.RollingUpdateDaemonSet
apps.Deployment: 1 metadata meta.ObjectMeta; 2 spec apps.DeploymentSpec; 3 status apps.DeploymentStatus
apps.DeploymentCondition: 1 type text; 2 status text; 6 lastUpdateTime time; 7 lastTransitionTime time; 4 reason? text; 5 message? text
apps.DeploymentSpec: 1 replicas int; 2 selector meta.LabelSelector; 3 template core.PodTemplateSpec; 4 strategy apps.DeploymentStrategy; 5 minReadySeconds? int; 6 revisionHistoryLimit int; 7 paused? bool; 9 progressDeadlineSeconds int
apps.DeploymentStatus: 1 observedGeneration? int; 2 replicas? int; 3 updatedReplicas? int; 7 readyReplicas? int; 4 availableReplicas? int; 5 unavailableReplicas? int; 9 terminatingReplicas int; 6 conditions? list apps.DeploymentCondition; 8 collisionCount int
apps.DeploymentStrategy: 1 type? text; 2 rollingUpdate apps.RollingUpdateDeployment
apps.ReplicaSet: 1 metadata meta.ObjectMeta; 2 spec apps.ReplicaSetSpec; 3 status apps.ReplicaSetStatus
apps.ReplicaSetCondition: 1 type text; 2 status text; 3 lastTransitionTime time; 4 reason? text; 5 message? text
apps.ReplicaSetSpec: 1 replicas int; 4 minReadySeconds? int; 2 selector meta.LabelSelector; 3 template core.PodTemplateSpec
apps.ReplicaSetStatus: 1 replicas int; 2 fullyLabeledReplicas? int; 4 readyReplicas? int; 5 availableReplicas? int; 7 terminatingReplicas int; 3 observedGeneration? int; 6 conditions? list apps.ReplicaSetCondition
apps.RollingUpdateDaemonSet: 1 maxUnavailable port; 2 maxSurge port
apps.RollingUpdateDeployment: 1 maxUnavailable port; 2 maxSurge port
apps.RollingUpdateStatefulSetStrategy: 1 partition int; 2 maxUnavailable port
apps.StatefulSet: 1 metadata meta.ObjectMeta; 2 spec apps.StatefulSetSpec; 3 status apps.StatefulSetStatus
apps.StatefulSetCondition: 1 type text; 2 status text; 3 lastTransitionTime time; 4 reason? text; 5 message? text
apps.StatefulSetOrdinals: 1 start int
apps.StatefulSetPersistentVolumeClaimRetentionPolicy: 1 whenDeleted? text; 2 whenScaled? text
apps.StatefulSetSpec: 1 replicas int; 2 selector meta.LabelSelector; 3 template core.PodTemplateSpec; 4 volumeClaimTemplates? list core.PersistentVolumeClaim; 5 serviceName text; 6 podManagementPolicy? text; 7 updateStrategy apps.StatefulSetUpdateStrategy; 8 revisionHistoryLimit int; 9 minReadySeconds? int; 10 persistentVolumeClaimRetentionPolicy apps.StatefulSetPersistentVolumeClaimRetentionPolicy; 11 ordinals apps.StatefulSetOrdinals
apps.StatefulSetStatus: 1 observedGeneration? int; 2 replicas int; 3 readyReplicas? int; 4 currentReplicas? int; 5 updatedReplicas? int; 6 currentRevision? text; 7 updateRevision? text; 9 collisionCount int; 10 conditions? list apps.StatefulSetCondition; 11 availableReplicas int
apps.StatefulSetUpdateStrategy: 1 type? text; 2 rollingUpdate apps.RollingUpdateStatefulSetStrategy
authentication.SelfSubjectReview: 1 metadata meta.ObjectMeta; 2 status authentication.SelfSubjectReviewStatus
authentication.SelfSubjectReviewStatus: 1 userInfo authentication.UserInfo
authentication.UserInfo: 1 username? text; 2 uid? text; 3 groups? list text; 4 extra? map list text
authorization.FieldSelectorAttributes: 1 rawSelector? text; 2 requirements? list meta.FieldSelectorRequirement
authorization.LabelSelectorAttributes: 1 rawSelector? text; 2 requirements? list meta.LabelSelectorRequirement
authorization.NonResourceAttributes: 1 path? text; 2 verb? text
authorization.ResourceAttributes: 1 namespace? text; 2 verb? text; 3 group? text; 4 version? text; 5 resource? text; 6 subresource? text; 7 name? text; 8 fieldSelector authorization.FieldSelectorAttributes; 9 labelSelector authorization.LabelSelectorAttributes
authorization.SelfSubjectAccessReview: 1 metadata meta.ObjectMeta; 2 spec authorization.SelfSubjectAccessReviewSpec; 3 status authorization.SubjectAccessReviewStatus
authorization.SelfSubjectAccessReviewSpec: 1 resourceAttributes authorization.ResourceAttributes; 2 nonResourceAttributes authorization.NonResourceAttributes
authorization.SubjectAccessReviewStatus: 1 allowed bool; 4 denied? bool; 2 reason? text; 3 evaluationError? text
autoscaling.Scale: 1 metadata meta.ObjectMeta; 2 spec autoscaling.ScaleSpec; 3 status autoscaling.ScaleStatus
autoscaling.ScaleSpec: 1 replicas? int
autoscaling.ScaleStatus: 1 replicas int; 2 selector? text
batch.Job: 1 metadata meta.ObjectMeta; 2 spec batch.JobSpec; 3 status batch.JobStatus
batch.JobCondition: 1 type text; 2 status text; 3 lastProbeTime time; 4 lastTransitionTime time; 5 reason? text; 6 message? text
batch.JobSchedulingConfiguration: 1 schedulingPolicy scheduling.WorkloadPodGroupSchedulingPolicy; 2 schedulingConstraints scheduling.WorkloadPodGroupSchedulingConstraints; 3 disruptionMode scheduling.WorkloadPodGroupDisruptionMode; 4 resourceClaims? list scheduling.WorkloadPodGroupResourceClaim
batch.JobSpec: 1 parallelism int; 2 completions int; 3 activeDeadlineSeconds int; 11 podFailurePolicy batch.PodFailurePolicy; 16 successPolicy batch.SuccessPolicy; 7 backoffLimit int; 12 backoffLimitPerIndex int; 13 maxFailedIndexes int; 4 selector meta.LabelSelector; 5 manualSelector bool; 6 template core.PodTemplateSpec; 8 ttlSecondsAfterFinished int; 9 completionMode text; 10 suspend bool; 14 podReplacementPolicy text; 15 managedBy text; 17 scheduling batch.JobSchedulingConfiguration
batch.JobStatus: 1 conditions? list batch.JobCondition; 2 startTime time; 3 completionTime time; 4 active? int; 5 succeeded? int; 6 failed? int; 11 terminating int; 7 completedIndexes? text; 10 failedIndexes text; 8 uncountedTerminatedPods batch.UncountedTerminatedPods; 9 ready int
batch.PodFailurePolicy: 1 rules list batch.PodFailurePolicyRule
batch.PodFailurePolicyOnExitCodesRequirement: 1 containerName text; 2 operator text; 3 values list int
batch.PodFailurePolicyOnPodConditionsPattern: 1 type text; 2 status text
batch.PodFailurePolicyRule: 1 action text; 2 onExitCodes batch.PodFailurePolicyOnExitCodesRequirement; 3 onPodConditions? list batch.PodFailurePolicyOnPodConditionsPattern
batch.SuccessPolicy: 1 rules list batch.SuccessPolicyRule
batch.SuccessPolicyRule: 1 succeededIndexes text; 2 succeededCount int
batch.UncountedTerminatedPods: 1 succeeded? list text; 2 failed? list text
coordination.Lease: 1 metadata meta.ObjectMeta; 2 spec coordination.LeaseSpec
coordination.LeaseSpec: 1 holderIdentity text; 2 leaseDurationSeconds int; 3 acquireTime micro; 4 renewTime micro; 5 leaseTransitions int; 6 strategy text; 7 preferredHolder text
core.AWSElasticBlockStoreVolumeSource: 1 volumeID text; 2 fsType? text; 3 partition? int; 4 readOnly? bool
core.Affinity: 1 nodeAffinity core.NodeAffinity; 2 podAffinity core.PodAffinity; 3 podAntiAffinity core.PodAntiAffinity
core.AppArmorProfile: 1 type text; 2 localhostProfile text
core.AttachedVolume: 1 name text; 2 devicePath text
core.AzureDiskVolumeSource: 1 diskName text; 2 diskURI text; 3 cachingMode text; 4 fsType text; 5 readOnly bool; 6 kind text
core.AzureFileVolumeSource: 1 secretName text; 2 shareName text; 3 readOnly? bool
core.Binding: 1 metadata meta.ObjectMeta; 2 target core.ObjectReference
core.CSIVolumeSource: 1 driver text; 2 readOnly bool; 3 fsType text; 4 volumeAttributes? map text; 5 nodePublishSecretRef core.LocalObjectReference
core.Capabilities: 1 add? list text; 2 drop? list text
core.CephFSVolumeSource: 1 monitors list text; 2 path? text; 3 user? text; 4 secretFile? text; 5 secretRef core.LocalObjectReference; 6 readOnly? bool
core.CinderVolumeSource: 1 volumeID text; 2 fsType? text; 3 readOnly? bool; 4 secretRef core.LocalObjectReference
core.ClientIPConfig: 1 timeoutSeconds int
core.ClusterTrustBundleProjection: 1 name text; 2 signerName text; 3 labelSelector meta.LabelSelector; 5 optional bool; 4 path text; 6 user int
core.ConfigMap: 1 metadata meta.ObjectMeta; 4 immutable bool; 2 data? map text; 3 binaryData? map bytes
core.ConfigMapEnvSource: 1 ... core.LocalObjectReference; 2 optional bool
core.ConfigMapKeySelector: 1 ... core.LocalObjectReference; 2 key text; 3 optional bool
core.ConfigMapNodeConfigSource: 1 namespace text; 2 name text; 3 uid? text; 4 resourceVersion? text; 5 kubeletConfigKey text
core.ConfigMapProjection: 1 ... core.LocalObjectReference; 2 items? list core.KeyToPath; 4 optional bool
core.ConfigMapVolumeSource: 1 ... core.LocalObjectReference; 2 items? list core.KeyToPath; 3 defaultMode int; 4 optional bool; 5 defaultUser int
core.Container: 1 name text; 2 image? text; 3 command? list text; 4 args? list text; 5 workingDir? text; 6 ports? list core.ContainerPort; 19 envFrom? list core.EnvFromSource; 7 env? list core.EnvVar; 8 resources core.ResourceRequirements; 23 resizePolicy? list core.ContainerResizePolicy; 24 restartPolicy text; 25 restartPolicyRules? list core.ContainerRestartRule; 9 volumeMounts? list core.VolumeMount; 21 volumeDevices? list core.VolumeDevice; 10 livenessProbe core.Probe; 11 readinessProbe core.Probe; 22 startupProbe core.Probe; 12 lifecycle core.Lifecycle; 13 terminationMessagePath? text; 20 terminationMessagePolicy? text; 14 imagePullPolicy? text; 15 securityContext core.SecurityContext; 16 stdin? bool; 17 stdinOnce? bool; 18 tty? bool
core.ContainerExtendedResourceRequest: 1 containerName text; 2 resourceName text; 3 requestName text
core.ContainerImage: 1 names list text; 2 sizeBytes? int
core.ContainerPort: 1 name? text; 2 hostPort? int; 3 containerPort int; 4 protocol? text; 5 hostIP? text
core.ContainerResizePolicy: 1 resourceName text; 2 restartPolicy text
core.ContainerRestartRule: 1 action? text; 2 exitCodes core.ContainerRestartRuleOnExitCodes
core.ContainerRestartRuleOnExitCodes: 1 operator? text; 2 values? list int
core.ContainerState: 1 waiting core.ContainerStateWaiting; 2 running core.ContainerStateRunning; 3 terminated core.ContainerStateTerminated
core.ContainerStateRunning: 1 startedAt time
core.ContainerStateTerminated: 1 exitCode int; 2 signal? int; 3 reason? text; 4 message? text; 5 startedAt time; 6 finishedAt time; 7 containerID? text
core.ContainerStateWaiting: 1 reason? text; 2 message? text
core.ContainerStatus: 1 name text; 2 state core.ContainerState; 3 lastState core.ContainerState; 4 ready bool; 5 restartCount int; 6 image text; 7 imageID text; 8 containerID? text; 9 started bool; 10 allocatedResources? map quantity; 11 resources core.ResourceRequirements; 12 volumeMounts? list core.VolumeMountStatus; 13 user core.ContainerUser; 14 allocatedResourcesStatus? list core.ResourceStatus; 15 stopSignal text
core.ContainerUser: 1 linux core.LinuxContainerUser
core.DaemonEndpoint: 1 Port int
core.DownwardAPIProjection: 1 items? list core.DownwardAPIVolumeFile
core.DownwardAPIVolumeFile: 1 path text; 2 fieldRef core.ObjectFieldSelector; 3 resourceFieldRef core.ResourceFieldSelector; 4 mode int; 5 user int
core.DownwardAPIVolumeSource: 1 items? list core.DownwardAPIVolumeFile; 2 defaultMode int; 3 defaultUser int
core.EmptyDirVolumeSource: 1 medium? text; 2 sizeLimit quantity; 3 mode int
core.EndpointAddress: 1 ip text; 3 hostname? text; 4 nodeName text; 2 targetRef core.ObjectReference
core.EndpointPort: 1 name? text; 2 port int; 3 protocol? text; 4 appProtocol text
core.EndpointSubset: 1 addresses? list core.EndpointAddress; 2 notReadyAddresses? list core.EndpointAddress; 3 ports? list core.EndpointPort
core.Endpoints: 1 metadata meta.ObjectMeta; 2 subsets? list core.EndpointSubset
core.EnvFromSource: 1 prefix? text; 2 configMapRef core.ConfigMapEnvSource; 3 secretRef core.SecretEnvSource
core.EnvVar: 1 name text; 2 value? text; 3 valueFrom core.EnvVarSource
core.EnvVarSource: 1 fieldRef core.ObjectFieldSelector; 2 resourceFieldRef core.ResourceFieldSelector; 3 configMapKeyRef core.ConfigMapKeySelector; 4 secretKeyRef core.SecretKeySelector; 5 fileKeyRef core.FileKeySelector
core.EphemeralContainer: 1 ... core.EphemeralContainerCommon; 2 targetContainerName? text
core.EphemeralContainerCommon: 1 name text; 2 image? text; 3 command? list text; 4 args? list text; 5 workingDir? text; 6 ports? list core.ContainerPort; 19 envFrom? list core.EnvFromSource; 7 env? list core.EnvVar; 8 resources core.ResourceRequirements; 23 resizePolicy? list core.ContainerResizePolicy; 24 restartPolicy text; 25 restartPolicyRules? list core.ContainerRestartRule; 9 volumeMounts? list core.VolumeMount; 21 volumeDevices? list core.VolumeDevice; 10 livenessProbe core.Probe; 11 readinessProbe core.Probe; 22 startupProbe core.Probe; 12 lifecycle core.Lifecycle; 13 terminationMessagePath? text; 20 terminationMessagePolicy? text; 14 imagePullPolicy? text; 15 securityContext core.SecurityContext; 16 stdin? bool; 17 stdinOnce? bool; 18 tty? bool
core.EphemeralVolumeSource: 1 volumeClaimTemplate core.PersistentVolumeClaimTemplate
core.Event: 1 metadata meta.ObjectMeta; 2 involvedObject core.ObjectReference; 3 reason? text; 4 message? text; 5 source core.EventSource; 6 firstTimestamp time; 7 lastTimestamp time; 8 count? int; 9 type? text; 10 eventTime micro; 11 series core.EventSeries; 12 action? text; 13 related core.ObjectReference; 14 reportingComponent text; 15 reportingInstance text
core.EventSeries: 1 count? int; 2 lastObservedTime micro
core.EventSource: 1 component? text; 2 host? text
core.EvictionResponder: 1 name text; 2 priority int
core.ExecAction: 1 command? list text
core.FCVolumeSource: 1 targetWWNs? list text; 2 lun int; 3 fsType? text; 4 readOnly? bool; 5 wwids? list text
core.FileKeySelector: 1 volumeName text; 2 path text; 3 key text; 4 optional bool
core.FlexVolumeSource: 1 driver text; 2 fsType? text; 3 secretRef core.LocalObjectReference; 4 readOnly? bool; 5 options? map text
core.FlockerVolumeSource: 1 datasetName? text; 2 datasetUUID? text
core.GCEPersistentDiskVolumeSource: 1 pdName text; 2 fsType? text; 3 partition? int; 4 readOnly? bool
core.GRPCAction: 1 port int; 2 service text; 3 mode text
core.GitRepoVolumeSource: 1 repository text; 2 revision? text; 3 directory? text
core.GlusterfsVolumeSource: 1 endpoints text; 2 path text; 3 readOnly? bool
core.HTTPGetAction: 1 path? text; 2 port port; 3 host? text; 4 scheme? text; 5 httpHeaders? list core.HTTPHeader; 6 protocol text
core.HTTPHeader: 1 name text; 2 value text
core.HostAlias: 1 ip text; 2 hostnames? list text
core.HostIP: 1 ip text
core.HostPathVolumeSource: 1 path text; 2 type text
core.ISCSIVolumeSource: 1 targetPortal text; 2 iqn text; 3 lun int; 4 iscsiInterface? text; 5 fsType? text; 6 readOnly? bool; 7 portals? list text; 8 chapAuthDiscovery? bool; 11 chapAuthSession? bool; 10 secretRef core.LocalObjectReference; 12 initiatorName text
core.ImageVolumeSource: 1 reference? text; 2 pullPolicy? text
core.ImageVolumeStatus: 1 imageRef? text
core.KeyToPath: 1 key text; 2 path text; 3 mode int; 4 user int
core.Lifecycle: 1 postStart core.LifecycleHandler; 2 preStop core.LifecycleHandler; 3 stopSignal text
core.LifecycleHandler: 1 exec core.ExecAction; 2 httpGet core.HTTPGetAction; 3 tcpSocket core.TCPSocketAction; 4 sleep core.SleepAction
core.LinuxContainerUser: 1 uid int; 2 gid int; 3 supplementalGroups? list int
core.LoadBalancerIngress: 1 ip? text; 2 hostname? text; 3 ipMode text; 4 ports? list core.PortStatus
core.LoadBalancerStatus: 1 ingress? list core.LoadBalancerIngress
core.LocalObjectReference: 1 name? text
core.ModifyVolumeStatus: 1 targetVolumeAttributesClassName? text; 2 status text
core.NFSVolumeSource: 1 server text; 2 path text; 3 readOnly? bool
core.Namespace: 1 metadata meta.ObjectMeta; 2 spec core.NamespaceSpec; 3 status core.NamespaceStatus
core.NamespaceCondition: 1 type text; 2 status text; 4 lastTransitionTime time; 5 reason? text; 6 message? text
core.NamespaceSpec: 1 finalizers? list text
core.NamespaceStatus: 1 phase? text; 2 conditions? list core.NamespaceCondition
core.Node: 1 metadata meta.ObjectMeta; 2 spec core.NodeSpec; 3 status core.NodeStatus
core.NodeAddress: 1 type text; 2 address text
core.NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution core.NodeSelector; 2 preferredDuringSchedulingIgnoredDuringExecution? list core.PreferredSchedulingTerm
core.NodeAllocatableMappedResources: 1 name text; 2 quantity quantity
core.NodeAllocatableOverheadResources: 1 name text; 2 perPod quantity; 3 perContainer quantity
core.NodeAllocatableResourceClaimStatus: 1 resourceClaimName text; 2 containers? list text; 4 mapping? list core.NodeAllocatableMappedResources; 5 overhead? list core.NodeAllocatableOverheadResources
core.NodeCondition: 1 type text; 2 status text; 3 lastHeartbeatTime time; 4 lastTransitionTime time; 5 reason? text; 6 message? text
core.NodeConfigSource: 2 configMap core.ConfigMapNodeConfigSource
core.NodeConfigStatus: 1 assigned core.NodeConfigSource; 2 active core.NodeConfigSource; 3 lastKnownGood core.NodeConfigSource; 4 error? text
core.NodeDaemonEndpoints: 1 kubeletEndpoint core.DaemonEndpoint
core.NodeFeatures: 1 supplementalGroupsPolicy bool
core.NodePodPreemptionPolicy: 1 disableResizePreemption? list text
core.NodeRuntimeHandler: 1 name text; 2 features core.NodeRuntimeHandlerFeatures
core.NodeRuntimeHandlerFeatures: 1 recursiveReadOnlyMounts bool; 2 userNamespaces bool
core.NodeSelector: 1 nodeSelectorTerms list core.NodeSelectorTerm
core.NodeSelectorRequirement: 1 key text; 2 operator text; 3 values? list text
core.NodeSelectorTerm: 1 matchExpressions? list core.NodeSelectorRequirement; 2 matchFields? list core.NodeSelectorRequirement
core.NodeSpec: 1 podCIDR? text; 7 podCIDRs? list text; 3 providerID? text; 4 unschedulable? bool; 5 taints? list core.Taint; 6 configSource core.NodeConfigSource; 2 externalID? text; 8 podPreemptionPolicy core.NodePodPreemptionPolicy
core.NodeStatus: 1 capacity? map quantity; 2 allocatable? map quantity; 3 phase? text; 4 conditions? list core.NodeCondition; 5 addresses? list core.NodeAddress; 6 daemonEndpoints core.NodeDaemonEndpoints; 7 nodeInfo core.NodeSystemInfo; 8 images? list core.ContainerImage; 9 volumesInUse? list text; 10 volumesAttached? list core.AttachedVolume; 11 config core.NodeConfigStatus; 12 runtimeHandlers? list core.NodeRuntimeHandler; 13 features core.NodeFeatures; 14 declaredFeatures? list text
core.NodeSwapStatus: 1 capacity int
core.NodeSystemInfo: 1 machineID text; 2 systemUUID text; 3 bootID text; 4 kernelVersion text; 5 osImage text; 6 containerRuntimeVersion text; 7 kubeletVersion text; 8 kubeProxyVersion text; 9 operatingSystem text; 10 architecture text; 11 swap core.NodeSwapStatus; 12 runningInUserNamespace bool
core.ObjectFieldSelector: 1 apiVersion? text; 2 fieldPath text
core.ObjectReference: 1 kind? text; 2 namespace? text; 3 name? text; 4 uid? text; 5 apiVersion? text; 6 resourceVersion? text; 7 fieldPath? text
core.PersistentVolumeClaim: 1 metadata meta.ObjectMeta; 2 spec core.PersistentVolumeClaimSpec; 3 status core.PersistentVolumeClaimStatus
core.PersistentVolumeClaimCondition: 1 type text; 2 status text; 3 lastProbeTime time; 4 lastTransitionTime time; 5 reason? text; 6 message? text
core.PersistentVolumeClaimSpec: 1 accessModes? list text; 4 selector meta.LabelSelector; 2 resources core.VolumeResourceRequirements; 3 volumeName? text; 5 storageClassName text; 6 volumeMode text; 7 dataSource core.TypedLocalObjectReference; 8 dataSourceRef core.TypedObjectReference; 9 volumeAttributesClassName text
core.PersistentVolumeClaimStatus: 1 phase? text; 2 accessModes? list text; 3 capacity? map quantity; 4 conditions? list core.PersistentVolumeClaimCondition; 5 allocatedResources? map quantity; 7 allocatedResourceStatuses? map text; 8 currentVolumeAttributesClassName text; 9 modifyVolumeStatus core.ModifyVolumeStatus; 10 healthStatus core.VolumeHealthStatus
core.PersistentVolumeClaimTemplate: 1 metadata meta.ObjectMeta; 2 spec core.PersistentVolumeClaimSpec
core.PersistentVolumeClaimVolumeSource: 1 claimName text; 2 readOnly? bool
core.PhotonPersistentDiskVolumeSource: 1 pdID text; 2 fsType? text
core.Pod: 1 metadata meta.ObjectMeta; 2 spec core.PodSpec; 3 status core.PodStatus
core.PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution? list core.PodAffinityTerm; 2 preferredDuringSchedulingIgnoredDuringExecution? list core.WeightedPodAffinityTerm
core.PodAffinityTerm: 1 labelSelector meta.LabelSelector; 2 namespaces? list text; 3 topologyKey text; 4 namespaceSelector meta.LabelSelector; 5 matchLabelKeys? list text; 6 mismatchLabelKeys? list text
core.PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution? list core.PodAffinityTerm; 2 preferredDuringSchedulingIgnoredDuringExecution? list core.WeightedPodAffinityTerm
core.PodCertificateProjection: 1 signerName? text; 2 keyType? text; 3 maxExpirationSeconds int; 4 credentialBundlePath? text; 5 keyPath? text; 6 certificateChainPath? text; 7 userAnnotations? map text; 8 user int
core.PodCondition: 1 type text; 7 observedGeneration? int; 2 status text; 3 lastProbeTime time; 4 lastTransitionTime time; 5 reason? text; 6 message? text
core.PodDNSConfig: 1 nameservers? list text; 2 searches? list text; 3 options? list core.PodDNSConfigOption
core.PodDNSConfigOption: 1 name? text; 2 value text
core.PodExtendedResourceClaimStatus: 1 requestMappings list core.ContainerExtendedResourceRequest; 2 resourceClaimName text
core.PodIP: 1 ip text
core.PodOS: 1 name text
core.PodReadinessGate: 1 conditionType text
core.PodResourceClaim: 1 name text; 3 resourceClaimName text; 4 resourceClaimTemplateName text
core.PodResourceClaimStatus: 1 name text; 2 resourceClaimName text
core.PodSchedulingGate: 1 name text
core.PodSchedulingGroup: 1 podGroupName text
core.PodSecurityContext: 1 seLinuxOptions core.SELinuxOptions; 8 windowsOptions core.WindowsSecurityContextOptions; 2 runAsUser int; 6 runAsGroup int; 3 runAsNonRoot bool; 4 supplementalGroups? list int; 12 supplementalGroupsPolicy text; 5 fsGroup int; 7 sysctls? list core.Sysctl; 9 fsGroupChangePolicy text; 10 seccompProfile core.SeccompProfile; 11 appArmorProfile core.AppArmorProfile; 13 seLinuxChangePolicy text
core.PodSpec: 1 volumes? list core.Volume; 20 initContainers? list core.Container; 2 containers list core.Container; 34 ephemeralContainers? list core.EphemeralContainer; 3 restartPolicy? text; 4 terminationGracePeriodSeconds int; 5 activeDeadlineSeconds int; 6 dnsPolicy? text; 7 nodeSelector? map text; 8 serviceAccountName? text; 9 serviceAccount? text; 21 automountServiceAccountToken bool; 10 nodeName? text; 11 hostNetwork? bool; 12 hostPID? bool; 13 hostIPC? bool; 27 shareProcessNamespace bool; 14 securityContext core.PodSecurityContext; 15 imagePullSecrets? list core.LocalObjectReference; 16 hostname? text; 17 subdomain? text; 18 affinity core.Affinity; 19 schedulerName? text; 22 tolerations? list core.Toleration; 23 hostAliases? list core.HostAlias; 24 priorityClassName? text; 25 priority int; 26 dnsConfig core.PodDNSConfig; 28 readinessGates? list core.PodReadinessGate; 29 runtimeClassName text; 30 enableServiceLinks bool; 31 preemptionPolicy text; 32 overhead? map quantity; 33 topologySpreadConstraints? list core.TopologySpreadConstraint; 35 setHostnameAsFQDN bool; 36 os core.PodOS; 37 hostUsers bool; 38 schedulingGates? list core.PodSchedulingGate; 39 resourceClaims? list core.PodResourceClaim; 40 resources core.ResourceRequirements; 41 hostnameOverride text; 43 schedulingGroup core.PodSchedulingGroup; 44 evictionResponders? list core.EvictionResponder
core.PodStatus: 17 observedGeneration? int; 1 phase? text; 2 conditions? list core.PodCondition; 3 message? text; 4 reason? text; 11 nominatedNodeName? text; 5 hostIP? text; 16 hostIPs? list core.HostIP; 6 podIP? text; 12 podIPs? list core.PodIP; 7 startTime time; 10 initContainerStatuses? list core.ContainerStatus; 8 containerStatuses? list core.ContainerStatus; 9 qosClass? text; 13 ephemeralContainerStatuses? list core.ContainerStatus; 14 resize? text; 15 resourceClaimStatuses? list core.PodResourceClaimStatus; 18 extendedResourceClaimStatus core.PodExtendedResourceClaimStatus; 19 allocatedResources? map quantity; 20 resources core.ResourceRequirements; 21 nodeAllocatableResourceClaimStatuses? list core.NodeAllocatableResourceClaimStatus; 22 volumeHealth? list core.PodVolumeHealth
core.PodTemplateSpec: 1 metadata meta.ObjectMeta; 2 spec core.PodSpec
core.PodVolumeHealth: 1 name text; 2 healthConditions? list core.VolumeHealthCondition; 3 lastTransitionTime time
core.PortStatus: 1 port int; 2 protocol text; 3 error text
core.PortworxVolumeSource: 1 volumeID text; 2 fsType? text; 3 readOnly? bool
core.PreferredSchedulingTerm: 1 weight int; 2 preference core.NodeSelectorTerm
core.Probe: 1 ... core.ProbeHandler; 2 initialDelaySeconds? int; 3 timeoutSeconds? int; 4 periodSeconds? int; 5 successThreshold? int; 6 failureThreshold? int; 7 terminationGracePeriodSeconds int
core.ProbeHandler: 1 exec core.ExecAction; 2 httpGet core.HTTPGetAction; 3 tcpSocket core.TCPSocketAction; 4 grpc core.GRPCAction
core.ProjectedVolumeSource: 1 sources list core.VolumeProjection; 2 defaultMode int; 3 defaultUser int
core.QuobyteVolumeSource: 1 registry text; 2 volume text; 3 readOnly? bool; 4 user? text; 5 group? text; 6 tenant? text
core.RBDVolumeSource: 1 monitors list text; 2 image text; 3 fsType? text; 4 pool? text; 5 user? text; 6 keyring? text; 7 secretRef core.LocalObjectReference; 8 readOnly? bool
core.ResourceClaim: 1 name text; 2 request? text
core.ResourceFieldSelector: 1 containerName? text; 2 resource text; 3 divisor quantity
core.ResourceHealth: 1 resourceID text; 2 health? text; 6 message text
core.ResourceRequirements: 1 limits? map quantity; 2 requests? map quantity; 3 claims? list core.ResourceClaim
core.ResourceStatus: 1 name text; 2 resources? list core.ResourceHealth
core.SELinuxOptions: 1 user? text; 2 role? text; 3 type? text; 4 level? text
core.ScaleIOVolumeSource: 1 gateway text; 2 system text; 3 secretRef core.LocalObjectReference; 4 sslEnabled? bool; 5 protectionDomain? text; 6 storagePool? text; 7 storageMode? text; 8 volumeName? text; 9 fsType? text; 10 readOnly? bool
core.SeccompProfile: 1 type text; 2 localhostProfile text
core.Secret: 1 metadata meta.ObjectMeta; 5 immutable bool; 2 data? map bytes; 4 stringData? map text; 3 type? text
core.SecretEnvSource: 1 ... core.LocalObjectReference; 2 optional bool
core.SecretKeySelector: 1 ... core.LocalObjectReference; 2 key text; 3 optional bool
core.SecretProjection: 1 ... core.LocalObjectReference; 2 items? list core.KeyToPath; 4 optional bool
core.SecretVolumeSource: 1 secretName? text; 2 items? list core.KeyToPath; 3 defaultMode int; 4 optional bool; 5 defaultUser int
core.SecurityContext: 1 capabilities core.Capabilities; 2 privileged bool; 3 seLinuxOptions core.SELinuxOptions; 10 windowsOptions core.WindowsSecurityContextOptions; 4 runAsUser int; 8 runAsGroup int; 5 runAsNonRoot bool; 6 readOnlyRootFilesystem bool; 7 allowPrivilegeEscalation bool; 9 procMount text; 11 seccompProfile core.SeccompProfile; 12 appArmorProfile core.AppArmorProfile
core.Service: 1 metadata meta.ObjectMeta; 2 spec core.ServiceSpec; 3 status core.ServiceStatus
core.ServiceAccount: 1 metadata meta.ObjectMeta; 2 secrets? list core.ObjectReference; 3 imagePullSecrets? list core.LocalObjectReference; 4 automountServiceAccountToken bool
core.ServiceAccountTokenProjection: 1 audience? text; 2 expirationSeconds int; 3 path text; 4 user int
core.ServicePort: 1 name? text; 2 protocol? text; 6 appProtocol text; 3 port int; 4 targetPort port; 5 nodePort? int
core.ServiceSpec: 1 ports? list core.ServicePort; 2 selector? map text; 3 clusterIP? text; 18 clusterIPs? list text; 4 type? text; 5 externalIPs? list text; 7 sessionAffinity? text; 8 loadBalancerIP? text; 9 loadBalancerSourceRanges? list text; 10 externalName? text; 11 externalTrafficPolicy? text; 12 healthCheckNodePort? int; 13 publishNotReadyAddresses? bool; 14 sessionAffinityConfig core.SessionAffinityConfig; 19 ipFamilies? list text; 17 ipFamilyPolicy text; 20 allocateLoadBalancerNodePorts bool; 21 loadBalancerClass text; 22 internalTrafficPolicy text; 23 trafficDistribution text
core.ServiceStatus: 1 loadBalancer core.LoadBalancerStatus; 2 conditions? list meta.Condition
core.SessionAffinityConfig: 1 clientIP core.ClientIPConfig
core.SleepAction: 1 seconds int
core.StorageOSVolumeSource: 1 volumeName? text; 2 volumeNamespace? text; 3 fsType? text; 4 readOnly? bool; 5 secretRef core.LocalObjectReference
core.Sysctl: 1 name text; 2 value text
core.TCPSocketAction: 1 port port; 2 host? text
core.Taint: 1 key text; 2 value? text; 3 effect text; 4 timeAdded time
core.Toleration: 1 key? text; 2 operator? text; 3 value? text; 4 effect? text; 5 tolerationSeconds int
core.TopologySpreadConstraint: 1 maxSkew int; 2 topologyKey text; 3 whenUnsatisfiable text; 4 labelSelector meta.LabelSelector; 5 minDomains int; 6 nodeAffinityPolicy text; 7 nodeTaintsPolicy text; 8 matchLabelKeys? list text
core.TypedLocalObjectReference: 1 apiGroup text; 2 kind text; 3 name text
core.TypedObjectReference: 1 apiGroup text; 2 kind text; 3 name text; 4 namespace text
core.Volume: 1 name text; 2 ... core.VolumeSource
core.VolumeDevice: 1 name text; 2 devicePath text
core.VolumeHealthCondition: 1 status text; 2 reason text; 3 message? text
core.VolumeHealthStatus: 1 healthConditions? list core.VolumeHealthCondition; 2 lastTransitionTime time
core.VolumeMount: 1 name text; 2 readOnly? bool; 7 recursiveReadOnly text; 3 mountPath text; 4 subPath? text; 5 mountPropagation text; 6 subPathExpr? text; 8 bindMountOptions? list text
core.VolumeMountStatus: 1 name text; 2 mountPath text; 3 readOnly? bool; 4 recursiveReadOnly text; 5 volumeStatus core.VolumeStatus
core.VolumeProjection: 1 secret core.SecretProjection; 2 downwardAPI core.DownwardAPIProjection; 3 configMap core.ConfigMapProjection; 4 serviceAccountToken core.ServiceAccountTokenProjection; 5 clusterTrustBundle core.ClusterTrustBundleProjection; 6 podCertificate core.PodCertificateProjection
core.VolumeResourceRequirements: 1 limits? map quantity; 2 requests? map quantity
core.VolumeSource: 1 hostPath core.HostPathVolumeSource; 2 emptyDir core.EmptyDirVolumeSource; 3 gcePersistentDisk core.GCEPersistentDiskVolumeSource; 4 awsElasticBlockStore core.AWSElasticBlockStoreVolumeSource; 5 gitRepo core.GitRepoVolumeSource; 6 secret core.SecretVolumeSource; 7 nfs core.NFSVolumeSource; 8 iscsi core.ISCSIVolumeSource; 9 glusterfs core.GlusterfsVolumeSource; 10 persistentVolumeClaim core.PersistentVolumeClaimVolumeSource; 11 rbd core.RBDVolumeSource; 12 flexVolume core.FlexVolumeSource; 13 cinder core.CinderVolumeSource; 14 cephfs core.CephFSVolumeSource; 15 flocker core.FlockerVolumeSource; 16 downwardAPI core.DownwardAPIVolumeSource; 17 fc core.FCVolumeSource; 18 azureFile core.AzureFileVolumeSource; 19 configMap core.ConfigMapVolumeSource; 20 vsphereVolume core.VsphereVirtualDiskVolumeSource; 21 quobyte core.QuobyteVolumeSource; 22 azureDisk core.AzureDiskVolumeSource; 23 photonPersistentDisk core.PhotonPersistentDiskVolumeSource; 26 projected core.ProjectedVolumeSource; 24 portworxVolume core.PortworxVolumeSource; 25 scaleIO core.ScaleIOVolumeSource; 27 storageos core.StorageOSVolumeSource; 28 csi core.CSIVolumeSource; 29 ephemeral core.EphemeralVolumeSource; 30 image core.ImageVolumeSource
core.VolumeStatus: 1 image core.ImageVolumeStatus
core.VsphereVirtualDiskVolumeSource: 1 volumePath text; 2 fsType? text; 3 storagePolicyName? text; 4 storagePolicyID? text
core.WeightedPodAffinityTerm: 1 weight int; 2 podAffinityTerm core.PodAffinityTerm
core.WindowsSecurityContextOptions: 1 gmsaCredentialSpecName text; 2 gmsaCredentialSpec text; 3 runAsUserName text; 4 hostProcess bool
discovery.Endpoint: 1 addresses list text; 2 conditions discovery.EndpointConditions; 3 hostname text; 4 targetRef core.ObjectReference; 5 deprecatedTopology? map text; 6 nodeName text; 7 zone text; 8 hints discovery.EndpointHints
discovery.EndpointConditions: 1 ready bool; 2 serving bool; 3 terminating bool
discovery.EndpointHints: 1 forZones? list discovery.ForZone; 2 forNodes? list discovery.ForNode
discovery.EndpointPort: 1 name text; 2 protocol text; 3 port int; 4 appProtocol text
discovery.EndpointSlice: 1 metadata meta.ObjectMeta; 4 addressType text; 2 endpoints list discovery.Endpoint; 3 ports list discovery.EndpointPort
discovery.ForNode: 1 name text
discovery.ForZone: 1 name text
meta.Condition: 1 type text; 2 status text; 3 observedGeneration? int; 4 lastTransitionTime time; 5 reason text; 6 message text
meta.DeleteOptions: 1 gracePeriodSeconds int; 2 preconditions meta.Preconditions; 3 orphanDependents bool; 4 propagationPolicy text; 5 dryRun? list text; 6 ignoreStoreReadErrorWithClusterBreakingPotential bool
meta.FieldSelectorRequirement: 1 key text; 2 operator text; 3 values? list text
meta.LabelSelector: 1 matchLabels? map text; 2 matchExpressions? list meta.LabelSelectorRequirement
meta.LabelSelectorRequirement: 1 key text; 2 operator text; 3 values? list text
meta.ManagedFieldsEntry: 1 manager? text; 2 operation? text; 3 apiVersion? text; 4 time time; 6 fieldsType? text; 7 fieldsV1 json; 8 subresource? text
meta.ObjectMeta: 1 name? text; 2 generateName? text; 3 namespace? text; 4 selfLink? text; 5 uid? text; 6 resourceVersion? text; 7 generation? int; 8 creationTimestamp time; 9 deletionTimestamp time; 10 deletionGracePeriodSeconds int; 11 labels? map text; 12 annotations? map text; 13 ownerReferences? list meta.OwnerReference; 14 finalizers? list text; 17 managedFields? list meta.ManagedFieldsEntry
meta.OwnerReference: 5 apiVersion text; 1 kind text; 3 name text; 4 uid text; 6 controller bool; 7 blockOwnerDeletion bool
meta.Preconditions: 1 uid text; 2 resourceVersion text
networking.IPAddress: 1 metadata meta.ObjectMeta; 2 spec networking.IPAddressSpec
networking.IPAddressSpec: 1 parentRef networking.ParentReference
networking.ParentReference: 1 group? text; 2 resource? text; 3 namespace? text; 4 name? text
networking.ServiceCIDR: 1 metadata meta.ObjectMeta; 2 spec networking.ServiceCIDRSpec; 3 status networking.ServiceCIDRStatus
networking.ServiceCIDRSpec: 1 cidrs? list text
networking.ServiceCIDRStatus: 1 conditions? list meta.Condition
scheduling.TopologyConstraint: 1 key text
scheduling.WorkloadPodGroupAllDisruptionMode: 
scheduling.WorkloadPodGroupBasicSchedulingPolicy: 
scheduling.WorkloadPodGroupDisruptionMode: 1 single scheduling.WorkloadPodGroupSingleDisruptionMode; 2 all scheduling.WorkloadPodGroupAllDisruptionMode
scheduling.WorkloadPodGroupGangSchedulingPolicy: 1 minCount int
scheduling.WorkloadPodGroupResourceClaim: 1 name text; 2 resourceClaimName text; 3 resourceClaimTemplateName text
scheduling.WorkloadPodGroupSchedulingConstraints: 1 topology? list scheduling.TopologyConstraint
scheduling.WorkloadPodGroupSchedulingPolicy: 1 basic scheduling.WorkloadPodGroupBasicSchedulingPolicy; 2 gang scheduling.WorkloadPodGroupGangSchedulingPolicy
scheduling.WorkloadPodGroupSingleDisruptionMode: 
`;
