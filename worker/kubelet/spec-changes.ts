/** What changes in the spec of a Pod that runs: images of its containers, and ephemeral containers that are added. */

import { createContainer, isRunning, type Container } from './container';
import type { PodWorker, WorkerHost } from './pod-worker';
import { stopContainer } from './stops';

/** @param isEnding nothing of the Pod is started any more. */
export function followSpec(worker: PodWorker, host: WorkerHost, isEnding: boolean): void {
  followImages(worker, host, isEnding);
  followEphemeral(worker);
}

/** A container whose image was changed in the Pod's spec is stopped and starts anew. */
function followImages(worker: PodWorker, host: WorkerHost, isEnding: boolean): void {
  const { containers = [], initContainers = [] } = worker.pod.spec;
  const specs = [...initContainers, ...containers] as Container['spec'][];
  for (const container of worker.containers) {
    const spec = specs.find(({ name }) => name === container.spec.name);
    if (!spec || spec.image === container.spec.image) continue;
    container.spec = { ...container.spec, image: spec.image };
    container.pull = undefined;
    container.imageName = undefined;
    if (container.kind === 'init' || !container.current || isEnding) continue;
    container.isChanged = true;
    if (isRunning(container))
      stopContainer(worker, host, container, `Container ${spec.name} definition changed, will be restarted`);
  }
}

/** Containers that were added to look into the Pod. */
function followEphemeral({ pod, containers }: PodWorker): void {
  const specs: Container['spec'][] = pod.spec.ephemeralContainers ?? [];
  for (const spec of specs)
    if (!containers.some((one) => one.kind === 'ephemeral' && one.spec.name === spec.name))
      containers.push(createContainer(spec, 'ephemeral'));
}
