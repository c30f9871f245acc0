import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { isMailAddress } from '../text/index.js';
import { field, type FieldOptions } from './fields.js';

/** One bare mail address, or with `blank` also none; whoever allows that looks at it again. */
export function MailAddressField({
  blank = false,
  ...options
}: FieldOptions & { readonly blank?: boolean }): PropertyDecorator {
  const isAddress = (value: unknown) => isMailAddress(value) || (blank && value === '');
  return field(
    options,
    blank ? { type: String } : { type: String, format: 'email' },
    check('isMailAddress', isAddress, 'Enter one bare mail address.'),
  );
}

/** An http or https address. */
export function WebAddressField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'uri' },
    check('isWebAddress', isWebAddress, 'Enter a valid URL.'),
  );
}

/** A list of different texts that `accepts` lets through. */
export function NameListField(
  options: FieldOptions & { readonly accepts: (name: string) => boolean; readonly message: string },
): PropertyDecorator {
  const { accepts, message } = options;
  const isList = (value: unknown) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string' && accepts(name)) &&
    new Set(value).size === value.length;
  return field(options, { type: String, isArray: true }, check('isNameList', isList, message));
}

/** A list of different uuids, in an order that counts. */
export function UuidListField(options: FieldOptions): PropertyDecorator {
  const accepts = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
  return NameListField({
    ...options,
    accepts,
    message: 'Enter different UUIDs, in small letters with dashes.',
  });
}

/** In every answer: when the thing was changed last. */
export function UpdatedAt(): PropertyDecorator {
  return ApiProperty({
    description: 'When it was changed last.',
    type: String,
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  });
}

function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\/[^\s\0]{1,2000}$/i.test(value) && URL.canParse(value);
}

function check(name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}
