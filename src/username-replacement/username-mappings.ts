import { Messages } from '../platform/validation/index.js';
import { ValidationError } from '../platform/errors/index.js';

/** Old name to new name, exactly one pair. */
export type UsernameMapping = Readonly<Record<string, string>>;

/**
 * The mappings in a body. The body's keys are usernames, so class-validator cannot have rules for them.
 * @throws ValidationError unless it is a list of objects with one pair each
 */
export function readMappings(body: unknown): UsernameMapping[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValidationError({ non_field_errors: [Messages.notADictionary(body)] });
  }
  const mappings = (body as { username_mappings?: unknown }).username_mappings;
  if (mappings === undefined) throw new ValidationError({ username_mappings: [Messages.required] });
  if (mappings === null) throw new ValidationError({ username_mappings: [Messages.notNull] });
  if (!Array.isArray(mappings))
    throw new ValidationError({ username_mappings: [Messages.notAList(mappings)] });
  const wrong = mappings.findIndex((mapping) => !isMapping(mapping));
  if (wrong >= 0) {
    const message = `Element ${wrong}: expected an object with one pair, the old name and the new one.`;
    throw new ValidationError({ username_mappings: [message] });
  }
  return mappings as UsernameMapping[];
}

function isMapping(value: unknown): value is UsernameMapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [pair, ...more] = Object.entries(value);
  return more.length === 0 && (pair ?? [undefined]).every(isName);
}

/** Half a character is none of a name either, but that pair fails alone. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}
