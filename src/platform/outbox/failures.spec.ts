import { describe, expect, it } from '@jest/globals';
import { Cancelled, framesOf, PermanentFailure, reasonOf, TemporaryFailure } from './failures.js';

describe('the reason that is kept of a failure', () => {
  it('is the message of a subscriber, on one line, of limited length and whole characters', () => {
    expect(reasonOf(new PermanentFailure('no such\r\n\taddress'))).toBe('no such address');
    expect(reasonOf(new TemporaryFailure('x'.repeat(501)))).toBe('x'.repeat(500));
    expect(reasonOf(new Cancelled(`${'x'.repeat(499)}😀`))).toBe(`${'x'.repeat(499)}\ufffd`);
    expect(reasonOf(new Cancelled('\ud800'))).toBe('\ufffd');
  });

  it('is name and code alone of any other error, whose message may quote a row', () => {
    expect(reasonOf(new TypeError('alice@example.org'))).toBe('TypeError');
    expect(reasonOf(Object.assign(new Error('alice'), { code: '23505' }))).toBe('Error (23505)');
    expect(reasonOf(Object.assign(new Error('alice'), { code: 7 }))).toBe('Error');
  });

  it.each([[undefined], [null], ['alice'], [{ name: 7, code: 'X' }]])(
    'is no more than that there is none for %j',
    (thrown) => {
      expect(reasonOf(thrown)).toBe('unknown error');
    },
  );
});

describe('the place of a failure', () => {
  it('is where an unexpected error came from, without its message', () => {
    const error = new Error('alice@example.org\nat home');
    const frames = framesOf(error)!.split('\n');
    expect(frames.length).toBeGreaterThan(1);
    expect(frames.every((line) => /^\s+at /.test(line))).toBe(true);
    expect(frames.join('')).not.toContain('alice');
  });

  it('is not told of failures that a subscriber chose, or of what is no error', () => {
    expect(framesOf(new PermanentFailure('no'))).toBeUndefined();
    expect(framesOf({ stack: 'Error\n  at x' })).toBeUndefined();
    const bare = new Error('no');
    delete bare.stack;
    expect(framesOf(bare)).toBeUndefined();
  });

  it('bears the name of its class', () => {
    expect([new PermanentFailure(''), new TemporaryFailure(''), new Cancelled('')].map(String)).toEqual([
      'PermanentFailure',
      'TemporaryFailure',
      'Cancelled',
    ]);
  });
});
