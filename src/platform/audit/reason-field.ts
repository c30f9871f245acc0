import { TextField } from '../validation/index.js';

export const MOST_REASON_CHARACTERS = 1000;

/** The field of a body that says why, for the audit log. */
export const ReasonField = (example: string): PropertyDecorator =>
  TextField({
    optional: true,
    blank: true,
    maxLength: MOST_REASON_CHARACTERS,
    description: 'Why, for the audit log.',
    example,
  });
