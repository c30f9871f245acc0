import { field, type FieldOptions } from './field.js';
import { inBodies } from './input-schemas.js';
import { decimalText } from './patterns.js';
import { trimmed } from './rest-fields.js';
import { Messages } from './messages.js';

export interface DecimalOptions extends FieldOptions {
  readonly maxDigits: number;
  readonly decimalPlaces: number;
  readonly min: number;
  readonly max: number;
}

/** Longer texts are refused unread. No valid number is nearly as long. */
const LONGEST_TEXT_CHARACTERS = 1000;

/** Each digit can match in one place only: a pattern that could divide them would take quadratic time. */
const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** A number of limited precision. Stays text, so that PostgreSQL gets exactly its digits; trailing zeros count. */
export function DecimalField(options: DecimalOptions): PropertyDecorator {
  return field(
    options,
    {
      type: 'number',
      minimum: options.min,
      maximum: options.max,
      multipleOf: Number(`1e-${options.decimalPlaces}`),
      ...inBodies(true, { type: 'string', pattern: decimalText(options.max, options.decimalPlaces) }),
    },
    { convert: trimmed, problem: (value) => problemOf(value, options) },
  );
}

/** Says what is wrong with the value, in the words of Django REST framework; undefined when nothing is. */
function problemOf(value: unknown, options: DecimalOptions): string | undefined {
  const match =
    typeof value === 'string' && value.length <= LONGEST_TEXT_CHARACTERS ? DECIMAL.exec(value) : null;
  if (match === null) return 'A valid number is required.';
  const { maxDigits, decimalPlaces, min, max } = options;
  const [, , whole = '', fraction = '', exponent = '0'] = match;
  const counted = countDigits(whole + fraction, Number(exponent) - fraction.length);
  if (counted.total > maxDigits) return `Ensure that there are no more than ${maxDigits} digits in total.`;
  if (counted.decimals > decimalPlaces) {
    return `Ensure that there are no more than ${decimalPlaces} decimal places.`;
  }
  if (counted.total - counted.decimals > maxDigits - decimalPlaces) {
    return `Ensure that there are no more than ${maxDigits - decimalPlaces} digits before the decimal point.`;
  }
  const number = Number(value);
  if (number < min) return Messages.tooSmall(min);
  if (number > max) return Messages.tooLarge(max);
  return undefined;
}

/** The number is `digits` × 10^`exponent`. Leading zeros do not count, other zeros do. */
function countDigits(
  digits: string,
  exponent: number,
): { readonly total: number; readonly decimals: number } {
  const significant = Math.max(1, digits.replace(/^0+/, '').length);
  if (exponent >= 0) return { total: significant + exponent, decimals: 0 };
  return { total: Math.max(significant, -exponent), decimals: -exponent };
}
