import { accountNamed } from '../identity/index.js';
import { statement } from '../platform/database/index.js';

/*
 * `learner_course_status` is a view (migration 1764000000700): the awarded course credentials whose available date is
 * absent or past, with run, course and grade.
 *
 * The plan, the same for one question and for each of many; every step is an index scan, inner to outer:
 *
 *   course by uuid -> course_run by course_id, lower(key), uuid -> course_certificate by course_run_id   = wanted certificates
 *   users by lower(username) or lms_user_id -> user_credential by (user_id, status), dropping what is not wanted
 *   -> for the matches only: course_certificate, course_run, course by id, user_grade by (user_id, course_run_id)
 *
 * Measured on PostgreSQL 18.4 on two shared cores, November 2026; two courses and a run a question, 2,000 runs:
 *
 *   learner with                       20,000 learners,          320,000 learners,
 *                                      196,000 credentials       3,127,000 credentials
 *   11 credentials, no match           0.09 ms,  34 pages        0.09 ms,  35 pages
 *   294 credentials, 6 matches         0.20 ms, 116 pages        0.16 ms, 115 pages
 *   CPU of the backend, one question   0.15 ms                   0.16 ms
 *   a bulk of 1,000 or 10,000, each    0.04 ms                   0.04 ms
 *
 * Tried instead, CPU of the backend:
 *
 *   one question, the lists compared with the view's columns: each credential of the
 *   learner is then joined before it is dropped                       0.35 ms, for 300 credentials 0.9 ms
 *   one question, the lists not hidden (see WANTED_CERTIFICATES)      1.0 ms
 *   a bulk as one join of all questions, grouped at the end           0.04 to 0.05 ms a question,
 *                                                                     in a bulk of twenty 0.1 ms
 */

/** A question as the statements take it: the row `q`. UUIDs must be well-formed. */
export interface QuestionRow {
  readonly username: string | null;
  readonly lms_user_id: number | null;
  /** The number in the LMS as the question has it, maybe text or out of range. */
  readonly asked: number | string | null;
  readonly courses: readonly string[];
  readonly run_keys: readonly string[];
  readonly run_uuids: readonly string[];
}

/**
 * The learner of a question `q`. `offset 0` keeps PostgreSQL from turning the sub-select into a join, so each question
 * finds its learner by index. The join hashed all users for each request: 4 ms for a bulk of twenty with 20,000 users,
 * more with more users. A merged account leads to the one that has all of it.
 */
const LEARNER = `left join lateral (
    select id, username, lms_user_id from users
     where id = coalesce(${accountNamed('q.username')},
                         (select coalesce(merged_into, id) from users where lms_user_id = q.lms_user_id))
    offset 0) learner on true`;

/**
 * The certificates of a question `q`, from the catalog alone. It merges both lists, so that no credential is found
 * twice.
 *
 * A sub-select hides the length of each list from the planner. Otherwise a plan for the lists of one request always
 * looks cheaper than the prepared one, and PostgreSQL plans all tables anew on each call: 1 ms of planning for 0.1 ms
 * of work.
 */
const WANTED_CERTIFICATES = `array(
    select id from course_certificate where course_run_id = any(array(
      select id from course_run where lower(key) = any(array(select lower(key) from unnest(q.run_keys) as key))
      union all
      select id from course_run where uuid = any((select q.run_uuids)::uuid[])
      union all
      select id from course_run where course_id = any(array(
        select id from course where uuid = any((select q.courses)::uuid[]))))))`;

const EARNED_JSON = `json_build_object(
    'course_uuid', earned.course_uuid,
    'course_run', json_build_object('uuid', earned.course_run_uuid, 'key', earned.course_run_key),
    'status', earned.status,
    'type', earned.type,
    'certificate_available_date', iso_time(earned.certificate_available_date),
    'grade', case when earned.grade_id is not null then json_build_object(
      'letter_grade', earned.letter_grade,
      'percent_grade', earned.percent_grade,
      'verified', earned.verified) end)`;

/** The answer to a question `q`. It names the learner as the question does, so that callers can match the two. */
const ANSWER_JSON = `json_build_object(
  'lms_user_id', coalesce(q.asked, to_json(learner.lms_user_id)),
  'username', coalesce(q.username, learner.username),
  'status', coalesce((
    select json_agg(${EARNED_JSON} order by earned.awarded_at, earned.credential_id)
      from learner_course_status earned
     where earned.user_id = learner.id
       and earned.course_certificate_id = any(${WANTED_CERTIFICATES})), '[]'))`;

/** The answer to one question, as text. */
export const answerQuestion = statement<
  { json: string },
  [
    username: string | null,
    lmsUserId: number | null,
    asked: string | null,
    courses: readonly string[],
    runKeys: readonly string[],
    runUuids: readonly string[],
  ]
>(
  'cert_status.answer_question',
  `select ${ANSWER_JSON}::text as json
     from (values ($1::text, $2::bigint, $3::json, $4::uuid[], $5::text[], $6::uuid[]))
       as q (username, lms_user_id, asked, courses, run_keys, run_uuids)
     ${LEARNER}`,
);

/** The answers to any number of questions, in their order, as one text. */
export const answerQuestions = statement<{ json: string }, [questions: string]>(
  'cert_status.answer_questions',
  `select coalesce(json_agg(${ANSWER_JSON} order by q.position), '[]')::text as json
     from rows from (json_to_recordset($1::json) as (
            username text, lms_user_id bigint, asked json, courses uuid[], run_keys text[], run_uuids uuid[]))
       with ordinality as q (username, lms_user_id, asked, courses, run_keys, run_uuids, position)
     ${LEARNER}`,
);
