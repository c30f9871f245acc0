import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import { forge, seconds } from './token-forge.js';

const PATH = '/probe/authenticated';
const CSRF_PATH = '/csrf/api/v1/token';
const PUBLIC_URL = 'https://credentials.example';
const APPS = 'https://apps.example';

const pairOf = (token: string): string => {
  const [header, payload, signature] = token.split('.');
  return `edx-jwt-cookie-header-payload=${header}.${payload}; edx-jwt-cookie-signature=${signature}`;
};

describe('the cookie pair', () => {
  let probe: ProbeApp;
  let pair: string;

  beforeAll(async () => {
    probe = await createProbeApp({ env: { PUBLIC_URL, CORS_ORIGINS: APPS } });
    pair = pairOf(forge('browser'));
  });

  afterAll(() => probe.close());

  const get = (cookie: string, path = PATH) => probe.request.get(path).set('Cookie', cookie);
  const csrf = async (cookie = pair): Promise<{ token: string; cookie: string; lines: string[] }> => {
    const answer = await get(cookie, CSRF_PATH).expect(200);
    const lines = (answer.headers['set-cookie'] ?? []) as unknown as string[];
    return {
      token: (answer.body as { csrfToken: string }).csrfToken,
      cookie: [pair, ...lines.map((line) => line.split(';')[0])].join('; '),
      lines,
    };
  };
  const write = (cookie: string, token?: string, headers: Record<string, string> = {}) =>
    probe.request
      .post(PATH)
      .set({ Cookie: cookie, ...(token === undefined ? {} : { 'X-CSRFToken': token }), ...headers });

  it('signs in, with and without the header USE-JWT-COOKIE', async () => {
    expect((await get(pair).expect(200)).body).toMatchObject({ username: 'browser' });
    await get(pair).set('USE-JWT-COOKIE', 'true').expect(200);
    await get(pairOf(forge('browser', { header: { alg: 'RS512' } }))).expect(200);
  });

  it('makes the caller anonymous when it is bad', async () => {
    for (const bad of [
      pairOf(forge('browser', { claims: { exp: seconds() - 1 } })),
      pairOf(forge('browser', { secret: 'another-secret-another-secret-12345' })),
      pair.split('; ')[0]!,
      pair.split('; ')[1]!,
      'edx-jwt-cookie-header-payload=; edx-jwt-cookie-signature=',
    ]) {
      const refused = await get(bad).expect(401);
      expect(refused.body).toEqual({ detail: 'Authentication credentials were not provided.' });
      expect((await get(bad, '/probe/optional').expect(200)).body).toEqual({});
    }
  });

  it('makes the caller anonymous when the user is inactive', async () => {
    await probe.sql(`insert into users (username, is_active) values ('idle', false)`);
    expect((await get(pairOf(forge('idle')), '/probe/optional').expect(200)).body).toEqual({});
  });

  it('counts for nothing beside an Authorization header, good or bad', async () => {
    const good = await get(pair).set('Authorization', `JWT ${forge('header')}`);
    expect(good.body).toMatchObject({ username: 'header' });
    const bad = await get(pair).set('Authorization', 'JWT garbage').expect(401);
    expect(bad.body).toEqual({ detail: 'Invalid token.' });
    await get(pair).set('Authorization', 'Basic dTpw').expect(401);
  });

  it('counts when the Authorization header is blank', async () => {
    const answer = await probe.raw(PATH, ['Authorization', '', 'Cookie', pair]);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ username: 'browser' })]);
  });

  it('writes with a token against forged requests', async () => {
    const { token, cookie, lines } = await csrf();
    expect(lines).toEqual([
      expect.stringMatching(/^csrftoken=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect((await write(cookie, token).expect(201)).body).toMatchObject({ username: 'browser' });
    await probe.request.delete(PATH).set({ Cookie: cookie, 'X-CSRFToken': token }).expect(200);
  });

  it('keeps the secret from one request for a token to the next', async () => {
    const first = await csrf();
    const second = await csrf(first.cookie);
    expect(second.lines).toEqual([]);
    await write(first.cookie, second.token).expect(201);
    await write(first.cookie, first.token).expect(201);
  });

  it('does not write without that token or with a wrong one', async () => {
    const { token, cookie } = await csrf();
    for (const request of [write(pair), write(cookie), write(pair, token), write(cookie, `${token}x`)]) {
      const answer = await request.expect(403);
      expect(answer.body).toEqual({ detail: 'CSRF Failed: CSRF token missing or incorrect.' });
    }
  });

  it('writes from our own pages and from the origins that are configured, and from no others', async () => {
    const { token, cookie } = await csrf();
    await write(cookie, token, { Origin: PUBLIC_URL }).expect(201);
    await write(cookie, token, { Origin: APPS }).expect(201);
    await write(cookie, token, { Origin: 'https://evil.example' }).expect(403);
    await write(cookie, token, { Origin: 'null' }).expect(403);
  });

  it('asks for no such token where a header has signed in', async () => {
    await probe.request
      .post(PATH)
      .set('Authorization', `JWT ${forge('header')}`)
      .set('Cookie', pair)
      .expect(201);
  });

  it('is given to pages of configured origins only', async () => {
    const answer = await get(pair).set('Origin', APPS);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APPS,
      'access-control-allow-credentials': 'true',
    });
    const other = await get(pair).set('Origin', 'https://evil.example');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});
