import { Tokens } from '@fastify/csrf';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import type { Seen } from './probe.controller.js';
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

  it('acts by its own claim, too', async () => {
    const seen = async (claims: Record<string, unknown>) =>
      (await get(pairOf(forge('pair', { claims }))).expect(200)).body as Seen;
    for (let round = 0; round < 2; round += 1) {
      expect((await seen({ administrator: true })).permissions).toHaveLength(4);
      expect((await seen({})).permissions).toEqual([]);
    }
  });

  it('makes the caller anonymous when staff deactivated the user', async () => {
    await probe.sql(`insert into users (username, is_active, deactivated_at) values ('idle', false, now())`);
    expect((await get(pairOf(forge('idle')), '/probe/optional').expect(200)).body).toEqual({});
  });

  it('signs in wherever it stands among stale pairs, in and out of step, also for writes', async () => {
    const halves = (token: string): string[] => pairOf(token).split('; ');
    const stale = [
      halves(forge('browser', { claims: { exp: seconds() - 1 } })),
      halves(forge('browser', { secret: 'another-secret-another-secret-12345' })),
      halves(forge('browser', { claims: { aud: 'others' } })),
    ];
    const good = pair.split('; ');
    const inStep = [...stale, good].flat().join('; ');
    const outOfStep = [...stale.flat(), ...good.toReversed()].join('; ');
    const crossed = [stale[0]![0], good[0], good[1], stale[0]![1]].join('; ');
    for (const cookie of [inStep, outOfStep, crossed, [...good, ...stale.flat()].join('; ')]) {
      for (let round = 0; round < 2; round += 1) {
        expect((await get(cookie).expect(200)).body).toMatchObject({ username: 'browser' });
      }
      const own = await csrf(cookie);
      const all = `${cookie}; ${own.cookie}`;
      expect((await write(all, own.token).expect(201)).body).toMatchObject({ username: 'browser' });
    }
    await get(stale.flat().join('; ')).expect(401);
    expect((await get(stale.flat().join('; '), '/probe/optional').expect(200)).body).toEqual({});
  });

  it('is looked for behind one whose user staff have deactivated', async () => {
    await probe.sql(
      `insert into users (username, is_active, deactivated_at) values ('former', false, now())`,
    );
    const cookie = `${pairOf(forge('former'))}; ${pair}`;
    for (let round = 0; round < 2; round += 1) {
      expect((await get(cookie).expect(200)).body).toMatchObject({ username: 'browser' });
    }
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
      expect.stringMatching(/^credentials_csrftoken=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect((await write(cookie, token).expect(201)).body).toMatchObject({ username: 'browser' });
    await probe.request.delete(PATH).set({ Cookie: cookie, 'X-CSRFToken': token }).expect(200);
  });

  it('writes beside the cookie of the LMS on the same host, which is called csrftoken', async () => {
    const lms = 'csrftoken=1a2b3c4d5e6f7g8h9i0j1a2b3c4d5e6f';
    const { token, cookie, lines } = await csrf(`${lms}; ${pair}`);
    expect(lines).toHaveLength(1);
    await write(`${lms}; ${cookie}`, token).expect(201);
    await write(`${cookie}; csrftoken=1a2b3c4d5e6f7g8h9i0j1a2b3c4d5e99`, token).expect(201);
  });

  it('writes with the cookie under its former name, for the user whose page was open during the upgrade', async () => {
    const { token, cookie } = await csrf();
    const former = cookie.replace('credentials_csrftoken', 'csrftoken');
    await write(former, token).expect(201);
    await write(former.replace(pair, pairOf(forge('attacker'))), token).expect(403);
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

  it('does not write with a cookie that somebody planted, together with a token made for it', async () => {
    const planted = 'credentials_csrftoken=planted-by-a-sister-host-1234';
    const fetched = async (cookie: string) =>
      ((await get(cookie, CSRF_PATH).expect(200)).body as { csrfToken: string }).csrfToken;
    const others = [
      new Tokens({ userInfo: false }).create(planted.split('=')[1]!),
      // The service makes a token for anybody: anonymous callers, and the user of another token.
      await fetched(planted),
      await fetched(`${pairOf(forge('attacker'))}; ${planted}`),
    ];
    for (const token of others) await write(`${pair}; ${planted}`, token).expect(403);
    await write(`${pair}; ${planted}`, await fetched(`${pair}; ${planted}`)).expect(201);
  });

  it('writes at another process with a token of this one, also after the user has a new token', async () => {
    const other = await createProbeApp({ env: { PUBLIC_URL }, databaseUrl: probe.databaseUrl });
    const { token, cookie } = await csrf();
    const renewed = cookie.replace(pair, pairOf(forge('browser', { claims: { jti: 'renewed' } })));
    await other.request.post(PATH).set({ Cookie: renewed, 'X-CSRFToken': token }).expect(201);
    await other.close();
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
