/** Lifecycle hooks of one run of a container: postStart and preStop. */

import type { Clock } from '../clock';
import type { Container, Handler, Run } from './container';
import type { Network } from './network';
import { namedPort } from './probes';

export interface HookOptions {
  clock: Clock;
  container: Container;
  run: Run;
  network: Network;
  ip(): string;
  /** Runs a command in the container. @returns what ends it. */
  execute(argv: readonly string[], onExit: (code: number, output: string) => void): () => void;
}

/**
 * Starts a hook; it ends with its run at the latest.
 * @param onDone called once, with the failure or nothing. A server that answers at all is a success.
 */
export function startHook(options: HookOptions, handler: Handler, onDone: (failure: string | undefined) => void): void {
  const { clock, container, run, network, ip, execute } = options;
  let isOver = false;
  const done = (failure: string | undefined) => {
    if (isOver) return;
    isOver = true;
    onDone(failure);
  };
  if (handler.exec) {
    const { command } = handler.exec;
    const kill = execute(command, (code) =>
      done(code === 0 ? undefined : `command '${command.join(' ')}' exited with ${code}: `),
    );
    run.closers.push(kill);
  } else if (handler.sleep) {
    const timer = clock.schedule(handler.sleep.seconds * 1_000, () => done(undefined));
    run.closers.push(() => {
      timer.cancel();
      done(undefined);
    });
  } else if (handler.httpGet) {
    const { host = ip(), port, path = '' } = handler.httpGet;
    const number = typeof port === 'number' ? port : namedPort(container, port);
    const address = host.includes(':') ? `[${host}]:${number}` : `${host}:${number}`;
    const connection = network.connect(host, number);
    if ('failure' in connection) {
      const why = connection.failure === 'no route' ? 'no route to host' : 'connection refused';
      return done(`Get "http://${address}/${path.replace(/^\//, '')}": dial tcp ${address}: connect: ${why}`);
    }
    connection.listener.answer(path.startsWith('/') ? path : `/${path}`, ip());
    done(undefined);
  } else done('invalid handler');
}

/** What the kubelet keeps as the reason of a container whose hook failed. */
export function hookMessage(handler: Handler, container: string, pod: string, failure: string): string {
  if (handler.exec)
    return `Exec lifecycle hook ([${handler.exec.command.join(' ')}]) for Container "${container}" in Pod "${pod}" failed - error: ${failure}, message: ""`;
  if (handler.httpGet)
    return `HTTP lifecycle hook (${handler.httpGet.path ?? ''}) for Container "${container}" in Pod "${pod}" failed - error: ${failure}`;
  return `Cannot run handler: ${failure}`;
}
