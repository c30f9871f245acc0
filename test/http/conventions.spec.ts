import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PATH = '/api/v2/credentials/';

describe('every answer', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ env: { CORS_ORIGINS: 'https://records.example.org' } });
  });

  afterAll(() => test.close());

  const raw = async (body: string | Buffer, type = 'application/json') => {
    const answer = await fetch(`${test.base}${PATH}`, {
      method: 'POST',
      headers: { authorization: test.as('admin', { administrator: true }), 'content-type': type },
      body: new Uint8Array(Buffer.from(body)),
    });
    return { status: answer.status, body: await answer.json() };
  };

  it('carries the caller’s request id when it is sane, else a new one', async () => {
    const sane = await test.request.get('/livez').set('X-Request-Id', 'trace-42');
    expect(sane.headers['x-request-id']).toBe('trace-42');
    const insane = await test.request.get('/livez').set('X-Request-Id', 'a b<script>');
    expect(insane.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries security headers', async () => {
    const { headers } = await test.request.get('/nowhere');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is the same with and without the trailing slash', async () => {
    await test.request.get('/health').expect(200);
    await test.request.get('/health/').expect(200);
  });

  it('is 404 as JSON for an unknown path and 405 with Allow for an unknown method', async () => {
    const unknown = await test.request.get('/api/v2/nothing/').expect(404);
    expect(unknown.body).toEqual({ detail: 'Not found.' });
    const method = await test.request.delete('/health/').expect(405);
    expect(method.body).toEqual({ detail: 'Method "DELETE" not allowed.' });
    expect(method.headers.allow).toContain('GET');
  });

  it.each<[number, string, string | Buffer, string]>([
    [400, 'no JSON', '{not json', 'application/json'],
    [400, 'deep nesting', `{"username":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'application/json'],
    [400, 'bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'application/json'],
    [413, 'a large body', JSON.stringify({ username: 'x'.repeat(110_000) }), 'application/json'],
    [415, 'XML', '<x/>', 'application/xml'],
  ])('is %i with a detail for %s', async (status, _, body, type) => {
    const answer = await raw(body, type);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ detail: expect.any(String) });
  });

  it('names the missing fields of an empty body', async () => {
    const answer = await raw('');
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      username: ['This field is required.'],
      credential: ['This field is required.'],
    });
  });

  it('is 400 for U+0000 and for a broken escape in the address', async () => {
    await test.request
      .get('/api/v2/credentials/?username=%00')
      .set('Authorization', test.as('root'))
      .expect(400);
    const broken = await test.request.get('/api/v2/credentials/%zz/').expect(400);
    expect(broken.body).toEqual({ detail: expect.any(String) });
  });

  it('allows the configured origins, with credentials, and no other', async () => {
    const preflight = (origin: string) =>
      test.request.options(PATH).set('Origin', origin).set('Access-Control-Request-Method', 'POST');
    const good = await preflight('https://records.example.org');
    expect(good.headers['access-control-allow-origin']).toBe('https://records.example.org');
    expect(good.headers['access-control-allow-credentials']).toBe('true');
    const bad = await preflight('https://evil.example.org');
    expect(bad.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers a preflight like all else: with its id, the security headers and what the path has', async () => {
    const { status, headers } = await test.request.options(PATH).set({
      Origin: 'https://records.example.org',
      'Access-Control-Request-Method': 'POST',
      'X-Request-Id': 'pre-1',
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'x-request-id': 'pre-1',
      'x-content-type-options': 'nosniff',
      allow: 'GET, HEAD, OPTIONS, POST',
    });
  });

  it('lets a page of a configured origin read a refusal, of a method too', async () => {
    const origin = 'https://records.example.org';
    const { headers } = await test.request.delete(PATH).set('Origin', origin).expect(405);
    expect(headers['access-control-allow-origin']).toBe(origin);
  });
});
