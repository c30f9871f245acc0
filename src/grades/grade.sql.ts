import { courseRunsInScope } from '../catalog/index.js';
import { accountNamed } from '../identity/index.js';
import { setsOrigin, statement } from '../platform/database/index.js';

// The LMS reports each grade with one upsert: 0.2 ms, by four indexes (npm run bench -- --plans).

/** One grade's JSON. The parameters are SQL: alias of the grade, the learner's username, the run's key. */
const gradeJson = (grade: string, username: string, courseRun: string) => `json_build_object(
  'id', ${grade}.id,
  'username', ${username},
  'course_run', ${courseRun},
  'letter_grade', ${grade}.letter_grade,
  'percent_grade', ${grade}.percent_grade::text,
  'verified', ${grade}.verified,
  'lms_last_updated_at', iso_time(${grade}.lms_last_updated_at),
  'created', iso_time(${grade}.created),
  'modified', iso_time(${grade}.modified))::text`;

/** For the answer of a change, in its transaction. */
export const readGrade = statement<{ json: string }, [id: number]>(
  'grades.read_grade',
  `select ${gradeJson('g', 'u.username', 'r.key')} as json
     from user_grade g join users u on u.id = g.user_id join course_run r on r.id = g.course_run_id
    where g.id = $1`,
);

/** A report's values in the statement's order. A null letter or `verified` leaves the stored one. */
export type GradeReport = [
  username: string,
  courseRun: string,
  letterGrade: string | null,
  percentGrade: string,
  verified: boolean | null,
  lmsLastUpdatedAt: string | null,
  keepLmsLastUpdatedAt: boolean,
];

/**
 * Stores a report of the LMS in one statement: changes the existing grade unless the report is older, or creates one.
 * It locks the stored row first: the second of two simultaneous reports is compared with the stored result of the
 * first. It is not an `on conflict do update`, because that takes a number from the identity for every repeat, and
 * integers are finite.
 *
 * `json` is null when the run or the learner is unknown, or when another request creates the same grade at this
 * moment. After that commit, a repeat of the statement finds the grade. The last parameter is the origin, since it
 * may run outside of a transaction; null leaves that of the transaction.
 */
export const upsertGrade = statement<
  { knownRun: boolean; json: string | null },
  [...GradeReport, origin: string | null]
>(
  'grades.upsert_grade',
  `with given as (
     select u.id as user_id, u.username, r.id as course_run_id, r.key as course_run
       from (select ${setsOrigin('$8')}) origin
       left join users u
         on u.id = ${accountNamed('$1')}
       left join course_run r on lower(r.key) = lower($2)),
   stored as (
     select g.* from given join user_grade g using (user_id, course_run_id) for update of g),
   changed as (
     update user_grade g
        set letter_grade = coalesce($3::text, g.letter_grade),
            percent_grade = $4::numeric,
            verified = coalesce($5::boolean, g.verified),
            lms_last_updated_at = case when $7::boolean then g.lms_last_updated_at else $6::timestamptz end,
            modified = now()
       from stored
      where g.id = stored.id and ($6::timestamptz < stored.lms_last_updated_at) is not true
      returning g.*),
   made as (
     insert into user_grade (user_id, course_run_id, letter_grade, percent_grade, verified, lms_last_updated_at)
     select user_id, course_run_id, coalesce($3::text, ''), $4::numeric, coalesce($5::boolean, true), $6::timestamptz
       from given
      where user_id is not null and course_run_id is not null and not exists (select from stored)
     on conflict (user_id, course_run_id) do nothing
     returning *),
   kept as (
     select * from changed
     union all select * from made
     union all select * from stored where not exists (select from changed))
   select given.course_run_id is not null as "knownRun",
          (select ${gradeJson('kept', 'given.username', 'given.course_run')} from kept) as json
     from given`,
);

/** Locks a grade. `outdated`: the stored grade is newer than a report of that time. */
export const lockGrade = statement<{ outdated: boolean }, [id: number, lmsLastUpdatedAt: string | null]>(
  'grades.lock_grade',
  `select ($2::timestamptz < lms_last_updated_at) is true as outdated from user_grade where id = $1 for update`,
);

/** For an API key: no row outside of its scope. */
export const lockGradeInScope = statement<
  { outdated: boolean },
  [id: number, lmsLastUpdatedAt: string | null, scope: number]
>(
  'grades.lock_grade_in_scope',
  `select ($2::timestamptz < lms_last_updated_at) is true as outdated from user_grade
    where id = $1 and course_run_id in ${courseRunsInScope('$3::int')} for update`,
);

/** For an API key: no row outside of its scope. */
export const findCourseRunInScope = statement<{ id: number }, [key: string, scope: number]>(
  'grades.find_course_run_in_scope',
  `select id from course_run where lower(key) = lower($1) and id in ${courseRunsInScope('$2::int')}`,
);

export const findCourseRun = statement<{ id: number }, [key: string]>(
  'grades.find_course_run',
  'select id from course_run where lower(key) = lower($1)',
);

/** Null leaves a value unchanged. */
export const changeGrade = statement<
  object,
  [
    id: number,
    userId: number | null,
    courseRunId: number | null,
    letterGrade: string | null,
    percentGrade: string | null,
    verified: boolean | null,
    lmsLastUpdatedAt: string | null,
    keepLmsLastUpdatedAt: boolean,
  ]
>(
  'grades.change_grade',
  `update user_grade
      set user_id = coalesce($2, user_id),
          course_run_id = coalesce($3, course_run_id),
          letter_grade = coalesce($4, letter_grade),
          percent_grade = coalesce($5::numeric, percent_grade),
          verified = coalesce($6, verified),
          lms_last_updated_at = case when $8::boolean then lms_last_updated_at else $7::timestamptz end,
          modified = now()
    where id = $1`,
);
