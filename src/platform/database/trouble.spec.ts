import { describe, expect, it } from '@jest/globals';
import { databaseTrouble } from './trouble.js';

const coded = (code: string) => Object.assign(new Error(), { code });

describe('what ails the database', () => {
  it.each([coded('40001'), coded('40P01'), { driverError: coded('53300') }])('is the load: %p', (error) => {
    expect(databaseTrouble(error)).toBe('busy');
  });

  it.each([
    coded('57P01'),
    coded('57P03'),
    coded('ECONNREFUSED'),
    coded('ENOTFOUND'),
    coded('EPIPE'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
  ])('is the way to it: %p', (error) => {
    expect(databaseTrouble(error)).toBe('unreachable');
  });

  it.each([coded('23505'), coded('ENOENT'), new Error('Connection'), undefined, 'ECONNREFUSED', null])(
    'is nothing: %p',
    (error) => {
      expect(databaseTrouble(error)).toBeUndefined();
    },
  );
});
