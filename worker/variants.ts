/** What the hosts file of a Pod would be otherwise: each way is really gone, in a copy of the cluster. */

import type { HostsFileView, HostsVariant, ObjectRef, Scenario } from './api';
import type { KubernetesObject } from './kubernetes/objects';
import type { Session } from './session';

/** What is written by hand inside the container. */
const LINE = '10.9.9.9 by-hand';
/** How long a Pod may take to start or to be started again, in simulated seconds. */
const SECONDS_MAX = 120;
/** Fails at once, when there was time to write into the file. */
const FAILING_PROBE = { exec: { command: ['false'] }, initialDelaySeconds: 20, periodSeconds: 5, failureThreshold: 1 };

/**
 * @param copy a cluster in the state that the reader sees; it is used up.
 * @returns the file as it is, after an edit inside, after a restart, and on the other network; empty when the Pod has none.
 */
export async function hostsVariants(copy: Session, scenario: Scenario, ref: ObjectRef): Promise<HostsVariant[]> {
  const workshop = new Workshop(copy, scenario, ref);
  const pod = workshop.pod();
  const asIs = workshop.file();
  if (!pod || !asIs) return [];
  const isOnHost = pod.spec.hostNetwork === true;
  return [
    { name: 'As it is', how: 'The kubelet wrote it when the container started.', file: asIs },
    await workshop.edit('Edited inside'),
    await workshop.restart('After a restart', pod),
    await workshop.replace(
      isOnHost ? 'Network of its own' : 'On the host network',
      `The Pod again with hostNetwork: ${!isOnHost}.`,
      { ...pod.spec, hostNetwork: !isOnHost },
      pod,
    ),
  ];
}

class Workshop {
  constructor(
    private readonly session: Session,
    private readonly scenario: Scenario,
    private readonly ref: ObjectRef,
  ) {}

  private get path(): string {
    return `/api/v1/namespaces/${this.ref.namespace}/pods/${this.ref.name}`;
  }

  pod(): KubernetesObject | undefined {
    const { status, body } = this.session.client.request({ method: 'GET', path: this.path });
    return status === 200 ? (body as KubernetesObject) : undefined;
  }

  file(): HostsFileView | undefined {
    const { hosts } = this.session.result(0, this.scenario);
    return hosts.find(({ pod }) => pod.namespace === this.ref.namespace && pod.name === this.ref.name);
  }

  /** Writes a line into the file, as somebody with a shell in the container would. */
  async edit(name: string): Promise<HostsVariant> {
    const { namespace, name: pod } = this.ref;
    const [container] = this.file()?.containers ?? [];
    if (container === undefined) return { name, how: 'No container sees this file.' };
    const command = `kubectl exec -n ${namespace} ${pod} -c ${container} -- sh -c 'echo "${LINE}" >> /etc/hosts'`;
    const { exit, output } = await this.session.runStep({ command });
    const printed = output.map(({ text }) => text).join('');
    return exit === 0
      ? { name, how: `\`${command}\``, file: this.file() }
      : { name, how: `\`${command}\``, fault: printed.trim() };
  }

  async restart(name: string, pod: KubernetesObject): Promise<HostsVariant> {
    const how = `A line written inside, then the container was started again.`;
    const containers = (pod.spec.containers as object[]).map((container) => ({
      ...container,
      livenessProbe: FAILING_PROBE,
    }));
    const replaced = await this.replace(name, how, { ...pod.spec, restartPolicy: 'Always', containers }, pod);
    if (!replaced.file) return replaced;
    const edited = await this.edit(name);
    if (edited.fault !== undefined) return { ...edited, how };
    const isAgain = () => {
      const status = this.pod()?.status?.containerStatuses?.[0];
      return status?.restartCount > 0 && status.state?.running !== undefined;
    };
    return (await this.passUntil(isAgain))
      ? { name, how, file: this.file() }
      : { name, how, fault: 'The container was not started again in time.' };
  }

  /** Deletes the Pod and creates it anew with another spec. */
  async replace(name: string, how: string, spec: object, pod: KubernetesObject): Promise<HostsVariant> {
    const { client } = this.session;
    client.request({ method: 'DELETE', path: this.path, query: { gracePeriodSeconds: '0' } });
    await this.passUntil(() => this.pod() === undefined);
    const { labels, annotations } = pod.metadata;
    const metadata = { name: pod.metadata.name, labels, annotations };
    const created = client.request({
      method: 'POST',
      path: this.path.slice(0, this.path.lastIndexOf('/')),
      body: { apiVersion: 'v1', kind: 'Pod', metadata, spec },
    });
    if (created.status >= 400) return { name, how, fault: (created.body as { message: string }).message };
    const isThere = () => this.pod()?.status?.phase === 'Running' && this.file() !== undefined;
    return (await this.passUntil(isThere))
      ? { name, how, file: this.file() }
      : { name, how, fault: 'The Pod did not start in time.' };
  }

  private async passUntil(isSo: () => boolean): Promise<boolean> {
    for (let second = 0; second < SECONDS_MAX && !isSo(); second++) await this.session.advance(1_000);
    return isSo();
  }
}
