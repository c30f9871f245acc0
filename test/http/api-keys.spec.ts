import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeysService, type Permission, PERMISSIONS } from '../../src/identity/index.js';
import { CARPENTRY, issue, MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterAll(() => test.close());

/** Beside its code and the id of the request. */
const saying =
  (wanted: object) =>
  ({ body }: { body: unknown }): void =>
    expect(body).toEqual(wanted);

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Scope = { programs?: string[]; organizations?: string[]; unlimited?: boolean };

const UNKNOWN = '0e000000-0000-4000-8000-0000000000ff';
const CREDENTIALS = '/api/v2/credentials/';

/** Makes a key with these rights, by default all, and returns a function that calls with it. */
async function keyFor(scope: Scope, permissions: readonly Permission[] = PERMISSIONS) {
  const body = { name: 'Partner', permissions: [...permissions], ...scope };
  const { id, key } = await test.app.get(ApiKeysService, { strict: false }).create(undefined, body);
  const call = (method: Method, path: string, sent?: object, application = test) => {
    const request = application.request[method](path).set('Authorization', `Bearer ${key}`);
    return sent === undefined ? request : request.send(sent);
  };
  return { id, key, call };
}

const asRoot = (method: Method, path: string, body?: object, username = 'root') =>
  test.request[method](path).set('Authorization', test.as(username)).send(body);

/** The answer but for the id of the request. */
const answerOf = ({ status, text }: { status: number; text: string }) => ({
  status,
  text: text.replace(/"request_id":"[^"]+"/, ''),
});

const countUsers = async (username: string): Promise<number> => {
  const rows = await test.dataSource.query<object[]>('select from users where username = $1', [username]);
  return rows.length;
};

describe('an API key with a scope', () => {
  it('lists what is in its scope and counts nothing else', async () => {
    const inside = await issue(test, 'alice', { program_uuid: MATHEMATICS.program });
    const run = await issue(test, 'alice', { course_run_key: MATHEMATICS.run, mode: 'verified' });
    const outside = await issue(test, 'alice', { program_uuid: CARPENTRY.program });
    const outsideRun = await issue(test, 'bob', { course_run_key: CARPENTRY.run, mode: 'verified' });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const uuidsOf = async (path: string) => {
      const { body } = await call('get', path).expect(200);
      const { count, results } = body as { count: number; results: { uuid: string }[] };
      expect(count).toBe(results.length);
      return results.map(({ uuid }) => uuid);
    };
    const all = await uuidsOf(`${CREDENTIALS}?username=alice`);
    expect(all).toEqual(expect.arrayContaining([inside, run]));
    expect(all).not.toContain(outside);
    expect(await uuidsOf(`/api/v1/credentials/?username=alice`)).toEqual(all);
    expect(await uuidsOf(CREDENTIALS)).toEqual(expect.not.arrayContaining([outside, outsideRun]));
    expect(await uuidsOf(`${CREDENTIALS}?program_uuid=${CARPENTRY.program}`)).toEqual([]);
    expect(await uuidsOf(`/api/v1/credentials/?program_uuid=${CARPENTRY.program}`)).toEqual([]);
  });

  it('is told the same of a learner outside as of one whom nobody knows', async () => {
    await issue(test, 'erin', { program_uuid: CARPENTRY.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    for (const path of [CREDENTIALS, '/api/v1/credentials/']) {
      const of = async (name: string) => (await call('get', `${path}?username=${name}`).expect(200)).text;
      expect(await of('erin')).toBe(await of('nobody_at_all'));
    }
  });

  it('is told the same of a credential outside as of none', async () => {
    const outside = await issue(test, 'bob', { program_uuid: CARPENTRY.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const ways: [Method, string, object?][] = [
      ['get', ''],
      ['get', 'history/'],
      ['put', '', { status: 'revoked' }],
      ['patch', '', { status: 'revoked' }],
      ['patch', '', { status: 'nonsense' }],
      ['delete', ''],
    ];
    for (const [method, path, body] of ways) {
      const of = async (uuid: string) => {
        const { status, text } = answerOf(await call(method, `${CREDENTIALS}${uuid}/${path}`, body));
        return { status, text: text.replaceAll(uuid, '') };
      };
      expect(await of(outside)).toEqual(await of(UNKNOWN));
    }
    expect((await asRoot('get', `${CREDENTIALS}${outside}/`)).body).toMatchObject({ status: 'awarded' });
  });

  it('reads, revokes and restores what is in its scope', async () => {
    const inside = await issue(test, 'bob', { program_uuid: MATHEMATICS.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const path = `${CREDENTIALS}${inside}/`;
    expect((await call('get', path).expect(200)).body).toMatchObject({ username: 'bob' });
    const { body: history } = await call('get', `${path}history/`).expect(200);
    // Who did it and by which request is for staff.
    expect((history as { results: object[] }).results[0]).toMatchObject({
      action: 'awarded',
      request_id: null,
      actor: { username: null, name: null },
    });
    expect((await call('delete', path).expect(200)).body).toMatchObject({ status: 'revoked' });
    expect((await call('patch', path, { status: 'awarded' }).expect(200)).body).toMatchObject({
      status: 'awarded',
    });
  });

  it('issues in its scope, also to a learner whom nobody knew', async () => {
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    for (const credential of [
      { program_uuid: MATHEMATICS.program },
      { program_uuid: MATHEMATICS.program.replaceAll('-', '').toUpperCase() },
      { course_run_key: MATHEMATICS.run.toUpperCase(), mode: 'verified' },
    ]) {
      const { body } = await call('post', CREDENTIALS, { username: 'key_learner', credential }).expect(201);
      expect(body).toMatchObject({ username: 'key_learner', status: 'awarded' });
    }
  });

  it.each<[string, object, object]>([
    ['program', { program_uuid: CARPENTRY.program }, { program_uuid: UNKNOWN }],
    [
      'course run',
      { course_run_key: CARPENTRY.run, mode: 'verified' },
      { course_run_key: 'course-v1:No+N1+1', mode: 'verified' },
    ],
    ['run without a mode', { course_run_key: CARPENTRY.run }, { course_run_key: 'course-v1:No+N1+1' }],
  ])('issues nothing for a %s outside, as for an unknown one', async (_kind, outside, unknown) => {
    await issue(test, 'carol', outside, { status: 'awarded' }).catch(() => undefined);
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const ask = async (credential: object, more: object) => {
      const { status, text } = answerOf(await call('post', CREDENTIALS, { credential, ...more }));
      return {
        status,
        text: text.replaceAll(CARPENTRY.program, UNKNOWN).replaceAll(CARPENTRY.run, 'course-v1:No+N1+1'),
      };
    };
    for (const more of [
      { username: 'carol' },
      { username: 'probed_by_key' },
      { username: 'carol', status: 'revoked' },
      { username: 'probed_by_key', lms_user_id: 5 },
    ]) {
      const answer = await ask(outside, more);
      expect(answer.status).toBe(400);
      expect(answer).toEqual(await ask(unknown, more));
    }
    expect(await countUsers('probed_by_key')).toBe(0);
  });

  it('sets no number in the LMS, which could move away from a learner outside', async () => {
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const credential = { program_uuid: MATHEMATICS.program };
    const body = { username: 'numbered_by_key', credential, lms_user_id: 77 };
    await call('post', CREDENTIALS, body)
      .expect(400)
      .expect(
        saying({
          lms_user_id: ['An API key with a scope cannot set it.'],
        }),
      );
    expect(await countUsers('numbered_by_key')).toBe(0);
  });

  it('does in a list what is in its scope; the rest is as what nobody knows', async () => {
    const inside = await issue(test, 'bob', { program_uuid: MATHEMATICS.program });
    const outside = await issue(test, 'bob', { program_uuid: CARPENTRY.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const run = { course_run_key: MATHEMATICS.run, mode: 'verified' };
    const items = [
      { username: 'listed_by_key', credential: run },
      { uuid: inside, status: 'revoked' },
      { username: 'probed_in_list', credential: run, lms_user_id: 78 },
      ...[
        { username: 'probed_in_list', credential: { course_run_key: CARPENTRY.run, mode: 'verified' } },
        { username: 'probed_in_list', credential: { course_run_key: CARPENTRY.run } },
        { username: 'probed_in_list', credential: { program_uuid: CARPENTRY.program } },
        { username: 'bob', credential: { program_uuid: CARPENTRY.program }, status: 'revoked' },
      ],
      { uuid: outside, status: 'revoked' },
      { uuid: UNKNOWN, status: 'revoked' },
    ];
    const { body } = await call('post', `${CREDENTIALS}bulk/`, { items }).expect(200);
    type Result = { status: number; errors?: object };
    const results = (body as { results: Result[] }).results;
    expect(results.map(({ status }) => status)).toEqual([201, 200, 400, 400, 400, 400, 400, 404, 404]);
    expect(results[2]!.errors).toEqual({ lms_user_id: ['An API key with a scope cannot set it.'] });
    for (const [place, item] of items.slice(3, 7).entries()) {
      const single = await call('post', CREDENTIALS, item).expect(400);
      expect(results[place + 3]!.errors).toEqual(single.body);
    }
    expect(results[7]!.errors).toEqual(results[8]!.errors);
    expect(await countUsers('listed_by_key')).toBe(1);
    expect(await countUsers('probed_in_list')).toBe(0);
    expect((await asRoot('get', `${CREDENTIALS}${outside}/`)).body).toMatchObject({ status: 'awarded' });
  });

  it('revokes by filter nothing outside of its scope, and does not count it', async () => {
    const inside = await issue(test, 'carol', { program_uuid: MATHEMATICS.program });
    const outside = await issue(test, 'carol', { program_uuid: CARPENTRY.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const revoke = (filter: object, more: object = {}) =>
      call('post', `${CREDENTIALS}bulk/revoke/`, { filter, ...more });
    const filter = { usernames: ['carol'], type: 'program' };
    const { body: counted } = await revoke(filter, { dry_run: true }).expect(200);
    expect(counted).toMatchObject({ count: 1, sample: [{ uuid: inside }] });
    await revoke(filter, { expected: 2 }).expect(409);
    // The scope alone is no condition: a filter that says nothing stays refused.
    await revoke({}).expect(400);
    expect((await revoke(filter, { expected: 1 }).expect(200)).body).toMatchObject({ count: 1 });
    const { body: none } = await revoke({ program_uuid: CARPENTRY.program }).expect(200);
    expect(none).toMatchObject({ count: 0, sample: [] });
    const statuses = [inside, outside].map((uuid) => asRoot('get', `${CREDENTIALS}${uuid}/`));
    expect((await Promise.all(statuses)).map(({ body }) => (body as { status: string }).status)).toEqual([
      'revoked',
      'awarded',
    ]);
  });

  it('reports and changes grades of its runs, and is told that all others do not exist', async () => {
    const grade = { username: 'alice', letter_grade: 'A', percent_grade: 0.9 };
    const { body: outside } = await asRoot('post', '/api/v2/grades/', {
      ...grade,
      course_run: CARPENTRY.run,
    }).expect(201);
    const { call } = await keyFor({ programs: [MATHEMATICS.program] });
    const { body: made } = await call('post', '/api/v2/grades/', {
      ...grade,
      course_run: MATHEMATICS.run,
    }).expect(201);
    const path = (id: unknown) => `/api/v2/grades/${String(id)}/`;
    const idOf = (answer: unknown) => (answer as { id: number }).id;
    await call('patch', path(idOf(made)), { letter_grade: 'B' }).expect(200);
    const refused = { course_run: [`No CourseRun exists for key [${CARPENTRY.run}]`] };
    const probed = { ...grade, username: 'graded_by_key', course_run: CARPENTRY.run };
    await call('post', '/api/v2/grades/', probed).expect(400).expect(saying(refused));
    await call('patch', path(idOf(made)), { course_run: CARPENTRY.run })
      .expect(400)
      .expect(saying(refused));
    for (const method of ['put', 'patch'] as const) {
      const hidden = await call(method, path(idOf(outside)), probed).expect(404);
      const none = await call(method, path(999_999), probed);
      expect(answerOf(hidden)).toEqual(answerOf(none));
    }
    expect(await countUsers('graded_by_key')).toBe(0);
  });

  it('has no right that it was not given', async () => {
    const inside = await issue(test, 'alice', { program_uuid: MATHEMATICS.program });
    const { call } = await keyFor({ programs: [MATHEMATICS.program] }, ['credentials.view_usercredential']);
    await call('get', `${CREDENTIALS}${inside}/`).expect(200);
    await call('delete', `${CREDENTIALS}${inside}/`).expect(403);
    await call('post', CREDENTIALS, {
      username: 'alice',
      credential: { program_uuid: MATHEMATICS.program },
    }).expect(403);
    const { call: blind } = await keyFor({ programs: [MATHEMATICS.program] }, ['records.add_usergrade']);
    await blind('get', `${CREDENTIALS}${inside}/`).expect(403);
    await blind('get', `${CREDENTIALS}${inside}/history/`).expect(403);
    await blind('post', `${CREDENTIALS}bulk/`, { items: [{ uuid: inside }] }).expect(403);
    await blind('get', `${CREDENTIALS}?username=alice`).expect(403);
  });

  it('of an organization reaches the programs that it authors and the runs of its courses', async () => {
    const [{ key } = { key: '' }] = await test.dataSource.query<{ key: string }[]>(
      `select o.key from organization o join program_authoring_organization a on a.organization_id = o.id
         join program p on p.id = a.program_id where p.uuid = $1 limit 1`,
      [CARPENTRY.program],
    );
    const inside = await issue(test, 'alice', { program_uuid: CARPENTRY.program });
    const outside = await issue(test, 'alice', { program_uuid: MATHEMATICS.program });
    const { call } = await keyFor({ organizations: [key] });
    await call('get', `${CREDENTIALS}${inside}/`).expect(200);
    await call('get', `${CREDENTIALS}${outside}/`).expect(404);
  });

  it('follows the catalog: a run that leaves the program leaves the scope', async () => {
    const { call } = await keyFor({ programs: [CARPENTRY.program] });
    const uuid = await issue(test, 'alice', { course_run_key: CARPENTRY.run, mode: 'verified' });
    await call('get', `${CREDENTIALS}${uuid}/`).expect(200);
    const links = await test.dataSource.query<object[]>(
      `delete from program_course_run l using program p, course_run r
        where p.id = l.program_id and p.uuid = $1 and r.id = l.course_run_id and r.key = $2 returning l.*`,
      [CARPENTRY.program, CARPENTRY.run],
    );
    await call('get', `${CREDENTIALS}${uuid}/`).expect(404);
    await test.dataSource.query(
      'insert into program_course_run select * from json_populate_recordset(null::program_course_run, $1)',
      [JSON.stringify(links[0])],
    );
  });
});

describe('an unlimited API key', () => {
  it('sees everything, but is not staff', async () => {
    const uuid = await issue(test, 'bob', { program_uuid: CARPENTRY.program });
    const { call } = await keyFor({ unlimited: true });
    const { body } = await call('get', `${CREDENTIALS}${uuid}/`).expect(200);
    expect(body).not.toHaveProperty('visible');
    await call('get', '/api/v2/admin/users/')
      .expect(403)
      .expect(saying({ detail: 'API keys may not do this.' }));
    await call('get', '/records/api/v1/program_records/').expect(403);
    await call('get', `${CREDENTIALS}export/`).expect(403);
    await call('post', '/api/credentials/v1/learner_cert_status/', { username: 'bob' }).expect(403);
  });
});

describe('a repeat with an Idempotency-Key of an API key', () => {
  it('does not show what a narrower scope has put outside', async () => {
    const { id, call } = await keyFor({ programs: [MATHEMATICS.program] });
    const body = { username: 'repeated', credential: { course_run_key: MATHEMATICS.run, mode: 'verified' } };
    const send = () => call('post', CREDENTIALS, body).set('Idempotency-Key', id);
    const first = await send().expect(201);
    expect((await send().expect(201)).text).toBe(first.text);
    await asRoot('patch', `/api/v2/admin/api_keys/${id}/`, { programs: [CARPENTRY.program] }).expect(200);
    const { headers, text } = await send().expect(409);
    expect(headers['x-error-code']).toBe('idempotency_answer_lost');
    expect(text).not.toContain('repeated');
  });
});

describe('the row of an API key in users', () => {
  it('gets no rights, no names and no credentials', async () => {
    const { id, call } = await keyFor({ programs: [MATHEMATICS.program] });
    const username = `api-key:${id}`;
    const rights = { permissions: [], groups: [], is_active: true, is_superuser: true };
    await asRoot('put', `/api/v2/admin/users/${username}/`, rights).expect(409);
    const name = { certificate_name: 'Somebody' };
    await asRoot('put', `/api/v2/admin/users/${username}/certificate_name/`, name).expect(409);
    const award = { username, credential: { program_uuid: MATHEMATICS.program } };
    for (const spelt of [username, username.toUpperCase(), 'api-key:nobody']) {
      await asRoot('post', CREDENTIALS, { ...award, username: spelt }).expect(400);
      const { body } = await asRoot('post', `${CREDENTIALS}bulk/`, {
        items: [{ ...award, username: spelt }],
      });
      expect(body).toMatchObject({ results: [{ status: 400, errors: { username: [expect.any(String)] } }] });
    }
    const grade = {
      username,
      course_run: MATHEMATICS.run,
      letter_grade: 'A',
      percent_grade: 1,
      verified: true,
    };
    await asRoot('post', '/api/v2/grades/', grade).expect(400);
    await call('get', CREDENTIALS).expect(200);
  });

  it('keeps its name in the audit log: it is nobody who was retired', async () => {
    const { id } = await keyFor({ programs: [MATHEMATICS.program] });
    const rows = await test.dataSource.query(
      `select personal from audit_log where subject = 'user' and personal #>> '{username,1}' = $1`,
      [`api-key:${id}`],
    );
    expect(rows).toHaveLength(1);
  });

  it('keeps its name, and nobody else takes such a one', async () => {
    const { id } = await keyFor({ programs: [MATHEMATICS.program] });
    await issue(test, 'would_be_key', { program_uuid: MATHEMATICS.program });
    const mappings = [{ [`api-key:${id}`]: 'renamed_key' }, { would_be_key: 'API-key:0123' }];
    const { body } = await test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', test.as('replacement_worker'))
      .send({ username_mappings: mappings })
      .expect(200);
    expect(body).toMatchObject({ successful_replacements: [], failed_replacements: mappings });
    const token = test.as('api-key:of-nobody');
    await test.request.get(`${CREDENTIALS}?username=x`).set('Authorization', token).expect(401);
  });
});

describe('the end of an API key', () => {
  it('counts for the next request in every process', async () => {
    const other = await createTestApp({ databaseUrl: test.databaseUrl, env: { ROLE: 'api' } });
    const { id, call } = await keyFor({ programs: [MATHEMATICS.program] });
    for (const application of [test, other])
      await call('get', CREDENTIALS, undefined, application).expect(200);
    await asRoot('delete', `/api/v2/admin/api_keys/${id}/`).expect(200);
    for (const application of [other, test]) {
      const { body } = await call('get', CREDENTIALS, undefined, application).expect(401);
      expect(body).toEqual({ detail: 'Invalid token.' });
    }
    await other.close();
  });

  it('comes by itself when it expires', async () => {
    const { id, call } = await keyFor({ programs: [MATHEMATICS.program] });
    await call('get', CREDENTIALS).expect(200);
    await test.dataSource.query(`update api_key set expires_at = now() where key_id = $1`, [id]);
    await call('get', CREDENTIALS).expect(401);
    const { body } = await asRoot('get', `/api/v2/admin/api_keys/${id}/`).expect(200);
    expect(body).toMatchObject({ id, state: 'expired' });
  });
});

describe('a wrong API key', () => {
  it('is answered like a bad token, whatever is wrong with it', async () => {
    const { key } = await keyFor({ programs: [MATHEMATICS.program] });
    const other = await keyFor({ programs: [MATHEMATICS.program] });
    const bad = await test.request.get(CREDENTIALS).set('Authorization', 'Bearer x.y.z').expect(401);
    for (const text of [
      `${key}0`,
      key.slice(0, -1),
      key.replace(/^ck_.{16}/, other.key.slice(0, 19)),
      'ck_',
    ]) {
      const answer = await test.request.get(CREDENTIALS).set('Authorization', `Bearer ${text}`).expect(401);
      expect(answerOf(answer)).toEqual(answerOf(bad));
      expect(answer.headers['www-authenticate']).toBe(bad.headers['www-authenticate']);
    }
  });

  it('is none of the row that the key has in users, with a token of the LMS', async () => {
    const { id } = await keyFor({ unlimited: true });
    await asRoot('get', CREDENTIALS, undefined, `api-key:${id}`).expect(401);
  });
});
