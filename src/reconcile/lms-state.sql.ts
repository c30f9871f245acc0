import { accountNamed } from '../identity/index.js';
import { idNumber, statement } from '../platform/database/index.js';
import type { LmsLine } from './lms-line.js';

// The state of the LMS goes into a temporary table, so that half a million lines are compared without being held in memory.

export const createLmsState = statement(
  'reconcile.create_lms_state',
  `create temporary table lms_state (
     line integer not null, username text not null, course_run text not null, mode text, status text, letter text,
     percent numeric, user_id integer, certificate_id integer, run_id integer) on commit drop`,
);

export const keyLmsState = statement(
  'reconcile.key_lms_state',
  'create unique index on lms_state (lower(username), lower(course_run))',
);

/** Lines in columns. */
export type LineColumns = [
  lines: number[],
  usernames: string[],
  courseRuns: string[],
  modes: (string | null)[],
  statuses: (string | null)[],
  letters: (string | null)[],
  percents: (string | null)[],
];

/** Of lines about the same learner and run the last one counts. A merged account is the one that has all of it. */
export const loadLmsState = statement<object, LineColumns>(
  'reconcile.load_lms_state',
  `insert into lms_state (line, username, course_run, mode, status, letter, percent, user_id, certificate_id, run_id)
   select distinct on (lower(given.username), lower(given.course_run))
          given.line, given.username, given.course_run, given.mode, given.status, given.letter, round(given.percent, 4),
          ${accountNamed('given.username')},
          (select id from course_certificate where lower(course_id) = lower(given.course_run)),
          (select id from course_run where lower(key) = lower(given.course_run))
     from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[])
          as given (line, username, course_run, mode, status, letter, percent)
    order by lower(given.username), lower(given.course_run), given.line desc
   on conflict (lower(username), lower(course_run)) do update
     set line = excluded.line, mode = excluded.mode, status = excluded.status, letter = excluded.letter,
         percent = excluded.percent`,
);

export const indexLmsState = statement(
  'reconcile.index_lms_state',
  'create index on lms_state (certificate_id, user_id)',
);

export const orderLmsState = statement('reconcile.order_lms_state', 'create index on lms_state (line)');

export const analyzeLmsState = statement('reconcile.analyze_lms_state', 'analyze lms_state');

/**
 * The lines about one learner by several names, after a merge of accounts, become one: that of an award, else the last.
 * Run it when the ids are known.
 */
export const joinLmsState = statement(
  'reconcile.join_lms_state',
  `delete from lms_state line
    using (select ctid, row_number() over (partition by user_id, lower(course_run)
                                           order by (status = 'awarded') is true desc, line desc) as place
             from lms_state where user_id is not null) ranked
    where line.ctid = ranked.ctid and ranked.place > 1`,
);

export const countLmsState = statement<{ count: number }>(
  'reconcile.count_lms_state',
  `select ${idNumber('count(*)')} as count from lms_state`,
);

/** A line that the service does not agree with. */
export interface DifferingLine extends LmsLine {
  /** The status and the uuid of the credential here; null: there is none. */
  readonly statusHere: string | null;
  readonly uuid: string | null;
  /** Such as `B 0.8200`; null: there is no grade. */
  readonly gradeHere: string | null;
  readonly statusDiffers: boolean;
  readonly gradeDiffers: boolean;
}

const STATUS_DIFFERS = `(lms.status = 'awarded' and c.status is distinct from 'awarded'
         or lms.status = 'revoked' and c.status = 'awarded') and (c.id is null or c.modified <= $2::timestamptz)`;
const GRADE_DIFFERS = `lms.percent is not null
         and (g.id is null or (g.percent_grade <> lms.percent or lms.letter is not null and g.letter_grade <> lms.letter)
              and coalesce(g.lms_last_updated_at, g.modified) <= $2::timestamptz)`;

/** The next lines that differ, of what was not changed here since. */
export const findDifferences = statement<DifferingLine, [after: number, asOf: string, limit: number]>(
  'reconcile.find_differences',
  `select line, username, "courseRun", mode, status, letter, percent, "statusHere", uuid, "gradeHere",
          "statusDiffers", "gradeDiffers"
     from (select lms.line, lms.username, lms.course_run as "courseRun", lms.mode, lms.status, lms.letter,
                  lms.percent::text as percent, c.status as "statusHere", c.uuid,
                  case when g.id is not null then concat_ws(' ', nullif(g.letter_grade, ''), g.percent_grade) end as "gradeHere",
                  (${STATUS_DIFFERS}) is true as "statusDiffers", (${GRADE_DIFFERS}) is true as "gradeDiffers"
             from lms_state lms
             left join user_credential c on c.user_id = lms.user_id and c.course_certificate_id = lms.certificate_id
             left join user_grade g on g.user_id = lms.user_id and g.course_run_id = lms.run_id
            where lms.line > $1) compared
    where "statusDiffers" or "gradeDiffers"
    order by line limit $3`,
);

/** A credential of one of the runs in the file that no line has. */
export interface ExtraCredential {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
  readonly courseRun: string;
}

export const findExtras = statement<ExtraCredential, [after: number, asOf: string, limit: number]>(
  'reconcile.find_extras',
  `select ${idNumber('c.id')} as id, c.uuid, u.username, certificate.course_id as "courseRun"
     from user_credential c
     join users u on u.id = c.user_id
     join course_certificate certificate on certificate.id = c.course_certificate_id
    where c.id > $1 and c.status = 'awarded' and c.modified <= $2::timestamptz
      and certificate.id in (select certificate_id from lms_state)
      and not exists (select from lms_state lms where lms.certificate_id = certificate.id and lms.user_id = c.user_id)
    order by c.id limit $3`,
);
