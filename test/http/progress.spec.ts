import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** A program of two courses; the first has two runs in the catalog. */
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const PROGRESS = `/records/api/v1/program_records/${PROGRAM}/progress/`;
const FUTURE = '2990-01-01T00:00:00.000000Z';

interface Run {
  course_run_key: string;
  counts: boolean;
  reason: string;
}

interface Course {
  course_key: string;
  in_program: boolean;
  state: string;
  reason: string;
  visible_from: string | null;
  counting_run: string | null;
  runs: Run[];
}

interface Progress {
  completed: boolean;
  credential: { uuid: string; status: string; visible: boolean; not_visible_because: unknown } | null;
  courses: Course[];
}

describe('the progress of a learner in a program', () => {
  let test: TestApp;
  /** The runs of the program's first course, and one of its second. */
  let runs: string[];
  let other: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    const rows = await sql<{ key: string; course_id: number }>(
      `select run.key, run.course_id from program join program_course_run part on part.program_id = program.id
         join course_run run on run.id = part.course_run_id where program.uuid = $1 order by part.position`,
      PROGRAM,
    );
    const first = rows[0]!.course_id;
    runs = rows.filter(({ course_id: course }) => course === first).map(({ key }) => key);
    other = rows.find(({ course_id: course }) => course !== first)!.key;
    parts = await sql('select * from program_course_run');
  });

  let parts: unknown[];

  afterAll(() => test.close());

  beforeEach(async () => {
    await sql('truncate user_grade, outbox, user_credential cascade');
    await sql('delete from program_course_run');
    await sql(
      'insert into program_course_run select * from json_populate_recordset(null::program_course_run, $1)',
      JSON.stringify(parts),
    );
    await sql('update course_certificate set certificate_available_date = null');
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  const issue = async (credential: object, status = 'awarded') => {
    const { body } = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential, status })
      .expect(201);
    return (body as { uuid: string }).uuid;
  };

  const earn = (run: string, status?: string) => issue({ course_run_key: run, mode: 'verified' }, status);
  const award = (status?: string) => issue({ program_uuid: PROGRAM }, status);

  const grade = (run: string) =>
    sql(
      `insert into user_grade (user_id, course_run_id, percent_grade, letter_grade, verified)
       select u.id, r.id, 0.8, 'A', true from users u, course_run r where u.username = 'alice' and r.key = $1`,
      run,
    );

  const hide = (run: string) =>
    sql(
      'update course_certificate set certificate_available_date = $2 where course_id = $1',
      run,
      '2990-01-01Z',
    );

  const leave = (run: string) =>
    sql(
      'delete from program_course_run using course_run where course_run.id = course_run_id and key = $1',
      run,
    );

  const get = (path = PROGRESS, username = 'alice') =>
    test.request.get(path).set('Authorization', test.as(username));

  const progress = async (): Promise<Progress> => (await get().expect(200)).body as Progress;

  const firstCourse = async () => (await progress()).courses[0]!;

  /** What a read of the credential by staff says. */
  const because = async (uuid: string) =>
    ((await get(`/api/v2/credentials/${uuid}/`, 'root').expect(200)).body as { not_visible_because: unknown })
      .not_visible_because;

  it('is read by the learner, and by staff who name one', async () => {
    await earn(runs[0]!);
    const own = await progress();
    expect(own).toMatchObject({ username: 'alice', program_uuid: PROGRAM });
    expect((await get(`${PROGRESS}?username=ALICE`, 'admin').expect(200)).body).toEqual(own);
    await get(`${PROGRESS}?username=alice`, 'viewer').expect(403);
    await get(`${PROGRESS}?username=nobody`, 'admin').expect(404);
    await get(PROGRESS.replace(PROGRAM, '0e000000-0000-4000-8000-0000000000ff')).expect(404);
    await get(PROGRESS.replace(PROGRAM, 'x')).expect(404);
    await test.request.get(PROGRESS).expect(401);
  });

  it('takes three statements at most', async () => {
    await get(`${PROGRESS}?username=alice`, 'admin').expect(200);
    const count = await countStatements(test.dataSource, () => get(`${PROGRESS}?username=alice`, 'admin'));
    expect(count).toBeLessThanOrEqual(3);
  });

  it('names each course, in the order of the program, and what is missing', async () => {
    await grade(other);
    const { completed, credential, courses } = await progress();
    expect([completed, credential]).toEqual([false, null]);
    expect(courses.map(({ state, reason }) => [state, reason])).toEqual([
      ['missing', 'nothing_earned'],
      ['missing', 'grade_without_credential'],
    ]);
    expect(courses[1]!.runs).toContainEqual({
      course_run_key: other,
      in_program: true,
      counts: false,
      reason: 'grade_without_credential',
      credential_uuid: null,
      status: null,
      visible_from: null,
      grade: { percent_grade: 0.8, letter_grade: 'A', verified: true },
    });
  });

  it('says by which run a course counts: the earliest that is visible', async () => {
    const [first, second] = runs as [string, string];
    const uuid = await earn(second);
    await earn(first);
    const course = await firstCourse();
    expect(course).toMatchObject({ state: 'earned', reason: 'credential_visible', counting_run: second });
    expect(course.runs).toMatchObject([
      { course_run_key: first, counts: false, reason: 'later_than_counting_run', status: 'awarded' },
      { course_run_key: second, counts: true, reason: 'earliest', credential_uuid: uuid },
    ]);
    await hide(second);
    expect(await firstCourse()).toMatchObject({ state: 'earned', counting_run: first });
  });

  it('says from when on a course counts that is not visible yet, and what the program waits for', async () => {
    await earn(runs[0]!);
    const hidden = await earn(other);
    await hide(other);
    const uuid = await award();
    const waits = {
      reason: 'available_date',
      until: FUTURE,
      waits_for: [{ course_uuid: expect.any(String), course_run_key: other, visible_from: FUTURE }],
    };
    expect(await progress()).toMatchObject({
      completed: false,
      credential: {
        uuid,
        status: 'awarded',
        visible: false,
        visible_from: FUTURE,
        not_visible_because: waits,
      },
      courses: [
        { state: 'earned' },
        { state: 'not_visible', reason: 'available_date', visible_from: FUTURE, counting_run: other },
      ],
    });
    expect(await because(uuid)).toEqual(waits);
    expect(await because(hidden)).toEqual(waits);
  });

  it('tells a revoked course and program from missing ones', async () => {
    await earn(runs[0]!, 'revoked');
    const course = await firstCourse();
    expect(course).toMatchObject({ state: 'revoked', reason: 'credential_revoked', counting_run: null });
    expect(course.runs[0]).toMatchObject({
      reason: 'credential_revoked',
      status: 'revoked',
      visible_from: null,
    });
    const uuid = await award('revoked');
    const revoked = { reason: 'revoked', until: null, waits_for: [] };
    expect((await progress()).credential).toMatchObject({
      status: 'revoked',
      visible: false,
      visible_from: null,
      not_visible_because: revoked,
    });
    expect(await because(uuid)).toEqual(revoked);
  });

  it('says that a run is not one of the program, and that so no course counts', async () => {
    await earn(runs[0]!);
    await leave(runs[0]!);
    const uuid = await award();
    const course = await firstCourse();
    expect(course).toMatchObject({ state: 'missing', reason: 'earned_in_other_run', counting_run: null });
    expect(course.runs).toContainEqual(
      expect.objectContaining({ course_run_key: runs[0], in_program: false, reason: 'not_of_program' }),
    );
    const none = { reason: 'no_course_counts', until: null, waits_for: [] };
    expect((await progress()).credential).toMatchObject({ visible: false, not_visible_because: none });
    expect(await because(uuid)).toEqual(none);
  });

  it('names courses that have left the program while the credential rests on them', async () => {
    await earn(other);
    const uuid = await award();
    expect(await progress()).toMatchObject({
      completed: true,
      credential: { visible: true, not_visible_because: null },
    });
    await leave(other);
    const { completed, courses } = await progress();
    expect(completed).toBe(true);
    expect(courses.at(-1)).toMatchObject({
      in_program: false,
      runs: [{ course_run_key: other, in_program: false, reason: 'not_of_program', status: 'awarded' }],
    });
    expect(await because(uuid)).toBeNull();
  });

  it('is not told in the list of credentials, nor to those who are not staff', async () => {
    const uuid = await award();
    for (const [path, caller] of [
      [`/api/v2/credentials/${uuid}/`, 'alice'],
      [`/api/v2/credentials/${uuid}/`, 'viewer'],
      ['/api/v2/credentials/?username=alice', 'root'],
    ] as const) {
      expect(JSON.stringify((await get(path, caller).expect(200)).body)).not.toContain('not_visible_because');
    }
  });
});
