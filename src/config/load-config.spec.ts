import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingProblems } from '../../test/support/setting-problems.js';

describe('the set of public keys', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-config-'));
    await writeFile(join(folder, 'text.json'), 'no set');
  });

  afterAll(() => rm(folder, { recursive: true }));

  const problems = (value: string) => settingProblems({ JWT_PUBLIC_SIGNING_JWK_SET: value });

  it.each([
    ['{bad', /^JWT_PUBLIC_SIGNING_JWK_SET is no usable JWK set: it is not JSON$/],
    ['{"keys": []}', /^JWT_PUBLIC_SIGNING_JWK_SET is no usable JWK set: it holds no RSA key for signatures$/],
    ['[]', /names a file that does not exist; JSON text must start with \{$/],
    [`{"x":${'y'.repeat(5000)}`, /it is not JSON$/],
    ['k'.repeat(5000), /names a file that does not exist/],
    ['http://lms.example/jwks', /must be fetched over https/],
    ['https://user:hidden@lms.example/jwks', /must not hold a name or a password$/],
    ['https://', /must be an address that starts with/],
  ])('is refused when its text is %j', (value, problem) => {
    expect(problems(value)).toEqual([expect.stringMatching(problem)]);
  });

  it('is refused when it is a folder, or a file with something else', () => {
    expect(problems(folder)).toEqual(['JWT_PUBLIC_SIGNING_JWK_SET names a folder, not a file']);
    expect(problems(join(folder, 'text.json'))).toEqual([
      'JWT_PUBLIC_SIGNING_JWK_SET names a file that is no usable JWK set: it is not JSON',
    ]);
  });

  it('is named together with the other settings that are wrong', () => {
    const names = settingProblems({ PORT: 'abc', JWT_PUBLIC_SIGNING_JWK_SET: '{bad' }).map(
      (problem) => problem.split(' ')[0],
    );
    expect(names).toEqual(['PORT', 'JWT_PUBLIC_SIGNING_JWK_SET']);
  });

  it('may be an address that nothing answers at yet', () => {
    expect(problems('https://127.0.0.1:1/jwks?tenant=a')).toEqual([]);
  });
});

describe('an address', () => {
  const CLIENT = { CATALOG_OAUTH_CLIENT_ID: 'id', CATALOG_OAUTH_CLIENT_SECRET: 'secret' };
  const problems = (name: string, value: string) =>
    settingProblems(name === 'CATALOG_API_URL' ? { ...CLIENT, [name]: value } : { [name]: value });
  const ROOTS = ['PUBLIC_URL', 'LMS_URL', 'LEARNER_RECORD_MFE_RECORDS_PAGE_URL', 'CATALOG_API_URL'];
  const WITH_QUERY = ['THEME_LOGO_URL', 'CATALOG_OAUTH_URL'];

  it.each([...ROOTS, ...WITH_QUERY])('holds neither name nor password: %s', (name) => {
    const [problem, ...more] = problems(name, 'http://user:hidden@host.example/');
    expect([problem, more]).toEqual([`${name} must not hold a name or a password`, []]);
  });

  it.each(ROOTS)('that paths are written after has no query and no fragment: %s', (name) => {
    for (const end of ['?', '?q=1', '#', '#f']) {
      expect(problems(name, `https://host.example/path${end}`)).toHaveLength(1);
    }
    expect(problems(name, 'https://host.example:8150/path/')).toEqual([]);
  });

  it.each(WITH_QUERY)('that is taken as it is may have a query: %s', (name) => {
    expect(problems(name, 'https://host.example/path?v=2')).toEqual([]);
  });

  it.each([
    ['PUBLIC_URL', 'http:host.example'],
    ['PUBLIC_URL', 'http://'],
    ['PUBLIC_URL', 'http://host.example/a b'],
    ['DATABASE_URL', 'postgres:hidden'],
  ])('starts with its scheme and two slashes, and has no blanks: %s=%s', (name, value) => {
    expect(problems(name, value)).toEqual([
      expect.stringMatching(`^${name} must be an address that starts with`),
    ]);
  });

  it('of a server that asks for a login may hold name, password and options', () => {
    expect(problems('DATABASE_URL', 'postgres://user:word@db.example/name?sslmode=require')).toEqual([]);
    expect(problems('SMTP_URL', 'smtp://user:word@mail.example?requireTLS=true')).toEqual([]);
  });
});
