import { isUuid } from '../../platform/text/index.js';

/**
 * Says what is wrong with a certificate's key that names no certificate. The message is about the key as a whole, as the
 * existing service has it, also where only the UUID is wrong. Other wrong values are left to the rules of the fields.
 */
export function certificateKeyProblem(key: unknown): string | undefined {
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  if (!program_uuid) return course_run_key ? undefined : 'Credential identifier is missing.';
  return typeof program_uuid !== 'string' || isUuid(program_uuid)
    ? undefined
    : `“${program_uuid}” is not a valid UUID.`;
}
