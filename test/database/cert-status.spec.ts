import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import type { QueryRunner } from 'typeorm';
import { answerQuestions, answerQuestion, type QuestionRow } from '../../src/cert-status/cert-status.sql.js';
import { LearnerCourseStatus } from '../../src/cert-status/entities/learner-course-status.entity.js';
import { generateCredentials } from '../support/generated-credentials.js';
import { openDatabase, type OpenDatabase, useOpenDatabase } from '../support/open-database.js';
import { withoutAudit } from '../support/without-audit.js';

/** Five learners, and three courses with four runs, one of which has two certificates; dates, grades, revoked ones. */
const SMALL_WORLD = `
  insert into users (username, lms_user_id) select 'Learner_' || n, nullif(n, 5) * 10 from generate_series(1, 5) n;
  insert into course (uuid, key, title)
    select ('c0000000-0000-4000-8000-00000000000' || n)::uuid, 'C' || n, '' from generate_series(1, 3) n;
  insert into course_run (uuid, key, course_id)
    select ('d0000000-0000-4000-8000-00000000000' || n)::uuid, 'R' || n, (select id from course where key = 'C' || least(n, 3))
      from generate_series(1, 4) n;
  insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active, certificate_available_date)
    select 1, key, id, 'verified', true,
           case key when 'R1' then '2020-01-01'::timestamptz when 'R2' then '2999-01-01'::timestamptz end
      from course_run;
  insert into course_certificate (site_id, course_id, certificate_type, is_active) values (1, 'R9', 'verified', true);
  insert into user_credential (user_id, course_certificate_id, status, created)
    select u.id, cc.id, case when (u.id + cc.id) % 4 = 0 then 'revoked' else 'awarded' end,
           '2024-01-01'::timestamptz - make_interval(hours => (u.id * cc.id) % 3)
      from users u, course_certificate cc where (u.id * cc.id) % 5 <> 0;
  insert into user_grade (user_id, course_run_id, letter_grade, percent_grade, verified)
    select u.id, r.id, 'A', 0.5 + r.id / 100.0, u.id % 2 = 0 from users u, course_run r where (u.id + r.id) % 3 <> 0;`;

/** A catalog of a size at which its indexes matter, and a grade for each credential. */
const LARGE_CATALOG_AND_GRADES = [
  `insert into course (uuid, key, title)
   select gen_random_uuid(), 'LargeX+C' || n, '' from generate_series(1, 3000) n`,
  `insert into course_run (uuid, key, course_id)
   select gen_random_uuid(), 'course-v1:' || key || '+R1', id from course where key like 'LargeX+%'`,
  `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
   select 1, key, id, 'verified', true from course_run where key like 'course-v1:LargeX+%'`,
  `insert into user_grade (user_id, course_run_id, percent_grade)
   select c.user_id, cc.course_run_id, 0.5
     from user_credential c join course_certificate cc on cc.id = c.course_certificate_id`,
];

interface World {
  readonly users: readonly { id: number; username: string; lms: number | null }[];
  readonly credentials: readonly Credential[];
  readonly grades: readonly {
    user_id: number;
    run_id: number;
    letter_grade: string;
    percent: number;
    verified: boolean;
  }[];
}

interface Credential {
  id: number;
  user_id: number;
  status: string;
  created: string;
  type: string;
  run_id: number;
  run_uuid: string;
  key: string;
  course_uuid: string;
  date: Date | null;
  date_text: string | null;
}

const PLAIN = {
  users: 'select id, username, lms_user_id::int as lms from users',
  credentials: `select c.id, c.user_id, c.status, c.created::text, cc.certificate_type as type, r.id as run_id,
      r.uuid as run_uuid, r.key, co.uuid as course_uuid, cc.certificate_available_date as date,
      iso_time(cc.certificate_available_date) as date_text
    from user_credential c join course_certificate cc on cc.id = c.course_certificate_id
    join course_run r on r.id = cc.course_run_id join course co on co.id = r.course_id`,
  grades:
    'select user_id, course_run_id as run_id, letter_grade, percent_grade::float8 as percent, verified from user_grade',
};

/** The answer computed in plain words from the tables. */
function expectedAnswer(world: World, question: QuestionRow): unknown {
  const { username, lms_user_id, asked, courses, run_keys, run_uuids } = question;
  const learner = world.users.find((user) =>
    username === null ? user.lms === lms_user_id : user.username.toLowerCase() === username.toLowerCase(),
  );
  const earned = world.credentials
    .filter(({ user_id, status }) => user_id === learner?.id && status === 'awarded')
    .filter(({ date }) => date === null || date <= new Date())
    .filter(
      ({ course_uuid, key, run_uuid }) =>
        courses.includes(course_uuid) ||
        run_keys.some((asked) => asked.toUpperCase() === key) ||
        run_uuids.includes(run_uuid),
    )
    .sort((a, b) => a.created.localeCompare(b.created) || a.id - b.id);
  return {
    lms_user_id: asked ?? learner?.lms ?? null,
    username: username ?? learner?.username ?? null,
    status: earned.map((credential) => ({
      course_uuid: credential.course_uuid,
      course_run: { uuid: credential.run_uuid, key: credential.key },
      status: 'awarded',
      type: credential.type,
      certificate_available_date: credential.date_text,
      grade: expectedGrade(world, credential),
    })),
  };
}

function expectedGrade(world: World, { user_id, run_id }: Credential): unknown {
  const grade = world.grades.find((one) => one.user_id === user_id && one.run_id === run_id);
  if (grade === undefined) return null;
  return { letter_grade: grade.letter_grade, percent_grade: grade.percent, verified: grade.verified };
}

