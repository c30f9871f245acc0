import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import { encode, FOREIGN, type Forgery, forge, JWKS_TEXT, seconds, SITE_PEM } from './token-forge.js';

const NAME = 'tess';
const PATH = '/probe/authenticated';
const foreignJwk = FOREIGN.publicKey.export({ format: 'jwk' });
const part = (token: string, index: number): string => token.split('.')[index]!;

const REFUSED: readonly (readonly [string, Forgery])[] = [
  ['algorithm none', { header: { alg: 'none' } }],
  ['algorithm none with a signature left in', { header: { alg: 'none' }, change: (token) => `${token}c2ln` }],
  ['another algorithm of the same family', { header: { alg: 'HS512' } }],
  ['another secret', { secret: 'another-secret-another-secret-12345' }],
  ['the public key as PEM for a shared secret', { secret: SITE_PEM }],
  ['the JWK set for a shared secret', { secret: JWKS_TEXT }],
  ['a foreign key', { header: { alg: 'RS256' }, key: FOREIGN.privateKey }],
  ['a foreign key under our kid', { header: { alg: 'RS512', kid: 'conformance' }, key: FOREIGN.privateKey }],
  ['the key embedded in its header', { header: { alg: 'RS256', jwk: foreignJwk }, key: FOREIGN.privateKey }],
  ['another audience', { claims: { aud: 'somebody-else' } }],
  ['another issuer', { claims: { iss: 'http://elsewhere/oauth2' } }],
  ['no exp', { claims: { exp: undefined } }],
  ['no iat', { claims: { iat: undefined } }],
  ['no aud', { claims: { aud: undefined } }],
  ['no username', { claims: { preferred_username: undefined, username: NAME } }],
  ['exp a second ago', { claims: { exp: seconds() - 1 } }],
  ['exp as text', { claims: { exp: String(seconds() + 600) } }],
  ['exp beyond reason', { claims: { exp: Date.now() + 600_000 } }],
  ['iat in the future', { claims: { iat: seconds() + 3600, exp: seconds() + 7200 } }],
  ['nbf in the future', { claims: { nbf: seconds() + 3600, exp: seconds() + 7200 } }],
  ['version 2.0.0', { claims: { version: '2.0.0' } }],
  ['version zzz', { claims: { version: 'zzz' } }],
  ['username null', { claims: { preferred_username: null } }],
  ['username an object', { claims: { preferred_username: { toString: NAME } } }],
  ['username empty', { claims: { preferred_username: '' } }],
  ['username blank', { claims: { preferred_username: '  ' } }],
  ['username with U+0000', { claims: { preferred_username: `${NAME}\0` } }],
  ['username of 300 characters', { claims: { preferred_username: 'x'.repeat(300) } }],
  ['username of 10 KB', { claims: { preferred_username: 'x'.repeat(10_240) } }],
  ['username with half a surrogate pair', { claims: { preferred_username: `${NAME}\ud800` } }],
  ['username with U+FFFD', { claims: { preferred_username: `${NAME}\ufffd` } }],
  ['padded segments', { change: (token) => token.replaceAll('.', '=.') }],
  ['a signature that is padded', { change: (token) => `${token}=` }],
  ['two segments', { change: (token) => `${part(token, 0)}.${part(token, 1)}` }],
  ['four segments', { change: (token) => `${token}.x` }],
  ['five segments', { change: (token) => `${token}.x.y` }],
  ['crit', { header: { crit: ['exp'] } }],
  ['a payload that is no object', { payload: [NAME] }],
  ['a payload of null', { payload: null }],
  ['20 KB', { claims: { filler: 'x'.repeat(15_000) } }],
  [
    'a tampered payload',
    {
      change: (token) =>
        `${part(token, 0)}.${encode({ ...JSON.parse(Buffer.from(part(token, 1), 'base64url').toString()), administrator: true })}.${part(token, 2)}`,
    },
  ],
];

