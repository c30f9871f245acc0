import { describe, expect, it } from '@jest/globals';
import { PRODUCTION_ENV } from '../../test/support/production-env.js';
import { settingProblems } from '../../test/support/setting-problems.js';
import { isLocalAddress } from './installation.js';
import { loadConfig } from './load-config.js';

describe('in production', () => {
  const problems = (more: Record<string, string | undefined>) =>
    settingProblems({ ...PRODUCTION_ENV, ...more });

  it('a database and an address that others reach are all it takes', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([undefined, 'http://localhost:8150', 'https://127.0.0.1', 'http://[::1]:8150/credentials'])(
    'the public address is not %s, unless that is meant',
    (PUBLIC_URL) => {
      expect(problems({ PUBLIC_URL })).toEqual([
        expect.stringMatching(/^PUBLIC_URL .*ALLOW_LOCAL_PUBLIC_URL=true/),
      ]);
      expect(problems({ PUBLIC_URL, ALLOW_LOCAL_PUBLIC_URL: 'true' })).toEqual([]);
    },
  );

  it('the database is not the embedded one, unless that is meant', () => {
    expect(problems({ DATABASE_URL: undefined })).toEqual([
      'DATABASE_URL is required in production (ALLOW_EMBEDDED_DATABASE=true does without)',
    ]);
    expect(problems({ DATABASE_URL: undefined, ALLOW_EMBEDDED_DATABASE: 'true' })).toEqual([]);
  });

  it('all that is missing is named at once', () => {
    const names = settingProblems({ NODE_ENV: 'production', JWT_SECRET_KEY: 'lms-secret', PORT: 'x' }).map(
      (problem) => problem.split(' ')[0],
    );
    expect(names.toSorted()).toEqual([
      'DATABASE_URL',
      'JWT_PUBLIC_SIGNING_JWK_SET',
      'JWT_SECRET_KEY',
      'PORT',
      'PUBLIC_URL',
    ]);
  });
});

describe('on a developer’s machine', () => {
  it('nothing needs to be set', () => {
    expect(loadConfig({})).toMatchObject({ publicUrl: 'http://localhost:8150', databaseUrl: undefined });
  });

  it('an address that is none is named once', () => {
    expect(settingProblems({ PUBLIC_URL: 'localhost:8150' })).toHaveLength(1);
    expect(settingProblems({ ...PRODUCTION_ENV, PUBLIC_URL: 'localhost' })).toHaveLength(1);
  });
});

describe('an address of this machine', () => {
  it.each([
    'http://localhost',
    'http://LOCALHOST.:8150/',
    'http://credentials.localhost',
    'http://127.1',
    'http://127.255.0.1',
    'http://0.0.0.0:8150',
    'http://[::1]',
    'http://[::]',
    'http://[::ffff:127.0.0.1]',
  ])('is %s', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });

  it.each([
    'http://localhost.example.org',
    'http://mylocalhost',
    'http://128.0.0.1',
    'http://127.example.org',
    'http://10.0.0.1',
    'http://[2001:db8::1]',
    'http://[::ffff:10.0.0.1]',
    'nothing',
  ])('is not %s', (address) => {
    expect(isLocalAddress(address)).toBe(false);
  });
});
