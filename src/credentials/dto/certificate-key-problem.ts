import { isUuid } from '../../platform/text/index.js';

/**
 * A message about the key as a whole, as in the existing service, even when only the UUID is wrong; undefined for a
 * good key. The rules of the fields refuse other wrong values.
 */
export function certificateKeyProblem(key: unknown): string | undefined {
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  if (!program_uuid) return course_run_key ? undefined : 'Credential identifier is missing.';
  return typeof program_uuid !== 'string' || isUuid(program_uuid)
    ? undefined
    : `“${program_uuid}” is not a valid UUID.`;
}
