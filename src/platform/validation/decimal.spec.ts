import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DecimalField } from './decimal.js';

class Body {
  @DecimalField({ maxDigits: 5, decimalPlaces: 4, min: 0, max: 1, description: 'A share.' })
  share!: string;
}

const messageFor = (share: unknown): string | undefined => {
  const [error] = validateSync(plainToInstance(Body, { share }));
  return Object.values(error?.constraints ?? {})[0];
};

describe('DecimalField', () => {
  it.each([0, 1, 0.925, '0.9250', '1.0', '.5', '5e-1', ' 0.5 ', '+0.5', '0000.5', '-0', '1.0000', '1.'])(
    'takes %p',
    (value) => {
      expect(messageFor(value)).toBeUndefined();
    },
  );

  it('keeps the digits that were sent', () => {
    expect(plainToInstance(Body, { share: ' 0.9250 ' }).share).toBe('0.9250');
  });

  it.each([true, 'x', '', '.', '1,5', 'NaN', 'Infinity', '0x1', '1e', [1], { a: 1 }])(
    'calls %p no number',
    (value) => {
      expect(messageFor(value)).toBe('A valid number is required.');
    },
  );

  it.each([
    ['0.123456', 'Ensure that there are no more than 5 digits in total.'],
    ['123456', 'Ensure that there are no more than 5 digits in total.'],
    ['1e999999999', 'Ensure that there are no more than 5 digits in total.'],
    [1e-7, 'Ensure that there are no more than 5 digits in total.'],
    ['0.92501', 'Ensure that there are no more than 4 decimal places.'],
    ['10', 'Ensure that there are no more than 1 digits before the decimal point.'],
    ['1.0001', 'Ensure this value is less than or equal to 1.'],
    [-0.1, 'Ensure this value is greater than or equal to 0.'],
  ])('says of %p: %s', (value, message) => {
    expect(messageFor(value)).toBe(message);
  });
});
