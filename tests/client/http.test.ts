/** The HTTP side of a served session, request by request, over bare sockets and node:http. */

import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serveSession, type ServedSession } from '../../cli/serve';
import { DEFAULT_SETTINGS } from '../../worker/scenario/settings';
import { Session } from '../../worker/session';
import { compiledCore } from '../core/load';

const BODY_MAX = 3 * 1024 * 1024;
const SERVICES = '/api/v1/namespaces/default/services';

let served: ServedSession;
let port: number;
let clockMs = 0;

beforeAll(async () => {
  const session = await Session.start(await compiledCore(), DEFAULT_SETTINGS, []);
  served = await serveSession(session, { port: 0, clockMs: () => clockMs });
  port = Number(new URL(served.address).port);
});
afterAll(() => served.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  raw: string[];
  text: string;
}

function open(method: string, path: string, headers: RequestOptions['headers'] = {}) {
  return request({ host: '127.0.0.1', port, method, path, headers });
}

async function answerTo(sent: ReturnType<typeof open>): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode!, headers: response.headers, raw: response.rawHeaders, text };
}

function ask(method: string, path: string, body = '', headers: RequestOptions['headers'] = {}): Promise<Answer> {
  const sent = open(method, path, headers);
  sent.end(body);
  return answerTo(sent);
}

const json = { 'content-type': 'application/json' };
const service = (name: string) => JSON.stringify({ metadata: { name }, spec: { ports: [{ port: 80 }] } });

describe('status codes', () => {
  const bad = '/api/v1/namespaces/default/services/nothing';
  test.each([
    ['GET', '/version', 200, undefined],
    ['GET', '/api/v1/namespaces', 200, undefined],
    ['GET', bad, 404, 'NotFound'],
    ['DELETE', bad, 404, 'NotFound'],
    ['GET', '/api/v1/nothing', 404, 'NotFound'],
    ['GET', '/apis/nothing/v1/things', 404, 'NotFound'],
    ['GET', '/no/such/path', 404, 'NotFound'],
    ['GET', '/openapi/v3/apis/nothing/v1', 404, 'NotFound'],
    ['POST', '/version', 404, 'NotFound'],
    ['POST', `${SERVICES}/named`, 405, 'MethodNotAllowed'],
    ['HEAD', SERVICES, 405, undefined],
    ['OPTIONS', SERVICES, 405, 'MethodNotAllowed'],
    ['TRACE', SERVICES, 405, 'MethodNotAllowed'],
    ['GET', '/api/v1/namespaces/%zz', 400, 'BadRequest'],
    ['GET', '/api/v1/namespaces/default/pods/none/exec?command=true', 404, 'NotFound'],
    ['GET', `${SERVICES}?labelSelector=a%20b%20c`, 400, 'BadRequest'],
    ['GET', `${SERVICES}?watch=true&labelSelector=a%20b%20c`, 400, 'BadRequest'],
    ['GET', '/api/v1/nothing?watch=true', 404, 'NotFound'],
  ])('%s %s: %i', async (method, path, status, reason) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    if (reason) expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', code: status, reason });
  });

  test('creating is 201, creating again 409, deleting 200', async () => {
    expect((await ask('POST', SERVICES, service('codes'), json)).status).toBe(201);
    expect((await ask('POST', SERVICES, service('codes'), json)).status).toBe(409);
    expect((await ask('DELETE', `${SERVICES}/codes`)).status).toBe(200);
  });
});

