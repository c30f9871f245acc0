import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('POST /api/v2/replace_usernames/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  const replace = (body: unknown) =>
    test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', test.as('replacement_worker'))
      .send(body as object);
  const replaceAll = async (...username_mappings: object[]) =>
    (await replace({ username_mappings }).expect(200)).body as Record<string, unknown>;
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

  it('fails alone for a pair whose new name is taken, in whatever letter case', async () => {
    await users('rt_one', 'rt_two', 'rt_taken');
    expect(await replaceAll({ rt_one: 'RT_Taken' }, { rt_two: 'rt_free' })).toEqual({
      successful_replacements: [{ rt_two: 'rt_free' }],
      failed_replacements: [{ rt_one: 'RT_Taken' }],
      failure_reasons: ['Another user has the new username.'],
    });
    expect(await usernames('rt\\_%')).toEqual(['rt_one', 'rt_free', 'rt_taken']);
  });

  it('carries the pairs out in their order, so that a name given up can be taken', async () => {
    await users('ro_a', 'ro_b');
    const { failed_replacements } = await replaceAll({ ro_a: 'ro_c' }, { ro_b: 'ro_a' });
    expect(failed_replacements).toEqual([]);
    expect(await usernames('ro\\_%')).toEqual(['ro_c', 'ro_a']);
  });

  it('finds the old name in any letter case and can change the letter case', async () => {
    await users('rc_camel');
    expect(await replaceAll({ RC_CAMEL: 'rc_Camel' })).toMatchObject({ failed_replacements: [] });
    expect(await usernames('rc\\_%')).toEqual(['rc_Camel']);
  });

  it('succeeds for an old name that nobody has, also when it is repeated', async () => {
    await users('rr_old');
    for (let repeat = 0; repeat < 2; repeat += 1) {
      expect(await replaceAll({ rr_old: 'rr_new' })).toMatchObject({ failed_replacements: [] });
    }
    expect(await usernames('rr\\_%')).toEqual(['rr_new']);
  });

  it.each([
    ['blank', '  '],
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['with a line break', 'rb\nnew'],
    ['with half a character', 'rb\ud800'],
    ['with a line separator, which no token may name', 'rb\u2028n'],
  ])('fails alone for a new name that is none: %s', async (_, name) => {
    await users(`rb_${name.length}`);
    expect(await replaceAll({ [`rb_${name.length}`]: name })).toEqual({
      successful_replacements: [],
      failed_replacements: [{ [`rb_${name.length}`]: name }],
      failure_reasons: [expect.stringContaining('cannot be one')],
    });
  });

  it('takes both names without the blanks around them, and echoes the pair as it was sent', async () => {
    await users('rw_old');
    expect(await replaceAll({ ' rw_old\t': ' rw_new\u00a0' })).toEqual({
      successful_replacements: [{ ' rw_old\t': ' rw_new\u00a0' }],
      failed_replacements: [],
    });
    expect(await usernames('%rw\\_%')).toEqual(['rw_new']);
  });

  it('takes a new name of 255 characters outside the basic plane', async () => {
    await users('rl_old');
    const { failed_replacements } = await replaceAll({ rl_old: '𝒳'.repeat(255) });
    expect(failed_replacements).toEqual([]);
    await test.request
      .get('/api/v2/credentials/?username=anybody')
      .set('Authorization', test.as('𝒳'.repeat(255), { iat: Math.floor(Date.now() / 1000) + 1 }))
      .expect(403);
  });

  it('echoes names that JavaScript objects have of their own', async () => {
    const body = '{"username_mappings":[{"__proto__":"rp_a"},{"constructor":"rp_b"}]}';
    const { text } = await test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', test.as('replacement_worker'))
      .type('json')
      .send(body)
      .expect(200);
    expect(text).toContain('[{"__proto__":"rp_a"},{"constructor":"rp_b"}]');
  });

  it('empties every name and the address, until the next token brings them again', async () => {
    const old = test.as('re_old', { full_name: 'Re Old', email: 're@x.example', user_id: 7301 });
    const own = (authorization: string, name: string) =>
      test.request.get(`/api/v2/credentials/?username=${name}`).set('Authorization', authorization);
    await own(old, 're_old').expect(200);
    await test.dataSource
      .query(`update users set staff_name = 'Re Staff', lms_name = 'Re Lms', verified_name = 'Re Verified',
      name_answered_at = now(), name_due_at = now(), name_attempts = 1 where username = 're_old'`);
    await replaceAll({ re_old: 're_new' });
    const profile = async () =>
      (
        await test.dataSource.query<Record<string, unknown>[]>(
          `select email, full_name, staff_name, lms_name, verified_name, name_answered_at, name_due_at, name_attempts
             from users where username = 're_new'`,
        )
      )[0];
    const empty = {
      ...{ email: '', full_name: '', staff_name: '', lms_name: '', verified_name: '' },
      ...{ name_answered_at: null, name_due_at: null, name_attempts: 0 },
    };
    expect(await profile()).toEqual(empty);
    await own(old, 're_new').expect(401);
    const earlier = { full_name: 'Re Old', user_id: 7301, iat: Math.floor(Date.now() / 1000) - 60 };
    await own(test.as('re_new', earlier), 're_new').expect(401);
    expect(await profile()).toEqual(empty);
    const iat = Math.floor(Date.now() / 1000) + 1;
    await own(test.as('re_new', { full_name: 'Re New', user_id: 7301, iat }), 're_new').expect(200);
    expect(await profile()).toEqual({ ...empty, full_name: 'Re New' });
  });

  it('keeps names and address where only the letter case changes', async () => {
    await test.dataSource.query(
      `insert into users (username, full_name, email) values ('rk_a', 'Rk', 'rk@x.example')`,
    );
    await replaceAll({ rk_a: 'rk_a' }, { RK_A: 'RK_a' });
    expect(await test.dataSource.query(`select full_name, email from users where username = 'RK_a'`)).toEqual(
      [{ full_name: 'Rk', email: 'rk@x.example' }],
    );
  });

  it('renames a user at once for the guard too', async () => {
    const old = test.as('rg_old');
    const list = (name: string) =>
      test.request.get(`/api/v2/credentials/?username=${name}`).set('Authorization', old);
    await list('rg_old').expect(200);
    await replaceAll({ rg_old: 'rg_new' });
    await list('rg_new').expect(401);
    await list('rg_old').expect(401);
  });

  it('repeats a pair that crosses another one, so that each of many lists is carried out to its end', async () => {
    await users('rx_a', 'rx_b');
    const pairs = [{ rx_a: 'rx_b' }, { rx_b: 'rx_a' }];
    const lists = Array.from({ length: 24 }, (_, index) =>
      replaceAll(pairs[index % 2]!, pairs[1 - (index % 2)]!),
    );
    for (const answer of await Promise.all(lists)) {
      expect(answer).toEqual({
        successful_replacements: [],
        failed_replacements: expect.arrayContaining(pairs),
        failure_reasons: expect.any(Array),
      });
    }
    expect(await usernames('rx\\_%')).toEqual(['rx_a', 'rx_b']);
  });

  it('needs no other table: no other column holds a username', async () => {
    const columns = await test.dataSource.query<{ name: string }[]>(
      `select c.table_name || '.' || c.column_name as name
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name like '%username%'`,
    );
    expect(columns).toEqual([{ name: 'users.username' }]);
  });

  it.each<[string, unknown]>([
    ['no object', [1]],
    ['no mappings', {}],
    ['null for mappings', { username_mappings: null }],
    ['an object for mappings', { username_mappings: { a: 'b' } }],
    ['two pairs in one element', { username_mappings: [{ a: 'b', c: 'd' }] }],
    ['no pair in an element', { username_mappings: [{ a: 'b' }, {}] }],
    ['a list for an element', { username_mappings: [['a', 'b']] }],
    ['null for an element', { username_mappings: [null] }],
    ['a number for a new name', { username_mappings: [{ a: 5 }] }],
  ])('refuses %s with 400 and renames nobody', async (_, body) => {
    await replace(body).expect(400);
  });
});
