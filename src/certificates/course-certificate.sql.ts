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

/** A run may have a certificate for each mode. A read by run finds an active one, or the oldest. */
export const selectCourseCertificate = statement<{ json: string }, [courseId: string]>(
  'certificates.select_course_certificate',
  `select ${JSON_TEXT}
     from course_certificate certificate
     left join course_run run on run.id = certificate.course_run_id
    where certificate.course_id = $1
    order by certificate.is_active desc, certificate.id
    limit 1`,
);

export const upsertCourseCertificate = statement<
  { json: string },
  [courseId: string, type: string, availableDate: string | null, isActive: boolean]
>(
  'certificates.upsert_course_certificate',
  `with written as (
     insert into course_certificate as stored (
       site_id, course_id, course_run_id, certificate_type, certificate_available_date, is_active)
     select site.id, $1::text, (select id from course_run where key = $1::text), $2, $3, $4 from site
     on conflict (course_id, certificate_type) do update
       set course_run_id = coalesce(stored.course_run_id, excluded.course_run_id),
           certificate_available_date = excluded.certificate_available_date,
           is_active = excluded.is_active,
           modified = now()
     returning *)
   select ${JSON_TEXT} ${FROM_WRITTEN}`,
);

/** Changes the given fields of the certificate of the given type, else of the one that a read would find. */
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
  `with chosen as (
     select id from course_certificate
      where course_id = $1
      order by certificate_type = $2::text desc nulls last, is_active desc, id
      limit 1
        for update),
   written as (
     update course_certificate stored
        set certificate_type = coalesce($2::text, stored.certificate_type),
            certificate_available_date = case when $3 then $4::timestamptz else stored.certificate_available_date end,
            is_active = coalesce($5, stored.is_active),
            modified = now()
       from chosen
      where stored.id = chosen.id
     returning stored.*)
   select ${JSON_TEXT} ${FROM_WRITTEN}`,
);
