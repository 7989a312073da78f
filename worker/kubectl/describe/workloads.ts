/** Descriptions of Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs (pods-and-nodes.md 7.6). */

import { humanDuration } from '../../kubernetes/duration';
import { isEqual, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { selectorText } from './network';
import { writeTemplate } from './pods';
import { fieldOf, listOf, longTime, textOf, writeAnnotations, writeMap, type DescribeWriter } from './writer';

const number = (value: unknown) => (typeof value === 'number' ? value : 0);

function labelSelectorText(selector: JSONObject): string {
  const pairs = selectorText(selector.matchLabels);
  const expressions = listOf(selector, 'matchExpressions').map(({ key, operator, values }) => {
    const list = ((values ?? []) as string[]).join(',');
    if (operator === 'In') return `${textOf(key)} in (${list})`;
    if (operator === 'NotIn') return `${textOf(key)} notin (${list})`;
    return operator === 'Exists' ? textOf(key) : `!${textOf(key)}`;
  });
  const parts = [...(pairs === '<none>' ? [] : [pairs]), ...expressions];
  return parts.length === 0 ? '<none>' : parts.join(',');
}

function owned(run: Invocation, info: Info, kind: string): JSONObject[] {
  const type = run.discovery.findKind(kind === 'Pod' ? 'v1' : 'apps/v1', kind);
  const list = type && run.get<{ items: JSONObject[] }>(pathOf(type, info.namespace));
  if (!list || list instanceof KubectlError) return [];
  const { uid } = info.object!.metadata as { uid: string };
  return list.items.filter((item) =>
    listOf(fieldOf(item, 'metadata'), 'ownerReferences').some(
      (owner) => owner.uid === uid && owner.controller === true,
    ),
  );
}

function podStatuses(run: Invocation, info: Info): string {
  const count = (phase: string) => pods.filter((pod) => fieldOf(pod, 'status').phase === phase).length;
  const pods = owned(run, info, 'Pod');
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

function writeLabels(out: DescribeWriter, metadata: JSONObject): void {
  writeMap(out, 0, 'Labels', metadata.labels as Record<string, string>);
  writeAnnotations(out, 0, 'Annotations', metadata.annotations as Record<string, string>);
}

function writeController(out: DescribeWriter, metadata: JSONObject): void {
  const controller = listOf(metadata, 'ownerReferences').find((owner) => owner.controller === true);
  if (controller) out.line(0, `Controlled By:\t${textOf(controller.kind)}/${textOf(controller.name)}`);
}

function writeReasons(out: DescribeWriter, conditions: readonly JSONObject[]): void {
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:');
  out.line(1, 'Type\tStatus\tReason');
  out.line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions)
    out.line(1, `${textOf(type)} \t${textOf(status)}\t${textOf(reason)}`);
}

export function describeDeployment(out: DescribeWriter, run: Invocation, info: Info): void {
  const metadata = fieldOf(info.object, 'metadata');
  const spec = fieldOf(info.object, 'spec');
  const status = fieldOf(info.object, 'status');
  out.line(0, `Name:\t${info.name}`);
  out.line(0, `Namespace:\t${info.namespace}`);
  out.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`);
  writeLabels(out, metadata);
  out.line(0, `Selector:\t${labelSelectorText(fieldOf(spec, 'selector'))}`);
  out.line(
    0,
    `Replicas:\t${number(spec.replicas)} desired | ${number(status.updatedReplicas)} updated | ${number(status.replicas)} total | ${number(status.availableReplicas)} available | ${number(status.unavailableReplicas)} unavailable`,
  );
  const strategy = fieldOf(spec, 'strategy');
  out.line(0, `StrategyType:\t${textOf(strategy.type)}`);
  out.line(0, `MinReadySeconds:\t${number(spec.minReadySeconds)}`);
  if (strategy.rollingUpdate) {
    const rolling = strategy.rollingUpdate as JSONObject;
    out.line(
      0,
      `RollingUpdateStrategy:\t${textOf(rolling.maxUnavailable)} max unavailable, ${textOf(rolling.maxSurge)} max surge`,
    );
  }
  writeTemplate(out, run, fieldOf(spec, 'template'));
  writeReasons(out, listOf(status, 'conditions'));
  const sets = owned(run, info, 'ReplicaSet');
  const newest = sets.find((set) => isEqual(templateOf(set), fieldOf(spec, 'template')));
  const text = (set: JSONObject) =>
    `${textOf(fieldOf(set, 'metadata').name)} (${number(fieldOf(set, 'status').replicas)}/${number(fieldOf(set, 'spec').replicas)} replicas created)`;
  const old = sets.filter((set) => set !== newest);
  if (old.length > 0 || newest) {
    out.line(0, `OldReplicaSets:\t${old.length === 0 ? '<none>' : old.map(text).join(', ')}`);
    out.line(0, `NewReplicaSet:\t${newest ? text(newest) : '<none>'}`);
  } else {
    out.line(0, 'OldReplicaSets:\t<none>');
    out.line(0, 'NewReplicaSet:\t<none>');
  }
}

/** A ReplicaSet's template without the label that its Deployment added. */
function templateOf(set: JSONObject): JSONObject {
  const template = fieldOf(fieldOf(set, 'spec'), 'template');
  const metadata = { ...fieldOf(template, 'metadata') };
  const labels = { ...fieldOf(metadata, 'labels') };
  delete labels['pod-template-hash'];
  return { ...template, metadata: { ...metadata, labels } };
}

export function describeReplicaSet(out: DescribeWriter, run: Invocation, info: Info): void {
  const metadata = fieldOf(info.object, 'metadata');
  const spec = fieldOf(info.object, 'spec');
  out.line(0, `Name:\t${info.name}`);
  out.line(0, `Namespace:\t${info.namespace}`);
  out.line(0, `Selector:\t${labelSelectorText(fieldOf(spec, 'selector'))}`);
  writeLabels(out, metadata);
  writeController(out, metadata);
  out.line(
    0,
    `Replicas:\t${number(fieldOf(info.object, 'status').replicas)} current / ${number(spec.replicas)} desired`,
  );
  out.line(0, `Pods Status:\t${podStatuses(run, info)}`);
  writeTemplate(out, run, fieldOf(spec, 'template'));
  writeReasons(out, listOf(fieldOf(info.object, 'status'), 'conditions'));
}

export function describeStatefulSet(out: DescribeWriter, run: Invocation, info: Info): void {
  const metadata = fieldOf(info.object, 'metadata');
  const spec = fieldOf(info.object, 'spec');
  out.line(0, `Name:\t${info.name}`);
  out.line(0, `Namespace:\t${info.namespace}`);
  out.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`);
  out.line(0, `Selector:\t${labelSelectorText(fieldOf(spec, 'selector'))}`);
  writeLabels(out, metadata);
  if (spec.serviceName) out.line(0, `Service Name:\t${textOf(spec.serviceName)}`);
  const isLong = run.release.since('1.36');
  if (isLong && spec.podManagementPolicy) out.line(0, `Pod Management Policy:\t${textOf(spec.podManagementPolicy)}`);
  out.line(0, `Replicas:\t${number(spec.replicas)} desired | ${number(fieldOf(info.object, 'status').replicas)} total`);
  const strategy = fieldOf(spec, 'updateStrategy');
  out.line(0, `Update Strategy:\t${textOf(strategy.type)}`);
  const rolling = strategy.rollingUpdate as JSONObject | undefined;
  if (rolling?.partition !== undefined) out.line(1, `Partition:\t${textOf(rolling.partition)}`);
  const retention = spec.persistentVolumeClaimRetentionPolicy as JSONObject | undefined;
  if (isLong && retention) {
    out.line(0, 'Persistent Volume Claim Retention Policy:');
    out.line(1, `WhenDeleted:\t${textOf(retention.whenDeleted)}`);
    out.line(1, `WhenScaled:\t${textOf(retention.whenScaled)}`);
  }
  out.line(0, `Pods Status:\t${podStatuses(run, info)}`);
  writeTemplate(out, run, fieldOf(spec, 'template'));
  out.line(0, 'Volume Claims:\t<none>');
}

