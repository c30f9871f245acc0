import { ValidateBy } from 'class-validator';
import { isUuid } from '../../platform/text/index.js';

/**
 * The rule that a certificate's key names a certificate. The message stands at the key as a whole, also where the UUID
 * alone is wrong, as in the existing service.
 */
export function NamesACertificate(): PropertyDecorator {
  return ValidateBy({
    name: 'namesACertificate',
    validator: {
      validate: (key) => problemOf(key) === undefined,
      defaultMessage: (args) => problemOf(args?.value) ?? '',
    },
  });
}

/** Undefined too when a rule of the key or of its fields refuses the value: that rule has its own message. */
function problemOf(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return undefined;
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  if (!program_uuid) return course_run_key ? undefined : 'Credential identifier is missing.';
  if (typeof program_uuid !== 'string' || isUuid(program_uuid)) return undefined;
  return `“${program_uuid}” is not a valid UUID.`;
}
