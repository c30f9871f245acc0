import { courseVisibleFrom } from './visibility.js';

/**
 * SQL for the courses of a program that the learner of a credential has completed, as a JSON array in the catalog's order.
 * A course counts by its earliest certificate that is awarded and visible, as for the visibility of the program credential.
 * Behind them come those that have left the program and on which the credential rests.
 *
 * A course has the grade that the learner's record shows: the best verified one, only while the record is shared with its
 * grades. The share and the grades belong to modules below; the page is public, and gets all from one statement.
 *
 * @param credential alias of a credential
 * @param program alias of its program, null for a course credential
 */
export function earnedCourses(credential: string, program: string): string {
  return `coalesce((
    select json_agg(json_build_object('title', earned.title, 'key', earned.key, 'issued', earned.issued,
                      'grade', case when ${showsGrades(credential, program)} then ${grade(credential, program)} end)
                    order by earned.position, earned.course_id)
      from (select distinct on (run.course_id) run.course_id, course.title, course.key,
                   (select min(own.position) from program_course_run own join course_run own_run on own_run.id = own.course_run_id
                     where own.program_id = ${program}.id and own_run.course_id = run.course_id) as position,
                   coalesce(course_c.date_override, ${VISIBLE_FROM}) as issued
              from ${earnedRuns(credential, program)}
              join course on course.id = run.course_id
             order by run.course_id, ${VISIBLE_FROM}) earned), '[]')`;
}

const VISIBLE_FROM = courseVisibleFrom('course_cc', 'course_c');

/** The runs that count towards the program, and those on which the credential rests, if they are earned and visible. */
function earnedRuns(credential: string, program: string): string {
  return `(select course_run_id from program_course_run where program_id = ${program}.id
           union
           select rested_cc.course_run_id
             from user_credential rested
             join course_certificate rested_cc on rested_cc.id = rested.course_certificate_id
            where rested.id = any (${credential}.rested_on)) part
      join course_run run on run.id = part.course_run_id
      join course_certificate course_cc on course_cc.course_run_id = run.id
      join user_credential course_c on course_c.course_certificate_id = course_cc.id
       and course_c.user_id = ${credential}.user_id and course_c.status = 'awarded' and ${VISIBLE_FROM} <= now()`;
}

function showsGrades(credential: string, program: string): string {
  return `exists (
    select from program_cert_record link join site on site.records_enabled
     where link.user_id = ${credential}.user_id and link.program_id = ${program}.id and link.show_grades)`;
}

function grade(credential: string, program: string): string {
  return `(
    select json_build_object('letter', coalesce(nullif(best.letter_grade, ''), 'N/A'),
                             'percent', trim_scale(best.percent_grade)::text)
      from ${earnedRuns(credential, program)}
      join user_grade best on best.user_id = ${credential}.user_id and best.course_run_id = run.id and best.verified
     where run.course_id = earned.course_id
     order by best.percent_grade desc, best.id
     limit 1)`;
}
