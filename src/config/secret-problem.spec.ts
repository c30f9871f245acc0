import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { secretAdvice, secretProblem } from './secret-problem.js';

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64');

describe('a shared secret', () => {
  it.each([
    ['15 bytes', 'k9#Qw2!zLp0Vb7x'],
    ['the example of the documentation', 'change-me-change-me-change-me'],
    ['the secret of the tests', 'conformance-secret-conformance-secret'],
    ['an example word', 'My-Password-For-Credentials-9'],
    ['one character', 'a'.repeat(64)],
    ['a repeated block', 'k9#Qw2!k9#Qw2!k9#Qw2!k9#Qw2!'],
    ['a repeated block that is cut', 'k9#Qw2!zLp0-k9#Qw2!zLp0'],
    ['few different characters', 'abcabbacabcacbbacbabcbacbcbabca'],
    ['a row of digits and letters', '0123456789abcdefghijklmnopqrstuv'],
    ['a row backwards', 'zyxwvutsrqponmlkjihgfedcba'],
    ['a row of doubled characters', 'aabbccddeeffgghhiijjkkll'],
    [
      'an example of the standard',
      'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    ],
    ['an example of libraries', 'example_key_of_sufficient_length'],
    ['a row of the keyboard', 'qwertyuiopasdfghjklzxcvbnm'],
    ['columns of the keyboard', '1qaz2wsx3edc4rfv5tgb'],
    ['a repeated block with another end', 'k9#Qw2!k9#Qw2!k9#Qw2!k9#Qw2+5'],
    ['a word of examples among others', 'k9#Qw2!zLp0Vb7x-changeme-Jt5'],
    ['a sample of tools for tokens', 'your-256-bit-secret'],
    ['another of their samples', 'your-512-bit-secret'],
    ['a repeated sample', 'your-256-bit-secret-your-256-bit!'],
    ['a sample that says its length', 'a-string-secret-at-least-256-bits-long'],
    ['a long sample', 'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long'],
    ['a secret for development', 'super-secret-key-for-development'],
    ['the secret of a set-up, repeated', 'lms-secret-lms-secret-lms-secret1'],
    ['a secret for tests', 'test-only-secret-test-only-secret'],
    ['words without a space', 'thisisaverylongsecretkeyforjwt123'],
    ['words with digits as letters', 'MyS3cr3tK3yF0rT3st1ng!'],
    ['a row in base64', base64('0123456789abcdef0123456789abcdef')],
    ['a row of bytes in base64', base64(Uint8Array.from({ length: 32 }, (_, index) => index))],
    ['a row of bytes in hexadecimal', '000102030405060708090a0b0c0d0e0f'],
    ['a repeated block in base64', base64('k9#Qw2!k9#Qw2!k9#Qw2!k9#Qw2!')],
    ['words in base64', base64('my-super-secret-key-for-jwt')],
    ['words in hexadecimal', Buffer.from('my-super-secret-key').toString('hex')],
  ])('is refused for %s', (_, secret) => {
    expect(secretProblem(secret)).toEqual(expect.any(String));
    expect(secretProblem(secret)).not.toContain(secret);
  });

  it('is refused where the compose file has it', () => {
    const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
    const [, secret = ''] = /\$\{JWT_SECRET_KEY:-([^}]+)\}/.exec(compose) ?? [];
    expect(secretProblem(secret)).toBe('is an example that everybody knows');
  });

  it('is accepted when it is random, as text of several kinds', () => {
    const secrets = Array.from({ length: 2_000 }, () => [
      randomBytes(16).toString('hex'),
      randomBytes(24).toString('base64url'),
      randomBytes(32).toString('base64'),
      randomBytes(32).toString('hex'),
    ]).flat();
    expect(secrets.filter((secret) => secretProblem(secret) !== undefined)).toEqual([]);
    expect(secretProblem('correct horse battery staple')).toBeUndefined();
  });

  it.each(['key', 'secret', 'setme', 'Qwerty', 'abc123', 'jwt-test-'])(
    'is accepted when it is random and holds %p',
    (word) => {
      const random = randomBytes(32).toString('base64');
      expect(secretProblem(`${random.slice(0, 20)}${word}${random.slice(20)}`)).toBeUndefined();
      expect(secretProblem(base64(Buffer.concat([randomBytes(16), Buffer.from(word)])))).toBeUndefined();
    },
  );

  it('should have 32 bytes', () => {
    const secret = 'k9#Qw2!zLp0Vb7xT4&mYc6^sJd8*Rf1g';
    expect(secretAdvice(secret.slice(1))).toBe('should have at least 32 bytes, as HS256 asks for');
    expect(secretAdvice(secret)).toBeUndefined();
  });

  it('that works all the same should not be one that production refuses', () => {
    expect(secretAdvice('k9#Qw2')).toBe('should have at least 16 bytes');
    expect(secretAdvice('k'.repeat(32))).toBe('should have at least 8 different characters');
    expect(secretAdvice('change-me-change-me-change-me')).toBe('is an example that everybody knows');
  });
});
