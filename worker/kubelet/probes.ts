/** Startup, readiness and liveness probes of one run of a container. */

import type { Clock, Timer } from '../clock';
import type { Container, Probe, Run } from './container';
import type { Network } from './network';

export interface ProbeOptions {
  clock: Clock;
  container: Container;
  run: Run;
  network: Network;
  ip(): string;
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  onChange(): void;
  execute(argv: readonly string[], onExit: (code: number, output: string) => void): void;
  /** The container is stopped, so that it starts anew. */
  stop(message: string, graceSeconds: number | undefined): void;
}

type Kind = 'Startup' | 'Readiness' | 'Liveness';
type Result = { ok: true } | { ok: false; output: string };

const PERIOD_SECONDS = 10;
const FAILURES = 3;

export function startProbes(options: ProbeOptions): void {
  const { container } = options;
  const { startupProbe, readinessProbe, livenessProbe } = container.spec;
  const others = () => {
    if (readinessProbe) follow(options, 'Readiness', readinessProbe, () => {});
    if (livenessProbe) follow(options, 'Liveness', livenessProbe, () => {});
  };
  if (!startupProbe) return others();
  follow(options, 'Startup', startupProbe, () => {
    container.isStarted = true;
    if (!readinessProbe) container.isProbeReady = true;
    options.onChange();
    others();
  });
}

/** Asks again and again until the run ends; a startup probe stops at its first success. */
function follow(options: ProbeOptions, kind: Kind, probe: Probe, onStarted: () => void): void {
  const { clock, container, run } = options;
  const periodMs = (probe.periodSeconds ?? PERIOD_SECONDS) * 1_000;
  let [failures, successes, isOver] = [0, 0, false];
  let timer: Timer | undefined;
  const ask = (delayMs: number) => {
    timer = clock.schedule(delayMs, () => {
      if (isOver) return;
      check(options, probe, (result) => {
        if (!isOver) settle(result);
      });
    });
  };
  run.closers.push(() => {
    isOver = true;
    timer?.cancel();
  });

  function settle(result: Result): void {
    failures = result.ok ? 0 : failures + 1;
    successes = result.ok ? successes + 1 : 0;
    if (!result.ok) options.event('Warning', 'Unhealthy', `${kind} probe failed: ${result.output}`);
    if (kind === 'Startup' && result.ok) {
      isOver = true;
      return onStarted();
    }
    if (kind === 'Readiness') {
      if (successes >= (probe.successThreshold ?? 1)) setReady(true);
      if (failures >= (probe.failureThreshold ?? FAILURES)) setReady(false);
    } else if (failures >= (probe.failureThreshold ?? FAILURES)) {
      const word = kind === 'Startup' ? 'startup' : 'liveness';
      isOver = true;
      return options.stop(
        `Container ${container.spec.name} failed ${word} probe, will be restarted`,
        probe.terminationGracePeriodSeconds,
      );
    }
    ask(periodMs);
  }

  function setReady(isReady: boolean): void {
    if (container.isProbeReady === isReady) return;
    container.isProbeReady = isReady;
    options.onChange();
  }

  ask((probe.initialDelaySeconds ?? 0) * 1_000);
}

function check(
  { container, network, ip, execute }: ProbeOptions,
  probe: Probe,
  onResult: (result: Result) => void,
): void {
  if (probe.exec)
    return execute(probe.exec.command, (code, output) => onResult(code === 0 ? { ok: true } : { ok: false, output }));
  const target = probe.httpGet ?? probe.tcpSocket;
  if (!target) return onResult({ ok: true });
  const host = target.host ?? ip();
  const port = typeof target.port === 'number' ? target.port : namedPort(container, target.port);
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const connection = network.connect(host, port);
  const refused = `dial tcp ${address}: connect: ${'failure' in connection && connection.failure === 'no route' ? 'no route to host' : 'connection refused'}`;
  if (!probe.httpGet) return onResult('failure' in connection ? { ok: false, output: refused } : { ok: true });
  const path = probe.httpGet.path ?? '/';
  if ('failure' in connection) return onResult({ ok: false, output: `Get "http://${address}${path}": ${refused}` });
  const { status } = connection.listener.answer(path, ip());
  onResult(status < 400 ? { ok: true } : { ok: false, output: `HTTP probe failed with statuscode: ${status}` });
}

/** The number of a port that a probe or a hook names. */
export const namedPort = (container: Container, name: string): number =>
  container.spec.ports?.find((port) => port.name === name)?.containerPort ?? Number(name);