describe('a token', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await createProbeApp();
  });

  afterAll(() => probe.close());

  const call = (authorization: string, path = PATH) =>
    probe.request.get(path).set('Authorization', authorization);
  const users = () =>
    probe.sql<{ count: string }>('select count(*) from users').then(([row]) => Number(row!.count));

  it.each(REFUSED)('is refused for %s, and makes no user', async (_, forgery) => {
    const before = await users();
    const answer = await call(`JWT ${forge(NAME, forgery)}`);
    expect([answer.status, answer.body]).toEqual([401, { detail: 'Invalid token.' }]);
    expect(answer.headers['www-authenticate']).toBe('JWT realm="api"');
    expect(await users()).toBe(before);
  });

  it('is refused when it comes in two Authorization headers, whichever is good', async () => {
    const good = `JWT ${forge(NAME)}`;
    for (const lines of [
      ['Authorization', good, 'Authorization', good],
      ['Authorization', good, 'authorization', 'JWT garbage'],
      ['AUTHORIZATION', '', 'Authorization', good],
    ]) {
      const answer = await probe.raw(PATH, lines);
      expect([answer.status, answer.body]).toEqual([401, { detail: 'Invalid token.' }]);
    }
    expect(await probe.sql('select from users where username = $1', [NAME])).toEqual([]);
  });

  it('is refused when a line break stands in it', async () => {
    // The HTTP parser refuses a line break in a header, so it comes percent-encoded in a cookie.
    const [header, payload, signature] = forge(NAME).split('.');
    const cookie = `edx-jwt-cookie-header-payload=${header}%0A.${payload}; edx-jwt-cookie-signature=${signature}`;
    await probe.request.get(PATH).set('Cookie', cookie).expect(401);
    await probe.request.get(PATH).set('Cookie', cookie.replace('%0A', '')).expect(200);
    await probe.sql('delete from users where username = $1', [NAME]);
  });

  it.each(['JWT garbage', 'JWT a b', 'JWT', 'Basic dGVzczpwYXNz', 'Token abc', 'garbage'])(
    'is asked for in vain by the header %p',
    async (authorization) => {
      const answer = await call(authorization);
      expect([answer.status, answer.body]).toEqual([401, { detail: 'Invalid token.' }]);
    },
  );

  it('is asked for when none came', async () => {
    const answer = await probe.request.get(PATH);
    expect([answer.status, answer.body]).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ]);
    await call('').expect(401);
  });

  it.each<[string, string, Forgery]>([
    ['HS256', 'JWT', {}],
    ['HS256 in another case of the scheme', 'bEaReR', {}],
    ['RS256', 'Bearer', { header: { alg: 'RS256' } }],
    ['RS512 under our kid', 'JWT', { header: { alg: 'RS512', kid: 'conformance' } }],
    ['RS512 under an unknown kid', 'jwt', { header: { alg: 'RS512', kid: 'whatever' } }],
    ['several audiences', 'JWT', { claims: { aud: ['other', 'conformance'] } }],
    ['no version', 'JWT', { claims: { version: undefined } }],
    ['an issuer whose clock is a little ahead', 'JWT', { claims: { iat: seconds() + 3 } }],
    ['a past nbf', 'JWT', { claims: { nbf: seconds() - 1 } }],
  ])('is accepted with %s', async (_, scheme, forgery) => {
    const answer = await call(`${scheme} ${forge('good', forgery)}`).expect(200);
    expect(answer.body).toEqual({ username: 'good', staff: false, superuser: false, permissions: [] });
  });

  it('is refused once it has expired, however often it was good', async () => {
    const exp = seconds() + 600;
    const authorization = `JWT ${forge('brief', { claims: { exp } })}`;
    await call(authorization).expect(200);
    const now = jest.spyOn(Date, 'now').mockReturnValue(exp * 1000 - 1);
    await call(authorization).expect(200);
    now.mockReturnValue(exp * 1000);
    await call(authorization).expect(401);
    now.mockRestore();
  });

  it('makes its user, once, when it comes many times at once', async () => {
    const token = forge('crowd', { claims: { user_id: 77, email: 'crowd@x.example', full_name: 'Crowd' } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => call(`JWT ${token}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(
      await probe.sql(`select email, full_name, lms_user_id from users where username = 'crowd'`),
    ).toEqual([{ email: 'crowd@x.example', full_name: 'Crowd', lms_user_id: '77' }]);
  });

  it('makes an administrator staff with the rights of Admins, and takes both back', async () => {
    const claims = (administrator: boolean) => ({
      claims: { administrator, iat: seconds() + Number(!administrator) },
    });
    const raised = await call(`JWT ${forge('chief', claims(true))}`);
    expect(raised.body).toMatchObject({
      staff: true,
      permissions: [
        'credentials.add_usercredential',
        'credentials.change_usercredential',
        'records.add_usergrade',
        'records.change_usergrade',
      ],
    });
    const lowered = await call(`JWT ${forge('chief', claims(false))}`);
    expect(lowered.body).toMatchObject({ staff: false, permissions: [] });
  });

  it('costs no SQL once it and its user are known', async () => {
    const authorization = `JWT ${forge('steady')}`;
    await call(authorization).expect(200);
    const tenCalls = async () => {
      for (let index = 0; index < 10; index += 1) await call(authorization).expect(200);
    };
    // On this clock a known user is looked at again after some seconds.
    const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    const statements = await countStatements(probe.dataSource, tenCalls, { ofCaller: true }).finally(() =>
      now.mockRestore(),
    );
    expect(statements).toBe(0);
  });

  it('acts by its own claim, used in turn with another of the same user, also in another process', async () => {
    const other = await createProbeApp({ databaseUrl: probe.databaseUrl });
    const admins = ['credentials.add_usercredential', 'records.add_usergrade'];
    const tokens = [true, undefined, false, undefined, true, false].map((administrator) => ({
      authorization: `JWT ${forge('janus', { claims: { administrator, iat: seconds() - 5 } })}`,
      administrator,
    }));
    for (const { authorization, administrator } of [...tokens, ...tokens]) {
      for (const process of [probe, other]) {
        const { body } = await process.request
          .get('/probe/authenticated')
          .set('Authorization', authorization);
        const { permissions, staff } = body as { permissions: string[]; staff: boolean };
        expect(permissions).toEqual(administrator === true ? expect.arrayContaining(admins) : []);
        if (administrator !== undefined) expect(staff).toBe(administrator);
      }
    }
    await other.close();
  });

  it('without the claim leaves who is staff as it is, and the permissions of their own', async () => {
    await call(`JWT ${forge('deputy', { claims: { administrator: true } })}`).expect(200);
    await probe.sql(`insert into user_permission (user_id, permission)
      select id, 'credentials.view_usercredential' from users where username = 'deputy'`);
    const other = await createProbeApp({ databaseUrl: probe.databaseUrl });
    const answer = await other.request
      .get('/probe/authenticated')
      .set('Authorization', `JWT ${forge('deputy')}`)
      .expect(200);
    expect(answer.body).toMatchObject({ staff: true, permissions: ['credentials.view_usercredential'] });
    await other.close();
  });

  it('older than one without the claim that changed the name still acts by its own claim', async () => {
    const old = forge('elder', { claims: { administrator: true, iat: seconds() - 60 } });
    await call(`JWT ${forge('elder', { claims: { full_name: 'El Der' } })}`).expect(200);
    expect((await call(`JWT ${old}`).expect(200)).body).toMatchObject({ staff: true });
  });

  it('of an inactive user counts, without permissions, unless INACTIVE_USERS refuses it', async () => {
    await probe.sql(`insert into users (username, is_active) values ('idle', false)`);
    const claims = { administrator: true, full_name: 'I Dle' };
    const answer = await call(`JWT ${forge('IDLE', { claims })}`).expect(200);
    expect(answer.body).toMatchObject({ username: 'idle', staff: true, permissions: [] });
    const strict = await createProbeApp({
      databaseUrl: probe.databaseUrl,
      env: { INACTIVE_USERS: 'refuse' },
    });
    for (const name of ['idle', 'IDLE']) {
      const refused = await strict.request
        .get('/probe/authenticated')
        .set('Authorization', `JWT ${forge(name, { claims: { full_name: 'Other' } })}`);
      expect([refused.status, refused.body]).toEqual([401, { detail: 'Invalid token.' }]);
    }
    await strict.close();
    expect(await probe.sql(`select full_name from users where username = 'idle'`)).toEqual([
      { full_name: 'I Dle' },
    ]);
  });

  it('of a user whom staff deactivated is refused', async () => {
    await probe.sql(
      `insert into users (username, is_active, deactivated_at) values ('barred', false, now())`,
    );
    const answer = await call(`JWT ${forge('BARRED')}`);
    expect([answer.status, answer.body]).toEqual([401, { detail: 'Invalid token.' }]);
  });
});
