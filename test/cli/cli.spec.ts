import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { createDataSource } from '../../src/data-source.js';
import { VERSION } from '../../src/config/index.js';
import { startGreeter } from '../support/greeter.js';
import { command } from '../support/command-line.js';
import { FakeLms } from '../support/fake-lms.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { PRODUCTION_ENV } from '../support/production-env.js';
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
  JWT_SECRET_KEY: PRODUCTION_ENV.JWT_SECRET_KEY,
  DATABASE_URL: database.url,
  DATA_DIR: dataDir,
  PUBLIC_URL: NOWHERE,
});

function payload(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** The commands for operators. */
const NAMES = [
  'api-key',
  'audit',
  'backup',
  'catalog:sync',
  'deliveries',
  'demo',
  'doctor',
  'export',
  'export:openedx',
  'import:openedx',
  'issue',
  'merge-accounts',
  'migrate',
  'provision',
  'reconcile',
  'restore',
  'retire',
  'revoke',
  'token',
] as const;

describe('the command line', () => {
  it('tells of its commands', async () => {
    const { code, out } = await command({}, '--help');
    expect(code).toBe(0);
    for (const name of NAMES) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it('prints the version of package.json', async () => {
    expect(await command({}, '--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
    expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([...NAMES, 'openapi'])('tells how %s is used', async (name) => {
    const { code, out } = await command({}, name, '--help');
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^Usage: cli ${name} `))]);
  });

  it.each(['migrate', 'provision', 'catalog:sync', 'retire', 'restore', 'demo'])(
    'offers a dry run of %s',
    async (name) => {
      const { out } = await command({}, name, '--help');
      expect(out).toMatch(/^ +--dry-run +print .* change nothing/m);
    },
  );

  it.each([
    [[]],
    [['fly']],
    [['backup']],
    [['restore']],
    [['migrate', '--fast']],
    [['token']],
    [['demo', 'large']],
  ])('answers wrong usage %j with exit code 2', async (args) => {
    const { code, out, err } = await command({}, ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

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
    const result = await command({ ...env(), ...PRODUCTION_ENV }, 'token', 'ada');
    expect(result).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^In production .*\n$/) });
  });
});

describe('cli doctor', () => {
  it('says for each thing that is wrong what to set, and fails', async () => {
    const { code, out, err } = await command(env(), 'doctor');
    expect([code, err]).toEqual([1, expect.stringMatching(/^2 of \d+ checks failed\.\n$/)]);
    expect(out).toMatch(/^ok +database +PostgreSQL \d/m);
    expect(out).toMatch(/^ok +migrations +up to date$/m);
    expect(out).toMatch(
      /^FAILED +learner status worker +there is no user "status_worker"\n +-> .*LEARNER_STATUS_WORKER/m,
    );
    expect(out).toMatch(/^ok +public keys +keys for signatures: 1$/m);
    expect(out).toMatch(/^note +public URL +nothing answers at /m);
  });

  it('names keys that are weak or known, in development as a note, and refuses them in production', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const { keys } = JSON.parse(String(PRODUCTION_ENV.JWT_PUBLIC_SIGNING_JWK_SET)) as { keys: object[] };
    const { JWT_SECRET_KEY } = CONFORMANCE_ENV;
    const weak = { JWT_SECRET_KEY, JWT_PUBLIC_SIGNING_JWK_SET: JSON.stringify({ keys: [...keys, short] }) };
    const { out } = await command({ ...env(), ...weak }, 'doctor');
    expect(out).toMatch(
      /^note +public keys +keys for signatures: 1; left out: its key number 2 has 1024 bits/m,
    );
    expect(out).toMatch(/^note +shared secret +JWT_SECRET_KEY is an example that everybody knows$/m);
    const refused = await command({ ...env(), JWT_SECRET_KEY, NODE_ENV: 'production' }, 'doctor');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toMatch(/JWT_SECRET_KEY is an example that everybody knows/);
    expect(refused.err).toMatch(/JWT_PUBLIC_SIGNING_JWK_SET .* a test key/);
  });

  it('names a private key among the public ones, and never prints it', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    const { out } = await command(
      { ...env(), JWT_PUBLIC_SIGNING_JWK_SET: JSON.stringify({ keys: [pair] }) },
      'doctor',
    );
    expect(out).toMatch(
      /^note +public keys +keys for signatures: 1; its key number 1 is a private key: .*\n +-> set the public keys alone/m,
    );
    for (const part of ['d', 'p', 'q', 'n'] as const) expect(out).not.toContain(pair[part]);
  });

  it('is content when nothing fails', async () => {
    const workers = { LEARNER_STATUS_WORKER: '', USERNAME_REPLACEMENT_WORKER: '' };
    const { code, out } = await command({ ...env(), ...workers }, 'doctor');
    expect(out).not.toContain('FAILED');
    expect(code).toBe(0);
  });

  it('says whether the LMS gives the names of learners, and what keeps it from that', async () => {
    const lms = await FakeLms.start();
    const { env: client } = lms;
    const doctor = async (settings: Env = client) => (await command({ ...env(), ...settings }, 'doctor')).out;
    // Nobody has a verified name where name affirmation is not installed.
    expect(await doctor()).toMatch(/^ok +names +the LMS answers at /m);
    lms.fault = 'client refused';
    expect(await doctor()).toMatch(/^FAILED +names +.*no token \(status 401\); check LMS_OAUTH_CLIENT_ID/m);
    lms.fault = 'status 403';
    expect(await doctor()).toMatch(/^FAILED +names +.*the client’s user must be staff in the LMS/m);
    await lms.stop();
    expect(await doctor()).toMatch(/^FAILED +names +.*ECONNREFUSED/m);
    expect(await doctor({ LMS_URL: NOWHERE })).toMatch(/^note +names +.*\n +-> set LMS_OAUTH_CLIENT_ID/m);
    expect(await doctor({})).toMatch(/^ok +names +learners are called by the name of their token/m);
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

  it('names a mail template that SQL by hand has broken', async () => {
    const dataSource = await createDataSource(database.url).initialize();
    const template = `insert into completion_mail_template (key, subject, text, html, enabled)
                      values ('type:broken', 's', 't', '{{"log" learner_name}}', true)`;
    await dataSource.query(template);
    const { code, out } = await command(env(), 'doctor');
    await dataSource.query(`delete from completion_mail_template where key = 'type:broken'`);
    await dataSource.destroy();
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAILED +mail templates +no mail can be made of "type:broken"; html: Line 1, column 1: /m,
    );
  });

  it('wants an https address in production, and notes one of this machine that is permitted', async () => {
    const doctor = async (more: object) =>
      (await command({ ...env(), ...PRODUCTION_ENV, DATABASE_URL: database.url, ...more }, 'doctor')).out;
    expect(await doctor({ PUBLIC_URL: 'http://credentials.example.org' })).toMatch(
      /^FAILED +public URL .*\n +-> set PUBLIC_URL/m,
    );
    expect(await doctor({ PUBLIC_URL: NOWHERE, ALLOW_LOCAL_PUBLIC_URL: 'true' })).toMatch(
      /^note +public URL .* this machine.*\n +-> set PUBLIC_URL/m,
    );
  });

  it.each([['doctor'], ['migrate'], ['migrate', '--dry-run'], ['catalog:sync']])(
    'refuses a PostgreSQL that is too old before the first statement, as do other commands: %s %s',
    async (...args) => {
      const greeter = await startGreeter('13.20');
      const { code, out, err } = await command({ ...env(), DATABASE_URL: greeter.url }, ...args);
      greeter.stop();
      expect([code, greeter.sent()]).toEqual([1, 0]);
      if (args[0] === 'doctor')
        expect(out).toMatch(
          /^FAILED +database +PostgreSQL 13\.20 is too old\n +-> use PostgreSQL 14 or later$/m,
        );
      else
        expect(err).toBe(
          'The database cannot be used: PostgreSQL 13.20 is too old. To do: use PostgreSQL 14 or later.\n',
        );
    },
  );
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

  it('makes a small world once, finds it from then on, and prints a token and commands to try', async () => {
    const first = await command(env(), 'demo');
    // One mail is made to fail: the command says so in its own words.
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^users +5 +0 +0$/m);
    expect(first.out).toMatch(/^credentials: 6 made, 0 found$/m);
    expect(first.out).toMatch(/^mails to pathways: 2 made, 0 found$/m);
    expect(first.out).toContain(`"${NOWHERE}/api/v2/credentials/?username=demo_ada"`);
    expect(first.out).toMatch(/^Ada's record: +\S+\/shared\/[0-9a-f]{32}\/csv$/m);
    expect(first.out).toMatch(/^Ada's certificate: +\S+\/credentials\/[0-9a-f]{32}\/$/m);
    const [, token = ''] = /^JWT (\S+)$/m.exec(first.out) ?? [];
    expect(payload(token)).toMatchObject({ preferred_username: 'demo_registrar', administrator: true });
    expect((await command(env(), 'doctor')).out).toMatch(/^ok +catalog +1 program; /m);

    const second = await command(env(), 'demo');
    expect([second.code, second.err]).toEqual([0, '']);
    expect(second.out).toMatch(/^users +0 +0 +5$/m);
    const made = second.out.split('\n').filter((line) => line.includes(' made, '));
    expect(made).toHaveLength(12);
    expect(made.filter((line) => !/: 0 made, [1-9]\d* found$/.test(line))).toEqual([]);
    for (const { out } of [first, second]) {
      expect(out).toMatch(/^The mail to "Hill College Master's in Data" is sent\.$/m);
      expect(out).toMatch(/^The mail to "Lost Lake Certificate" is failed\.$/m);
    }
  }, 60_000);

  it('refuses in production', async () => {
    const result = await command({ ...env(), ...PRODUCTION_ENV }, 'demo');
    expect(result).toMatchObject({ code: 1, out: '' });
  });
});
