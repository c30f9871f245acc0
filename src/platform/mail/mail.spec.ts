import { describe, expect, it } from '@jest/globals';
import { PermanentFailure } from '../outbox/index.js';
import { requireMailbox, inLine, isolated, mailboxLine, oneLine } from './mail.js';
import { messageIdOf } from './message-id.js';

describe('a mailbox', () => {
  it.each([
    'jane@example.org\r\nBcc: all@example.org',
    'jane@example.org, joe@example.org',
    'Jane <jane@example.org>',
    'jane@exam\0ple.org',
    'jane@example.org\u2028',
    `${'j'.repeat(65)}@example.org`,
    '',
  ])('is refused for good unless it is exactly one bare address: %j', (address) => {
    expect(() => requireMailbox(address, 'recipient')).toThrow(PermanentFailure);
    expect(() => requireMailbox({ name: 'Jane', address }, 'recipient')).toThrow(
      'the recipient is not a mail address',
    );
  });

  it.each([
    [{ name: 'Example X', address: 'a@b.example' }, '"Example X" <a@b.example>'],
    [
      { name: 'The "X" \\\r\nBcc: y', address: 'a@b.example' },
      String.raw`"The \"X\" \\ Bcc: y" <a@b.example>`,
    ],
    [{ name: ' \u202e ', address: 'a@b.example' }, 'a@b.example'],
    ['a@b.example', 'a@b.example'],
  ])('is shown to people as in a header: %j', (mailbox, line) => {
    expect(mailboxLine(mailbox)).toBe(line);
  });

  it('keeps a name apart from the address, on one line', () => {
    expect(
      requireMailbox({ name: ' Jane\r\nBcc: x\u0085 "J" <y@z> ', address: 'jane@example.org' }, 'x'),
    ).toEqual({
      name: 'Jane Bcc: x "J" <y@z>',
      address: 'jane@example.org',
    });
  });

  it('has no name that nobody could see', () => {
    const { name } = requireMailbox({ name: '\u200b\u200d', address: 'jane@example.org' }, 'x');
    expect(name).toBe('');
  });
});

describe('text for a header', () => {
  it('is cut at a bearable length without half a character at its end', () => {
    const line = oneLine('😀'.repeat(500));
    expect(line.length).toBeLessThanOrEqual(255);
    expect(line.endsWith('…')).toBe(true);
    expect(line.isWellFormed()).toBe(true);
  });

  it('stays whole at the longest length', () => {
    expect(oneLine('x'.repeat(255))).toBe('x'.repeat(255));
    expect(oneLine('x'.repeat(256))).toBe(`${'x'.repeat(254)}…`);
  });
});

describe('a name in a sentence', () => {
  it('is one line, in whole characters, and does not turn the words around it', () => {
    expect(inLine('  Ann\r\n\u2028Lee \u0085')).toBe('Ann Lee');
    expect(inLine('A\u202enn\u2066 \ud800')).toBe('Ann \ufffd');
    expect(inLine(' \n')).toBe('');
  });

  it.each(['\u200b\u200d', '\u3164', '\u00ad \u2060', '\u0000\u200b', '\u0301', '\u2800', '\ufffa'])(
    'is nothing when nobody could see it: %j',
    (name) => {
      expect(inLine(name)).toBe('');
    },
  );

  it('keeps the joiners that belong to it', () => {
    expect(inLine('نامه\u200cای')).toBe('نامه\u200cای');
  });
});

describe('a Message-ID', () => {
  it('is the same for the same key, another for another, and of the sender’s host', () => {
    const id = messageIdOf('credit-request:1', 'office@example.org');
    expect(id).toMatch(/^<[0-9a-f]{32}@example\.org>$/);
    expect(messageIdOf('credit-request:1', 'office@example.org')).toBe(id);
    expect(messageIdOf('credit-request:2', 'office@example.org')).not.toBe(id);
  });

  it('is of ASCII, wherever the sender is', () => {
    expect(messageIdOf('credit-request:1', 'büro@exämple.org')).toMatch(
      /^<[0-9a-f]{32}@xn--exmple-cua\.org>$/,
    );
  });
});

describe('a name in a sentence of plain text', () => {
  it('is isolated from right to left only', () => {
    expect([isolated('Jane', 'rtl'), isolated('Jane', 'ltr'), isolated('', 'rtl')]).toEqual([
      '\u2068Jane\u2069',
      'Jane',
      '',
    ]);
  });
});
