import { statement } from '../platform/database/index.js';

// Issuing a credential looks its certificate up here, so these are named statements instead of repositories:
// 0.04 ms, by two indexes (npm run bench -- --plans).

export const findActiveProgramCertificate = statement<{ id: number }, [programUuid: string]>(
  'certificates.find_active_program_certificate',
  `select certificate.id
     from program_certificate certificate
     join program on program.id = certificate.program_id
    where program.uuid = $1 and certificate.is_active`,
);

/** A course run, with the certificate to issue in a mode: the one of that mode, else an active one, else the oldest. */
export const findCertificateForIssue = statement<
  { certificateId: number | null; isActive: boolean | null },
  [courseRunKey: string, mode: string | null]
>(
  'certificates.find_certificate_for_issue',
  `select chosen.id as "certificateId", chosen.is_active as "isActive"
     from course_run run
     left join lateral (
       select id, is_active from course_certificate
        where course_id = run.key
        order by certificate_type = $2 desc nulls last, is_active desc, id
        limit 1) chosen on true
    where run.key = $1`,
);

/** Lets one transaction at a time create the first certificate of a run, even when they ask for different modes. */
export const lockCourseRun = statement<object, [courseRunKey: string]>(
  'certificates.lock_course_run',
  'select from course_run where key = $1 for no key update',
);

/** Returns no row when a concurrent request created it first. */
export const insertCertificateForIssue = statement<{ id: number }, [courseRunKey: string, mode: string]>(
  'certificates.insert_certificate_for_issue',
  `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
   select site.id, run.key, run.id, $2, true from course_run run cross join site where run.key = $1
   on conflict (course_id, certificate_type) do nothing
   returning id`,
);

/** A course certificate may be configured before the catalog knows its run. */
export const linkCourseRuns = statement<object>(
  'certificates.link_course_runs',
  `update course_certificate certificate set course_run_id = run.id
     from course_run run
    where certificate.course_run_id is null and run.key = certificate.course_id`,
);
