/** What a Job's podFailurePolicy makes of a Pod that failed (pkg/controller/job, pod_failure_policy). */

import type { KubernetesObject } from '../../kubernetes/objects';

interface Rule {
  action: string;
  onExitCodes?: { containerName?: string | null; operator: string; values: number[] };
  onPodConditions?: { type: string; status?: string }[];
}

interface ContainerStatus {
  name: string;
  state?: { terminated?: { exitCode: number } };
}

/** @returns the action of the first rule that matches, with the words that tell of it; undefined without a match. */
export function failureAction(
  job: KubernetesObject,
  pod: KubernetesObject,
): { action: string; message: string } | undefined {
  const rules: Rule[] = job.spec.podFailurePolicy?.rules ?? [];
  if (pod.status?.phase !== 'Failed') return undefined;
  const statuses: ContainerStatus[] = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.initContainerStatuses ?? []),
  ];
  const conditions: { type: string; status: string }[] = pod.status.conditions ?? [];
  const { namespace, name } = pod.metadata;
  for (const [index, { action, onExitCodes, onPodConditions }] of rules.entries()) {
    const container = onExitCodes && statuses.find((status) => matchesExit(onExitCodes, status));
    if (container) {
      const { exitCode } = container.state!.terminated!;
      const message = `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${exitCode} matching ${action} rule at index ${index}`;
      return { action, message };
    }
    const condition = conditions.find(({ type, status }) =>
      onPodConditions?.some((pattern) => pattern.type === type && (pattern.status ?? 'True') === status),
    );
    if (condition) {
      const message = `Pod ${namespace}/${name} has condition ${condition.type} matching ${action} rule at index ${index}`;
      return { action, message };
    }
  }
  return undefined;
}

/** A container that ended with 0 never matches. */
function matchesExit({ containerName, operator, values }: NonNullable<Rule['onExitCodes']>, status: ContainerStatus) {
  const exitCode = status.state?.terminated?.exitCode ?? 0;
  if (exitCode === 0 || (containerName && containerName !== status.name)) return false;
  return values.includes(exitCode) === (operator === 'In');
}
