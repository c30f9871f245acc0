import { courseVisibleFrom, notVisibleBecause, programVisibleFrom } from '../../credentials/index.js';
import { statement } from '../../platform/database/index.js';

/** The position of courses that are no part of the program any more. */
const BEHIND_ALL = 2_147_483_647;

/**
 * A learner's way to a program credential. `course_part` has the program's courses, and behind them those that have left it
 * and on which the learner's program credential rests. `attempt` has the runs of these courses: the program's, and any
 * other in which the learner has a credential or grade. A course counts from the earliest of its awarded credentials in the
 * program's runs, as `programVisibleFrom` has it. All
 * rows are found by index; see test/database/record-plans.spec.ts.
 */
export const readProgress = statement<{ json: string }, [userId: number, programId: number]>(
  'records.read_progress',
  `with held as (
     select credential.*, ${programVisibleFrom('credential')} as visible_from
       from program_certificate definition
       join user_credential credential on credential.program_certificate_id = definition.id and credential.user_id = $1
      where definition.program_id = $2),
   course_part as (
     select run.course_id, min(part.position) as position, true as in_program
       from program_course_run part join course_run run on run.id = part.course_run_id
      where part.program_id = $2
      group by run.course_id
     union all
     select distinct run.course_id, ${BEHIND_ALL}, false
       from held
       join user_credential rested on rested.id = any (held.rested_on)
       join course_certificate certificate on certificate.id = rested.course_certificate_id
       join course_run run on run.id = certificate.course_run_id
      where not exists (select from program_course_run own join course_run own_run on own_run.id = own.course_run_id
                         where own.program_id = $2 and own_run.course_id = run.course_id)),
   attempt as (
     select run.course_id, run.id as run_id, run.key, own.program_id is not null as in_program, own.position,
            credential.id as credential_id, credential.uuid, credential.status, credential.visible_from,
            grade.id as grade_id, grade.percent_grade, grade.letter_grade, grade.verified
       from course_part
       join course_run run on run.course_id = course_part.course_id
       left join program_course_run own on own.program_id = $2 and own.course_run_id = run.id
       left join lateral (
         select credential.id, credential.uuid, credential.status, ${courseVisibleFrom('certificate', 'credential')} as visible_from
           from course_certificate certificate
           join user_credential credential on credential.course_certificate_id = certificate.id and credential.user_id = $1
          where certificate.course_run_id = run.id
          order by credential.id limit 1) credential on true
       left join user_grade grade on grade.user_id = $1 and grade.course_run_id = run.id
      where own.program_id is not null or credential.id is not null or grade.id is not null),
   counting as (
     select distinct on (course_id) course_id, run_id, key, visible_from
       from attempt
      where status = 'awarded' and in_program
      order by course_id, visible_from, credential_id),
   course_row as (
     select course.uuid, course.title, course.key, course_part.course_id, course_part.position, course_part.in_program,
            counting.key as counting_key, counting.visible_from,
            case when counting.visible_from <= now() then 'earned'
                 when counting.visible_from is not null then 'not_visible'
                 when exists (select from attempt where attempt.course_id = course.id and status = 'revoked' and attempt.in_program) then 'revoked'
                 else 'missing' end as state
       from course_part
       join course on course.id = course_part.course_id
       left join counting on counting.course_id = course_part.course_id)
   select json_build_object(
     'username', learner.username,
     'program_uuid', program.uuid,
     'program_title', program.title,
     'completed', coalesce(held.status = 'awarded' and held.visible_from <= now(), false),
     'credential', case when held.id is not null then json_build_object(
        'uuid', held.uuid, 'status', held.status,
        'visible', held.status = 'awarded' and coalesce(held.visible_from <= now(), false),
        'visible_from', case when held.status = 'awarded' then iso_time(held.visible_from) end,
        'not_visible_because', ${notVisibleBecause('held', 'held.visible_from')}) end,
     'courses', coalesce((
        select json_agg(json_build_object(
          'course_uuid', course_row.uuid,
          'course_key', course_row.key,
          'title', course_row.title,
          'in_program', course_row.in_program,
          'state', course_row.state,
          'reason', case course_row.state
             when 'earned' then 'credential_visible'
             when 'not_visible' then 'available_date'
             when 'revoked' then 'credential_revoked'
             else coalesce((select case when bool_or(status = 'awarded') then 'earned_in_other_run'
                                        when bool_or(grade_id is not null and in_program) then 'grade_without_credential' end
                              from attempt where attempt.course_id = course_row.course_id), 'nothing_earned') end,
          'visible_from', iso_time(course_row.visible_from),
          'counting_run', course_row.counting_key,
          'runs', (
             select json_agg(json_build_object(
               'course_run_key', attempt.key,
               'in_program', attempt.in_program,
               'counts', coalesce(attempt.key = course_row.counting_key, false),
               'reason', case
                  when attempt.status is null and attempt.grade_id is null then 'nothing_earned'
                  when attempt.status is null then 'grade_without_credential'
                  when attempt.status <> 'awarded' then 'credential_revoked'
                  when not attempt.in_program then 'not_of_program'
                  when attempt.key = course_row.counting_key then 'earliest'
                  else 'later_than_counting_run' end,
               'credential_uuid', attempt.uuid,
               'status', attempt.status,
               'visible_from', case when attempt.status = 'awarded' then iso_time(attempt.visible_from) end,
               'grade', case when attempt.grade_id is not null then json_build_object(
                  'percent_grade', trim_scale(attempt.percent_grade), 'letter_grade', attempt.letter_grade,
                  'verified', attempt.verified) end)
               order by attempt.position, attempt.run_id)
             from attempt where attempt.course_id = course_row.course_id))
          order by course_row.position, course_row.course_id)
        from course_row), '[]'::json))::text as json
     from program
     join users learner on learner.id = $1
     left join held on true
    where program.id = $2`,
);
