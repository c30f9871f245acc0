import type { Line } from '../rows/read-lines.js';

const ATTRIBUTE = 'attributes.';

const filled = (value: unknown): unknown => (value === '' ? undefined : value);

/**
 * The item of a line: as in the body for REST, or flat, as the columns of CSV are: `username`, `program_uuid` or
 * `course_run_key` (`course_run`) with `mode`, `status`, `date_override`, `lms_user_id`, `attributes.<name>`; or `uuid` with
 * `status`. An empty column counts as absent. Without a status the credential is awarded, as by `POST`: the report of `revoke`
 * awards all of it again.
 */
export function itemOf(values: Line['values']): object {
  if (filled(values.uuid) !== undefined)
    return { uuid: values.uuid, status: filled(values.status) ?? 'awarded' };
  if ('credential' in values) return values;
  const { username, program_uuid, mode, date_override } = values;
  const attributes = Object.entries(values)
    .filter(([name, value]) => name.startsWith(ATTRIBUTE) && value !== '')
    .map(([name, value]) => ({ name: name.slice(ATTRIBUTE.length), value }));
  return {
    username,
    credential: { program_uuid, course_run_key: filled(values.course_run_key) ?? values.course_run, mode },
    status: filled(values.status),
    attributes,
    date_override: isFilledText(date_override) ? { date: date_override } : filled(date_override),
    lms_user_id: filled(values.lms_user_id),
  };
}

/** The same for a revocation, whatever status the line has. */
export function revocationOf(values: Line['values']): object {
  return { ...itemOf(values), status: 'revoked' };
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
