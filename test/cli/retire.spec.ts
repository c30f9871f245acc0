import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(async () => {
  await dataSource.query(`
    truncate users cascade;
    insert into users (username, email, full_name) values
      ('leaver', 'leaver@learners.example', 'Lea Ver'), ('stayer', 'stayer@learners.example', 'Stay Er')`);
});

const retire = (...args: string[]) =>
  command({ ...CONFORMANCE_ENV, DATABASE_URL: database.url }, 'retire', ...args);

const people = () =>
  dataSource.query<unknown[]>(
    'select username, email, full_name, deactivated_at is not null as deactivated from users order by id',
  );

const LEAVER = {
  username: 'leaver',
  email: 'leaver@learners.example',
  full_name: 'Lea Ver',
  deactivated: false,
};
const STAYER = {
  username: 'stayer',
  email: 'stayer@learners.example',
  full_name: 'Stay Er',
  deactivated: false,
};

const OWN_NAME = 'as: The new username must differ from the one that is to be forgotten.';

describe('cli retire', () => {
  it('takes what tells of a learner away, and reports the new username and the rows', async () => {
    const { code, out, err } = await retire(' LEAVER ', '--as', 'gone_1');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('gone_1');
    expect(out).toMatch(/^users +1$/m);
    expect(await people()).toEqual([
      { username: 'gone_1', email: '', full_name: '', deactivated: true },
      STAYER,
    ]);
  });

  it('changes nothing in a dry run, which tells the same', async () => {
    const { code, out } = await retire('leaver', '--as', 'gone_1', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^users +1$/m);
    expect(await people()).toEqual([LEAVER, STAYER]);
  });

  it.each<[string, string[], string]>([
    ['nobody has the username', ['nobody_at_all'], 'No User matches the given query.\n'],
    ['another has the new one', ['leaver', '--as', 'STAYER'], 'Another user has the new username.\n'],
  ])('says in one line, without a stack, that %s, and changes nothing', async (_reason, args, words) => {
    expect(await retire(...args)).toEqual({ code: 1, out: '', err: words });
    expect(await people()).toEqual([LEAVER, STAYER]);
  });

  it.each<[string, string[], string]>([
    ['is none', ['leaver', '--as', ' '], 'as: Not a valid username.'],
    ['is the one to forget', ['leaver', '--as', 'leaver'], OWN_NAME],
    ['is the one to forget in another letter case, with blanks', [' LEAVER ', '--as', ' leaVer '], OWN_NAME],
    ['is the one to forget, in a dry run', ['leaver', '--as', 'Leaver', '--dry-run'], OWN_NAME],
  ])(
    'takes it for wrong usage that the new username %s, and changes nothing',
    async (_reason, args, words) => {
      const { code, out, err } = await retire(...args);
      expect([code, out, err.split('\n')[0]]).toEqual([2, '', words]);
      expect(await people()).toEqual([LEAVER, STAYER]);
    },
  );

  it('takes the same username again for somebody who is retired', async () => {
    await retire('leaver', '--as', 'gone_1');
    expect(await retire('gone_1', '--as', ' GONE_1 ')).toMatchObject({ code: 0, err: '' });
  });
});

describe('cli merge-accounts', () => {
  const merge = (...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: database.url }, 'merge-accounts', ...args);

  it('says in a dry run what it would do, does it, and says so when it is done again', async () => {
    const dry = await merge('leaver', '--into', 'stayer', '--dry-run');
    expect([dry.code, dry.err]).toEqual([0, 'Nothing was changed: this was a dry run.\n']);
    expect(await people()).toEqual([LEAVER, STAYER]);
    const done = await merge(' LEAVER ', '--into', ' Stayer ', '--reason', 'signed up twice');
    expect(done).toEqual({ code: 0, out: dry.out, err: '' });
    expect(done.out).toMatch(/^into +stayer$/m);
    expect(await people()).toEqual([{ ...LEAVER, deactivated: true }, STAYER]);
    const again = await merge('leaver', '--into', 'stayer');
    expect([again.code, again.err]).toEqual([0, 'The accounts were merged before.\n']);
  });

  it('tells wrong usage from what cannot be done', async () => {
    expect((await merge('leaver')).code).toBe(2);
    expect((await merge('leaver', '--into', 'LEAVER')).code).toBe(2);
    expect(await merge('nobody', '--into', 'stayer')).toMatchObject({
      code: 1,
      err: 'No User matches the given query.\n',
    });
  });
});
