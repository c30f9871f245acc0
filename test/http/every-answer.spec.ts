import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Departure } from '../../src/platform/http/index.js';
import { SECURITY_HEADERS, STRICT_TRANSPORT } from '../../src/platform/http/security-headers.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LIST = '/api/v2/credentials/';

const lines = (...given: string[]) => [...given, '', ''].join('\r\n');

/** What a caller sends, and the status of the answer. All kinds of code that answer are there. */
const KINDS: readonly (readonly [kind: string, sent: string, status: number])[] = [
  ['a handler', lines('GET /livez HTTP/1.1', 'host: x'), 200],
  ['HTTP/1.0', lines('GET /livez HTTP/1.0'), 200],
  ['HEAD', lines('HEAD /livez HTTP/1.1', 'host: x'), 200],
  ['OPTIONS', lines(`OPTIONS ${LIST} HTTP/1.1`, 'host: x'), 204],
  ['the guard', lines(`GET ${LIST} HTTP/1.1`, 'host: x'), 401],
  ['a path that does not exist', lines('GET /nowhere/ HTTP/1.1', 'host: x'), 404],
  ['a method that the path does not have', lines('DELETE /livez HTTP/1.1', 'host: x'), 405],
  ['a method that no path has', lines('PROPFIND /livez HTTP/1.1', 'host: x'), 405],
  ['a method that is none', lines('TRACE /livez HTTP/1.1', 'host: x'), 405],
  ['an address with a broken escape', lines('GET /api/%zz HTTP/1.1', 'host: x'), 400],
  ['an address with raw bytes', lines('GET /\u00e9 HTTP/1.1', 'host: x'), 400],
  ['a part of an address that is too long', lines(`GET ${LIST}${'a'.repeat(600)}/ HTTP/1.1`, 'host: x'), 414],
  [
    'a body that nobody asked for',
    lines(`POST ${LIST} HTTP/1.1`, 'host: x', 'content-type: application/json', 'content-length: 1', '', '0'),
    401,
  ],
  [
    'a body that is too large',
    lines(
      `POST ${LIST} HTTP/1.1`,
      'host: x',
      'authorization: ROOT',
      'content-type: application/json',
      'content-length: 200000',
      '',
      'x'.repeat(200_000),
    ),
    413,
  ],
  [
    'a type that no route takes',
    lines(`POST ${LIST} HTTP/1.1`, 'host: x', 'content-type: x/y', 'content-length: 1', '', '0'),
    415,
  ],
  ['headers that are too large', lines('GET /livez HTTP/1.1', 'host: x', `x: ${'a'.repeat(40_000)}`), 431],
  ['no HTTP', lines('HELO there'), 400],
  ['another version of HTTP', lines('GET /livez HTTP/3.0', 'host: x'), 400],
  ['HTTP/2', lines('PRI * HTTP/2.0', '', 'SM'), 400],
  ['no host', lines(`GET ${LIST} HTTP/1.1`), 400],
  ['an expectation', lines('GET /livez HTTP/1.1', 'host: x', 'expect: cakes'), 200],
  ['an upgrade', lines('GET /livez HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: websocket'), 200],
  [
    'a body of two lengths',
    lines(`POST ${LIST} HTTP/1.1`, 'host: x', 'content-length: 1', 'content-length: 2', '', '0'),
    400,
  ],
  [
    'a chunk that is none',
    lines(
      `POST ${LIST} HTTP/1.1`,
      'host: x',
      'content-type: application/json',
      'transfer-encoding: chunked',
      '',
      'zz',
    ),
    400,
  ],
];

const STANDARD = {
  ...SECURITY_HEADERS,
  ...STRICT_TRANSPORT,
  'cache-control': 'private, no-store',
  'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty unless it is an error. */
  readonly body: unknown;
}

/** Sends it on a connection of its own, and reads the head of the answer, and the body of an error. */
async function answerTo(base: string, sent: string): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(Buffer.from(sent, 'latin1'));
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (isWhole(text)) break;
  }
  socket.destroy();
  const [first = '', ...rest] = text.split('\r\n\r\n', 1)[0]!.split('\r\n');
  const headers = rest.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  const status = Number(first.split(' ')[1]);
  const body = (status >= 400 ? JSON.parse(text.split('\r\n\r\n')[1]!) : {}) as unknown;
  return { status, headers: Object.fromEntries(headers) as Record<string, string>, body };
}

/** Whether the answer has come, of one that is no error its head. */
function isWhole(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n', 2);
  if (body === undefined) return false;
  const [, length = '0'] = /^content-length: (\d+)/im.exec(head) ?? [];
  return !/^HTTP\/1.1 [45]/.test(head) || body.length >= Number(length);
}

describe.each([
  ['while the service runs', false],
  ['while it is about to stop', true],
])('every answer, %s,', (_, departs) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ env: { PUBLIC_URL: 'https://credentials.example' } });
    if (departs) test.app.get(Departure, { strict: false }).begin();
  });
  afterAll(() => test.close());

  it.each(KINDS)('has the headers that all have: %s', async (_kind, sent, status) => {
    const answer = await answerTo(test.base, sent.replace('ROOT', test.as('root')));
    expect(answer).toMatchObject({
      status,
      headers: {
        ...STANDARD,
        ...(departs ? { connection: 'close' } : {}),
        ...(status >= 400 ? { 'x-error-code': expect.stringMatching(/^[a-z_]+$/) as unknown } : {}),
      },
    });
    const { code, request_id: id } = answer.body as Record<string, unknown>;
    expect({ code, id }).toEqual(
      status >= 400 ? { code: answer.headers['x-error-code'], id: answer.headers['x-request-id'] } : {},
    );
  });

  it('has the headers that all have: a request that does not arrive', async () => {
    const server = test.app.getHttpServer();
    // As at the end of the time for the headers.
    server.once('connection', (socket: Socket) => {
      socket.once('data', () => server.emit('clientError', { code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket));
    });
    expect(await answerTo(test.base, 'GET /livez HTTP/1.1\r\n')).toMatchObject({
      status: 408,
      headers: STANDARD,
    });
  });
});
