import { describe, expect, it } from '@jest/globals';
import { databaseTrouble, spoilsConnection } from './trouble.js';

const coded = (code: string) => Object.assign(new Error(), { code });

describe('what ails the database', () => {
  it.each([
    ...['40001', '40P01', '55P03', '55006', '57014', '53000', '53200', '53300', '53400'].map(coded),
    { driverError: coded('53300') },
    new Error('timeout exceeded when trying to connect'),
  ])('is the load: %p', (error) => {
    expect(databaseTrouble(error)).toBe('busy');
  });

  it.each([
    ...['57P01', '57P02', '57P03', '57P04', '57P05', '08006', '08P01', '28P01', '3D000'].map(coded),
    ...['25006', '25P03', '25P04', '55000'].map(coded),
    ...['ECONNREFUSED', 'ENOTFOUND', 'EPIPE'].map(coded),
    Object.assign(coded('XX000'), { severity: 'FATAL' }),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('Query read timeout'),
    new Error('Client has encountered a connection error and is not queryable'),
  ])('is the way to it: %p', (error) => {
    expect(databaseTrouble(error)).toBe('unreachable');
  });

  it.each([...['53100', '2200H', '58000', '58030', '58P01'].map(coded), { driverError: coded('53100') }])(
    'is its storage: %p',
    (error) => {
      expect(databaseTrouble(error)).toBe('storage');
    },
  );

  it.each([
    coded('23505'),
    coded('XX000'),
    coded('ENOENT'),
    new Error('Connection'),
    undefined,
    'EPIPE',
    null,
  ])('is nothing: %p', (error) => {
    expect(databaseTrouble(error)).toBeUndefined();
  });
});

describe('a connection', () => {
  it.each(['22P02', '23505', '40001', '55P03', '57014'])('is used again after %s', (code) => {
    expect(spoilsConnection(coded(code))).toBe(false);
  });

  it.each(['57P01', '25006', '0A000', '26000', 'EPIPE'])('is closed after %s', (code) => {
    expect(spoilsConnection(coded(code))).toBe(true);
  });
});
