import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SitesService } from '../../src/identity/index.js';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const HEX = PROGRAM.replaceAll('-', '');
const RUN = 'course-v1:TestX+AA101+1T2023';
const SECOND_RUN = 'course-v1:TestX+AA101+2T2023';
const LIST = '/records/api/v1/program_records/';
const DETAIL = `${LIST}${PROGRAM}/`;

describe('program records', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  beforeEach(async () => {
    await sql(
      'truncate pathway_notification, user_credit_pathway, program_cert_record, user_grade, outbox cascade',
    );
    await sql('delete from user_credential');
    await sql('update course_certificate set certificate_available_date = null');
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  const issue = async (credential: object, more: object = {}) => {
    const { body } = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential, ...more })
      .expect(201);
    return (body as { uuid: string }).uuid;
  };

  const earn = (run: string, more: object = {}) => issue({ course_run_key: run, mode: 'verified' }, more);

  const grade = (run: string, percent: number, letter: string, verified = true) =>
    sql(
      `insert into user_grade (user_id, course_run_id, percent_grade, letter_grade, verified)
       select u.id, r.id, $2, $3, $4 from users u, course_run r where u.username = 'alice' and r.key = $1`,
      run,
      percent,
      letter,
      verified,
    );

  const get = (path: string, username = 'alice') =>
    test.request.get(path).set('Authorization', test.as(username));

  interface Row {
    course_id: string;
    attempts: number | string;
    percent_grade: number | string;
    letter_grade: string;
    issue_date: string;
  }

  const record = async (path = DETAIL) => {
    const { body } = await get(path).expect(200);
    return (
      body as {
        record: { program: Record<string, unknown>; grades: Row[]; shared_program_record_uuid: unknown };
      }
    ).record;
  };

  /** The row of the first course. */
  const firstRow = async () => (await record()).grades[0];

  const post = (path: string, body: object, username = 'alice') =>
    test.request.post(path).set('Authorization', test.as(username)).send(body);

  const share = async () => {
    const { body } = await post(`/records/programs/${HEX}/share`, { username: 'alice' });
    return /[0-9a-f]{32}/.exec((body as { url: string }).url)![0];
  };

  const end = (username = 'alice') =>
    test.request
      .delete(`/records/programs/${HEX}/share`)
      .set('Authorization', test.as(username))
      .send({ username: 'alice' });

  const EMPTY = { attempts: '', course_id: '', issue_date: '', percent_grade: '', letter_grade: '' };

  describe('of one program', () => {
    it('take at most four statements, read by the learner, by staff and by anyone', async () => {
      await earn(RUN);
      await grade(RUN, 0.8, 'A');
      const hex = await share();
      await get(DETAIL).expect(200);
      await get(DETAIL, 'admin').expect(200);
      test.app.get(SitesService, { strict: false }).forget();
      expect(await countStatements(test.dataSource, () => get(DETAIL))).toBeLessThanOrEqual(4);
      test.app.get(SitesService, { strict: false }).forget();
      expect(
        await countStatements(test.dataSource, () => get(`${DETAIL}?username=alice`, 'admin')),
      ).toBeLessThanOrEqual(4);
      test.app.get(SitesService, { strict: false }).forget();
      const read = () => test.request.get(`${LIST}${hex}/?is_public=true`);
      const count = await countStatements(test.dataSource, () => read());
      expect([count > 0, count <= 4]).toEqual([true, true]);
    });

    it('show nothing earned for a grade without a credential', async () => {
      await grade(RUN, 0.9, 'A');
      expect(await firstRow()).toMatchObject(EMPTY);
      expect((await record()).program).toMatchObject({ empty: true, completed: false });
    });

    it('show nothing earned for a revoked credential, whatever its grade', async () => {
      await earn(RUN, { status: 'revoked' });
      await grade(RUN, 0.9, 'A');
      expect(await firstRow()).toMatchObject(EMPTY);
    });

    it('show nothing of a credential whose certificate is not available yet', async () => {
      await earn(RUN);
      await grade(RUN, 0.9, 'A');
      await issue({ program_uuid: PROGRAM });
      expect((await record()).program).toMatchObject({ completed: true, empty: false });
      await sql("update course_certificate set certificate_available_date = '2099-01-01T00:00:00Z'");
      expect(await firstRow()).toMatchObject(EMPTY);
      expect((await record()).program).toMatchObject({ completed: false, empty: true });
      expect((await get(LIST).expect(200)).body).toEqual({ enrolled_programs: [] });
    });

    it('show the run and the date, but no grade, for a credential without a verified grade', async () => {
      await earn(RUN, { date_override: { date: '2024-01-02T03:04:05.678901Z' } });
      await grade(RUN, 0.9, 'A', false);
      expect(await firstRow()).toMatchObject({
        attempts: '',
        course_id: RUN,
        issue_date: '2024-01-02T03:04:05.678901Z',
        percent_grade: '',
        letter_grade: '',
      });
    });

    it('show the best grade of a course’s runs and count the attempts, those of revoked credentials included', async () => {
      await earn(RUN);
      await earn(SECOND_RUN);
      await grade(RUN, 0.7, 'B');
      await grade(SECOND_RUN, 0.8123, '');
      expect(await firstRow()).toMatchObject({
        attempts: 2,
        course_id: SECOND_RUN,
        percent_grade: 0.8123,
        letter_grade: 'N/A',
      });
      await earn(SECOND_RUN, { status: 'revoked' });
      expect(await firstRow()).toMatchObject({
        attempts: 2,
        course_id: RUN,
        percent_grade: 0.7,
        letter_grade: 'B',
      });
    });

    it('name the run earned last beside the best grade of an earlier one', async () => {
      await earn(RUN);
      await earn(SECOND_RUN);
      await grade(RUN, 0.9, 'A');
      expect(await firstRow()).toMatchObject({ course_id: SECOND_RUN, percent_grade: 0.9, attempts: 1 });
      await grade(SECOND_RUN, 0.5, 'C');
      expect(await firstRow()).toMatchObject({
        attempts: 2,
        course_id: SECOND_RUN,
        percent_grade: 0.9,
        letter_grade: 'A',
      });
    });

    it('prefer the latest of several runs without grades', async () => {
      await earn(SECOND_RUN);
      await earn(RUN);
      expect(await firstRow()).toMatchObject({ course_id: RUN });
    });

    it('date a credential by its certificate’s available date where there is one', async () => {
      await earn(RUN);
      await sql("update course_certificate set certificate_available_date = '2024-05-06T07:08:09Z'");
      expect((await firstRow())?.issue_date).toBe('2024-05-06T07:08:09.000000Z');
      expect((await record()).program.last_updated).toBe('2024-05-06T07:08:09.000000Z');
    });

    it('have a row for each course in the order of the program', async () => {
      const { grades } = await record();
      expect(grades.map((row) => (row as unknown as { name: string }).name)).toEqual([
        'Analysis I',
        'Algebra & Logic',
      ]);
    });

    it('are found by the program’s uuid with and without dashes, and nothing else', async () => {
      expect((await get(`${LIST}${HEX}`).expect(200)).body).toMatchObject({ uuid: HEX });
      expect((await get(DETAIL).expect(200)).body).toMatchObject({ uuid: PROGRAM });
      for (const id of ['x', `${PROGRAM}x`, '11111111-1111-4111-8111-111111111111', "'", 'null']) {
        expect((await get(`${LIST}${id}/`)).status).toBe(404);
        expect((await get(`${LIST}${id}/?is_public=true`)).status).toBe(404);
      }
    });

    it('are read by name by staff only, in any letter case', async () => {
      await get(`${DETAIL}?username=`).expect(200);
      for (const path of [DETAIL, LIST]) {
        await get(`${path}?username=alice`).expect(403);
        await get(`${path}?username=ALICE`, 'admin').expect(200);
      }
      await get(`${DETAIL}?username=alice`, 'stranger').expect(403);
      await get(`${DETAIL}?username=alice`, 'viewer').expect(403);
      await get(`${DETAIL}?username=nobody_at_all`, 'admin').expect(404);
      await test.request.get(`${DETAIL}?is_public=false`).expect(401);
    });
  });

  describe('shared', () => {
    it('are read by anyone through their link, which is one however many ask at once', async () => {
      await earn(RUN);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => post(`/records/programs/${HEX}/share`, { username: 'alice' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => (body as { url: string }).url)).size).toBe(1);
      const hex = await share();
      const { body } = await test.request.get(`${LIST}${hex}/?is_public=true`).expect(200);
      expect(body).toMatchObject({ is_public: true, uuid: hex, record: { shared_program_record_uuid: hex } });
      await test.request.get(`${LIST}${hex}/?is_public=True`).expect(200);
    });

    it('are no longer, link and table, as soon as the learner ends it; a later link is another', async () => {
      const hex = await share();
      await test.request.get(`/records/programs/shared/${hex}/`).expect(302);
      await test.request.get(`/records/programs/shared/${hex}/csv`).expect(200);
      await end().expect(204);
      // The front end says so: it asks for the record and gets the 404 below.
      const { headers } = await test.request.get(`/records/programs/shared/${hex}/`).expect(302);
      expect(headers.location).toBe(`http://learner-record.conformance.example/shared/${hex}`);
      await test.request.get(`/records/programs/shared/${hex}/csv`).expect(404);
      await test.request.get(`${LIST}${hex}/?is_public=true`).expect(404);
      expect((await record()).shared_program_record_uuid).toBeNull();
      expect(await share()).not.toBe(hex);
    });

    it('end by name in the query too, and ending twice is no error', async () => {
      await share();
      const remove = (query: string) =>
        test.request
          .delete(`/records/programs/${PROGRAM}/share/${query}`)
          .set('Authorization', test.as('alice'));
      await remove('?username=alice').expect(204);
      await remove('?username=alice').expect(204);
      expect((await remove('').expect(400)).body).toEqual({ username: ['This field is required.'] });
      expect((await record()).shared_program_record_uuid).toBeNull();
    });

    it('are shared and ended by nobody else but staff', async () => {
      const refused = { error: 'Permission denied' };
      const body = { username: 'alice' };
      expect((await post(`/records/programs/${HEX}/share`, body, 'viewer').expect(403)).body).toEqual(
        refused,
      );
      await share();
      expect((await end('stranger').expect(403)).body).toEqual(refused);
      await end('admin').expect(204);
      await post(`/records/programs/${HEX}/share`, body, 'admin').expect(201);
    });

    it('are refused for what is no program', async () => {
      for (const id of ['x', '11111111111141118111111111111111']) {
        await post(`/records/programs/${id}/share`, { username: 'alice' }).expect(404);
      }
    });

    it('name what is wrong with the body', async () => {
      expect((await post(`/records/programs/${HEX}/share`, {}).expect(400)).body).toEqual({
        username: ['This field is required.'],
      });
      await post(`/records/programs/${HEX}/share`, { username: { a: 1 } }).expect(400);
    });

    it('count as sent to a pathway only until the sharing ends', async () => {
      await post(`/records/programs/${HEX}/send`, { username: 'alice', pathway_id: 1 }).expect(200);
      const statuses = async () =>
        ((await record()) as unknown as { pathways: { status: string }[] }).pathways.map(
          ({ status }) => status,
        );
      expect(await statuses()).toEqual(['sent', '', '']);
      await end().expect(204);
      expect(await statuses()).toEqual(['', '', '']);
    });

    it('are downloaded as a table without live cells, under a name of safe characters', async () => {
      const { body } = await post(`/records/programs/${HEX}/share`, { username: 'dave' }, 'dave').expect(201);
      const { headers, body: bytes } = await test.request
        .get(`${new URL((body as { url: string }).url).pathname}csv`)
        .responseType('blob');
      const table = bytes as Buffer;
      expect(table.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const text = table.toString('utf8');
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(headers['content-disposition']).toBe(
        'attachment; filename="dave_mathematics_micromasters_grades.csv"; ' +
          "filename*=UTF-8''dave_mathematics_micromasters_grades.csv",
      );
      expect(text.split('\r\n')).toContain(`"Learner Name","'=cmd|' /C calc'!A0"`);
    });
  });

  describe('pages', () => {
    it.each([
      ['/records/', 'http://learner-record.conformance.example/'],
      [`/records/programs/${PROGRAM}/`, `http://learner-record.conformance.example/${HEX}`],
      [`/records/programs/${HEX}`, `http://learner-record.conformance.example/${HEX}`],
    ])('%s leads to the front end', async (path, location) => {
      const { headers } = await test.request.get(path).expect(302);
      expect(headers.location).toBe(location);
    });

    it('lead nowhere for what is no uuid', async () => {
      await test.request.get('/records/programs/evil.example/').expect(404);
      await test.request.get('/records/programs/shared/x/').expect(404);
      await test.request.get('/records/programs/shared/x/csv').expect(404);
    });
  });

  describe('of an installation without records', () => {
    beforeAll(() => enable(false));
    afterAll(() => enable(true));

    const enable = async (enabled: boolean) => {
      await sql('update site set records_enabled = $1', enabled);
      test.app.get(SitesService, { strict: false }).forget();
    };

    it('are 404 as pages, while the API answers as before', async () => {
      for (const path of ['/records/', `/records/programs/${HEX}/`]) {
        expect([path, (await get(path)).status]).toEqual([path, 404]);
      }
      await get(LIST).expect(200);
      await get(DETAIL).expect(200);
      await post(`/records/programs/${HEX}/share`, { username: 'alice' }).expect(404);
      await post(`/records/programs/${HEX}/send`, { username: 'alice', pathway_id: 1 }).expect(404);
    });
  });
});

describe('pages of records without a front end of their own', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { LEARNER_RECORD_MFE_RECORDS_PAGE_URL: '' } });
  });

  afterAll(() => test.close());

  const setFrontEnd = async (address: string | null) => {
    await test.dataSource.query('update site set learner_record_mfe_url = $1', [address]);
    test.app.get(SitesService, { strict: false }).forget();
  };

  it('lead to the one that the site names', async () => {
    await setFrontEnd('https://records.example.org/app');
    const { headers } = await test.request.get(`/records/programs/${HEX}/`).expect(302);
    expect(headers.location).toBe(`https://records.example.org/app/${HEX}`);
  });

  it('are 404 when the site names none either', async () => {
    await setFrontEnd(null);
    await test.request.get('/records/').expect(404);
    for (const path of [`/records/programs/${HEX}/`, `/records/programs/shared/${HEX}/`]) {
      const { headers } = await test.request.get(path).expect(404);
      expect([path, headers['content-type']]).toEqual([path, 'text/html; charset=utf-8']);
    }
  });
});
