/** The channels of `exec` over SPDY/3.1, which older clients speak: a stream for each of them, named by its header. */

import type { Duplex } from 'node:stream';
import type { Channels } from '../exec';
import {
  controlFrame,
  dataFrames,
  FIN,
  FrameReader,
  GOAWAY,
  numberBytes,
  PING,
  RST_STREAM,
  streamOf,
  SYN_REPLY,
  SYN_STREAM,
  type Frame,
} from './frames';
import { HeaderCodec } from './headers';

export const SPDY_PROTOCOLS = ['v4.channel.k8s.io'];

/** Bytes of SYN_STREAM before its headers: two numbers, the priority and a slot. */
const SYN_STREAM_HEAD = 10;

/**
 * @param names of the streams that the client is going to open; the command starts when all are there.
 * @param head bytes that came with the upgrade.
 * @param serve gets the streams.
 */
export function serveSPDY(
  socket: Duplex,
  head: Buffer,
  names: readonly string[],
  serve: (channels: Channels) => void,
): void {
  const reader = new FrameReader();
  const codec = new HeaderCodec();
  const gone = new AbortController();
  const streams = new Map<string, number>();
  const input: Buffer[] = [];
  let endInput: () => void;
  const inputEnded = new Promise<void>((resolve) => (endInput = resolve));
  let turn: Promise<void> = Promise.resolve();

  const write = (bytes: Buffer) => void (socket.writable && socket.write(bytes));
  const send = (name: string, text: string, flags = 0) => {
    const stream = streams.get(name);
    if (stream !== undefined) write(dataFrames(stream, Buffer.from(text), flags));
  };
  const open = async ({ payload }: Frame) => {
    const name = (await codec.read(payload.subarray(SYN_STREAM_HEAD))).get('streamtype') ?? '';
    const isExpected = names.includes(name) && !streams.has(name);
    streams.set(name, streamOf(payload));
    write(controlFrame(SYN_REPLY, Buffer.concat([payload.subarray(0, 4), await codec.writeNone()])));
    if (isExpected && names.every((expected) => streams.has(expected))) serve(channels);
  };
  const take = async (frame: Frame): Promise<void> => {
    if (frame.type === SYN_STREAM) return open(frame);
    if (frame.type === PING) write(controlFrame(PING, frame.payload));
    else if (frame.type === GOAWAY) socket.end();
    else if (frame.type === RST_STREAM) gone.abort();
    else if ('stream' in frame && frame.stream === streams.get('stdin')) {
      input.push(frame.payload);
      if (frame.flags & FIN) endInput();
    }
  };
  const channels: Channels = {
    signal: gone.signal,
    async stdin() {
      await inputEnded;
      return Buffer.concat(input).toString('utf8');
    },
    stdout: (text) => send('stdout', text),
    stderr: (text) => send('stderr', text),
    finish(status) {
      for (const name of ['stdout', 'stderr']) send(name, '', FIN);
      send('error', JSON.stringify(status), FIN);
      write(controlFrame(GOAWAY, Buffer.concat([numberBytes(0), numberBytes(0)])));
      socket.end();
    },
  };

  const receive = (chunk: Buffer) => {
    turn = turn
      .then(async () => {
        for (const frame of reader.read(chunk)) await take(frame);
      })
      .catch(() => void socket.destroy());
  };
  socket.on('data', receive);
  // a client that has gone closes its half of the connection only
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    endInput();
    gone.abort();
    void turn.finally(() => codec.close());
  });
  if (head.length > 0) receive(head);
}
