import { statement } from '../platform/database/index.js';

// The LMS sends these at each change of a course run, so one statement writes and answers, without a read before it.

/** One course certificate as the API answers it, from the aliases `certificate` and `run`. */
const JSON_TEXT = `json_build_object(
    'id', certificate.id,
    'site', certificate.site_id,
    'course_id', certificate.course_id,
    'course_run', run.key,
    'certificate_type', certificate.certificate_type,
    'certificate_available_date', iso_time(certificate.certificate_available_date),
    'is_active', certificate.is_active)::text as json`;

const FROM_WRITTEN = `from written certificate left join course_run run on run.id = certificate.course_run_id`;

/** By the run's key in any letter case, as all statements here. */
export const findCourseCertificate = statement<{ json: string }, [courseId: string]>(
  'certificates.find_course_certificate',
  `select ${JSON_TEXT}
     from course_certificate certificate
     left join course_run run on run.id = certificate.course_run_id
    where lower(certificate.course_id) = lower($1)`,
);

export const upsertCourseCertificate = statement<
  { json: string },
  [courseId: string, type: string, availableDate: string | null, isActive: boolean]
>(
  'certificates.upsert_course_certificate',
  `with known as (
     select id, key from course_run where lower(key) = lower($1::text)),
   changed as (
     update course_certificate
        set course_run_id = coalesce(course_run_id, (select id from known)),
            course_id = case when course_run_id is null then coalesce((select key from known), course_id) else course_id end,
            certificate_type = $2,
            certificate_available_date = $3::timestamptz,
            is_active = $4,
            modified = now()
      where lower(course_id) = lower($1::text)
     returning *),
   made as (
     insert into course_certificate (
       site_id, course_id, course_run_id, certificate_type, certificate_available_date, is_active)
     select site.id, coalesce((select key from known), $1::text), (select id from known), $2, $3::timestamptz, $4 from site
      where not exists (select from changed)
     on conflict (lower(course_id)) do nothing
     returning *),
   written as (select * from changed union all select * from made)
   select ${JSON_TEXT} ${FROM_WRITTEN}`,
);

/** Changes the given fields. */
export const updateCourseCertificate = statement<
  { json: string },
  [
    courseId: string,
    type: string | null,
    setsAvailableDate: boolean,
    availableDate: string | null,
    isActive: boolean | null,
  ]
>(
  'certificates.update_course_certificate',
  `with written as (
     update course_certificate
        set certificate_type = coalesce($2::text, certificate_type),
            certificate_available_date = case when $3 then $4::timestamptz else certificate_available_date end,
            is_active = coalesce($5, is_active),
            modified = now()
      where lower(course_id) = lower($1)
     returning *)
   select ${JSON_TEXT} ${FROM_WRITTEN}`,
);
