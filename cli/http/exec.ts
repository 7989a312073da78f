/** `exec` over a connection that is upgraded: who asks, for which Pod, and how the command runs. */

import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ApiClient, ExecResult } from '../../worker/kubernetes/client';
import type { Status } from '../../worker/kubernetes/objects';
import { UPGRADE_REQUIRED } from '../../worker/apiserver/handlers/pods';
import type { HttpOptions } from './index';
import { statusOf, toJSON } from './respond';
import { readTarget, type Target } from './target';
import { serveSPDY, SPDY_PROTOCOLS } from './spdy';
import { serveWebSocket, WEBSOCKET_PROTOCOLS } from './websocket';

/** The streams of one command, whichever protocol carries them. */
export interface Channels {
  /** Everything on stdin, when it is closed; only asked for where the request wants stdin. */
  stdin(): Promise<string>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** The outcome, on the error channel. */
  finish(status: object): void;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => WEBSOCKET_PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
});

/** Answers an upgrade request: a command in a container, or the refusal as plain HTTP. */
export async function upgradeToExec(
  options: HttpOptions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const target = readTarget(request);
  await options.react();
  const client = options.client(target?.headers['user-agent'] ?? '');
  const refusal = refusalOf(client, target);
  if (!target || refusal) return refuse(socket, refusal ?? statusOf(400, 'BadRequest', 'bad path'));
  const protocol = target.headers.upgrade?.toLowerCase();
  const serve = (channels: Channels) => void runCommand(options, client, target, channels);
  if (protocol === 'websocket')
    return sockets.handleUpgrade(request, socket, head, (webSocket) => serveWebSocket(webSocket, serve));
  if (protocol === 'spdy/3.1') return upgradeToSPDY(target, socket, head, serve);
  refuse(socket, statusOf(400, 'BadRequest', `unable to upgrade: ${protocol} is not known`));
}

function upgradeToSPDY(
  { headers, query }: Target,
  socket: Duplex,
  head: Buffer,
  serve: (channels: Channels) => void,
): void {
  const offered = (headers['x-stream-protocol-version'] ?? '').split(',').map((name) => name.trim());
  const chosen = offered.find((name) => SPDY_PROTOCOLS.includes(name));
  if (chosen === undefined)
    return refuse(
      socket,
      statusOf(
        403,
        'Forbidden',
        `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${SPDY_PROTOCOLS.join(' ')}]`,
      ),
    );
  const lines = ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', 'upgrade: SPDY/3.1'];
  socket.write(`${[...lines, `x-stream-protocol-version: ${chosen}`].join('\r\n')}\r\n\r\n`);
  const names = ['stdin', 'stdout', 'stderr'].filter(
    (name) => isTrue(query[name]) && !(name === 'stderr' && isTrue(query.tty)),
  );
  serveSPDY(socket, head, ['error', ...names], serve);
}

/** What containers do not have here. */
const NOT_SIMULATED: Readonly<Record<string, string>> = {
  portforward: 'port-forward is not simulated: nothing listens on the ports of a container',
};

function refusalOf(client: ApiClient, target: Target | undefined): Status | undefined {
  if (target?.subresource === undefined || target.subresource === 'log')
    return statusOf(404, 'NotFound', 'the server could not find the requested resource', {});
  const pod = client.request({ method: 'GET', path: target.path.replace(/\/\w+$/, '') });
  if (pod.status >= 400) return pod.body as Status;
  const missing = NOT_SIMULATED[target.subresource];
  if (missing) return statusOf(501, 'NotImplemented', missing);
  if (target.subresource === 'exec' && target.command.length === 0)
    return statusOf(400, 'BadRequest', 'you must specify at least 1 command');
  // the same request without an upgrade is refused for what stands in the way, or for want of one
  const plain = client.request({ method: 'POST', path: target.path, query: target.query }).body as Status;
  return plain.message === UPGRADE_REQUIRED ? undefined : plain;
}

function refuse(socket: Duplex, status: Status): void {
  const body = toJSON(status);
  const code = status.code ?? 500;
  const lines = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const isTrue = (text: string | undefined) => text === 'true' || text === '1';

async function runCommand(
  options: HttpOptions,
  client: ApiClient,
  { path, query, command }: Target,
  channels: Channels,
): Promise<void> {
  const { stdin, stdout, stderr, container } = query;
  const input = isTrue(stdin) ? await channels.stdin() : undefined;
  const ended = await client
    .exec(
      { method: 'POST', path, query: { ...(container && { container }) }, body: { command: [...command] } },
      {
        ...(input !== undefined && { stdin: input }),
        stdout: (text) => isTrue(stdout) && channels.stdout(text),
        stderr: (text) => isTrue(stderr) && channels.stderr(text),
        signal: channels.signal,
        sleep: (ms) => sleepOnClock(options, ms, channels.signal),
      },
    )
    .catch((error: unknown): ExecResult => ({ status: statusOf(500, 'InternalError', String(error)) }));
  await options.react();
  channels.finish(outcomeOf(ended));
}

function outcomeOf(ended: ExecResult): object {
  if ('status' in ended) return ended.status;
  if (ended.exit === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${ended.exit}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(ended.exit) }] },
  };
}

/** Waits until the cluster's clock has moved on by `ms`. */
function sleepOnClock({ clockMs, onTurn }: HttpOptions, ms: number, signal: AbortSignal): Promise<void> {
  const untilMs = clockMs() + ms;
  return new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const stop = onTurn(() => clockMs() >= untilMs && wake());
    const wake = () => {
      stop();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    signal.addEventListener('abort', wake);
  });
}
