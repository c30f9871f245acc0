import { describe, expect, it } from '@jest/globals';
import { BusyError, DomainError, ValidationError } from './errors.js';

// @ts-expect-error A kind of refusal without a status does not compile.
class WithoutStatus extends DomainError {}

// @ts-expect-error Nor does one without a code.
class WithoutCode extends DomainError {
  readonly status = 404;
}

describe('a refusal', () => {
  it('answers with the status, headers and body of its kind, the words as detail where it has no other', () => {
    expect(new WithoutStatus('No.').body).toEqual({ detail: 'No.' });
    expect(new WithoutCode('No.').status).toBe(404);
    expect(new BusyError().status).toBe(503);
    expect(new BusyError().headers).toEqual({ 'retry-after': '1' });
    expect(new ValidationError({ name: ['Wrong.'] }).body).toEqual({ name: ['Wrong.'] });
  });
});
