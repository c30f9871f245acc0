import { accountNamed } from '../identity/index.js';
import type { Conditions } from '../platform/lists/index.js';
import type { CredentialStatus } from './entities/user-credential.entity.js';
import { credentialInScope } from './scope.sql.js';
import { isVisible } from './visibility.js';

/** From the first time on, before the second, as PostgreSQL takes them: `infinity` is one, too. */
export type TimeRange = readonly [from: string, before: string];

/** Undefined without both ends; one end alone leaves the other open. */
export function timeRange(from?: string, before?: string): TimeRange | undefined {
  return from === undefined && before === undefined ? undefined : [from ?? '-infinity', before ?? 'infinity'];
}

/** Narrows a list of credentials. Absent fields do not narrow it. */
export interface CredentialFilter {
  /** Learner, in any letter case. */
  readonly username?: string | undefined;
  /** Several learners. */
  readonly usernames?: readonly string[] | undefined;
  readonly userId?: number | undefined;
  readonly status?: CredentialStatus | undefined;
  /** Program credentials only. */
  readonly programs?: boolean | undefined;
  /** Course credentials only. */
  readonly courses?: boolean | undefined;
  /** The program's credential and the course credentials of its runs. */
  readonly programUuid?: string | undefined;
  readonly visible?: boolean | undefined;
  /** Key of a course run, in any letter case. */
  readonly courseRun?: string | undefined;
  /** Key of an organization, in any letter case. */
  readonly organization?: string | undefined;
  /** Type of the course certificate. */
  readonly mode?: string | undefined;
  readonly created?: TimeRange | undefined;
  readonly modified?: TimeRange | undefined;
  /** Only what is in the scope of an API key: `Principal.scope`. */
  readonly scope?: number | undefined;
}

/**
 * PostgreSQL evaluates an array sub-select once, before the scan, so both sides of the `or` use their index (a bitmap of
 * two). Joins would cost a scan of all credentials.
 */
const ofCertificates = (programCertificates: string, courseCertificates: string) =>
  `(c.program_certificate_id = any(array(${programCertificates}))
      or c.course_certificate_id = any(array(${courseCertificates})))`;

const belongsToProgram = (program: string) =>
  ofCertificates(
    `select pc.id from program_certificate pc join program p on p.id = pc.program_id where p.uuid = ${program}::uuid`,
    `select cc.id from program p join program_course_run pcr on pcr.program_id = p.id
       join course_certificate cc on cc.course_run_id = pcr.course_run_id where p.uuid = ${program}::uuid`,
  );

const isOfOrganization = (key: string) =>
  ofCertificates(
    `select pc.id from organization o join program_authoring_organization author on author.organization_id = o.id
       join program_certificate pc on pc.program_id = author.program_id where lower(o.key) = lower(${key})`,
    `select cc.id from organization o join course_owner owner on owner.organization_id = o.id
       join course_run cr on cr.course_id = owner.course_id
       join course_certificate cc on cc.course_run_id = cr.id where lower(o.key) = lower(${key})`,
  );

/** With both ends the planner expects few rows and uses the index; with one it would expect a third of all. */
const isWithin = (column: string) => (range: string) =>
  `${column} >= ((${range})::timestamptz[])[1] and ${column} < ((${range})::timestamptz[])[2]`;

export const isModifiedWithin = isWithin('c.modified');

/** Conditions on `user_credential c`. The list, the feed and the export share them. */
export const CREDENTIAL_FILTERS: Conditions<CredentialFilter> = {
  username: (name) => `c.user_id = ${accountNamed(name)}`,
  usernames: (names) => `c.user_id = any(array(select coalesce(merged_into, id) from users
      where lower(username) = any(array(select lower(name) from unnest(${names}::text[]) name))))`,
  userId: (id) => `c.user_id = ${id}`,
  status: (status) => `c.status = ${status}`,
  programs: 'c.program_certificate_id is not null',
  courses: 'c.course_certificate_id is not null',
  programUuid: belongsToProgram,
  visible: isVisible('c'),
  courseRun: (key) =>
    `c.course_certificate_id = any(array(select id from course_certificate where lower(course_id) = lower(${key})))`,
  organization: isOfOrganization,
  mode: (mode) =>
    `c.course_certificate_id = any(array(select id from course_certificate where certificate_type = ${mode}))`,
  created: isWithin('c.created'),
  modified: isModifiedWithin,
  scope: (key) => credentialInScope('c', key),
};
