import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import {
  courseCertificateAvailable,
  hasCompleted,
  isVisible,
  visibleFrom,
} from '../../src/credentials/visibility.js';
import { statement } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import {
  type Change,
  COURSES,
  histories,
  LEARNERS,
  PROGRAMS,
  Reference,
  RUNS,
  type Shown,
} from './visibility-reference.js';

/** The catalog and the learners. The id of each is its position and one. */
const WORLD = `
  insert into users (id, username) select n, 'l' || n from generate_series(1, ${LEARNERS}) n;
  insert into course (id, uuid, key, title) select n, gen_random_uuid(), 'c' || n, '' from generate_series(1, ${COURSES}) n;
  insert into course_run (id, uuid, key, course_id)
    select n, gen_random_uuid(), 'r' || n, 1 from generate_series(1, ${RUNS}) n;
  insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active)
    select n, 1, 'r' || n, n, 'verified', true from generate_series(1, ${RUNS}) n;
  insert into program (id, uuid, title, type, type_slug, status)
    select n, gen_random_uuid(), '', '', '', 'active' from generate_series(1, ${PROGRAMS}) n;
  insert into program_certificate (id, site_id, program_id, is_active)
    select n, 1, n, true from generate_series(1, ${PROGRAMS}) n;`;

const BEGIN = `
  delete from user_credential;
  delete from program_course_run;
  insert into program_course_run (program_id, course_run_id, position)
    select program, run, 0 from generate_series(1, ${PROGRAMS}) program, generate_series(1, ${RUNS}) run where run <> program;
  update course_certificate set certificate_available_date = null;
  update course_run set course_id = (id - 1) % ${COURSES} + 1;`;

const time = (year: string | null) => (year === null ? 'null' : `'${year}-07-01Z'::timestamptz`);

/** The runs of a program change as the import changes them: in one statement. */
const RUNS_SET = (program: number, runs: readonly number[]) => `
  with incoming as (select unnest('{${runs.map((run) => run + 1).join(',')}}'::integer[]) as run),
  removed as (
    delete from program_course_run where program_id = ${program + 1} and course_run_id not in (select run from incoming))
  insert into program_course_run (program_id, course_run_id, position)
  select ${program + 1}, run, 0 from incoming
   where not exists (select from program_course_run where program_id = ${program + 1} and course_run_id = run)`;

function sqlOf(change: Change): string {
  if (change.kind === 'runs') return RUNS_SET(change.program, change.runs);
  if (change.kind === 'course')
    return `update course_run set course_id = ${change.course + 1} where id = ${change.run + 1}`;
  if (change.kind === 'date')
    return `update course_certificate set certificate_available_date = ${time(change.date)} where id = ${change.run + 1}`;
  const column = change.kind === 'run' ? 'course_certificate_id' : 'program_certificate_id';
  const { learner, position, status, created } = change;
  return `
    with changed as (
      update user_credential set status = '${status}', first_awarded_at = coalesce(first_awarded_at, now())
       where user_id = ${learner + 1} and ${column} = ${position + 1} returning 1)
    insert into user_credential (user_id, ${column}, status, created)
    select ${learner + 1}, ${position + 1}, '${status}', ${time(created)} where not exists (select from changed)`;
}

const readShown = statement<Shown & { consistent: boolean }>(
  'test.read_shown',
  `
  select c.user_id - 1 as learner, case when cc.id is null then 'program' else 'run' end as kind,
         coalesce(c.program_certificate_id, c.course_certificate_id) - 1 as position,
         to_char(${visibleFrom('c')}, 'YYYY') as from,
         ${isVisible('c')} is true as visible,
         case when cc.id is null then ${hasCompleted('c.user_id', 'c.program_certificate_id')} end as completed,
         cc.id is null or cc.certificate_available_date is null
           or ${courseCertificateAvailable('cc')} = (${isVisible('c')}) as consistent
    from user_credential c
    left join course_certificate cc on cc.id = c.course_certificate_id
   order by learner, kind desc, position`,
);

describe('visibility and completion', () => {
  const test = useOpenDatabase();

  beforeAll(() => test.dataSource.query(WORLD));

  async function stored(): Promise<Shown[]> {
    const rows = await test.database.run(readShown, []);
    return rows.map(({ consistent, ...shown }) => {
      expect(consistent).toBe(true);
      return shown;
    });
  }

  it('are in the database as a slow reference says, after each of any changes', async () => {
    let kept = 0;
    const property = fc.asyncProperty(histories, async (history) => {
      await test.dataSource.query(BEGIN);
      const reference = new Reference();
      for (const change of history) {
        reference.apply(change);
        await test.dataSource.query(sqlOf(change));
        expect(await stored()).toEqual(reference.shown());
        kept += reference.kept;
      }
    });
    await fc.assert(property, { numRuns: 120, seed: 20_261_125 });
    // Credentials that are visible only because they were.
    expect(kept).toBeGreaterThan(40);
  }, 300_000);
});
