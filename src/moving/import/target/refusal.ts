/** Words for the rules of our tables that rows there break most. */
const RULES: Readonly<Record<string, string>> = {
  users_username_ck: 'its username is empty',
  users_username_line_ck: 'its username has line ends or control characters',
  users_username_uq: 'its username is that of another user here',
  users_lms_user_id_uq: 'its lms_user_id is that of another user here',
  organization_key_ck: 'its key is empty',
  course_key_ck: 'its key is empty',
  course_run_key_ck: 'its key is empty',
  course_run_uuid_uq: 'its uuid is that of another row',
  program_status_ck: 'its status is not one of those of programs',
  pathway_status_ck: 'its status is not one of those of pathways',
  pathway_type_ck: 'its type is not one of those of pathways',
  pathway_email_ck: 'its mail address is not valid',
  course_certificate_type_ck: 'its type is no type of certificates',
  user_credential_uuid_uq: 'its uuid is that of another row',
  program_cert_record_uuid_uq: 'its uuid is that of another row',
};

/** Classes of errors that lie in the values of a row: wrong forms, broken rules, too much for a column. */
const CLASSES: Readonly<Record<string, string>> = {
  '22': 'a value has a form that the column here does not take',
  '23': 'it breaks a rule of the table here',
  P0: 'it breaks a rule of the table here',
  '54': 'a value is too large',
};

interface DatabaseFailure {
  readonly code?: string | undefined;
  readonly constraint?: string | undefined;
}

/** Why PostgreSQL refuses a row, without values; undefined when the reason lies elsewhere. */
export function refusalOf(failure: DatabaseFailure | undefined): string | undefined {
  const usual = CLASSES[failure?.code?.slice(0, 2) ?? ''];
  if (failure === undefined || usual === undefined) return undefined;
  if (failure.constraint === undefined) return `${usual} (SQLSTATE ${failure.code!})`;
  return RULES[failure.constraint] ?? `${usual} (${failure.constraint})`;
}
