import { printedName } from '../../identity/index.js';
import { Statement, statement } from '../../platform/database/index.js';
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

// A cursor is planned for its first rows: all others follow the primary key, so an export begins at once.
const filters = new ListFilters<CredentialFilter>(CREDENTIAL_FILTERS, ['username', 'usernames', 'userId']);

type ExportedRow = { row: string | (string | null)[] };

const textOf = (
  format: ExportFormat,
  fields: readonly ExportField[],
  conditions: readonly string[],
  order: string,
) => {
  const row =
    format === 'csv'
      ? `array[${fields.map((field) => `(${FIELDS[field]})::text`).join(', ')}]`
      : `json_build_object(${fields.map((field) => `'${field}', ${FIELDS[field]}`).join(', ')})::text`;
  return `
    select ${row} as row
      from user_credential c
      join users u on u.id = c.user_id
      left join program_certificate pc on pc.id = c.program_certificate_id
      left join program p on p.id = pc.program_id
      left join course_certificate cc on cc.id = c.course_certificate_id
      left join course_run cr on cr.id = cc.course_run_id
      left join course on course.id = cr.course_id
      left join user_grade grade on grade.user_id = c.user_id and grade.course_run_id = cr.id
     where ${['$1::text is not null', ...conditions].join(' and ')}
     order by ${order}`;
};

/** All credentials with every field. */
export const exportAll = statement<ExportedRow, [publicUrl: string]>(
  'credentials.export',
  textOf('csv', EXPORT_FIELDS, [], 'c.id'),
);

/**
 * Reads all credentials that match, oldest first: a row is its cells, or its JSON text. Callers choose fields in any order,
 * so the statement is kept nowhere.
 */
export function exportStatement(
  format: ExportFormat,
  fields: readonly ExportField[],
  filter: CredentialFilter,
  publicUrl: string,
): { statement: Statement<ExportedRow, readonly unknown[]>; values: unknown[] } {
  const used = filters.usedBy(filter);
  return {
    statement: new Statement(
      exportAll.name,
      textOf(format, fields, filters.conditions(used, 1), filters.order(used, 'c.id')),
    ),
    values: [publicUrl, ...filters.values(used, filter)],
  };
}
