import { beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { gunzipSync } from 'node:zlib';
import { KeptFile } from './kept-file.js';

describe('a kept file', () => {
  let app: FastifyInstance;
  let made = 0;
  let failures = 0;

  beforeEach(() => {
    made = 0;
    failures = 0;
    const file = new KeptFile('text/plain; charset=utf-8', () => {
      made += 1;
      if (made <= failures) throw new Error('not there yet');
      return 'the text';
    });
    app = fastify();
    app.get('/', (request, reply) => file.answer(request, reply));
  });

  const get = (headers: Record<string, string> = {}) => app.inject({ url: '/', headers });

  it('is made once, however many ask for it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(answers.map(({ body }) => body)).toEqual(Array(20).fill('the text'));
    expect(made).toBe(1);
  });

  it('is tried again by the next request where it could not be made', async () => {
    failures = 1;
    expect((await get()).statusCode).toBe(500);
    expect((await get()).body).toBe('the text');
  });

  it('is a 304 without a body to a caller that has it, and goes to all others', async () => {
    const etag = (await get()).headers.etag!;
    const known = await get({ 'if-none-match': `"other", ${etag}` });
    expect([known.statusCode, known.body]).toEqual([304, '']);
    expect((await get({ 'if-none-match': '*' })).statusCode).toBe(304);
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it.each([
    ['gzip, br', 'gzip'],
    ['br', undefined],
    ['gzip;q=0, br', undefined],
    ['gzip;q=0.5', 'gzip'],
  ])('goes with Accept-Encoding %s as %s', async (accepted, encoding) => {
    const { headers, rawPayload } = await get({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('Accept-Encoding');
    expect((encoding === undefined ? rawPayload : gunzipSync(rawPayload)).toString()).toBe('the text');
  });
});