export function describeDaemonSet(out: DescribeWriter, run: Invocation, info: Info): void {
  const metadata = fieldOf(info.object, 'metadata');
  const spec = fieldOf(info.object, 'spec');
  const status = fieldOf(info.object, 'status');
  out.line(0, `Name:\t${info.name}`);
  if (run.release.since('1.34')) out.line(0, `Namespace:\t${info.namespace}`);
  out.line(0, `Selector:\t${labelSelectorText(fieldOf(spec, 'selector'))}`);
  out.line(0, `Node-Selector:\t${selectorText(fieldOf(fieldOf(fieldOf(spec, 'template'), 'spec'), 'nodeSelector'))}`);
  writeLabels(out, metadata);
  out.line(0, `Desired Number of Nodes Scheduled: ${number(status.desiredNumberScheduled)}`);
  out.line(0, `Current Number of Nodes Scheduled: ${number(status.currentNumberScheduled)}`);
  out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${number(status.updatedNumberScheduled)}`);
  out.line(0, `Number of Nodes Scheduled with Available Pods: ${number(status.numberAvailable)}`);
  out.line(0, `Number of Nodes Misscheduled: ${number(status.numberMisscheduled)}`);
  out.line(0, `Pods Status:\t${podStatuses(run, info)}`);
  writeTemplate(out, run, fieldOf(spec, 'template'));
}

export function describeJob(out: DescribeWriter, run: Invocation, info: Info): void {
  const metadata = fieldOf(info.object, 'metadata');
  const spec = fieldOf(info.object, 'spec');
  const status = fieldOf(info.object, 'status');
  out.line(0, `Name:\t${info.name}`);
  out.line(0, `Namespace:\t${info.namespace}`);
  out.line(0, `Selector:\t${labelSelectorText(fieldOf(spec, 'selector'))}`);
  writeLabels(out, metadata);
  writeController(out, metadata);
  out.line(0, `Parallelism:\t${spec.parallelism === undefined ? '<unset>' : textOf(spec.parallelism)}`);
  out.line(0, `Completions:\t${spec.completions === undefined ? '<unset>' : textOf(spec.completions)}`);
  if (spec.completionMode) out.line(0, `Completion Mode:\t${textOf(spec.completionMode)}`);
  if (spec.suspend !== undefined) out.line(0, `Suspend:\t${textOf(spec.suspend)}`);
  if (spec.backoffLimit !== undefined) out.line(0, `Backoff Limit:\t${textOf(spec.backoffLimit)}`);
  if (spec.ttlSecondsAfterFinished !== undefined)
    out.line(0, `TTL Seconds After Finished:\t${textOf(spec.ttlSecondsAfterFinished)}`);
  if (status.startTime) out.line(0, `Start Time:\t${longTime(status.startTime)}`);
  if (status.completionTime) {
    out.line(0, `Completed At:\t${longTime(status.completionTime)}`);
    if (status.startTime)
      out.line(
        0,
        `Duration:\t${humanDuration(Date.parse(textOf(status.completionTime)) - Date.parse(textOf(status.startTime)))}`,
      );
  }
  if (spec.activeDeadlineSeconds !== undefined)
    out.line(0, `Active Deadline Seconds:\t${textOf(spec.activeDeadlineSeconds)}s`);
  const ready = status.ready === undefined ? '' : ` (${number(status.ready)} Ready)`;
  out.line(
    0,
    `Pods Statuses:\t${number(status.active)} Active${ready} / ${number(status.succeeded)} Succeeded / ${number(status.failed)} Failed`,
  );
  if (spec.completionMode === 'Indexed')
    out.line(0, `Completed Indexes:\t${textOf(status.completedIndexes) || '<none>'}`);
  writeTemplate(out, run, fieldOf(spec, 'template'));
}
