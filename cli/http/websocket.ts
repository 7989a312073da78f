/** The channels of `exec` over a WebSocket: the first byte of each message says which stream it belongs to. */

import type { RawData, WebSocket } from 'ws';
import type { Channels } from './exec';

/** Best first; version 5 can close stdin. */
export const WEBSOCKET_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const CLOSE = 255;

const NORMAL_CLOSURE = 1000;

/** @param serve gets the streams of a connection that is open. */
export function serveWebSocket(socket: WebSocket, serve: (channels: Channels) => void): void {
  const gone = new AbortController();
  const input: Buffer[] = [];
  let endInput: () => void;
  const inputEnded = new Promise<void>((resolve) => (endInput = resolve));
  socket.on('message', (data: RawData) => {
    const message = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    if (message[0] === STDIN) input.push(message.subarray(1));
    else if (message[0] === CLOSE && message[1] === STDIN) endInput();
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    endInput();
    gone.abort();
  });
  const send = (channel: number, text: string) =>
    socket.readyState === socket.OPEN && socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
  serve({
    signal: gone.signal,
    async stdin() {
      await inputEnded;
      return Buffer.concat(input).toString('utf8');
    },
    stdout: (text) => void send(STDOUT, text),
    stderr: (text) => void send(STDERR, text),
    finish(status) {
      send(ERROR, JSON.stringify(status));
      socket.close(NORMAL_CLOSURE);
    },
  });
}
