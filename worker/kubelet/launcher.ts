/** Makes sandboxes and runs: addresses, files, environment and processes of the containers of a Pod. */

import type { Clock } from '../clock';
import type { Random } from '../core/types';
import type { KubernetesObject } from '../kubernetes/objects';
import { resourceFieldValue } from '../kubernetes/resource-field';
import { createFileSystem, lookupTool } from '../shell';
import type { Command, CommandLookup, FileSystem } from '../shell/types';
import type { Container, Handler, Run } from './container';
import { expand, fieldValue, makeEnvironment } from './environment';
import { containerFiles } from './container-files';
import { entryPoint, missingProgram } from './entry-point';
import { makeFolders } from './file-tree';
import { hostNetworkLines, hostNetworkText, hostsText, podHostsLines } from './hosts-file';
import { kernelName, podNames } from './hostname';
import { FIRST_PEER_INDEX, nodeLinks, podLinks, type Links } from './interfaces';
import { createLog } from './log';
import type { Cluster, Network } from './network';
import { ALLOCATABLE } from './node';
import type { PodWorker } from './pod-worker';
import { startProcess, type Daemon } from './process';
import { startHook } from './hooks';
import { startProbes } from './probes';
import { rootProblem, terminationMessage, TERMINATION_LOG } from './run-rules';
import { addressesFor, podRef, type AddressSources, type PodAddresses } from './sandbox-addresses';
import { containerProgram, type Surroundings } from './programs';
import { podDNS, resolvConfText, type NodeDNS } from './resolv-conf';
import { serviceVariables } from './service-variables';
import { makeVolume, type Volume } from './volumes';

export interface Sandbox extends PodAddresses {
  id: string;
  /** The kernel's name. */
  hostname: string;
  /** Index of the node's end of its pair of interfaces. */
  peerIndex: number;
}

export interface LauncherOptions extends AddressSources {
  clock: Clock;
  random: Random;
  startTimeMs: number;
  nodeName: string;
  nodeHosts: string;
  nodeDNS: NodeDNS;
  hasOverride: boolean;
  /** Ranges of the Node. */
  podCIDRs(): readonly string[];
  network: Network;
  cluster: Cluster;
  source(kind: 'ConfigMap' | 'Secret', namespace: string, name: string): Readonly<Record<string, string>> | undefined;
  event(pod: KubernetesObject, reason: string, message: string): void;
  onExit(worker: PodWorker): void;
  timestamp(): string;
}

const NETWORK_PREFIX = 'rpc error: code = Unknown desc = failed to setup network for sandbox';
const RUNC_PREFIX =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init:';
const START_ERROR_EXIT = 128;
const EXEC_FAILED_EXIT = 126;
/** So many numbers of processes are used up by one exec. */
const PIDS_OF_EXEC = 6;

