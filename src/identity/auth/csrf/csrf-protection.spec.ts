import { Tokens } from '@fastify/csrf';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Env, loadConfig } from '../../../config/index.js';
import { CsrfProtection, isWrite } from './csrf-protection.js';

interface SetCookie {
  readonly value: string;
  readonly options: Record<string, unknown>;
}

const request = (values: {
  method?: string;
  cookie?: string;
  /** All of the header; default: `cookie` under our name. */
  cookies?: string;
  token?: string;
  origin?: string;
}): FastifyRequest =>
  ({
    method: values.method ?? 'POST',
    headers: {
      cookie: values.cookies ?? `credentials_csrftoken=${values.cookie ?? ''}`,
      'x-csrftoken': values.token,
      origin: values.origin,
    },
  }) as unknown as FastifyRequest;

const USER = 7;

const issue = async (
  csrf: CsrfProtection,
  cookie?: string,
  userId: number | undefined = USER,
): Promise<{ token: string; set: SetCookie | undefined }> => {
  let set: SetCookie | undefined;
  const reply = {
    setCookie: (_name: string, value: string, options: Record<string, unknown>) => (set = { value, options }),
  } as unknown as FastifyReply;
  const token = await csrf.issue(request({ method: 'GET', cookie }), reply, userId);
  return { token, set };
};

const protection = (env: Env = {}, key = 'key'): CsrfProtection =>
  new CsrfProtection(loadConfig(env), { csrfKey: () => Promise.resolve(key) });

describe('CsrfProtection', () => {
  const env = { PUBLIC_URL: 'https://credentials.example/', CORS_ORIGINS: 'https://apps.example' };
  const csrf = protection(env);
  let token: string;
  let set: SetCookie | undefined;
  let cookie: string | undefined;

  beforeAll(async () => {
    ({ token, set } = await issue(csrf));
    cookie = set?.value;
  });

  const require = (values: Parameters<typeof request>[0], userId = USER) =>
    csrf.requireToken(request(values), userId);

  it('sets the secret as a cookie that only this site and only scripts of nobody get', async () => {
    expect(set?.options).toEqual({ path: '/', sameSite: 'lax', secure: true, httpOnly: true });
    expect((await issue(protection())).set?.options.secure).toBe(false);
  });

  it('keeps the secret of a caller who has one, and replaces what can be none', async () => {
    expect((await issue(csrf, cookie)).set).toBeUndefined();
    expect((await issue(csrf, 'short')).set).toBeDefined();
    expect((await issue(csrf, 'not allowed characters in a secret')).set).toBeDefined();
  });

  it('lets a write pass that has a token for its cookie', async () => {
    await require({ cookie, token });
    await require({ cookie, token: (await issue(csrf, cookie)).token, method: 'DELETE' });
  });

  it('lets a write pass with a token that another process with the same key has made', async () => {
    await require({ cookie, token: (await issue(protection(env), cookie)).token });
  });

  it('lets a write pass beside cookies of the same name from elsewhere, and that of the LMS', async () => {
    const foreign = 'another-hosts-secret-of-some-length';
    await require({
      token,
      cookies: `csrftoken=${foreign}; credentials_csrftoken=${foreign}; credentials_csrftoken=${cookie}`,
    });
    const { token: second } = await issue(csrf, cookie);
    await require({ token: second, cookies: `credentials_csrftoken=${cookie}; credentials_csrftoken=x` });
  });

  it('takes the cookie under its former name from pages that were open during the upgrade', async () => {
    await require({ token, cookies: `csrftoken=${cookie}` });
    const other = require({ token, cookies: `csrftoken=${cookie}` }, USER + 1);
    await expect(other).rejects.toThrow('CSRF Failed');
  });

  it('refuses a write without a token, with a wrong one, or one for another cookie', async () => {
    const other = await issue(csrf);
    for (const bad of [
      { cookie },
      { token },
      { cookie, token: `${token}x` },
      { cookie, token: other.token },
      { cookie, token: cookie },
      { cookie, token: '' },
      { cookie: other.set?.value, token },
    ]) {
      await expect(require(bad)).rejects.toThrow('CSRF Failed: CSRF token missing or incorrect.');
    }
  });

  it('refuses a planted cookie with a token made from it alone, with another key, or for another user', async () => {
    const planted = 'planted-by-a-sister-host-1234';
    const made = [
      new Tokens({ userInfo: false }).create(planted),
      (await issue(protection(env, 'guessed'), planted)).token,
      (await issue(csrf, planted, USER + 1)).token,
      await csrf.issue(request({ method: 'GET', cookie: planted }), {} as FastifyReply, undefined),
    ];
    for (const bad of made)
      await expect(require({ cookie: planted, token: bad })).rejects.toThrow('CSRF Failed');
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('asks for no token on %s', (method) => {
    expect(isWrite({ method })).toBe(false);
    expect(isWrite({ method: 'PATCH' })).toBe(true);
  });

  it.each(['https://credentials.example', 'https://apps.example'])(
    'lets a page of %s write',
    async (origin) => {
      await require({ cookie, token, origin });
    },
  );

  it.each([
    'https://evil.example',
    'http://credentials.example',
    'https://credentials.example.evil.example',
    'null',
    '',
  ])('refuses a write from a page of %p even with a good token', async (origin) => {
    await expect(require({ cookie, token, origin })).rejects.toThrow('Origin checking failed');
  });
});
