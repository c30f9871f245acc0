import { OperatorError } from '../../../platform/errors/index.js';
import type { Source } from './source.js';

/** The columns that are read, by table, separated by spaces. Columns that other releases have beside them do not matter. */
const NEEDED: Readonly<Record<string, string>> = {
  auth_group: 'id name',
  auth_group_permissions: 'id group_id permission_id',
  auth_permission: 'id content_type_id codename',
  catalog_course: 'id modified uuid key title site_id',
  catalog_course_owners: 'id sort_value course_id organization_id',
  catalog_courserun: 'id modified uuid key title_override course_id end_date start_date',
  catalog_organization: 'id modified uuid key name site_id certificate_logo_image_url',
  catalog_pathway: 'id modified uuid name org_name email site_id pathway_type status',
  catalog_pathway_programs: 'id sort_value pathway_id program_id',
  catalog_program: 'id modified uuid title site_id type status type_slug total_hours_of_effort',
  catalog_program_authoring_organizations: 'id sort_value program_id organization_id',
  catalog_program_course_runs: 'id sort_value program_id courserun_id',
  core_siteconfiguration:
    'id site_id lms_url_root platform_name records_help_url partner_from_address records_enabled',
  core_user:
    'id username first_name last_name email is_staff is_superuser is_active date_joined full_name lms_user_id',
  core_user_groups: 'id user_id group_id',
  core_user_user_permissions: 'id user_id permission_id',
  credentials_coursecertificate:
    'id created modified is_active title course_id certificate_type site_id course_run_id certificate_available_date',
  credentials_coursecertificate_signatories: 'id coursecertificate_id signatory_id',
  credentials_programcertificate:
    'id created modified is_active title site_id use_org_name program_uuid include_hours_of_effort language program_id',
  credentials_programcertificate_signatories: 'id programcertificate_id signatory_id',
  credentials_programcompletionemailconfiguration:
    'id created modified identifier html_template plaintext_template enabled',
  credentials_signatory: 'id name title image organization_name_override',
  credentials_usercredential:
    'id created modified credential_id username status uuid credential_content_type_id',
  credentials_usercredentialattribute: 'id name value user_credential_id',
  credentials_usercredentialdateoverride: 'id date user_credential_id',
  django_content_type: 'id app_label model',
  django_migrations: 'id applied',
  django_site: 'id domain name',
  records_programcertrecord: 'id created uuid user_id program_id',
  records_usercreditpathway: 'id created modified status user_id pathway_id program_id',
  records_usergrade:
    'id created modified letter_grade percent_grade course_run_id username verified lms_last_updated_at',
};

/** Tables with rows that nobody needs here: sessions, sign-ins, logs, other kinds of badges. */
const LEFT_THERE = [
  'badges_accrediblebadge',
  'badges_credlybadge',
  'django_admin_log',
  'django_session',
  'social_auth_usersocialauth',
  'verifiable_credentials_issuanceline',
];

/** @throws OperatorError that names every table and column that is missing */
export async function requireNeededColumns(source: Source): Promise<void> {
  const rows = await source.rows(
    'select table_name, column_name from information_schema.columns where table_schema = database()',
  );
  const there = new Set(rows.map(([table, column]) => `${table!}.${column!}`.toLowerCase()));
  const tables = new Set(rows.map(([table]) => table!.toLowerCase()));
  const missing = Object.entries(NEEDED).flatMap(([table, columns]) => {
    if (!tables.has(table)) return [`the table ${table}`];
    return columns
      .split(' ')
      .filter((column) => !there.has(`${table}.${column}`))
      .map((column) => `the column ${table}.${column}`);
  });
  if (missing.length === 0) return;
  // Every release has it.
  const isOther = !tables.has('credentials_usercredential');
  throw new OperatorError(
    isOther
      ? `The source ${source.name} is no database of the Credentials service of Open edX: it lacks the table ` +
          'credentials_usercredential and others. Check the name behind the last slash, and what the account may read.'
      : `The source ${source.name} cannot be read: it lacks ${missing.join(', ')}, or does not show that to this account. ` +
          'Grant it select on the whole database. If it has that, upgrade the service there (its migrations make them). ' +
          'Nothing was changed.',
  );
}

/** Tables that are left there, with their numbers of rows. */
export async function countLeftThere(source: Source): Promise<ReadonlyMap<string, number>> {
  const rows = await source.rows(
    'select table_name from information_schema.tables where table_schema = database() and table_name in (?)',
    [LEFT_THERE],
  );
  const counts = new Map<string, number>();
  for (const [table] of rows) {
    const [count] = await source.rows(`select count(*) from ${table!}`);
    if (count![0] !== '0') counts.set(table!, Number(count![0]));
  }
  return counts;
}
