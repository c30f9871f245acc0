import { dashed } from '../../platform/text/index.js';
import type { Changes } from './changes.js';
import type { ChangedCredential } from './changes.sql.js';

/** One request to the REST API of the service there. */
export interface Call {
  readonly method: 'POST';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The changes as calls of the REST API, a JSON object a line. The API gives credentials new uuids and times, and has no
 * call for users, program certificates, ended or sent records: these are read for their number alone.
 */
export async function* calls(changes: Changes): AsyncGenerator<string> {
  yield* lines(changes.courseCertificates(), ({ course, mode, is_active, available }) => ({
    path: '/api/v2/course_certificates/',
    body: {
      ...{ course_id: course, certificate_type: mode, is_active },
      certificate_available_date: isoOf(available),
    },
  }));
  yield* lines(changes.credentials(), (row) => ({ path: '/api/v2/credentials/', body: credentialBody(row) }));
  yield* lines(changes.grades(), ({ username, course, letter, percent, verified, lms_time }) => ({
    path: '/api/v2/grades/',
    body: {
      ...{ username, course_run: course, letter_grade: letter, percent_grade: percent, verified },
      lms_last_updated_at: isoOf(lms_time),
    },
  }));
  yield* lines(changes.records(), ({ username, program }) => ({
    path: `/records/programs/${program}/share`,
    body: { username },
  }));
}

/** Kinds that the calls leave out. They are counted. */
export async function countWithoutCall(changes: Changes): Promise<ReadonlyMap<string, number>> {
  const before = new Map(changes.counts);
  for (const rows of [
    changes.users(),
    changes.programCertificates(),
    changes.endedRecords(),
    changes.sentRecords(),
  ])
    for await (const _ of rows);
  return new Map([...changes.counts].filter(([kind]) => !before.has(kind)));
}

async function* lines<Row>(
  steps: AsyncIterable<readonly Row[]>,
  callOf: (row: Row) => Omit<Call, 'method'>,
): AsyncGenerator<string> {
  for await (const rows of steps)
    yield rows
      .map((row) => `${JSON.stringify({ method: 'POST', ...callOf(row) } satisfies Call)}\n`)
      .join('');
}

function credentialBody(row: ChangedCredential): Readonly<Record<string, unknown>> {
  const { username, lms_user_id, status, course, mode, program, date_override, attributes } = row;
  return {
    username,
    ...(lms_user_id === null ? {} : { lms_user_id: Number(lms_user_id) }),
    credential: program === null ? { course_run_key: course, mode } : { program_uuid: dashed(program) },
    status,
    attributes: attributes.map(([name, value]) => ({ name, value })),
    ...(program === null
      ? { date_override: date_override === null ? null : { date: isoOf(date_override) } }
      : {}),
  };
}

/** A time of MySQL's form as ISO 8601. */
function isoOf(time: string): string;
function isoOf(time: string | null): string | null;
function isoOf(time: string | null): string | null {
  return time === null ? null : `${time.replace(' ', 'T')}Z`;
}
