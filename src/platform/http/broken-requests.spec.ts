import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { BrokenRequests } from './broken-requests.js';
import { ErrorWriter } from './error-writer.js';
import { ErrorPages } from './error-pages.js';
import { standardHeaders } from './security-headers.js';

/** Of every refusal that no hook sees. */
const HEADERS = {
  ...standardHeaders('https://service.example'),
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'private, no-store',
};

describe('a request that no hook sees', () => {
  let app: FastifyInstance;
  let isLeaving: boolean;

  beforeEach(async () => {
    isLeaving = false;
    const broken = new BrokenRequests(
      standardHeaders('https://service.example'),
      new ErrorWriter('https://service.example'),
      () => isLeaving,
      () => new ErrorPages(),
    );
    app = fastify({
      routerOptions: { maxParamLength: 8 },
      http: { maxHeaderSize: 1024 },
      genReqId: () => 'id-1',
      clientErrorHandler: broken.answerBrokenRequest,
      frameworkErrors: broken.answerFrameworkError,
    });
    app.get('/:name', () => 'found');
    await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(() => app.close());

  it.each([
    ['a broken escape', '/%zz', 400],
    ['half of a character', '/%E4%A4', 400],
    ['too long a part', '/123456789', 414],
  ])('with %s is refused with the usual headers, in our words', async (_, url, status) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({ ...HEADERS, 'x-request-id': 'id-1' });
    const { detail } = answer.json<{ detail: string }>();
    expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(detail).not.toMatch(/url component|FST_|exceeding/);
    expect(answer.headers.connection).not.toBe('close');
    isLeaving = true;
    expect((await app.inject(url)).headers.connection).toBe('close');
  });

  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400],
    ['has too large headers', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(2000)}\r\n\r\n`, 431],
  ])('that %s is refused with the same headers, and its connection ends', async (_, bytes, status) => {
    const { port } = app.server.address() as AddressInfo;
    const peer = connect(port, '127.0.0.1');
    let text = '';
    peer.on('data', (chunk) => (text += chunk.toString()));
    peer.write(bytes);
    await once(peer, 'close');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const [first, ...lines] = head.split('\r\n');
    expect(first).toContain(`HTTP/1.1 ${status} `);
    const headers = Object.fromEntries(lines.map((line) => line.split(': ')));
    expect(headers).toMatchObject({ ...HEADERS, connection: 'close' });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body)).toEqual({ detail: expect.any(String) });
  });

  it('ends without an answer when its connection was never used', async () => {
    const { port } = app.server.address() as AddressInfo;
    const peer = connect(port, '127.0.0.1').resume();
    await once(peer, 'connect');
    peer.end();
    await once(peer, 'close');
    expect(peer.bytesRead).toBe(0);
  });
});
