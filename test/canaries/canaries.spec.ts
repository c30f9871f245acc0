import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CanarySearch } from '../support/canaries/canary-search.js';
import { command } from '../support/command-line.js';
import { startService } from '../support/service-process.js';
import { createTestApp } from '../support/test-app.js';
import { mintToken } from '../support/tokens.js';

const MAIL = 'alice@learners.example';

describe('the search for secrets and personal data', () => {
  const search = new CanarySearch();
  search.learn({
    JWT_SECRET_KEY: 'a-secret-of-the-settings',
    DATABASE_URL: 'postgres://service:canary-word@db.example/x',
  });
  const find = (text: string, from = 'log') => search.search({ from, text });

  it.each([
    ['a token', `"token":"${mintToken('somebody')}"`],
    ['an API key', `Bearer ck_${'0a'.repeat(44)} is refused`],
    ['a password in an address', 'cannot reach postgres://service:word@db.example/x'],
    ['a mail address', `550 <${MAIL}>: no such user`],
    ['a username', 'no credential of alice'],
    ['a full name', 'Dear Alice Łukasiewicz,'],
    ['the value of JWT_SECRET_KEY', 'a-secret-of-the-settings is too short'],
    ['the password in DATABASE_URL', 'password authentication failed: canary-word'],
  ])('finds %s', (what, text) => {
    expect(find(`first line\n${text}`)).toContainEqual(expect.stringMatching(`^log, line 2 holds ${what}: `));
  });

  it('finds nothing in ordinary lines', () => {
    const lines = [
      '{"level":"info","requestId":"x","method":"PUT","route":"/api/v2/admin/users/:username","status":200}',
      'cannot reach postgres://service:***@db.example/x',
      'PUT /things/alice/ is a path, and bobsleigh is a word',
    ];
    expect(find(lines.join('\n'))).toEqual([]);
  });

  it('leaves the token to the command that prints one', () => {
    const token = mintToken('alice');
    expect([find(token, 'command token'), find(token, 'command doctor').length]).toEqual([[], 1]);
  });
});

describe('what the tests make the service say', () => {
  const runFile = process.env.CANARY_FILE;
  let folder: string;
  let file: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-canaries-'));
  });

  beforeEach(() => {
    file = join(folder, String(++count));
    process.env.CANARY_FILE = file;
  });

  afterEach(() => {
    if (runFile === undefined) delete process.env.CANARY_FILE;
    else process.env.CANARY_FILE = runFile;
  });

  afterAll(() => rm(folder, { recursive: true }));

  const found = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');

  it('is searched in logs and stored errors, for everybody in the database', async () => {
    const test = await createTestApp({ env: { ROLE: 'api' } });
    await test.dataSource.query(
      `insert into users (username, full_name) values ('zacharias', 'Zoe Zacharias')`,
    );
    await test.dataSource.query(
      `insert into outbox (topic, subscriber, dedupe_key, payload, last_error)
       values ('t', 's', 'k', '{}', 'no mailbox of Zoe Zacharias')`,
    );
    new Logger('Planted').log('zacharias was here');
    await test.close();
    expect(found()).toMatch(
      /canaries\.spec\.ts \(.+\): log, line \d+ holds a username: .*zacharias was here/,
    );
    expect(found()).toMatch(/: stored error, line 1 holds a full name: no mailbox of Zoe Zacharias/);
  });

  it('is searched in what commands and libraries print', async () => {
    await command({}, MAIL);
    console.debug('rendered for %s', MAIL);
    expect(found()).toMatch(/: command alice@.+ holds a mail address: /);
    expect(found()).toMatch(/: console\.debug, line 1 holds a mail address: /);
  });

  it('is searched on the console, for everybody in the database while it exists', async () => {
    const test = await createTestApp({ env: { ROLE: 'api' } });
    console.info('grade of quirinius');
    console.table([{ learner: 'quirinius' }]);
    process.stderr.write('quirinius once more\n');
    await test.dataSource.query(`insert into users (username) values ('quirinius')`);
    expect(found()).toBe('');
    await test.close();
    expect(found()).toMatch(/: console\.info, line 1 holds a username: grade of quirinius/);
    expect(found()).toMatch(/: console\.log, line 4 holds a username: .*quirinius/);
    expect(found()).toMatch(/: stderr, line 1 holds a username: quirinius once more/);
    console.info('quirinius has left');
    expect(found()).not.toContain('has left');
  });

  it('is searched in what processes print', async () => {
    const { ended } = startService({ PORT: '0', JWT_SECRET_KEY: 'short-canary', LOG_LEVEL: MAIL });
    await ended;
    expect(found()).toMatch(/: service, line \d+ holds a mail address: /);
  });
});