export class Launcher {
  readonly #options: LauncherOptions;
  readonly #volumes = new WeakMap<PodWorker, Map<string, Volume>>();
  readonly #nodeFiles: FileSystem;
  /** Sandboxes on the Pod network, in the order in which they came. */
  readonly #linked = new Map<Sandbox, () => void>();
  #nextPeer = FIRST_PEER_INDEX;

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#nodeFiles = createFileSystem({
      '/etc/hosts': options.nodeHosts,
      '/etc/hostname': `${options.nodeName}\n`,
      '/etc/resolv.conf': options.nodeDNS.resolvConf,
    });
    for (const path of ['/tmp', '/var/log']) makeFolders(this.#nodeFiles, path);
  }

  #draw(purpose: string): string {
    return this.#options.random.stream(purpose).hex(4);
  }

  /** @returns why a volume can not be mounted. */
  prepareVolumes(worker: PodWorker): string | undefined {
    const { pod } = worker;
    const volumes = new Map<string, Volume>();
    const sources = {
      nodeFiles: this.#nodeFiles,
      source: (kind: 'ConfigMap' | 'Secret', name: string) => this.#options.source(kind, pod.metadata.namespace!, name),
      field: (path: string) => fieldValue(path, pod, { podIPs: [], hostIPs: this.#options.hostIPs() }),
    };
    for (const volume of pod.spec.volumes ?? []) {
      const made = makeVolume(volume, pod, sources);
      if ('error' in made) return made.error;
      volumes.set(volume.name, made);
    }
    this.#volumes.set(worker, volumes);
    return undefined;
  }

  makeSandbox(worker: PodWorker): Sandbox | { error: string } {
    const { nodeName, nodeDNS, hasOverride } = this.#options;
    const { pod } = worker;
    const { namespace = '', name } = pod.metadata;
    const id = this.#draw(`sandbox/${namespace}/${name}`);
    const names = podNames({ ...pod.spec, name, namespace }, nodeDNS.clusterDomain, hasOverride);
    if ('error' in names) return names;
    const kernel = pod.spec.hostNetwork ? { name: nodeName } : kernelName(names, pod.spec.setHostnameAsFQDN === true);
    if ('error' in kernel) return kernel;
    const addresses = addressesFor(pod, this.#options);
    if ('error' in addresses) return { error: `${NETWORK_PREFIX} "${id}": ${addresses.error}` };
    const sandbox = { id, ...addresses, hostname: kernel.name, peerIndex: this.#nextPeer };
    if (!pod.spec.hostNetwork) {
      this.#nextPeer++;
      this.#linked.set(sandbox, this.#options.network.attach(sandbox.ips));
    }
    return sandbox;
  }

  removeSandbox({ pod, sandbox }: PodWorker): void {
    if (!sandbox || pod.spec.hostNetwork) return;
    this.#linked.get(sandbox)?.();
    this.#linked.delete(sandbox);
    const note = { object: podRef(pod), because: 'deleted' as const };
    for (const allocator of this.#options.podIPAllocators()) for (const ip of sandbox.ips) allocator.release(ip, note);
  }

  /** Writes the hosts file anew, as at every container start (R1.18), and makes the run's files and environment. */
  prepareRun(worker: PodWorker, container: Container): { run: Run; argv: string[] } | { error: string } {
    const { pod } = worker;
    const { spec } = container;
    const image = container.image!;
    const sandbox = worker.sandbox!;
    const problem = rootProblem(pod, spec);
    if (problem !== undefined) return { error: problem };
    const fields = { podIPs: sandbox.podIPs, hostIPs: this.#options.hostIPs() };
    const services = serviceVariables(
      this.#options.cluster.services(),
      pod.metadata.namespace!,
      pod.spec.enableServiceLinks !== false,
    );
    const made = makeEnvironment({
      namespace: pod.metadata.namespace!,
      env: spec.env,
      envFrom: spec.envFrom,
      serviceVariables: services,
      field: (path) => fieldValue(path, pod, fields),
      resource: (ref) => {
        const of = ref.containerName ?? spec.name;
        const named = worker.containers.find((one) => one.spec.name === of)?.spec ?? spec;
        return resourceFieldValue(ref, named.resources, ALLOCATABLE);
      },
      source: (kind, name) => this.#options.source(kind, pod.metadata.namespace!, name),
    });
    if ('error' in made) return made;
    this.#writeHosts(worker);
    const env = { ...image.env, HOSTNAME: sandbox.hostname, ...made.env, ...(made.env.HOME ? {} : { HOME: '/root' }) };
    const lookup = (name: string) => made.env[name];
    const command = spec.command?.length ? spec.command.map((word) => expand(word, lookup)) : undefined;
    const args = spec.args?.length ? spec.args.map((word) => expand(word, lookup)) : undefined;
    const entry = entryPoint(image.command, command, args);
    const count = container.runs + 1;
    const run: Run = {
      containerID: `containerd://${this.#draw(`container/${pod.metadata.namespace}/${pod.metadata.name}/${spec.name}/${count}`)}`,
      startedAt: this.#options.timestamp(),
      startedMs: this.#options.clock.nowMs,
      isObserved: false,
      log: createLog(),
      argv: entry,
      lastPID: 1,
      fs: this.#filesFor(worker, container),
      env,
      closers: [],
    };
    return { run, argv: entry };
  }

  #filesFor(worker: PodWorker, container: Container): FileSystem {
    const { pod } = worker;
    const input = { ...pod.spec, namespace: pod.metadata.namespace!, hostNetwork: !!pod.spec.hostNetwork };
    const { dns, warnings } = podDNS(input, this.#options.nodeDNS);
    for (const { reason, message } of warnings) if (message) this.#options.event(pod, reason, message);
    return containerFiles({
      image: container.image!,
      mounts: container.spec.volumeMounts ?? [],
      volumes: this.#volumes.get(worker) ?? new Map(),
      hosts: {
        read: () => worker.hosts?.text ?? '',
        write: (next) => {
          if (worker.hosts) worker.hosts.text = next;
        },
      },
      hostname: `${worker.sandbox!.hostname}\n`,
      resolvConf: resolvConfText(dns),
      terminationMessagePath: container.spec.terminationMessagePath ?? TERMINATION_LOG,
    });
  }

  #writeHosts(worker: PodWorker): void {
    const { pod, sandbox } = worker;
    const aliases = pod.spec.hostAliases;
    if (pod.spec.hostNetwork) {
      const { nodeHosts } = this.#options;
      worker.hosts = { lines: hostNetworkLines(nodeHosts, aliases), text: hostNetworkText(nodeHosts, aliases) };
      return;
    }
    const { name, namespace = '' } = pod.metadata;
    const names = podNames(
      { ...pod.spec, name, namespace },
      this.#options.nodeDNS.clusterDomain,
      this.#options.hasOverride,
    );
    if ('error' in names) return;
    const ips = worker.isSandboxSync ? sandbox!.ips : sandbox!.podIPs;
    const lines = podHostsLines({ ips, ...names, hostAliases: aliases });
    worker.hosts = { lines, text: hostsText(lines) };
  }

  /** @returns the runtime's error when there is no such program; the run is over then. */
  launch(worker: PodWorker, container: Container, run: Run, argv: readonly string[]): string | undefined {
    const { clock, startTimeMs, timestamp, onExit } = this.#options;
    const end = (exitCode: number, reason: string, message?: string) => {
      Object.assign(run, { exitCode, reason, message, finishedAt: timestamp(), finishedMs: clock.nowMs });
      run.closers.splice(0).forEach((close) => close());
      onExit(worker);
    };
    const problem = missingProgram(container, run.fs, argv);
    if (problem !== undefined) {
      const message = `${RUNC_PREFIX} ${problem}`;
      run.startedAt = EPOCH;
      end(START_ERROR_EXIT, 'StartError', message);
      return message;
    }
    const cwd = container.spec.workingDir ?? '/';
    run.process = startProcess(
      {
        clock,
        startTimeMs,
        argv,
        env: run.env,
        cwd,
        fs: run.fs,
        lookup: this.lookupFor(container),
        hasInput: container.spec.stdin === true,
        write: (stream, text) => run.log.write(stream, text, startTimeMs + clock.nowMs),
        onExit: (code) => end(code, code === 0 ? 'Completed' : 'Error', terminationMessage(container, run, code)),
      },
      this.programsFor(worker, run),
    );
    return undefined;
  }

  /** Only programs of the image; the rest does not exist in its PATH. */
  lookupFor(container: Container): CommandLookup {
    return (name: string) => (container.image?.programs.has(name) ? lookupTool(name) : undefined);
  }

  #linksOf({ pod, sandbox }: PodWorker): Links {
    const { core, hostIPs, podCIDRs } = this.#options;
    const linkOf = ({ id, peerIndex, ips }: Sandbox) => ({ sandboxID: id, peerIndex, ips });
    return pod.spec.hostNetwork || !sandbox
      ? nodeLinks(hostIPs(), [...this.#linked.keys()].map(linkOf), podCIDRs(), core.addresses)
      : podLinks(linkOf(sandbox), podCIDRs(), core.addresses);
  }

  /** Programs that belong to this run: servers, the host's name, the network. */
  programsFor(worker: PodWorker, run: Run): (name: string, daemon: Daemon) => Command | undefined {
    const { network, cluster } = this.#options;
    const container = worker.containers.find(({ current }) => current === run);
    const around: Surroundings = {
      network,
      cluster,
      hostname: worker.sandbox!.hostname,
      podName: worker.pod.metadata.name,
      podIP: () => worker.sandbox?.podIPs[0] ?? '',
      podIPs: () => worker.sandbox?.podIPs ?? [],
      links: () => this.#linksOf(worker),
      isFull: !!container?.image?.programs.has('dig'),
      processes: (argv) => {
        const target = worker.containers.find(({ spec }) => spec.name === container?.spec.targetContainerName);
        // an ephemeral container may see the processes of another one, and is then none of the first
        if (target?.current && target.current.process) {
          target.current.lastPID += PIDS_OF_EXEC;
          const pid = target.current.lastPID;
          const own = argv.join(' ') === run.argv.join(' ') ? [] : [{ pid: pid + 1, argv }];
          return [{ pid: 1, argv: target.current.argv }, { pid, argv: run.argv }, ...own];
        }
        const first = { pid: 1, argv: run.argv };
        if (argv.join(' ') === run.argv.join(' ')) return [first];
        run.lastPID += PIDS_OF_EXEC;
        return [first, { pid: run.lastPID, argv }];
      },
      listen: (listener) => void run.closers.push(network.listen(listener)),
    };
    return (name: string, daemon: Daemon): Command | undefined => {
      const isInImage = name === 'pause' || container?.image?.programs.has(name);
      return isInImage ? containerProgram(name, around, daemon) : undefined;
    };
  }

  /**
   * Starts the container's probes; they end with its run.
   * @param onChange is called when readiness or start changed.
   * @param stop is called when a probe has failed too often.
   */
  probe(
    worker: PodWorker,
    container: Container,
    run: Run,
    onChange: () => void,
    stop: (message: string, graceSeconds: number | undefined) => void,
  ): void {
    startProbes({
      ...this.#surroundingsOf(worker, container, run),
      event: (type, reason, message) => worker.event(type, reason, message, container),
      onChange,
      stop,
    });
  }

  /** Starts a lifecycle hook. @param onDone is called with the failure, or nothing. */
  hook(
    worker: PodWorker,
    container: Container,
    run: Run,
    handler: Handler,
    onDone: (failure: string | undefined) => void,
  ): void {
    startHook(this.#surroundingsOf(worker, container, run), handler, onDone);
  }

  /** What probes and hooks work with. */
  #surroundingsOf(worker: PodWorker, container: Container, run: Run) {
    const { clock, startTimeMs, network } = this.#options;
    const { env, fs } = run;
    const execute = (argv: readonly string[], onExit: (code: number, output: string) => void): (() => void) => {
      let output = '';
      const problem = missingProgram(container, fs, argv);
      if (problem !== undefined) {
        onExit(EXEC_FAILED_EXIT, problem);
        return () => {};
      }
      const process = startProcess(
        {
          ...{ clock, startTimeMs, argv, env, fs },
          cwd: container.spec.workingDir ?? '/',
          lookup: this.lookupFor(container),
          write: (_stream, text) => void (output += text),
          onExit: (code) => onExit(code, output),
          toFirst: (signal) => run.process?.signal(signal),
        },
        this.programsFor(worker, run),
      );
      return () => process.kill();
    };
    return { clock, container, run, network, ip: () => worker.sandbox?.podIPs[0] ?? '', execute };
  }

  kill({ current }: Container): void {
    current?.process?.kill();
  }
}

const EPOCH = '1970-01-01T00:00:00Z';