const parametersOf = (question: QuestionRow) => [
  question.username,
  question.lms_user_id,
  question.asked === null ? null : JSON.stringify(question.asked),
  question.courses,
  question.run_keys,
  question.run_uuids,
];

describe('certificate status in SQL', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await test.dataSource.query(SMALL_WORLD);
  });

  const anyQuestion: fc.Arbitrary<QuestionRow> = fc
    .record({
      n: fc.integer({ min: 1, max: 6 }),
      byName: fc.boolean(),
      courses: fc.array(fc.constantFrom(...uuids('c', 4)), { maxLength: 3 }),
      run_keys: fc.array(fc.constantFrom('R1', 'R2', 'R3', 'R4', 'R9', 'r1', 'x'), { maxLength: 3 }),
      run_uuids: fc.array(fc.constantFrom(...uuids('d', 5)), { maxLength: 3 }),
    })
    .map(({ n, byName, ...lists }) => ({
      username: byName ? `LEARNER_${n}` : null,
      lms_user_id: byName ? null : n * 10,
      asked: byName ? null : n % 2 === 0 ? String(n * 10) : n * 10,
      ...lists,
    }));

  it('answers as one would from the plain tables, for one and for many', async () => {
    const world: World = {
      users: await test.dataSource.query(PLAIN.users),
      credentials: await test.dataSource.query(PLAIN.credentials),
      grades: await test.dataSource.query(PLAIN.grades),
    };
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyQuestion, { maxLength: 6 }), async (questions) => {
        const expected = questions.map((question) => expectedAnswer(world, question));
        const [all] = await test.dataSource.query<{ json: string }[]>(answerQuestions.text, [
          JSON.stringify(questions),
        ]);
        expect(JSON.parse(all!.json)).toEqual(expected);
        for (const [index, question] of questions.entries()) {
          const [one] = await test.dataSource.query<{ json: string }[]>(
            answerQuestion.text,
            parametersOf(question),
          );
          expect(JSON.parse(one!.json)).toEqual(expected[index]);
          found += (expected[index] as { status: unknown[] }).status.length;
        }
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('reads a view that the entity describes, column by column', async () => {
    const columns = await test.dataSource.query<{ name: string }[]>(
      `select column_name as name from information_schema.columns where table_name = 'learner_course_status'`,
    );
    const { columns: declared } = test.dataSource.getMetadata(LearnerCourseStatus);
    expect(declared.map(({ databaseName }) => databaseName).sort()).toEqual(
      columns.map(({ name }) => name).sort(),
    );
    const [row] = await test.dataSource.getRepository(LearnerCourseStatus).find({ take: 1 });
    expect(row).toMatchObject({ status: 'awarded', type: expect.any(String), awardedAt: expect.any(Date) });
  });
});

describe('certificate status on 200,000 credentials', () => {
  let test: OpenDatabase;
  let runner: QueryRunner;

  beforeAll(async () => {
    test = await openDatabase();
    await generateCredentials(test.dataSource, 200_000);
    await withoutAudit(test.dataSource, async () => {
      for (const sql of LARGE_CATALOG_AND_GRADES) await test.dataSource.query(sql);
    });
    await test.dataSource.query('analyze');
    runner = test.dataSource.createQueryRunner();
    const literal = (question: QuestionRow) => JSON.stringify([question]).replaceAll("'", "''");
    await runner.query(`prepare one as ${answerQuestion.text}`);
    await runner.query(`prepare many as ${answerQuestions.text}`);
    executions = {
      one: (n) =>
        `execute one ('learner_${n}', null, null, '{}', '{course-v1:BigX+C${n}+R1,course-v1:BigX+C7+R1}', '{}')`,
      many: (n) =>
        `execute many ('${literal({ username: `learner_${n}`, lms_user_id: null, asked: null, courses: [], run_keys: [`course-v1:BigX+C${n}+R1`], run_uuids: [] })}')`,
    };
  }, 120_000);

  let executions: Record<'one' | 'many', (n: number) => string>;

  afterAll(async () => {
    await runner.release();
    await test.close();
  });

  it.each(['one', 'many'] as const)('settles on a prepared plan, for %s', async (name) => {
    for (let n = 1; n <= 12; n += 1) await runner.query(executions[name](n));
    const [plans] = (await runner.query(
      'select generic_plans::int as prepared, custom_plans::int as made_anew from pg_prepared_statements where name = $1',
      [name],
    )) as [{ prepared: number; made_anew: number }];
    expect(plans.made_anew).toBeLessThanOrEqual(5);
    expect(plans.prepared).toBeGreaterThanOrEqual(7);
  });

  it.each(['one', 'many'] as const)('reaches every table through an index, for %s', async (name) => {
    await runner.query('set plan_cache_mode = force_generic_plan');
    const rows = (await runner.query(`explain ${executions[name](3)}`)) as Record<string, string>[];
    await runner.query('reset plan_cache_mode');
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    for (const table of ['user_credential', 'user_grade', 'users']) expect(plan).toContain(table);
    expect(plan).not.toMatch(/Seq Scan on /);
  });

  it('reads few pages for a learner, wherever they stand in the table', async () => {
    for (const n of [1, 5000, 9999]) {
      const rows = (await runner.query(
        `explain (analyze, buffers, timing off) ${executions.one(n)}`,
      )) as Record<string, string>[];
      const [, pages] =
        /Buffers: shared hit=(\d+)/.exec(rows.map((row) => row['QUERY PLAN']).join('\n')) ?? [];
      expect(Number(pages)).toBeLessThan(200);
    }
  });
});

function uuids(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${letter}0000000-0000-4000-8000-00000000000${n + 1}`);
}
