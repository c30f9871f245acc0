import { type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const EXPORT = '/api/v2/credentials/export/';
const RUN = 'course-v1:TestX+AA101+1T2023';

describe('GET /api/v2/credentials/export/', () => {
  let test: TestApp;
  let root: string;

  const get = (query: string, authorization = root) =>
    test.request.get(`${EXPORT}?${query}`).set('Authorization', authorization);

  const read = async (query: string): Promise<string> => (await get(query).buffer(true).expect(200)).text;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    root = test.as('root');
    for (const username of ['exported_1', 'exported_2', '=cmd()']) {
      await test.request
        .post('/api/v2/credentials/')
        .set('Authorization', root)
        .send({ username, credential: { course_run_key: RUN, mode: 'verified' } })
        .expect(201);
    }
    await issue(test, 'exported_1', { program_uuid: MATHEMATICS.program });
  });

  afterAll(() => test.close());

  it('gives a table with the chosen fields in their order, and a name for the file', async () => {
    const { text, headers } = await get('fields=username,course_run,status,email&username=exported_2')
      .buffer(true)
      .expect(200);
    expect(text).toBe(
      `\ufeff"username","course_run","status","email"\r\n"exported_2","${RUN}","awarded",""\r\n`,
    );
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="credentials-[\d-]+\.csv"/);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('gives lines of JSON by the parameter or by Accept', async () => {
    const text = await read('format=ndjson&fields=username,mode&username=%3Dcmd()&username=exported_2');
    expect(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { username: 'exported_2', mode: 'verified' },
      { username: '=cmd()', mode: 'verified' },
    ]);
    const { headers } = await get('username=exported_1').set('Accept', 'application/x-ndjson').expect(200);
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
  });

  it('has the credentials that the list has, and every field of each kind', async () => {
    const { body } = await test.request
      .get('/api/v2/credentials/?page_size=500&order=created&username=exported_1')
      .set('Authorization', root)
      .expect(200);
    expect(body.results).toHaveLength(2);
    const lines = (await read('format=ndjson&username=exported_1')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { uuid: string }).uuid)).toEqual(
      (body.results as { uuid: string }[]).map(({ uuid }) => uuid),
    );
    const all =
      'uuid,username,name,email,lms_user_id,kind,program_uuid,program_title,course_run,course_key,course_title,mode,status,letter_grade,percent_grade,created,modified,revoked_at,date_override,visible_from,certificate_url';
    for (const format of ['csv', 'ndjson']) await read(`format=${format}&username=exported_1&fields=${all}`);
  });

  it('defuses what a spreadsheet would run', async () => {
    expect(await read(`fields=username&username=${encodeURIComponent('=cmd()')}`)).toContain(`"'=cmd()"`);
  });

  it('is a head alone where nothing matches', async () => {
    expect(await read('fields=username&organization=nobody')).toBe('\ufeff"username"\r\n');
    expect(await read('fields=username&program_uuid=nonsense')).toBe('\ufeff"username"\r\n');
    expect(await read('format=ndjson&username=nobody')).toBe('');
  });

  it.each([
    ['format=xlsx', 'format'],
    ['fields=username,colour', 'fields'],
    ['status=expired', 'status'],
    ['modified_after=x', 'modified_after'],
  ])('refuses %s before the first byte', async (query, field) => {
    const { body } = await get(query).expect(400);
    expect(body).toEqual({ [field]: [expect.any(String)] });
  });

  it('is for staff who may view all', async () => {
    await get('username=exported_1', test.as('exported_1')).expect(403);
    // A caller who has the right and is not staff reads what else is needed.
    expect((await get('', test.as('viewer')).expect(403)).text).toContain('"required":"staff"');
    await get('status=expired', test.as('exported_1')).expect(403);
  });

  it('is noted with its filters and the number of rows, and without a name', async () => {
    const id = 'export-that-is-noted';
    await get('fields=username&username=exported_1&mode=verified')
      .set('X-Request-Id', id)
      .buffer(true)
      .expect(200);
    const rows = await test.dataSource.query<{ action: string; changes: unknown }[]>(
      'select action, changes from audit_log where request_id = $1 order by id',
      [id],
    );
    expect(rows).toEqual([
      {
        action: 'exported',
        changes: {
          format: [null, 'csv'],
          fields: [null, 'username'],
          filters: [null, { mode: 'verified', learners: 1 }],
        },
      },
      { action: 'export ended', changes: { rows: [null, 1], complete: [null, true] } },
    ]);
  });

  it.each(['type=programs', 'only_visible=maybe', 'status=lost'])(
    'refuses %s instead of exporting everybody',
    async (query) => {
      const { body } = await get(query).expect(400);
      expect(Object.keys(body as object)).toContain(query.split('=')[0]);
    },
  );

  it('holds no place after HEAD, which reads and notes nothing', async () => {
    const id = 'export-of-the-head';
    for (let turn = 0; turn < 3; turn++) {
      const { headers } = await test.request
        .head(EXPORT)
        .set({ Authorization: root, 'X-Request-Id': id })
        .expect(200);
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    }
    await test.request.head(`${EXPORT}?fields=colour`).set('Authorization', root).expect(400);
    await get('username=exported_1').expect(200);
    expect(await test.dataSource.query('select 1 from audit_log where request_id = $1', [id])).toEqual([]);
  });

  describe('with more rows than buffers hold', () => {
    beforeAll(async () => {
      // Without the triggers, which look at each learner.
      await test.dataSource.query(`
        begin;
        set local session_replication_role = replica;
        insert into users (username) select 'many_' || n from generate_series(1, 40000) n;
        insert into user_credential (user_id, course_certificate_id, status)
          select u.id, (select id from course_certificate limit 1), 'awarded' from users u
           where u.username like 'many_%';
        commit;
        analyze`);
    });

    const ALL = `format=ndjson&fields=uuid,username,name,email,kind,program_uuid,program_title,course_run,course_key,course_title,mode,status,created,modified,revoked_at,date_override,certificate_url`;

    /** Begins an export and reads nothing of it. */
    const begin = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(`${test.base}${EXPORT}?${ALL}`, { headers: { authorization: root } }, resolve)
          .on('error', reject)
          .end();
      });

    /** Sessions that read an export; a session of the pool that asked this question and rests is none. */
    const readers = async () =>
      (
        await test.dataSource.query<{ pid: number }[]>(
          `select pid from pg_stat_activity
            where datname = current_database() and query like 'fetch % from streamed'`,
        )
      ).map(({ pid }) => pid);

    const noReaders = async () => {
      while ((await readers()).length > 0) await delay(5);
    };

    it('refuses a third at a time, and ends with the caller who leaves', async () => {
      await noReaders();
      const held = [await begin(), await begin()];
      expect(held.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(await readers()).toHaveLength(2);
      const { body, headers } = await get('').expect(503);
      expect(headers['retry-after']).toBe('10');
      expect(body.detail).toContain('2 exports are running already');
      for (const response of held) response.destroy();
      await noReaders();
      while ((await get('username=exported_1')).status === 503) await delay(5);
    });

    it('breaks off without a clean end when the database does', async () => {
      await noReaders();
      const response = await begin();
      expect(response.statusCode).toBe(200);
      const [pid] = await readers();
      await test.dataSource.query('select pg_terminate_backend($1)', [pid]);
      const ended = new Promise((resolve) => response.on('close', resolve));
      response.on('error', () => undefined).resume();
      await ended;
      expect(response.complete).toBe(false);
    });
  });
});
