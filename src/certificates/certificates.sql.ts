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

/** The same for many programs; `place` is that of the UUID in the list, from 0. */
export const findActiveProgramCertificates = statement<
  { id: number; place: number },
  [programUuids: string[]]
>(
  'certificates.find_active_program_certificates',
  `select certificate.id, (given.place - 1)::int as place
     from unnest($1::uuid[]) with ordinality as given (uuid, place)
     join program on program.uuid = given.uuid
     join program_certificate certificate on certificate.program_id = program.id and certificate.is_active`,
);

/** A course run's certificate; null: it has none. */
export interface RunForIssue {
  readonly certificateId: number | null;
  readonly isActive: boolean | null;
}

/** A course run, with its certificate. */
export const findCertificateForIssue = statement<RunForIssue, [courseRunKey: string]>(
  'certificates.find_certificate_for_issue',
  `select certificate.id as "certificateId", certificate.is_active as "isActive"
     from course_run run
     left join course_certificate certificate on certificate.course_run_id = run.id
    where lower(run.key) = lower($1)`,
);

/** The same for many runs; `place` is that of the key in the list, from 0. The index is asked for each key. */
export const findCertificatesForIssue = statement<RunForIssue & { place: number }, [courseRunKeys: string[]]>(
  'certificates.find_certificates_for_issue',
  `select (given.place - 1)::int as place, found."certificateId", found."isActive"
     from unnest($1::text[]) with ordinality as given (key, place)
    cross join lateral (
      select certificate.id as "certificateId", certificate.is_active as "isActive"
        from course_run run
        left join course_certificate certificate on certificate.course_run_id = run.id
       where lower(run.key) = lower(given.key)
       limit 1) found`,
);

/** Lets one transaction at a time create the certificate of a run, and keeps the run's key as it is. */
export const lockCourseRun = statement<object, [courseRunKey: string]>(
  'certificates.lock_course_run',
  'select from course_run where lower(key) = lower($1) for no key update',
);

/**
 * Links a certificate that waits for the run. The LMS may have configured it while the run arrived: neither of the two
 * transactions saw the other.
 */
export const linkCourseRun = statement<object, [courseRunKey: string]>(
  'certificates.link_course_run',
  `update course_certificate certificate set course_run_id = run.id, course_id = run.key
     from course_run run
    where certificate.course_run_id is null and lower(certificate.course_id) = lower($1) and lower(run.key) = lower($1)`,
);

/** Returns no row when a concurrent request created it first. */
export const insertCertificateForIssue = statement<{ id: number }, [courseRunKey: string, mode: string]>(
  'certificates.insert_certificate_for_issue',
  `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
   select site.id, run.key, run.id, $2, true from course_run run cross join site where lower(run.key) = lower($1)
   on conflict (lower(course_id)) do nothing
   returning id`,
);

/** A course certificate may be configured before the catalog knows its run, and then takes the catalog's spelling. */
export const linkCourseRuns = statement<object>(
  'certificates.link_course_runs',
  `update course_certificate certificate set course_run_id = run.id, course_id = run.key
     from course_run run
    where certificate.course_run_id is null and lower(run.key) = lower(certificate.course_id)`,
);
