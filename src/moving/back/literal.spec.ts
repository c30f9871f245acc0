import { describe, expect, it } from '@jest/globals';
import { literal } from './literal.js';

describe('a literal of MySQL', () => {
  it('keeps letters of every script, and doubles quotes', () => {
    expect(literal("O'Neil 田中 🎓")).toBe("'O''Neil 田中 🎓'");
    expect(literal('')).toBe("''");
  });

  it('shows backslashes and control characters as digits, which no mode and no client reads otherwise', () => {
    expect(literal("a\\'; drop table x; --")).toBe(
      `_utf8mb4 x'${Buffer.from("a\\'; drop table x; --").toString('hex')}'`,
    );
    expect(literal('two\nlines')).toBe("_utf8mb4 x'74776f0a6c696e6573'");
  });

  it('writes numbers, truth and nothing', () => {
    expect([literal(7), literal(true), literal(false), literal(null)]).toEqual(['7', '1', '0', 'null']);
  });
});