describe('bodies', () => {
  test.each([
    ['no JSON', '{"metadata":', 400, 'BadRequest'],
    ['a list', '[1]', 400, 'BadRequest'],
    ['nothing', '', 400, 'BadRequest'],
    ['another kind', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}', 400, 'BadRequest'],
  ])('%s', async (_, body, status, reason) => {
    const answer = await ask('POST', SERVICES, body, json);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', code: status, reason });
  });

  test('YAML', async () => {
    const body = 'metadata:\n  name: from-yaml\nspec:\n  ports:\n  - port: 80\n';
    const answer = await ask('POST', SERVICES, body, { 'content-type': 'application/yaml' });
    expect(answer.status).toBe(201);
  });

  test('of an unknown type', async () => {
    const answer = await ask('POST', SERVICES, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(JSON.parse(answer.text)).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
  });

  test('of 3 MB are read, longer ones are refused', async () => {
    const filled = (size: number) => {
      const [head, tail] = ['{"metadata":{"name":"large","annotations":{"a":"', '"}}}'];
      return head + 'x'.repeat(size - head.length - tail.length) + tail;
    };
    const read = await ask('POST', SERVICES, filled(BODY_MAX), json);
    expect(JSON.parse(read.text)).toMatchObject({ code: 422, reason: 'Invalid' });
    const refused = await ask('POST', SERVICES, filled(BODY_MAX + 1), json);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 413, reason: 'RequestEntityTooLarge' });
  });

  test('in protobuf, as a typed Go client sends them', async () => {
    const answer = await ask('POST', '/api/v1/namespaces', '', {
      'content-type': 'application/vnd.kubernetes.protobuf',
    });
    expect(answer.status).toBe(400);
    const field = (number: number, bytes: Buffer) => Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
    const type = Buffer.concat([field(1, Buffer.from('v1')), field(2, Buffer.from('Namespace'))]);
    const object = field(1, field(1, Buffer.from('wired')));
    const body = Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, object)]);
    const sent = open('POST', '/api/v1/namespaces', { 'content-type': 'application/vnd.kubernetes.protobuf' });
    sent.end(body);
    const created = await answerTo(sent);
    expect(created.status).toBe(201);
    expect(JSON.parse(created.text)).toMatchObject({ kind: 'Namespace', metadata: { name: 'wired' } });
    const cut = open('POST', '/api/v1/namespaces', { 'content-type': 'application/vnd.kubernetes.protobuf' });
    cut.end(body.subarray(0, -3));
    expect(JSON.parse((await answerTo(cut)).text)).toMatchObject({ code: 400, reason: 'BadRequest' });
  });

  const envelope = (kind: string) => {
    const field = (number: number, bytes: Buffer) => Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
    const type = Buffer.concat([field(1, Buffer.from('v1')), field(2, Buffer.from(kind))]);
    return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, Buffer.of(8, 1))]);
  };
  const unrecognized = 'the object provided is unrecognized (must be of type Service): ';
  const protobuf = 'application/vnd.kubernetes.protobuf';
  test.each([
    [
      SERVICES,
      'application/json',
      '{"a',
      400,
      `${unrecognized}couldn't get version/kind; json parse error: unexpected end of JSON input ({"a)`,
    ],
    [
      SERVICES,
      'application/json',
      'kind: Service',
      400,
      `${unrecognized}couldn't get version/kind; json parse error: invalid character 'k' looking for beginning of value (6b696e643a2053657276696365)`,
    ],
    [
      SERVICES,
      'application/json',
      '{"kind":7}',
      400,
      `${unrecognized}couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":7})`,
    ],
    [
      SERVICES,
      'application/json',
      '"Service, but as nothing more than a text"',
      400,
      `${unrecognized}couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${Buffer.from('"Service, but as nothing more ').toString('hex')} ...)`,
    ],
    [
      SERVICES,
      protobuf,
      'k8s',
      400,
      `${unrecognized}provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (6b3873)`,
    ],
    [
      SERVICES,
      protobuf,
      envelope('Other'),
      400,
      'Other in version "v1" cannot be handled as a Service: converting (Other) to (Service): unknown conversion',
    ],
    [
      '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
      protobuf,
      envelope('Ingress'),
      405,
      'the server does not allow this method on the requested resource',
    ],
    [
      SERVICES,
      'application/cbor',
      '\xa0',
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
    [
      SERVICES,
      'application/apply-patch+yaml',
      '{}',
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
  ])('%s as %s: %s', async (path, type, body, code, message) => {
    const sent = open('POST', path, { 'content-type': type });
    sent.end(body);
    expect(JSON.parse((await answerTo(sent)).text)).toMatchObject({ code, message });
  });

  test('a patch of an unknown type', async () => {
    await ask('POST', SERVICES, service('to-patch'), json);
    const answer = await ask('PATCH', `${SERVICES}/to-patch`, '{}', json);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 415,
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    });
  });
});

