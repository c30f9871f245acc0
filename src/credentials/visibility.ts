/*
 * Visibility, and with it "completed". One rule for lists, certificate status, records, mails and pages:
 *
 * - A course credential is visible from the available date of its certificate on. Without a date it is visible at once.
 * - A program credential becomes visible together with the last of the program's courses that count: those in whose runs
 *   the learner has an awarded credential. A course counts from the earliest of these, each from its available date, or
 *   without one from its creation. Without such a course the program credential is not visible.
 * - An awarded program credential that was visible stays so. The database keeps on which course credentials it rested
 *   (`rested_on`, migration 1764000001891). When the rule above hides it, it is visible from the last of these on: so
 *   only their available dates can hide it.
 * - A program is completed when the learner's credential of the program is awarded and visible.
 *
 * It is SQL, because every reader needs it inside a statement, and it is found at the read: dates pass by themselves.
 */

/** The time from which the credential with this alias, of either kind, is visible; null while it is not known. */
export function visibleFrom(alias: string): string {
  return `(case when ${alias}.course_certificate_id is null then ${programVisibleFrom(alias)}
    else (select ${courseVisibleFrom('cc', alias)}
            from course_certificate cc where cc.id = ${alias}.course_certificate_id) end)`;
}

/** Condition: the credential with this alias, of either kind, is visible. */
export function isVisible(alias: string): string {
  return `${visibleFrom(alias)} <= now()`;
}

/** The time from which a course credential is visible. The parameters are aliases. */
export function courseVisibleFrom(certificate: string, credential: string): string {
  return `coalesce(${certificate}.certificate_available_date, ${credential}.created)`;
}

/* The view `learner_course_status` (migration 1764000000700) holds a copy of `courseCertificateAvailable`. */

/** Condition: credentials of the course certificate with this alias are visible. */
export function courseCertificateAvailable(alias: string): string {
  return `(${alias}.certificate_available_date is null or ${alias}.certificate_available_date <= now())`;
}

/** The time from which the program credential with this alias is visible; null while it is not known. */
export function programVisibleFrom(alias: string): string {
  return `(select case when max(counts_from) <= now() then max(counts_from)
                       else least(max(counts_from), ${keptVisibleFrom(alias)}) end
      from (select min(${courseVisibleFrom('run_cc', 'run_c')}) as counts_from
              from program_certificate vis_pc
              join program_course_run vis_part on vis_part.program_id = vis_pc.program_id
              join course_run vis_run on vis_run.id = vis_part.course_run_id
              join course_certificate run_cc on run_cc.course_run_id = vis_run.id
              join user_credential run_c on run_c.course_certificate_id = run_cc.id
               and run_c.user_id = ${alias}.user_id and run_c.status = 'awarded'
             where vis_pc.id = ${alias}.program_certificate_id
             group by vis_run.course_id) vis_course)`;
}

/** The courses of the program credential with this alias that count, each with the run that makes it count. */
function countingCourses(alias: string): string {
  return `select distinct on (vis_run.course_id) vis_course.uuid as course_uuid, vis_run.key as course_run_key,
                 ${courseVisibleFrom('run_cc', 'run_c')} as counts_from
            from program_certificate vis_pc
            join program_course_run vis_part on vis_part.program_id = vis_pc.program_id
            join course_run vis_run on vis_run.id = vis_part.course_run_id
            join course vis_course on vis_course.id = vis_run.course_id
            join course_certificate run_cc on run_cc.course_run_id = vis_run.id
            join user_credential run_c on run_c.course_certificate_id = run_cc.id
             and run_c.user_id = ${alias}.user_id and run_c.status = 'awarded'
           where vis_pc.id = ${alias}.program_certificate_id
           order by vis_run.course_id, counts_from, run_c.id`;
}

/** Why a credential is not visible. */
export const NOT_VISIBLE_REASONS = ['revoked', 'no_course_counts', 'available_date'] as const;

/**
 * JSON that says why the credential with this alias is not visible; null when it is. The parts of the `case` are read only
 * when they are needed.
 * @param visibleFrom SQL for `visibleFrom` of it
 */
export function notVisibleBecause(alias: string, visibleFrom: string): string {
  const because = (reason: (typeof NOT_VISIBLE_REASONS)[number], until: string, waitsFor: string) =>
    `json_build_object('reason', '${reason}', 'until', ${until}, 'waits_for', ${waitsFor})`;
  const item = (course: string, run: string, from: string) =>
    `json_build_object('course_uuid', ${course}, 'course_run_key', ${run}, 'visible_from', iso_time(${from}))`;
  return `case
    when ${alias}.status <> 'awarded' then ${because('revoked', 'null', `'[]'::json`)}
    when ${visibleFrom} is null then ${because('no_course_counts', 'null', `'[]'::json`)}
    when ${visibleFrom} > now() then ${because(
      'available_date',
      `iso_time(${visibleFrom})`,
      `case when ${alias}.course_certificate_id is not null
         then (select json_build_array(${item('own_course.uuid', 'own_cc.course_id', visibleFrom)})
                 from course_certificate own_cc left join course_run own_run on own_run.id = own_cc.course_run_id
                 left join course own_course on own_course.id = own_run.course_id
                where own_cc.id = ${alias}.course_certificate_id)
         else coalesce((select json_agg(${item('course_uuid', 'course_run_key', 'counts_from')} order by counts_from, course_run_key)
                 from (${countingCourses(alias)}) counting where counts_from > now()), '[]'::json) end`,
    )} end`;
}

/** The time from which the credentials are visible on which the program credential with this alias rested. */
function keptVisibleFrom(alias: string): string {
  return `(select max(${courseVisibleFrom('kept_cc', 'kept_c')})
             from user_credential kept_c join course_certificate kept_cc on kept_cc.id = kept_c.course_certificate_id
            where kept_c.id = any (${alias}.rested_on))`;
}

/**
 * Condition: the learner has completed the program. Records, their pages and the mails to pathways use it.
 * @param userId SQL for the learner's id
 * @param programId SQL for the program's id
 */
export function hasCompleted(userId: string, programId: string): string {
  return `exists (select from program_certificate certificate
   join user_credential credential on credential.program_certificate_id = certificate.id
  where certificate.program_id = ${programId} and credential.user_id = ${userId} and credential.status = 'awarded'
    and ${programVisibleFrom('credential')} <= now())`;
}
