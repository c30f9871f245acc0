import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../src/data-source.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const UNREACHABLE = 'postgres://nobody:hidden-word@127.0.0.1:1/none';
const NOWHERE = 'http://127.0.0.1:1';

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'credentials-cli-'));
});

afterAll(async () => {
  await rm(dataDir, { recursive: true });
  await database.drop();
});

const env = () => ({
  ...CONFORMANCE_ENV,
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  PUBLIC_URL: NOWHERE,
});

function payload(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('the command line', () => {
  it('tells of its commands', async () => {
    const { code, out } = await command({}, '--help');
    expect(code).toBe(0);
    for (const name of ['migrate', 'provision', 'token', 'demo', 'doctor']) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it.each(['migrate', 'provision', 'catalog:sync', 'token', 'demo', 'doctor', 'openapi'])(
    'tells how %s is used',
    async (name) => {
      const { code, out } = await command({}, name, '--help');
      expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^Usage: cli ${name} `))]);
    },
  );

  it.each(['migrate', 'provision', 'catalog:sync', 'demo'])('offers a dry run of %s', async (name) => {
    const { out } = await command({}, name, '--help');
    expect(out).toMatch(/^ +--dry-run +print .* change nothing/m);
  });

  it.each([[[]], [['fly']], [['migrate', '--fast']], [['token']], [['demo', 'large']]])(
    'answers wrong usage %j with exit code 2',
    async (args) => {
      const { code, out, err } = await command({}, ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).not.toBe('');
    },
  );

  it('writes a default as one would type it', async () => {
    const { out } = await command({}, 'token', '--help');
    expect(out).toContain('(default: 1h)');
    expect(out).not.toMatch(/3600|\{\}/);
  });

  it('names all wrong settings at once', async () => {
    const { code, err } = await command({ PORT: 'x', LOG_LEVEL: 'loud' }, 'migrate');
    expect(code).toBe(1);
    expect(err).toMatch(/PORT must .*\n.*LOG_LEVEL must /);
  });

  it('says in one sentence, without the password, that the database does not answer', async () => {
    const { code, err } = await command({ ...env(), DATABASE_URL: UNREACHABLE }, 'migrate');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^The database does not answer: .*DATABASE_URL\.\n$/),
    ]);
    expect(err).not.toContain('hidden-word');
  });
});

describe('cli migrate', () => {
  it('prints nothing when there is nothing to do', async () => {
    expect(await command(env(), 'migrate')).toEqual({
      code: 0,
      out: '',
      err: 'The database is up to date.\n',
    });
  });

  it('prints what is pending with --dry-run, and what ran without it', async () => {
    const dataSource = await createDataSource(database.url).initialize();
    const last = dataSource.migrations.at(-1)!.name;
    await dataSource.undoLastMigration();
    await dataSource.destroy();
    const dry = await command(env(), 'migrate', '--dry-run');
    expect([dry.code, dry.out]).toEqual([0, `${last}\n`]);
    // Outside production these commands migrate, but not as a dry run.
    expect(await command(env(), 'demo', '--dry-run')).toEqual({
      code: 1,
      out: '',
      err: 'The database lacks 1 migration; run the command migrate first (docs/operations.md).\n',
    });
    expect((await command(env(), 'doctor')).out).toMatch(
      /^FAILED +migrations +the database lacks 1 migration$/m,
    );
    expect(await command(env(), 'migrate')).toEqual({ code: 0, out: `${last}\n`, err: '' });
    expect((await command(env(), 'migrate')).out).toBe('');
  });
});

describe('cli token', () => {
  it('prints a token with the claims that are given', async () => {
    const { code, out, err } = await command(
      env(),
      ...[
        'token',
        'ada',
        '--claim',
        'administrator=true',
        '--claim',
        'user_id=7',
        '--claim',
        'full_name=A = B',
      ],
      ...['--expires', '2m'],
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = payload(out) as { exp: number; iat: number };
    expect(claims).toMatchObject({
      preferred_username: 'ada',
      aud: 'conformance',
      iss: 'http://conformance/oauth2',
      administrator: true,
      user_id: 7,
      full_name: 'A = B',
    });
    expect(claims.exp - claims.iat).toBe(120);
  });

  it.each([
    ['--claim', 'nothing'],
    ['--expires', '1'],
    ['--expires', '0h'],
    ['--expires', '366d'],
  ])('refuses %s %s', async (...args) => {
    expect(await command(env(), 'token', 'ada', ...args)).toMatchObject({ code: 2, out: '' });
  });

  it('refuses in production', async () => {
    const result = await command({ ...env(), NODE_ENV: 'production' }, 'token', 'ada');
    expect(result).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^In production .*\n$/) });
  });
});

describe('cli doctor', () => {
  it('says for each thing that is wrong what to set, and fails', async () => {
    const { code, out, err } = await command(env(), 'doctor');
    expect([code, err]).toEqual([1, '2 of 9 checks failed.\n']);
    expect(out).toMatch(/^ok +database +PostgreSQL \d/m);
    expect(out).toMatch(/^ok +migrations +up to date$/m);
    expect(out).toMatch(
      /^FAILED +learner status worker +there is no user "status_worker"\n +-> .*LEARNER_STATUS_WORKER/m,
    );
    expect(out).toMatch(/^ok +public keys +keys for signatures: 1$/m);
    expect(out).toMatch(/^note +public URL +nothing answers at /m);
  });

  it('is content when nothing fails', async () => {
    const workers = { LEARNER_STATUS_WORKER: '', USERNAME_REPLACEMENT_WORKER: '' };
    const { code, out } = await command({ ...env(), ...workers }, 'doctor');
    expect(out).not.toContain('FAILED');
    expect(code).toBe(0);
  });

  it('goes on when the database does not answer and the keys are not usable', async () => {
    const { code, out } = await command(
      { ...env(), DATABASE_URL: UNREACHABLE, JWT_PUBLIC_SIGNING_JWK_SET: 'https://127.0.0.1:1/jwks' },
      'doctor',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED +database +The database does not answer/m);
    expect(out).toMatch(/^FAILED +public keys +the JWK set is not usable/m);
    expect(out).not.toContain('hidden-word');
  });

  it('wants an https address in production', async () => {
    const { out } = await command({ ...env(), NODE_ENV: 'production' }, 'doctor');
    expect(out).toMatch(/^FAILED +public URL .*\n +-> set PUBLIC_URL/m);
  });
});

describe('cli demo', () => {
  it('with --dry-run makes nothing', async () => {
    const fresh = await createTestDatabase();
    const dryRun = () => command({ ...env(), DATABASE_URL: fresh.url }, 'demo', '--dry-run');
    const { code, err } = await dryRun();
    expect([code, err]).toEqual([0, 'Nothing was changed: this was a dry run.\n']);
    expect((await dryRun()).out).toMatch(/^users +5 +0 +0$/m);
    await fresh.drop();
  });

  it('makes a small world once, and prints commands to try', async () => {
    const first = await command(env(), 'demo');
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^users +5 +0 +0$/m);
    expect(first.out).toMatch(/^5 credentials issued$/m);
    expect(first.out).toContain(`"${NOWHERE}/api/v2/credentials/?username=demo_ada"`);
    expect(first.out).toMatch(/^Ada's certificate: +\S+\/credentials\/[0-9a-f]{32}\/$/m);
    expect((await command(env(), 'doctor')).out).toMatch(/^ok +catalog +1 program; /m);
    const second = await command(env(), 'demo');
    expect([second.code, second.out]).toEqual([0, expect.stringMatching(/^users +0 +0 +5$/m)]);
  });

  it('refuses in production', async () => {
    const result = await command({ ...env(), NODE_ENV: 'production' }, 'demo');
    expect(result).toMatchObject({ code: 1, out: '' });
  });
});
