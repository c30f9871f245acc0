import { isUuid } from '../../platform/text/index.js';
import { trimmed } from '../../platform/validation/index.js';

/**
 * Says what is wrong with a certificate's key that names no certificate. The message is about the key as a whole, as the
 * existing service has it, also where only the UUID is wrong. Other wrong values are left to the rules of the fields.
 */
export function certificateKeyProblem(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return undefined;
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  const uuid = trimmed(program_uuid);
  if (!uuid) return trimmed(course_run_key) ? undefined : 'Credential identifier is missing.';
  return typeof uuid !== 'string' || isUuid(uuid) ? undefined : `“${uuid}” is not a valid UUID.`;
}
