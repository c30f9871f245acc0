import { describe, expect, it } from '@jest/globals';
import { PermanentFailure, TemporaryFailure } from '../outbox/index.js';
import { smtpFailure } from './smtp-failure.js';

const answered = (code: string, command: string, response: string) => ({
  code,
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
});

describe('the failure of a mail', () => {
  it.each([
    ['EENVELOPE', 'MAIL FROM', '553 5.1.8 sender refused', 'the mail server answered 553 5.1.8 to MAIL FROM'],
    [
      'EENVELOPE',
      'RCPT TO',
      '550 5.1.1 <jane@example.org> unknown',
      'the mail server answered 550 5.1.1 to RCPT TO',
    ],
    ['EMESSAGE', 'DATA', '554 spam', 'the mail server answered 554 to DATA'],
  ])('is final for a 5xx to the mail itself (%s at %s)', (code, command, response, text) => {
    const failure = smtpFailure(answered(code, command, response));
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure.message).toBe(text);
  });

  it.each([
    ['EENVELOPE', 'RCPT TO', '451 4.7.1 greylisted'],
    ['EMESSAGE', 'DATA', '452 4.3.1 full'],
    ['ECONNECTION', 'CONN', '421 4.3.2 closing'],
    ['EPROTOCOL', 'CONN', '554 5.3.2 no service'],
    ['EPROTOCOL', 'EHLO', '550 5.7.1 go away'],
    ['EAUTH', 'AUTH PLAIN', '535 5.7.8 wrong password'],
    ['EENVELOPE', 'MAIL FROM', '530 5.7.0 STARTTLS first'],
    ['EENVELOPE', 'RCPT TO', '503 5.5.1 bad sequence'],
  ])('leaves hope for 4xx and for a 5xx to session or login (%s at %s: %s)', (code, command, response) => {
    expect(smtpFailure(answered(code, command, response))).toBeInstanceOf(TemporaryFailure);
  });

  it.each([
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED', command: 'CONN' }, 'ECONNREFUSED'],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' }, 'GREETING_TIMEOUT'],
    [{ code: 'ETLS', command: 'CONN' }, 'ETLS'],
    [new Error('Connection pool was closed'), 'unknown'],
  ])('leaves hope without an answer, and names the cause by its code', (error, cause) => {
    const failure = smtpFailure(error);
    expect(failure).toBeInstanceOf(TemporaryFailure);
    expect(failure.message).toContain(`(${cause})`);
  });
});
