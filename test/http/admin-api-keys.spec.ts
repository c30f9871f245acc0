import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MATHEMATICS } from '../support/certificates.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api', THROTTLE_CREDENTIALS: '2/minute' } });
  await test.dataSource.query(`insert into users (username, is_staff) values ('key_staff', true);
    insert into user_permission (user_id, permission)
      select id, 'credentials.view_usercredential' from users where username = 'key_staff'`);
});

afterAll(() => test.close());

/** Beside its code and the id of the request. */
const saying =
  (wanted: object) =>
  ({ body }: { body: unknown }): void =>
    expect(body).toEqual(wanted);

const KEYS = '/api/v2/admin/api_keys/';
const VIEW = 'credentials.view_usercredential';
const ADD = 'credentials.add_usercredential';
const SCOPE = { programs: [MATHEMATICS.program] };

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object, username = 'root') =>
  test.request[method](path).set('Authorization', test.as(username)).send(body);

type Made = Readonly<Record<'id' | 'key' | 'expires_at', string>>;

const make = async (body: object = {}, username = 'root'): Promise<Made> => {
  const all = { name: 'Partner', permissions: [VIEW], ...SCOPE, ...body };
  return (await call('post', KEYS, all, username).expect(201)).body as Made;
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('API keys in the administration', () => {
  it('show their text once, and are stored as a digest', async () => {
    const { key, ...made } = await make();
    expect(key).toMatch(new RegExp(`^ck_${made.id}[0-9a-f]{72}$`));
    expect(made).toMatchObject({
      state: 'active',
      permissions: [VIEW],
      created_by: 'root',
      last_used_at: null,
    });
    expect((await call('get', `${KEYS}${made.id}/`).expect(200)).body).toEqual(made);
    const { body: list } = await call('get', `${KEYS}?page=last`).expect(200);
    expect((list as { results: object[] }).results).toContainEqual(made);
    const [row] = await test.dataSource.query<object[]>(
      'select api_key::text from api_key where key_id = $1',
      [made.id],
    );
    expect(JSON.stringify(row)).not.toContain(key.slice(19, -8));
  });

  it('are not kept for repeats of the request that made them', async () => {
    const all = { name: 'Repeated', permissions: [VIEW], ...SCOPE };
    const again = () => call('post', KEYS, all).set('Idempotency-Key', 'make-a-key');
    const { body } = await again().expect(201);
    const { body: refused } = await again().expect(409);
    expect(refused).toMatchObject({ code: 'idempotency_answer_lost' });
    const rows = await test.dataSource.query<{ kept: string | null }[]>(
      `select convert_from(body, 'UTF8') as kept from idempotency_key`,
    );
    expect(rows.filter(({ kept }) => kept?.includes((body as Made).key))).toEqual([]);
  });

  it('show when they were used last', async () => {
    const { id, key } = await make();
    await test.request.get('/api/v2/credentials/').set('Authorization', `Bearer ${key}`).expect(200);
    const used = async () =>
      ((await call('get', `${KEYS}${id}/`)).body as { last_used_at: string | null }).last_used_at;
    // It is written beside the request.
    while ((await used()) === null);
    const first = await used();
    await test.request.get('/api/v2/credentials/').set('Authorization', `Bearer ${key}`).expect(200);
    expect(await used()).toBe(first);
  });

  it('are throttled, as they are not staff', async () => {
    const { key } = await make();
    const ask = () => test.request.get('/api/v2/credentials/').set('Authorization', `Bearer ${key}`);
    await ask().expect(200);
    await ask().expect(200);
    await ask().expect(429);
  });

  it.each<[object, object]>([
    [{ programs: [] }, { non_field_errors: ['Enter programs or organizations, or "unlimited": true.'] }],
    [{ unlimited: true }, { non_field_errors: ['An unlimited key has no programs and organizations.'] }],
    [{ permissions: [] }, { permissions: ['Enter at least one permission.'] }],
    [
      { permissions: ['x'] },
      {
        permissions: [
          expect.stringMatching(/^Enter names of permissions, each once: .*credentials\.view_usercredential/),
        ],
      },
    ],
    [
      { programs: ['0e000000-0000-4000-8000-0000000000ff'] },
      { programs: ['No program has the uuid 0e000000-0000-4000-8000-0000000000ff.'] },
    ],
    [{ organizations: ['Nobody'] }, { organizations: ['No organization has the key Nobody.'] }],
    [{ expires_at: '2020-01-01T00:00:00Z' }, { expires_at: ['It is past.'] }],
    [{ expires_at: '2999-01-01T00:00:00Z' }, { expires_at: ['It is more than two years ahead.'] }],
    [{ name: 'two\nlines' }, { name: ['Control characters are not allowed.'] }],
  ])('are refused with %j', async (body, errors) => {
    const all = { name: 'Partner', permissions: [VIEW], ...SCOPE, ...body };
    await call('post', KEYS, all).expect(400).expect(saying(errors));
  });

  it('end for good when they are revoked', async () => {
    const { id } = await make();
    const { body } = await call('delete', `${KEYS}${id}/`, undefined, 'key_staff').expect(200);
    expect(body).toMatchObject({ id, state: 'revoked' });
    expect((await call('delete', `${KEYS}${id}/`).expect(200)).body).toEqual(body);
    await call('patch', `${KEYS}${id}/`, { name: 'New' })
      .expect(409)
      .expect(
        saying({
          detail: 'The key is revoked. Make a new one.',
        }),
      );
    for (const method of ['get', 'patch', 'delete'] as const)
      await call(method, `${KEYS}0000000000000000/`, {}).expect(404);
  });
});

describe('staff and API keys', () => {
  const lacks = { detail: `You do not have the right ${ADD}, so you cannot give it.` };

  it('give only rights that they have', async () => {
    await make({}, 'key_staff');
    const both = { name: 'Partner', permissions: [VIEW, ADD], ...SCOPE };
    await call('post', KEYS, both, 'key_staff')
      .expect(403)
      .expect(saying(lacks))
      .expect(/"required":"credentials.add_usercredential"/);
    const { id } = await make({}, 'key_staff');
    await call('patch', `${KEYS}${id}/`, { permissions: [ADD] }, 'key_staff')
      .expect(403)
      .expect(saying(lacks));
  });

  it('take away from a key with more rights, but neither prolong nor widen it', async () => {
    const { id } = await make({ permissions: [VIEW, ADD], expires_at: inDays(30) });
    const change = (body: object) => call('patch', `${KEYS}${id}/`, body, 'key_staff');
    await change({ expires_at: inDays(60) })
      .expect(403)
      .expect(saying(lacks));
    await change({ programs: [MATHEMATICS.program, '0e000000-0000-4000-8000-000000000002'] })
      .expect(403)
      .expect(saying(lacks));
    await test.dataSource.query('update api_key set expires_at = now() where key_id = $1', [id]);
    await change({ name: 'Expired' }).expect(403).expect(saying(lacks));
    await call('patch', `${KEYS}${id}/`, { expires_at: inDays(30) }).expect(200);
    await change({ expires_at: inDays(20), name: 'Other' }).expect(200);
    const { body } = await change({ permissions: [VIEW] }).expect(200);
    expect(body).toMatchObject({ name: 'Other', permissions: [VIEW], state: 'active' });
    await change({ expires_at: inDays(60) }).expect(200);
  });

  it('make no key without a scope: superusers do', async () => {
    const body = { name: 'All', permissions: [VIEW], unlimited: true };
    const { text } = await call('post', KEYS, body, 'key_staff').expect(403);
    expect(text).toContain('"required":"superuser"');
    const { id } = (await call('post', KEYS, body).expect(201)).body as Made;
    await call('patch', `${KEYS}${id}/`, { name: 'Mine' }, 'key_staff').expect(403);
    const narrowed = await call('patch', `${KEYS}${id}/`, SCOPE).expect(200);
    expect(narrowed.body).toMatchObject({ ...SCOPE, unlimited: false });
    await call('patch', `${KEYS}${id}/`, { unlimited: true }, 'key_staff').expect(403);
  });
});

describe('the command api-key', () => {
  const run = (...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl }, 'api-key', ...args);

  it('makes a key that works, lists it, and revokes it', async () => {
    const options = ['--permission', VIEW, '--program', MATHEMATICS.program, '--expires', '7d'];
    const made = await run('create', 'Nightly report', ...options);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^ck_[0-9a-f]{88}\n$/)]);
    const key = made.out.trim();
    const ask = () => test.request.get('/api/v2/credentials/').set('Authorization', `Bearer ${key}`);
    await ask().expect(200);
    const id = key.slice(3, 19);
    const list = await run('list');
    expect(list.out).toMatch(
      new RegExp(`^${id}\tactive\t.*\t${VIEW}\t${MATHEMATICS.program}\tNightly report$`, 'm'),
    );
    expect(list.out).not.toContain(key);
    expect((await run('revoke', id, '--dry-run')).out).toContain('revoked');
    await ask().expect(200);
    expect((await run('revoke', id)).code).toBe(0);
    await ask().expect(401);
  });

  it('says what is wrong, and changes nothing in a dry run', async () => {
    const count = () => test.dataSource.query('select count(*) from api_key where name = $1', ['Dry']);
    expect(await run('create', 'Dry', '--permission', VIEW)).toMatchObject({ code: 2, out: '' });
    expect((await run('create', 'Dry', '--permission', 'nonsense', '--unlimited')).code).toBe(2);
    expect((await run('create', 'Dry', '--permission', VIEW, '--unlimited', '--expires', '9999d')).code).toBe(
      2,
    );
    const dry = await run('create', 'Dry', '--permission', VIEW, '--unlimited', '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: '' });
    expect(await count()).toEqual([{ count: '0' }]);
    expect(await run('revoke', '0000000000000000')).toMatchObject({ code: 1, out: '' });
  });
});
