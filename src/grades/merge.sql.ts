import { idNumber, statement } from '../platform/database/index.js';

// SQL, since a step is about all grades of two learners at once, and compares them.

/** Two grades of one course run, the one that is given up and the one that stays. */
export interface RivalGrade {
  readonly lostId: number;
  readonly courseRun: string;
  /** Such as `B 0.8200`. */
  readonly lost: string;
  readonly kept: string;
}

/** Locks the grades that two learners have in the same course run. The newer one in the LMS stays. */
export const findRivalGrades = statement<RivalGrade, [from: number, into: number]>(
  'grades.find_rival_grades',
  `with rival as (
     select g.id, g.course_run_id, g.letter_grade, g.percent_grade, g.lms_last_updated_at, g.modified
       from user_grade g
      where g.user_id in ($1, $2) and exists (
        select from user_grade other
         where other.course_run_id = g.course_run_id and other.user_id in ($1, $2) and other.user_id <> g.user_id)
      order by g.id for update),
   ranked as (
     select *, row_number() over newest as place,
            lag(concat_ws(' ', nullif(letter_grade, ''), percent_grade)) over newest as kept
       from rival
     window newest as (partition by course_run_id order by lms_last_updated_at desc nulls last, modified desc, id desc))
   select ${idNumber('ranked.id')} as "lostId", run.key as "courseRun", kept,
          concat_ws(' ', nullif(letter_grade, ''), percent_grade) as lost
     from ranked join course_run run on run.id = ranked.course_run_id
    where place = 2 order by run.key`,
);

export const dropGrades = statement<{ id: string }, [ids: number[]]>(
  'grades.drop_grades',
  'delete from user_grade where id = any ($1::bigint[]) returning id',
);

export const moveGrades = statement<{ id: string }, [from: number, into: number]>(
  'grades.move_grades',
  'update user_grade set user_id = $2, modified = now() where user_id = $1 returning id',
);
