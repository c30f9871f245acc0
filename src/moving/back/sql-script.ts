import type { Changes } from './changes.js';
import { literal, type Value } from './literal.js';
import { SCRIPT_TAIL, scriptHead, type Stage, stageRows } from './script.sql.js';
import type { ChangedCredential, ChangedUser } from './changes.sql.js';

/** So much text is one statement at most; `max_allowed_packet` is 16 MiB or more by default. */
const STATEMENT_CHARACTERS = 500_000;

/** Longest full name and mail address there. */
const MOST_NAME_CHARACTERS = 255;
const MOST_MAIL_CHARACTERS = 254;

/** The changes as statements of MySQL, in pieces. They may be applied again: the newer row stays. */
export async function* sqlScript(changes: Changes, site: string): AsyncGenerator<string> {
  yield scriptHead(site);
  yield* inserts('back_user', changes.users(), userValues);
  yield* inserts('back_course', changes.courseCertificates(), (row) => [
    ...[row.course, row.mode, row.is_active, row.available, row.created, row.modified],
  ]);
  yield* inserts('back_program', changes.programCertificates(), (row) => [
    ...[
      row.program,
      row.title,
      row.is_active,
      row.use_org_name,
      row.hours,
      row.language,
      row.created,
      row.modified,
    ],
  ]);
  yield* credentials(changes);
  yield* inserts('back_grade', changes.grades(), (row) => [
    ...[row.id, row.username, row.course, row.letter, row.percent, row.verified, row.lms_time],
    ...[row.created, row.modified],
  ]);
  yield* inserts('back_ended', changes.endedRecords(), (row) => [row.username, row.program, row.ended]);
  yield* inserts('back_record', changes.records(), (row) => [
    row.username,
    row.program,
    row.uuid,
    row.created,
  ]);
  yield* inserts('back_sent', changes.sentRecords(), (row) => [
    ...[row.username, row.program, row.pathway, row.status, row.created, row.modified],
  ]);
  yield SCRIPT_TAIL;
}

function userValues(user: ChangedUser): Value[] {
  const { source, username, email, name, lms_user_id, is_active, is_staff, is_superuser, created, changed } =
    user;
  return [
    ...[source, username, email.length > MOST_MAIL_CHARACTERS ? '' : email],
    ...[
      Array.from(name).slice(0, MOST_NAME_CHARACTERS).join(''),
      lms_user_id,
      is_active,
      is_staff,
      is_superuser,
    ],
    ...[created, changed],
  ];
}

/** Credentials, and behind each step of them its attributes. */
async function* credentials(changes: Changes): AsyncGenerator<string> {
  for await (const rows of changes.credentials()) {
    yield* insertsOf('back_credential', rows.map(credentialValues));
    yield* insertsOf(
      'back_attribute',
      rows.flatMap(({ uuid, attributes }) => attributes.map(([name, value]) => [uuid, name, value])),
    );
  }
}

function credentialValues(row: ChangedCredential): Value[] {
  const { id, uuid, username, status, course, mode, program, date_override, created, modified } = row;
  return [id, uuid, username, status, course, mode, program, date_override, created, modified];
}

async function* inserts<Row>(
  stage: Stage,
  steps: AsyncIterable<readonly Row[]>,
  valuesOf: (row: Row) => Value[],
): AsyncGenerator<string> {
  for await (const rows of steps) yield* insertsOf(stage, rows.map(valuesOf));
}

function* insertsOf(stage: Stage, rows: readonly (readonly Value[])[]): Generator<string> {
  let texts: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = `(${row.map(literal).join(', ')})`;
    if (length + text.length > STATEMENT_CHARACTERS) {
      yield stageRows(stage, texts);
      [texts, length] = [[], 0];
    }
    texts.push(text);
    length += text.length;
  }
  if (texts.length > 0) yield stageRows(stage, texts);
}
