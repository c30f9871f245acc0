import { ValidateBy } from 'class-validator';
import { isUuid } from '../../platform/text/index.js';

/**
 * The rule that a certificate's key names one. What breaks it is said of the key as a whole, as the existing service
 * does, also where the UUID alone is wrong.
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

/** Undefined also for what the rules of the key and of its fields refuse. */
function problemOf(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return undefined;
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  if (!program_uuid) return course_run_key ? undefined : 'Credential identifier is missing.';
  if (typeof program_uuid !== 'string' || isUuid(program_uuid)) return undefined;
  return `“${program_uuid}” is not a valid UUID.`;
}
