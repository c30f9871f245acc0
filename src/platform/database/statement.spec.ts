import { describe, expect, it } from '@jest/globals';
import { declaredStatements, statement } from './statement.js';

describe('a statement', () => {
  it('can be found by its name', () => {
    const declared = statement('spec.find', 'select 1');
    expect(declaredStatements.get('spec.find')).toBe(declared);
  });

  it('is the same when it is declared again', () => {
    expect(statement('spec.repeat', 'select 1')).toBe(statement('spec.repeat', 'select 1'));
  });

  it('has a name that PostgreSQL does not cut', () => {
    expect(statement(`spec.${'a'.repeat(58)}`, 'select 1').text).toBe('select 1');
    expect(() => statement(`spec.${'a'.repeat(59)}`, 'select 1')).toThrow('at most 63 bytes');
  });

  it('shares its name with no other', () => {
    statement('spec.refuse', 'select 1');
    expect(() => statement('spec.refuse', 'select 2')).toThrow('Two statements have the name spec.refuse');
  });
});
