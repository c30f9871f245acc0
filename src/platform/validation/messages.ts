import { ErrorWords } from '../errors/index.js';

/** The words of Django REST framework, which clients know from other services, in one place. */
export const Messages = {
  required: 'This field is required.',
  notNull: 'This field may not be null.',
  blank: 'This field may not be blank.',
  notText: 'Not a valid string.',
  nullCharacters: ErrorWords.nullCharacters,
  controlCharacters: 'Control characters are not allowed.',
  notBoolean: 'Must be a valid boolean.',
  notInteger: 'A valid integer is required.',
  notASlug: 'Enter letters, digits, dashes and underscores only.',
  notUuid: 'Must be a valid UUID.',
  notDateTime:
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  tooLong: (limit: number) => `Ensure this field has no more than ${limit} characters.`,
  notMailAddress: 'Enter one bare mail address.',
  notWebAddress: 'Enter a valid URL.',
  notDifferentUuids: 'Enter different UUIDs, in small letters with dashes.',
  unknownKey: (known: readonly string[]) => `There is no such field. Known fields: ${known.join(', ')}.`,
  unknownParameter: (known: readonly string[]) =>
    `There is no such parameter. Known parameters: ${known.join(', ')}.`,
  tooSmall: (min: number) => `Ensure this value is greater than or equal to ${min}.`,
  tooLarge: (max: number) => `Ensure this value is less than or equal to ${max}.`,
  tooMany: (limit: number) => `Ensure this field has no more than ${limit} elements.`,
  wrongToo: (explained: number) => `Wrong as well. Only the first ${explained} wrong items are explained.`,
  notAChoice: (value: unknown) => `"${String(value)}" is not a valid choice.`,
  notAList: (value: unknown) => `Expected a list of items but got type "${typeName(value)}".`,
  notADictionary: (value: unknown) => `Invalid data. Expected a dictionary, but got ${typeName(value)}.`,
} as const;

/** A JSON type by its name in Python, as Django REST framework says it. */
function typeName(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'object':
      return 'dict';
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    default:
      return Number.isInteger(value) ? 'int' : 'float';
  }
}
