import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loadConfig } from '../../../config/index.js';
import { CsrfProtection } from './csrf-protection.js';

interface SetCookie {
  readonly value: string;
  readonly options: Record<string, unknown>;
}

const request = (values: {
  method?: string;
  cookie?: string;
  token?: string;
  origin?: string;
}): FastifyRequest =>
  ({
    method: values.method ?? 'POST',
    cookies: { csrftoken: values.cookie },
    headers: { 'x-csrftoken': values.token, origin: values.origin },
  }) as unknown as FastifyRequest;

const issue = (csrf: CsrfProtection, cookie?: string): { token: string; set: SetCookie | undefined } => {
  let set: SetCookie | undefined;
  const reply = {
    setCookie: (_name: string, value: string, options: Record<string, unknown>) => (set = { value, options }),
  } as unknown as FastifyReply;
  return { token: csrf.issue(request({ method: 'GET', cookie }), reply), set };
};

describe('CsrfProtection', () => {
  const csrf = new CsrfProtection(
    loadConfig({ PUBLIC_URL: 'https://credentials.example/', CORS_ORIGINS: 'https://apps.example' }),
  );
  const { token, set } = issue(csrf);
  const cookie = set?.value;

  it('sets the secret as a cookie that only this site and only scripts of nobody get', () => {
    expect(set?.options).toEqual({ path: '/', sameSite: 'lax', secure: true, httpOnly: true });
    expect(issue(new CsrfProtection(loadConfig({}))).set?.options.secure).toBe(false);
  });

  it('keeps the secret of a caller who has one, and replaces what can be none', () => {
    expect(issue(csrf, cookie).set).toBeUndefined();
    expect(issue(csrf, 'short').set).toBeDefined();
    expect(issue(csrf, 'not allowed characters in a secret').set).toBeDefined();
  });

  it('lets a write pass that has a token for its cookie', () => {
    expect(() => csrf.requireToken(request({ cookie, token }))).not.toThrow();
    expect(() =>
      csrf.requireToken(request({ cookie, token: issue(csrf, cookie).token, method: 'DELETE' })),
    ).not.toThrow();
  });

  it('refuses a write without a token, with a wrong one, or one for another cookie', () => {
    const other = issue(csrf);
    for (const bad of [
      { cookie },
      { token },
      { cookie, token: `${token}x` },
      { cookie, token: other.token },
      { cookie, token: cookie },
      { cookie, token: '' },
      { cookie: other.set?.value, token },
    ]) {
      expect(() => csrf.requireToken(request(bad))).toThrow('CSRF Failed: CSRF token missing or incorrect.');
    }
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('asks for no token on %s', (method) => {
    expect(() => csrf.requireToken(request({ method }))).not.toThrow();
  });

  it.each(['https://credentials.example', 'https://apps.example'])('lets a page of %s write', (origin) => {
    expect(() => csrf.requireToken(request({ cookie, token, origin }))).not.toThrow();
  });

  it.each([
    'https://evil.example',
    'http://credentials.example',
    'https://credentials.example.evil.example',
    'null',
    '',
  ])('refuses a write from a page of %p even with a good token', (origin) => {
    expect(() => csrf.requireToken(request({ cookie, token, origin }))).toThrow('Origin checking failed');
  });
});
