import { printedName } from '../../identity/index.js';
import { Statement } from '../../platform/database/index.js';
import { ListFilters } from '../../platform/lists/index.js';
import { CREDENTIAL_FILTERS, type CredentialFilter } from '../credential-filters.js';
import { visibleFrom } from '../visibility.js';

/** The fields of an export, each as SQL. `$1` is the public URL. PostgreSQL leaves out joins that no field needs. */
const FIELDS = {
  uuid: 'c.uuid',
  username: 'u.username',
  name: `coalesce(nullif(${printedName('u')}, ''), u.username)`,
  email: 'u.email',
  lms_user_id: 'u.lms_user_id',
  kind: `case when c.program_certificate_id is not null then 'program' else 'course-run' end`,
  program_uuid: 'p.uuid',
  program_title: 'p.title',
  course_run: 'coalesce(cr.key, cc.course_id)',
  course_key: 'course.key',
  course_title: 'course.title',
  mode: 'cc.certificate_type',
  status: 'c.status',
  letter_grade: 'grade.letter_grade',
  percent_grade: 'grade.percent_grade',
  created: 'iso_time(c.created)',
  modified: 'iso_time(c.modified)',
  revoked_at: 'iso_time(c.revoked_at)',
  date_override: 'iso_time(c.date_override)',
  visible_from: `iso_time(${visibleFrom('c')})`,
  certificate_url: `$1::text || '/credentials/' || replace(c.uuid::text, '-', '') || '/'`,
} as const;

export type ExportField = keyof typeof FIELDS;

export const EXPORT_FIELDS = Object.keys(FIELDS) as ExportField[];

/** Without a choice. What an export says of a person beyond the username is chosen by name. */
export const USUAL_FIELDS: readonly ExportField[] = [
  'uuid',
  'username',
  'kind',
  'program_uuid',
  'program_title',
  'course_run',
  'course_title',
  'mode',
  'status',
  'created',
  'modified',
  'certificate_url',
];

export type ExportFormat = 'csv' | 'ndjson';

const filters = new ListFilters<CredentialFilter>(CREDENTIAL_FILTERS);

/** Reads all credentials that match, oldest first: a row is its cells, or its JSON text. */
export function exportStatement(
  format: ExportFormat,
  fields: readonly ExportField[],
  filter: CredentialFilter,
  publicUrl: string,
): { statement: Statement<{ row: string | (string | null)[] }, readonly unknown[]>; values: unknown[] } {
  const used = filters.usedBy(filter);
  const row =
    format === 'csv'
      ? `array[${fields.map((field) => `(${FIELDS[field]})::text`).join(', ')}]`
      : `json_build_object(${fields.map((field) => `'${field}', ${FIELDS[field]}`).join(', ')})::text`;
  const conditions = ['$1::text is not null', ...filters.conditions(used, 1)];
  const text = `
    select ${row} as row
      from user_credential c
      join users u on u.id = c.user_id
      left join program_certificate pc on pc.id = c.program_certificate_id
      left join program p on p.id = pc.program_id
      left join course_certificate cc on cc.id = c.course_certificate_id
      left join course_run cr on cr.id = cc.course_run_id
      left join course on course.id = cr.course_id
      left join user_grade grade on grade.user_id = c.user_id and grade.course_run_id = cr.id
     where ${conditions.join(' and ')}
     order by c.id`;
  return {
    statement: new Statement('credentials.export', text),
    values: [publicUrl, ...filters.values(used, filter)],
  };
}
