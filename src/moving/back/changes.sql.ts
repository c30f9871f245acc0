import { printedName } from '../../identity/index.js';
import { statement } from '../../platform/database/index.js';

// All that was changed here since a time, as the service there stores it. Each is read through a cursor.

/** UTC without a zone, to the microsecond, as Django stores times in MySQL. */
const time = (expression: string) => `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
const hex = (uuid: string) => `replace(${uuid}::text, '-', '')`;

type Since = [since: string];

/** When the first import began, and the site that it carried; no row where nothing was imported. */
export const readFirstImport = statement<{ started: string; site: string }>(
  'moving.read_first_import',
  `select to_char(started at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started, site
     from moving_run order by id limit 1`,
);

export interface ChangedUser {
  /** The number there; null for a user who came here first. */
  readonly source: string | null;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly lms_user_id: string | null;
  readonly is_active: boolean;
  readonly is_staff: boolean;
  readonly is_superuser: boolean;
  readonly created: string;
  /** False: the user is here only because of a record of theirs, and stays as there. */
  readonly changed: boolean;
}

/** Users, also those whose shared records and sent records follow: there, these need a user's row. */
export const changedUsers = statement<ChangedUser, Since>(
  'moving.changed_users',
  `select (select min(m.source_id)::text from moved_row m
            where m.kind = 'core_user' and m.here_id = u.id and not m.joined) as source,
          u.username, u.email, ${printedName('u')} as name, u.lms_user_id::text as lms_user_id,
          u.is_active, u.is_staff, u.is_superuser, ${time('u.created')} as created, u.modified >= $1::timestamptz as changed
     from users u
    where u.merged_into is null and not starts_with(u.username, 'api-key:')
      and (u.modified >= $1::timestamptz
           or exists (select from program_cert_record r where r.user_id = u.id and r.created >= $1::timestamptz)
           or exists (select from user_credit_pathway s where s.user_id = u.id and s.modified >= $1::timestamptz))
    order by u.id`,
);

export interface ChangedCourseCertificate {
  readonly course: string;
  readonly mode: string;
  readonly is_active: boolean;
  readonly available: string | null;
  readonly created: string;
  readonly modified: string;
}

export const changedCourseCertificates = statement<ChangedCourseCertificate, Since>(
  'moving.changed_course_certificates',
  `select course_id as course, certificate_type as mode, is_active, ${time('certificate_available_date')} as available,
          ${time('created')} as created, ${time('modified')} as modified
     from course_certificate where modified >= $1::timestamptz order by id`,
);

export interface ChangedProgramCertificate {
  readonly program: string;
  readonly title: string;
  readonly is_active: boolean;
  readonly use_org_name: boolean;
  readonly hours: boolean;
  readonly language: string;
  readonly created: string;
  readonly modified: string;
}

export const changedProgramCertificates = statement<ChangedProgramCertificate, Since>(
  'moving.changed_program_certificates',
  `select ${hex('p.uuid')} as program, c.title, c.is_active, c.use_org_name, c.include_hours_of_effort as hours, c.language,
          ${time('c.created')} as created, ${time('c.modified')} as modified
     from program_certificate c join program p on p.id = c.program_id
    where c.modified >= $1::timestamptz order by c.id`,
);

export interface ChangedCredential {
  readonly id: string;
  readonly uuid: string;
  readonly username: string;
  readonly lms_user_id: string | null;
  readonly status: string;
  /** Key of the course run; null for a program's credential. */
  readonly course: string | null;
  readonly mode: string | null;
  /** Hexadecimal UUID of the program; null for a course run's credential. */
  readonly program: string | null;
  readonly date_override: string | null;
  readonly created: string;
  readonly modified: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly has_address: boolean;
}

/** Credentials in the order of their changes. A change of an attribute is one of its credential. */
export const changedCredentials = statement<ChangedCredential, Since>(
  'moving.changed_credentials',
  `select c.id::text as id, ${hex('c.uuid')} as uuid, u.username, u.lms_user_id::text as lms_user_id, c.status,
          cc.course_id as course, cc.certificate_type as mode, ${hex('p.uuid')} as program,
          ${time('c.date_override')} as date_override, ${time('c.created')} as created, ${time('c.modified')} as modified,
          coalesce((select json_agg(json_build_array(a.name, a.value) order by a.name)
                      from user_credential_attribute a where a.credential_id = c.id), '[]') as attributes,
          c.download_url is not null as has_address
     from user_credential c
     join users u on u.id = c.user_id
     left join course_certificate cc on cc.id = c.course_certificate_id
     left join program_certificate pc on pc.id = c.program_certificate_id
     left join program p on p.id = pc.program_id
    where c.modified >= $1::timestamptz
    order by c.modified, c.change, c.id`,
);

export interface ChangedGrade {
  readonly id: string;
  readonly username: string;
  readonly course: string;
  readonly letter: string;
  readonly percent: string;
  readonly verified: boolean;
  readonly lms_time: string | null;
  readonly created: string;
  readonly modified: string;
}

export const changedGrades = statement<ChangedGrade, Since>(
  'moving.changed_grades',
  `select g.id::text as id, u.username, r.key as course, g.letter_grade as letter, g.percent_grade::text as percent,
          g.verified, ${time('g.lms_last_updated_at')} as lms_time, ${time('g.created')} as created,
          ${time('g.modified')} as modified
     from user_grade g join users u on u.id = g.user_id join course_run r on r.id = g.course_run_id
    where g.modified >= $1::timestamptz order by g.id`,
);

export interface ChangedRecord {
  readonly username: string;
  readonly program: string;
  readonly uuid: string;
  readonly created: string;
}

export const changedRecords = statement<ChangedRecord, Since>(
  'moving.changed_records',
  `select u.username, ${hex('p.uuid')} as program, ${hex('r.uuid')} as uuid, ${time('r.created')} as created
     from program_cert_record r join users u on u.id = r.user_id join program p on p.id = r.program_id
    where r.created >= $1::timestamptz order by r.id`,
);

export interface EndedRecord {
  readonly username: string;
  readonly program: string;
  readonly ended: string;
}

/** Shared records that were ended, by the audit log. One that a merge of accounts took along has not ended. */
export const endedRecords = statement<EndedRecord, Since>(
  'moving.ended_records',
  `select u.username, ${hex('p.uuid')} as program, ${time('max(a.at)')} as ended
     from audit_log a join users u on u.id = a.user_id
     join program p on p.id::text = a.changes -> 'program_id' ->> 0
    where a.subject = 'shared_record' and a.action = 'deleted' and a.at >= $1::timestamptz and u.merged_into is null
    group by u.id, p.id order by u.id, p.id`,
);

export interface SentRecord {
  readonly username: string;
  readonly program: string;
  readonly pathway: string;
  readonly status: string;
  readonly created: string;
  readonly modified: string;
}

export const sentRecords = statement<SentRecord, Since>(
  'moving.sent_records',
  `select u.username, ${hex('p.uuid')} as program, ${hex('w.uuid')} as pathway, s.status, ${time('s.created')} as created,
          ${time('s.modified')} as modified
     from user_credit_pathway s join users u on u.id = s.user_id join program p on p.id = s.program_id
     join pathway w on w.id = s.pathway_id
    where s.modified >= $1::timestamptz order by s.id`,
);

/** Subjects of the audit log that go back. */
const CARRIED = `'user', 'credential', 'grade', 'shared_record', 'credit_request', 'course_certificate', 'program_certificate'`;

/** Changes that stay here, by the kind of thing. */
export const countStayingHere = statement<{ subject: string; count: number }, Since>(
  'moving.count_staying_here',
  `select subject, count(*)::integer as count
     from audit_log
    where at >= $1::timestamptz and action in ('created', 'changed', 'deleted') and subject not in (${CARRIED})
    group by subject order by subject`,
);
