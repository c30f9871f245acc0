import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EarnedCertificatesService } from '../../src/credentials/index.js';
import { issue } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const SHARE = `/records/programs/${PROGRAM.replaceAll('-', '')}/share`;
const RECORD = `/records/api/v1/program_records/${PROGRAM}/`;
const FIRST = ['course-v1:TestX+AA101+1T2023', 'course-v1:TestX+AA101+2T2023'] as const;
const SECOND = 'course-v1:TestX+BB102+1T2023';

let test: TestApp;
let learners = 0;
let learner: string;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  // The first award of a run makes its certificate, whose dates the tests change.
  for (const run of [...FIRST, SECOND])
    await issue(test, 'first_graduate', { course_run_key: run, mode: 'verified' });
});

afterAll(() => test.close());

beforeEach(async () => {
  await sql('update course_certificate set certificate_available_date = null');
  learner = `graduate_${++learners}`;
});

const sql = <Row = unknown>(text: string, ...values: unknown[]) => test.dataSource.query<Row[]>(text, values);
const earn = (run: string, more: object = {}) =>
  issue(test, learner, { course_run_key: run, mode: 'verified' }, more);
const complete = async (...runs: string[]) => {
  for (const run of runs) await earn(run);
  return issue(test, learner, { program_uuid: PROGRAM });
};
const find = (uuid: string) => test.app.get(EarnedCertificatesService, { strict: false }).find(uuid);
const coursesOf = async (uuid: string) => (await find(uuid))!.courses;
const createdAt = (uuid: string, time: string) =>
  sql('update user_credential set created = $2 where uuid = $1', uuid, time);
const grade = (run: string, percent: number, letter: string, verified = true) =>
  sql(
    `insert into user_grade (user_id, course_run_id, percent_grade, letter_grade, verified)
     select u.id, r.id, $3, $4, $5 from users u, course_run r where u.username = $2 and r.key = $1`,
    run,
    learner,
    percent,
    letter,
    verified,
  );

describe('the courses on a program certificate', () => {
  it('are the earned ones, in the order of the catalog, without grades', async () => {
    const uuid = await complete(SECOND, FIRST[0]);
    await grade(FIRST[0], 0.9, 'A');
    expect(await coursesOf(uuid)).toEqual([
      { key: 'TestX+AA101', title: expect.any(String), issued: expect.any(Date), grade: null },
      { key: 'TestX+BB102', title: expect.any(String), issued: expect.any(Date), grade: null },
    ]);
  });

  it('leave out what is not earned, not visible yet, or revoked', async () => {
    const uuid = await complete(FIRST[0]);
    expect((await coursesOf(uuid)).map(({ key }) => key)).toEqual(['TestX+AA101']);
    const second = 'update course_certificate set certificate_available_date = $2 where course_id = $1';
    await sql(second, SECOND, '2999-01-01');
    await earn(SECOND);
    expect((await coursesOf(uuid)).map(({ key }) => key)).toEqual(['TestX+AA101']);
    await sql(second, SECOND, null);
    expect((await coursesOf(uuid)).map(({ key }) => key)).toEqual(['TestX+AA101', 'TestX+BB102']);
    await earn(SECOND, { status: 'revoked' });
    expect((await coursesOf(uuid)).map(({ key }) => key)).toEqual(['TestX+AA101']);
  });

  it('have the time of the earliest run, or the date that stands on its certificate', async () => {
    const uuid = await complete(...FIRST);
    const second = await earned(FIRST[1]);
    await createdAt(second, '2022-03-04T05:06:07Z');
    expect((await coursesOf(uuid))[0]!.issued).toEqual(new Date('2022-03-04T05:06:07Z'));
    await sql(`update user_credential set date_override = '2021-01-01T00:00:00Z' where uuid = $1`, second);
    expect((await coursesOf(uuid))[0]!.issued).toEqual(new Date('2021-01-01T00:00:00Z'));
  });

  it('are still those on which it rests when a course leaves the program', async () => {
    const uuid = await complete(SECOND);
    const part = `program_id = (select id from program where uuid = '${PROGRAM}')
        and course_run_id = (select id from course_run where key = '${SECOND}')`;
    await sql(`update program_course_run set program_id = (select max(id) from program) where ${part}`);
    const { courses } = (await find(uuid))!;
    await sql(`
      update program_course_run set program_id = (select id from program where uuid = '${PROGRAM}')
       where program_id = (select max(id) from program)
         and course_run_id = (select id from course_run where key = '${SECOND}')`);
    expect(courses.map(({ key }) => key)).toEqual(['TestX+BB102']);
  });

  it('are none on a course certificate', async () => {
    expect(await coursesOf(await earn(FIRST[0]))).toEqual([]);
  });

  const earned = async (run: string) => {
    const [row] = await sql<{ uuid: string }>(
      `select c.uuid from user_credential c join users u on u.id = c.user_id
         join course_certificate cc on cc.id = c.course_certificate_id where u.username = $1 and cc.course_id = $2`,
      learner,
      run,
    );
    return row!.uuid;
  };
});

