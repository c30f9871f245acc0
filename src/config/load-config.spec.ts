import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';
import { PRODUCTION_ENV } from '../../test/support/production-env.js';
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
    [
      '{"keys": []}',
      /^JWT_PUBLIC_SIGNING_JWK_SET is no usable JWK set: it holds no good RSA key for signatures$/,
    ],
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

describe('the shared secret', () => {
  const problems = (secret: string) => settingProblems({ JWT_SECRET_KEY: secret });

  it.each(['short', 'change-me-change-me-change-me', 'a'.repeat(40)])(
    'is refused in production when it is %j, and not in development',
    (secret) => {
      expect(settingProblems({ ...PRODUCTION_ENV, JWT_SECRET_KEY: secret })).toEqual([
        expect.stringMatching(/^JWT_SECRET_KEY .*openssl rand -base64 32/),
      ]);
      expect(problems(secret)).toEqual([]);
    },
  );
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

describe('the number of mails at the same time', () => {
  it.each(['1', '20'])('may be %s', (value) => {
    expect(settingProblems({ SMTP_CONNECTIONS: value })).toEqual([]);
  });

  it.each(['0', '21', 'many'])('is not %s', (value) => {
    expect(settingProblems({ SMTP_CONNECTIONS: value })).toEqual([
      `SMTP_CONNECTIONS must be a whole number from 1 to 20, not "${value}"`,
    ]);
  });
});

describe('the client at the LMS', () => {
  const LMS_URL = 'https://lms.example.org';
  const id = { LMS_OAUTH_CLIENT_ID: 'credentials' };
  const secret = { LMS_OAUTH_CLIENT_SECRET: 'of-the-client' };

  it('is optional, and whole with the address of the LMS', () => {
    expect(settingProblems({ LMS_URL })).toEqual([]);
    const { lmsUrl, lmsOauthClientId, lmsOauthClientSecret } = loadConfig({ LMS_URL, ...id, ...secret });
    expect([lmsUrl, lmsOauthClientId, lmsOauthClientSecret]).toEqual([
      LMS_URL,
      'credentials',
      'of-the-client',
    ]);
  });

  it('needs id and secret and the address, and all that is missing is named at once', () => {
    const eachOther = 'LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET need each other';
    const address = 'LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET need LMS_URL beside them';
    expect(settingProblems({ LMS_URL, ...id })).toEqual([eachOther]);
    expect(settingProblems({ LMS_URL, ...secret })).toEqual([eachOther]);
    expect(settingProblems({ ...id, ...secret })).toEqual([address]);
    expect(settingProblems(id)).toEqual([eachOther, address]);
  });
});

describe('the interval between equal requests for credit', () => {
  it.each(['0', '24', '8760'])('may be %s hours', (value) => {
    expect(settingProblems({ CREDIT_REQUEST_INTERVAL: value })).toEqual([]);
  });

  it.each(['-1', '8761', '1.5', 'daily'])('is not %s', (value) => {
    expect(settingProblems({ CREDIT_REQUEST_INTERVAL: value })).toEqual([
      `CREDIT_REQUEST_INTERVAL must be a whole number from 0 to 8760, not "${value}"`,
    ]);
  });
});

describe('the address that issues tokens for the catalog', () => {
  const CATALOG = {
    CATALOG_API_URL: 'https://discovery.example.org/api/v1',
    CATALOG_OAUTH_CLIENT_ID: 'id',
    CATALOG_OAUTH_CLIENT_SECRET: 'secret',
  };

  it.each<[string | undefined, string | undefined, string | undefined]>([
    ['https://lms.example.org', undefined, 'https://lms.example.org/oauth2/access_token'],
    ['https://example.org/lms/', undefined, 'https://example.org/lms/oauth2/access_token'],
    ['https://lms.example.org', 'https://id.example.org/token', 'https://id.example.org/token'],
    [undefined, undefined, undefined],
  ])('with LMS_URL=%s and CATALOG_OAUTH_URL=%s is %s', (LMS_URL, CATALOG_OAUTH_URL, address) => {
    expect(loadConfig({ ...CATALOG, LMS_URL, CATALOG_OAUTH_URL }).catalogOauthUrl).toBe(address);
  });
});

describe('the delay of a stop', () => {
  it('is there for load balancers in production, and a developer need not wait', () => {
    expect(loadConfig(PRODUCTION_ENV).shutdownDelayMs).toBe(5000);
    expect(loadConfig({}).shutdownDelayMs).toBe(0);
    expect(loadConfig({ SHUTDOWN_DELAY: '12' }).shutdownDelayMs).toBe(12_000);
    expect(settingProblems({ SHUTDOWN_DELAY: '-1' })).toEqual([
      'SHUTDOWN_DELAY must be a whole number from 0 to 300, not "-1"',
    ]);
  });

  it('shows revoked certificates only if it is told to', () => {
    expect(loadConfig({}).showRevoked).toBe(false);
    expect(loadConfig({ SHOW_REVOKED: 'true' }).showRevoked).toBe(true);
    expect(settingProblems({ SHOW_REVOKED: 'often' })).toEqual([
      'SHOW_REVOKED must be true or false, not "often"',
    ]);
  });
});

describe('the origins of logos', () => {
  it('are separated by commas', () => {
    expect(loadConfig({}).logoOrigins).toEqual([]);
    expect(
      loadConfig({ LOGO_ORIGINS: 'https://cdn.example.org, http://media.example:8000' }).logoOrigins,
    ).toEqual(['https://cdn.example.org', 'http://media.example:8000']);
  });

  it.each([
    '*',
    'cdn.example.org',
    'https://cdn.example.org/logos',
    'https://*.example.org',
    'ftp://cdn.example.org',
  ])('are whole and named one by one: not %s', (origin) => {
    expect(settingProblems({ LOGO_ORIGINS: `https://a.example,${origin}` })).toEqual([
      `LOGO_ORIGINS must hold origins such as https://example.org, not "${origin}"`,
    ]);
  });
});
