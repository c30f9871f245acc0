import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const MANY = 1500;

describe('a long list of renames', () => {
  let test: TestApp;
  let other: pg.Client;
  let serial = 0;

  beforeAll(async () => {
    // Long enough for a request to reach the lock, also on a busy machine.
    test = await createTestApp({ world: true, env: { ROLE: 'api', REQUEST_TIMEOUT: '6' } });
    other = new pg.Client({ connectionString: test.databaseUrl });
    await other.connect();
    // The token and the user are known from here on. The first request may take longer than its time.
    while ((await replace([])).status !== 200);
  });

  afterEach(() => other.query('rollback'));

  afterAll(async () => {
    await other.end();
    await test.close();
  });

  const replace = (username_mappings: object[]) =>
    test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', test.as('replacement_worker'))
      .send({ username_mappings });
  const replaceAll = async (...pairs: object[]) =>
    (await replace(pairs).expect(200)).body as Record<string, unknown>;
  const users = async (...names: string[]) => {
    await test.dataSource.query('insert into users (username) select unnest($1::text[])', [names]);
  };
  const usernames = async (pattern: string) => {
    const rows = await test.dataSource.query<{ username: string }[]>(
      'select username from users where username ilike $1 order by id',
      [pattern],
    );
    return rows.map(({ username }) => username);
  };

  it('takes one statement for all whom nobody knows', async () => {
    const pairs = Array.from({ length: MANY }, (_, index) => ({ [`lu_${index}`]: `lu_new_${index}` }));
    const run = jest.spyOn(test.database, 'run');
    try {
      expect((await replaceAll(...pairs)).successful_replacements).toEqual(pairs);
      const names = run.mock.calls.map(([{ name }]) => name).filter((name) => /give_up|rename/.test(name));
      expect(names).toEqual(['identity.give_up_unknown_names']);
    } finally {
      run.mockRestore();
    }
  });

  it('notes that the names were given up, unless only the letter case changes', async () => {
    const old = { lg_gone: test.as('lg_gone'), lg_same: test.as('lg_same') };
    await replaceAll({ LG_gone: 'lg_new' }, { lg_same: 'LG_same' }, { lg_gone: 'lg_newer' });
    const asked = (name: keyof typeof old) =>
      test.request.get(`/api/v2/credentials/?username=${name}`).set('Authorization', old[name]);
    expect([(await asked('lg_gone')).status, (await asked('lg_same')).status]).toEqual([401, 200]);
  });

  it.each<[string, string[], [string, string][], string[]]>([
    [
      'moves on a user whom an earlier pair named',
      ['_a'],
      [
        ['_a', '_B'],
        ['_b', '_c'],
      ],
      ['_c'],
    ],
    [
      'leaves a name alone that only a later pair gives',
      ['_a'],
      [
        ['_b', '_c'],
        ['_a', '_b'],
      ],
      ['_b'],
    ],
    [
      'takes a name that was given up, also where it is one of a chain',
      ['_a', '_b', '_c'],
      [
        ['_c', '_d'],
        ['_b', '_c'],
        ['_a', '_b'],
      ],
      ['_b', '_c', '_d'],
    ],
    [
      'swaps two names',
      ['_a', '_b'],
      [
        ['_a', '_t'],
        ['_b', '_a'],
        ['_t', '_b'],
      ],
      ['_b', '_a'],
    ],
  ])('%s', async (_title, before, pairs, after) => {
    const prefix = `lc${++serial}`;
    const own = (name: string) => `${prefix}${name}`;
    await users(...before.map(own));
    const { failed_replacements } = await replaceAll(
      ...pairs.map(([oldName, newName]) => ({ [own(oldName)]: own(newName) })),
    );
    expect(failed_replacements).toEqual([]);
    expect(await usernames(`${own('\\_')}%`)).toEqual(after.map(own));
  });

  it('renames the user who got the name while the pair waited for the one who had it', async () => {
    await users('lw_a', 'lw_b');
    await other.query(`begin; update users set username = 'lw_gone' where username = 'lw_a'`);
    await other.query(`update users set username = 'lw_a' where username = 'lw_b'`);
    const answer = replaceAll({ lw_a: 'lw_c' });
    await Promise.all([answer, untilLocked(test.dataSource).then(() => other.query('commit'))]);
    expect(await usernames('lw\\_%')).toEqual(['lw_gone', 'lw_c']);
  });

  it('says which pairs are left when its time is over, and succeeds when it is sent again', async () => {
    await users('ll_a', 'll_b', 'll_c');
    const pairs = [{ ll_a: 'll_new_a' }, { ll_b: 'll_new_b' }, { ll_x: 'll_new_x' }, { ll_c: 'll_new_c' }];
    await other.query(`begin; select from users where username = 'll_b' for update`);
    const late = 'The time for this request was over before this pair was done; send it again.';
    expect(await replaceAll(...pairs)).toEqual({
      successful_replacements: [pairs[0], pairs[2]],
      failed_replacements: [pairs[1], pairs[3]],
      failure_reasons: [late, late],
    });
    await other.query('rollback');
    expect(await replaceAll(...pairs)).toEqual({ successful_replacements: pairs, failed_replacements: [] });
    expect(await usernames('ll\\_%')).toEqual(['ll_new_a', 'll_new_b', 'll_new_c']);
  });
});
