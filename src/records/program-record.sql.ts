import {
  courseCertificateAvailable,
  courseVisibleFrom,
  hasCompleted,
  programVisibleFrom,
} from '../credentials/index.js';
import { nameIsAwaited, type NamedRow, printedName } from '../identity/index.js';
import { statement } from '../platform/database/index.js';

// As in the existing service, a record starts from awarded course credentials, never from a grade alone, and leaves out
// credentials whose certificate is not available yet.
const AVAILABLE = courseCertificateAvailable('certificate');

const ORGANIZATIONS = `(select coalesce(string_agg(organization.name, ', ' order by author.position), '')
   from program_authoring_organization author
   join organization on organization.id = author.organization_id
  where author.program_id = program.id)`;

/** The position of courses that are no part of the program any more. */
const BEHIND_ALL = 2_147_483_647;

/** Condition: the run with this alias is no part of the program `$2`. */
const isNoPart = (run: string) =>
  `not exists (select from program_course_run own where own.program_id = $2 and own.course_run_id = ${run}.id)`;

const COMPLETED = hasCompleted('$1', 'program.id');

/**
 * The programs, also retired ones, in whose runs the learner has earned something, and those that the learner has
 * completed, whatever their runs are by now. PostgreSQL builds the array first, from the learner's few credentials; in a
 * join it would look it up for each program.
 */
export const listProgramRecords = statement<{ json: string }, [userId: number]>(
  'records.list_program_records',
  `select coalesce(json_agg(json_build_object(
            'name', program.title,
            'uuid', replace(program.uuid::text, '-', ''),
            'partner', ${ORGANIZATIONS},
            'completed', ${COMPLETED},
            'empty', false) order by program.title, program.id), '[]'::json)::text as json
     from program
    where program.status in ('active', 'retired')
      and program.id = any(array(
        select counted.program_id
          from user_credential credential
          join course_certificate certificate on certificate.id = credential.course_certificate_id
          join program_course_run counted on counted.course_run_id = certificate.course_run_id
         where credential.user_id = $1 and credential.status = 'awarded' and ${AVAILABLE}
        union all
        select definition.program_id
          from user_credential held
          join program_certificate definition on definition.id = held.program_certificate_id
         where held.user_id = $1 and held.status = 'awarded' and ${programVisibleFrom('held')} <= now()))`,
);

/**
 * A learner's record of one program. `part` has the program's runs. Behind them it has the runs of the courses that have
 * left the program and on which the learner's program credential rests, since that stays visible. `earned` has the
 * learner's credentials in these runs, each with the verified grade of its run. A course shows the run and the date of
 * its `latest` awarded credential, and the `best` grade of all its awarded ones. An attempt is a verified grade in a run
 * of which the learner has a credential, even a revoked one.
 *
 * 0.5 ms for a program of 5 courses among 100,000 credentials and grades, all of them found by index; see
 * test/database/record-plans.spec.ts.
 */
export const readProgramRecord = statement<
  { json: string; helpUrl: string; showGrades: boolean } & NamedRow,
  [userId: number, programId: number]
>(
  'records.read_program_record',
  `with part as (
     select course_run_id, position from program_course_run where program_id = $2
     union all
     select distinct run.id, ${BEHIND_ALL}
       from program_certificate definition
       join user_credential completed on completed.program_certificate_id = definition.id and completed.user_id = $1
       join user_credential rested on rested.id = any (completed.rested_on)
       join course_certificate rested_certificate on rested_certificate.id = rested.course_certificate_id
       join course_run rested_run on rested_run.id = rested_certificate.course_run_id and ${isNoPart('rested_run')}
       join course_run run on run.course_id = rested_run.course_id and ${isNoPart('run')}
      where definition.program_id = $2),
   earned as (
     select run.course_id, run.key, credential.id, credential.status,
            ${courseVisibleFrom('certificate', 'credential')} as visible_date,
            credential.date_override,
            grade.id as grade_id, grade.percent_grade, grade.letter_grade, grade.modified as graded
       from part
       join course_run run on run.id = part.course_run_id
       join course_certificate certificate on certificate.course_run_id = run.id
       join user_credential credential on credential.course_certificate_id = certificate.id and credential.user_id = $1
       left join user_grade grade on grade.user_id = $1 and grade.course_run_id = run.id and grade.verified
      where ${AVAILABLE}),
   latest as (
     select distinct on (course_id) course_id, key, coalesce(date_override, visible_date) as issue_date
       from earned
      where status = 'awarded'
      order by course_id, id desc),
   best as (
     select distinct on (course_id) course_id, percent_grade, letter_grade
       from earned
      where status = 'awarded' and grade_id is not null
      order by course_id, percent_grade desc, grade_id),
   attempted as (select course_id, count(distinct grade_id) as attempts from earned group by course_id),
   course_row as (
     select course.id, min(part.position) as position, course.title
       from part
       join course_run run on run.id = part.course_run_id
       join course on course.id = run.course_id
      group by course.id)
   select coalesce(site.records_help_url, '') as "helpUrl",
     exists (select from program_cert_record link
              where link.user_id = $1 and link.program_id = $2 and link.show_grades) as "showGrades",
     learner.id as "userId", ${nameIsAwaited('learner')} as "nameIsAwaited",
     json_build_object(
       'learner', json_build_object('full_name', ${printedName('learner')}, 'username', learner.username, 'email', learner.email),
       'program', json_build_object(
         'name', program.title,
         'type', program.type_slug,
         'type_name', program.type,
         'completed', ${COMPLETED},
         'empty', not exists (select from best),
         'last_updated', iso_time(coalesce(
           (select greatest(max(visible_date), max(graded)) from earned where status = 'awarded'), now())),
         'school', ${ORGANIZATIONS}),
       'platform_name', site.platform_name,
       'grades', (
         select coalesce(json_agg(json_build_object(
             'name', course_row.title,
             'school', (select coalesce(string_agg(organization.name, ', ' order by owner.position), '')
                          from course_owner owner
                          join organization on organization.id = owner.organization_id
                         where owner.course_id = course_row.id),
             'attempts', case when best.course_id is null then to_json(''::text) else to_json(attempted.attempts) end,
             'course_id', coalesce(latest.key, ''),
             'issue_date', coalesce(iso_time(latest.issue_date), ''),
             'percent_grade', coalesce(to_json(trim_scale(best.percent_grade)), to_json(''::text)),
             'letter_grade', case when best.course_id is null then ''
                                  else coalesce(nullif(best.letter_grade, ''), 'N/A') end)
             order by course_row.position, course_row.id), '[]'::json)
           from course_row
           left join latest on latest.course_id = course_row.id
           left join best on best.course_id = course_row.id
           left join attempted on attempted.course_id = course_row.id),
       'pathways', (
         select coalesce(json_agg(json_build_object(
             'name', pathway.name,
             'id', pathway.id,
             'status', coalesce(mark.status, ''),
             'is_active', pathway.email <> '',
             'pathway_type', pathway.pathway_type) order by pathway.id), '[]'::json)
           from pathway_program
           join pathway on pathway.id = pathway_program.pathway_id and pathway.status = 'published'
           left join user_credit_pathway mark on mark.user_id = $1
            and mark.program_id = $2 and mark.pathway_id = pathway.id
          where pathway_program.program_id = $2),
       'shared_program_record_uuid', (
         select replace(shared.uuid::text, '-', '') from program_cert_record shared
          where shared.user_id = $1 and shared.program_id = $2))::text as json
     from program
     join users learner on learner.id = $1
    cross join site
    where program.id = $2`,
);