describe('grades on a program certificate', () => {
  const post = (body: object, as = learner) =>
    test.request
      .post(SHARE)
      .set('Authorization', test.as(as))
      .send({ username: learner, ...body });
  const end = () =>
    test.request.delete(SHARE).set('Authorization', test.as(learner)).send({ username: learner });
  const record = async (path = RECORD) =>
    (await test.request.get(path).set('Authorization', test.as(learner)).expect(200)).body as {
      show_grades?: boolean;
      record: { grades: { percent_grade: number; letter_grade: string }[] };
    };
  const gradesOf = async (uuid: string) => (await coursesOf(uuid)).map((course) => course.grade);

  it('are shown by the choice of the learner, as on the record, until the sharing ends', async () => {
    const uuid = await complete(...FIRST, SECOND);
    await grade(FIRST[0], 0.8, 'B');
    await grade(FIRST[1], 0.9254, 'A');
    await grade(SECOND, 0.7, '');
    expect((await post({}).expect(201)).body).toMatchObject({ show_grades: false });
    expect([await gradesOf(uuid), (await record()).show_grades]).toEqual([[null, null], false]);
    expect((await post({ show_grades: true }).expect(200)).body).toMatchObject({ show_grades: true });
    const shown = [
      { letter: 'A', percent: '0.9254' },
      { letter: 'N/A', percent: '0.7' },
    ];
    expect(await gradesOf(uuid)).toEqual(shown);
    const { show_grades: choice, record: whole } = await record();
    expect(choice).toBe(true);
    expect(
      whole.grades
        .filter(({ letter_grade: letter }) => letter !== '')
        .map(({ letter_grade: letter, percent_grade: percent }) => ({ letter, percent: String(percent) })),
    ).toEqual(shown);
    // Asked again without a word about grades, the choice stays.
    expect((await post({}).expect(200)).body).toMatchObject({ show_grades: true });
    await end().expect(204);
    expect([await gradesOf(uuid), (await record()).show_grades]).toEqual([[null, null], false]);
    expect((await post({}).expect(201)).body).toMatchObject({ show_grades: false });
    expect(await gradesOf(uuid)).toEqual([null, null]);
  });

  it('are verified ones of awarded credentials only', async () => {
    const uuid = await complete(...FIRST, SECOND);
    await post({ show_grades: true }).expect(201);
    await grade(FIRST[0], 0.5, 'C');
    await grade(FIRST[1], 0.9, 'A');
    await grade(SECOND, 0.9, 'A', false);
    expect(await gradesOf(uuid)).toEqual([{ letter: 'A', percent: '0.9' }, null]);
    await earn(FIRST[1], { status: 'revoked' });
    expect(await gradesOf(uuid)).toEqual([{ letter: 'C', percent: '0.5' }, null]);
  });

  it('can be taken off again, and are nobody else’s choice', async () => {
    const uuid = await complete(FIRST[0]);
    await grade(FIRST[0], 0.5, 'C');
    await post({ show_grades: true }).expect(201);
    await post({ show_grades: false }, 'stranger').expect(403);
    expect(await gradesOf(uuid)).toEqual([{ letter: 'C', percent: '0.5' }]);
    await post({ show_grades: 'perhaps' }).expect(400);
    await post({ show_grades: null }).expect(400);
    expect(await gradesOf(uuid)).toEqual([{ letter: 'C', percent: '0.5' }]);
    await post({ show_grades: false }).expect(200);
    expect(await gradesOf(uuid)).toEqual([null]);
  });

  it('are hidden while the installation has no records, where nobody could end the sharing', async () => {
    const uuid = await complete(FIRST[0]);
    await grade(FIRST[0], 0.5, 'C');
    await post({ show_grades: true }).expect(201);
    await sql('update site set records_enabled = false');
    const hidden = await gradesOf(uuid);
    await sql('update site set records_enabled = true');
    expect([hidden, await gradesOf(uuid)]).toEqual([[null], [{ letter: 'C', percent: '0.5' }]]);
  });

  it('are no business of those who read the shared record', async () => {
    await complete(FIRST[0]);
    const { body } = await post({ show_grades: true }).expect(201);
    const [hex = ''] = /[0-9a-f]{32}/.exec((body as { url: string }).url)!;
    expect(await record(`/records/api/v1/program_records/${hex}/?is_public=true`)).not.toHaveProperty(
      'show_grades',
    );
  });
});