describe('forms of the answer', () => {
  const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  test.each([
    ['/api/v1/namespaces', undefined, 'application/json', '{"kind":"NamespaceList"'],
    ['/api/v1/namespaces', '*/*', 'application/json', '{"kind":"NamespaceList"'],
    ['/api/v1/namespaces', 'application/yaml', 'application/yaml', 'apiVersion: v1\nitems:\n'],
    ['/api/v1/namespaces', TABLE, 'application/json', '{"kind":"Table"'],
    ['/apis', DISCOVERY, DISCOVERY, '{"kind":"APIGroupDiscoveryList"'],
    ['/apis', undefined, 'application/json', '{"kind":"APIGroupList"'],
    ['/healthz', undefined, 'text/plain; charset=utf-8', 'ok'],
    ['/openapi/v2', 'application/json', 'application/json', '{"swagger":"2.0"'],
  ])('%s as %s', async (path, accept, type, start) => {
    const answer = await ask('GET', path, '', accept === undefined ? {} : { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.text.slice(0, start.length)).toBe(start);
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.text));
  });

  test('none that the server has', async () => {
    const answer = await ask('GET', '/api/v1/namespaces', '', { accept: 'image/png' });
    expect(JSON.parse(answer.text)).toMatchObject({ code: 406, reason: 'NotAcceptable' });
  });

  test('compressed, when it is long', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const [long, short] = [await ask('GET', '/openapi/v2', '', gzip), await ask('GET', '/version', '', gzip)];
    expect(long.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(short.headers['content-encoding']).toBeUndefined();
  });

  test('of the OpenAPI document for Go clients', async () => {
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const { status, headers, text } = await ask('GET', '/openapi/v2', '', { accept });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect(text).toContain('io.k8s.api.core.v1.HostAlias');
  });

  test.each([
    ['text/plain', 406],
    ['application/json;q=0.1, application/yaml', 200],
  ])('%s of objects: %i', async (accept, code) => {
    const { status, headers } = await ask('GET', '/api/v1/namespaces', '', { accept });
    expect(status).toBe(code);
    if (code === 200) expect(headers['content-type']).toBe('application/yaml');
  });

  test('for people', async () => {
    const answer = await ask('GET', '/version', '', { 'user-agent': 'curl/8.0' });
    expect(answer.text).toMatch(/^\{\n {2}"major": "1",\n/);
    expect((await ask('GET', '/version?pretty=true')).text).toBe(answer.text);
  });

  test('HEAD has no body', async () => {
    const [head, get] = [await ask('HEAD', '/version'), await ask('GET', '/version')];
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  test('JSON is safe inside HTML', async () => {
    const body = JSON.stringify({ metadata: { name: 'markup', annotations: { a: '<b>&' } }, data: {} });
    const answer = await ask('POST', '/api/v1/namespaces/default/configmaps', body, json);
    expect(answer.text).toContain('"a":"\\u003cb\\u003e\\u0026"');
  });

  test('warnings', async () => {
    const body = JSON.stringify({
      metadata: { name: 'warned' },
      spec: { ports: [{ port: 80 }], 'quo"té': 1, more: 2 },
    });
    const answer = await ask('POST', SERVICES, body, json);
    const warnings = answer.raw.filter((_, index) => answer.raw[index - 1]?.toLowerCase() === 'warning');
    expect(warnings.map((text) => Buffer.from(text, 'latin1').toString())).toEqual([
      '299 - "unknown field \\"spec.quo\\\\\\"té\\""',
      '299 - "unknown field \\"spec.more\\""',
    ]);
  });
});

describe('bodies that are hard to read', () => {
  const MAPS = '/api/v1/namespaces/default/configmaps';
  const yaml = { 'content-type': 'application/yaml' };
  const bomb = Array.from(
    { length: 12 },
    (_, i) =>
      `l${i + 1}: &l${i + 1} [${Array(9)
        .fill(i === 0 ? 'x' : `*l${i}`)
        .join(', ')}]`,
  ).join('\n');
  test.each([
    ['aliases of aliases', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${bomb}\n`, yaml],
    ['10,000 brackets', `{"metadata":{"name":"deep"},"data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, json],
    ['10,000 brackets that stay open', '['.repeat(10_000), yaml],
    [
      'a text of more than a megabyte',
      JSON.stringify({ metadata: { name: 'long' }, data: { a: 'x'.repeat(1_100_000) } }),
      json,
    ],
  ])('%s is refused, and the server goes on', async (_, body, headers) => {
    const { status, text } = await ask('POST', MAPS, body, headers);
    expect([400, 422]).toContain(status);
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect((await ask('GET', '/healthz')).text).toBe('ok');
  });
});

describe('watches', () => {
  function lines(path: string) {
    const sent = open('GET', path);
    sent.end();
    const events: { type: string; object: { metadata: { name?: string; resourceVersion: string } } }[] = [];
    let rest = '';
    let wake = () => {};
    const opened = once(sent, 'response') as Promise<[IncomingMessage]>;
    const ended = opened.then(async ([response]) => {
      for await (const chunk of response) {
        const parts = (rest + String(chunk)).split('\n');
        rest = parts.pop()!;
        events.push(...parts.map((part) => JSON.parse(part) as (typeof events)[number]));
        wake();
      }
      return response;
    });
    const until = async (count: number) => {
      while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return events;
    };
    return { opened, until, ended, events, stop: () => sent.destroy() };
  }

  test('present objects come first, then changes', async () => {
    const watch = lines(`${SERVICES}?watch=1&fieldSelector=metadata.name%3Dwatched`);
    await watch.opened;
    await ask('POST', SERVICES, service('watched'), json);
    await ask('DELETE', `${SERVICES}/watched`);
    const events = await watch.until(2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
    watch.ended.catch(() => {});
    watch.stop();
  });

  test('from a version on, with a bookmark at the end', async () => {
    const { text } = await ask('GET', SERVICES);
    const from = (JSON.parse(text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    const query = `watch=true&resourceVersion=${from}&timeoutSeconds=1&allowWatchBookmarks=true`;
    const watch = lines(`${SERVICES}?${query}`);
    await watch.opened;
    await ask('POST', SERVICES, service('later'), json);
    const response = await watch.ended;
    expect(response.headers['content-type']).toBe('application/json');
    expect(response.headers['transfer-encoding']).toBe('chunked');
    expect(watch.events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    const [added, bookmark] = watch.events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(bookmark).toBeGreaterThanOrEqual(added);
  });

  test('one object by its path, and a field that cannot be selected by', async () => {
    await ask('POST', SERVICES, service('single'), json);
    const watch = lines(`${SERVICES}/single?watch=true`);
    await watch.opened;
    await ask('POST', SERVICES, service('another'), json);
    await ask('DELETE', `${SERVICES}/single`);
    const events = await watch.until(2);
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      'ADDED single',
      'DELETED single',
    ]);
    watch.ended.catch(() => {});
    watch.stop();
    const refused = await ask('GET', `${SERVICES}?watch=true&fieldSelector=spec.nothing%3Dx`);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 400, message: 'field label not supported: spec.nothing' });
  });

  test('the old path', async () => {
    const watch = lines('/api/v1/watch/namespaces?timeoutSeconds=1');
    expect((await watch.until(1))[0].object.metadata.name).toBe('default');
    await watch.ended;
  });
});

describe('the connection', () => {
  test('several requests share one', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    const get = 'GET /healthz HTTP/1.1\r\nHost: berth\r\n\r\n';
    socket.write(get + get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  test('only this machine reaches it', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of [...others, { address: '127.0.0.2' }]) {
      const [error] = (await once(connect(port, address), 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNREFUSED');
    }
  });

  test('an upgrade that is not known', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.write('GET /version HTTP/1.1\r\nHost: berth\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });
});

describe('exec over a WebSocket', () => {
  const path = '/api/v1/namespaces/default/pods/shell/exec';

  beforeAll(async () => {
    const spec = { containers: [{ name: 'box', image: 'busybox', command: ['sleep', '3600'] }] };
    const body = JSON.stringify({ metadata: { name: 'shell' }, spec });
    await ask('POST', '/api/v1/namespaces/default/pods', body, json);
    clockMs += 10_000;
    await served.react();
  });

  async function run(query: string, protocol: string, send: Buffer[] = []) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?${query}`, [protocol]);
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => void messages.push(`${data[0]} ${data.subarray(1).toString()}`));
    socket.on('open', () => send.forEach((message) => socket.send(message)));
    const [code] = (await once(socket, 'close')) as [number];
    return { messages, code, protocol: socket.protocol };
  }

  test('streams and status', async () => {
    const words = ['sh', '-c', 'echo out; echo err >&2; exit 4'].map((word) => `command=${encodeURIComponent(word)}`);
    const { messages, code } = await run(`${words.join('&')}&stdout=true&stderr=true`, 'v5.channel.k8s.io');
    expect(messages.slice(0, 2)).toEqual(['1 out\n', '2 err\n']);
    expect(JSON.parse(messages[2].slice(2))).toMatchObject({ reason: 'NonZeroExitCode', status: 'Failure' });
    expect(code).toBe(1000);
  });

  test('stdin that is closed', async () => {
    const send = [Buffer.from('\0a\n'), Buffer.from('\0b\n'), Buffer.of(255, 0)];
    const ran = await run('command=tac&stdin=true&stdout=true', 'v5.channel.k8s.io', send);
    expect(ran.messages[0]).toBe('1 b\na\n');
    expect(JSON.parse(ran.messages[1].slice(2))).toEqual({ metadata: {}, status: 'Success' });
  });

  test('the version before', async () => {
    const { protocol, messages } = await run('command=hostname&stdout=true', 'v4.channel.k8s.io');
    expect(protocol).toBe('v4.channel.k8s.io');
    expect(messages[0]).toBe('1 shell\n');
  });

  test('a Pod that is not there', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path.replace('shell', 'none')}?command=true`, [
      'v5.channel.k8s.io',
    ]);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(404);
    response.destroy();
  });
});
