import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../../test/support/property.js';
import sanitizeHtml from 'sanitize-html';
import { parseMail, type ParsedMail } from '../../test/support/parse-mail.js';
import { loadConfig, platformOptions } from '../config/index.js';
import { Mailer } from '../platform/mail/index.js';
import { type CreditRequest, renderCreditRequest } from './credit-request-mail.subscriber.js';

const PUBLIC_URL = 'https://credentials.example.org';

const PLAIN: CreditRequest = {
  kind: 'first',
  learnerName: 'Alice',
  username: 'alice',
  programTitle: 'Mathematics',
  pathwayName: 'Master',
  platformName: 'Example',
  recordUuid: '0e000000-0000-4000-8000-00000000000a',
  completed: false,
};

/** Hostile names: markup, entities, template syntax, line breaks, header fields, invisible signs. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc
    .array(
      fc.constantFrom(
        '<b>',
        '</bdi>',
        '<!--',
        '-->',
        '<script>alert(1)</script>',
        '</title>',
        '<a href="',
        '"',
        "'",
        '>',
        '&lt;',
        '&#60;',
        '{{learnerName}}',
        '{{{html}}}',
        '\r\n',
        '\n\n',
        '\r\nBcc: eve@example.org',
        '\r\n\r\n',
        '\u2028',
        '\u202e',
        '\0',
        '=?utf-8?q?=0D=0ABcc:?=',
        'javascript:',
        'x',
        'ł',
        '漢',
        '😀',
        '\ud800',
        ' ',
        '\t',
        '--boundary',
        '.\r\n',
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const requests = fc.record({
  kind: fc.constantFrom('first' as const, 'updated' as const),
  completed: fc.boolean(),
  learnerName: nasty,
  programTitle: nasty,
  pathwayName: nasty,
  platformName: nasty,
});

/** The elements of a page as a browser sees them: start tags with their attributes, and end tags. */
function elements(html: string): string[] {
  const tree: string[] = [];
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag: (name, attributes) => tree.push(`<${name} ${JSON.stringify(attributes)}>`),
    onCloseTag: (name) => tree.push(`</${name}>`),
  });
  return tree;
}

describe('the mail of a credit request', () => {
  let folder: string;
  let mailer: Mailer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credit-request-'));
    mailer = new Mailer(platformOptions(loadConfig({ DATA_DIR: folder })).mail);
    Logger.overrideLogger(false);
  });

  afterAll(async () => {
    mailer.onApplicationShutdown();
    await rm(folder, { recursive: true });
  });

  /** The mail as it is sent. */
  async function composed(request: CreditRequest): Promise<ParsedMail> {
    await mailer.send({
      to: 'office@example.org',
      replyTo: 'alice@example.org',
      ...renderCreditRequest(PUBLIC_URL, request, true),
      messageIdKey: 'property',
    });
    const [file = ''] = await readdir(join(folder, 'mail'));
    const raw = await readFile(join(folder, 'mail', file));
    await rm(join(folder, 'mail', file));
    return parseMail(raw);
  }

  it('has the elements of its template whatever names are in it', () => {
    fc.assert(
      fc.property(requests, fc.boolean(), (names, mayReply) => {
        const usual = { ...PLAIN, kind: names.kind, completed: names.completed };
        expect(elements(renderCreditRequest(PUBLIC_URL, { ...PLAIN, ...names }, mayReply).html)).toEqual(
          elements(renderCreditRequest(PUBLIC_URL, usual, mayReply).html),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has the lines of its template whatever names are in it', () => {
    fc.assert(
      fc.property(requests, fc.boolean(), (names, mayReply) => {
        const usual = { ...PLAIN, kind: names.kind, completed: names.completed };
        const lines = (request: CreditRequest) =>
          renderCreditRequest(PUBLIC_URL, request, mayReply).text.split(/[\r\n\u2028\u2029]/).length;
        expect(lines({ ...PLAIN, ...names })).toBe(lines(usual));
      }),
      { numRuns: 300 },
    );
  });

  it('has the same header fields and recipients whatever names are in it', async () => {
    const usual = await composed(PLAIN);
    const names = (mail: ParsedMail) => mail.headers.map(([name]) => name);
    expect(names(usual)).toEqual(expect.arrayContaining(['From', 'To', 'Reply-To', 'Subject', 'Message-ID']));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const mail = await composed({ ...PLAIN, ...request });
        expect(names(mail)).toEqual(names(usual));
        for (const field of ['From', 'To', 'Reply-To', 'Message-ID']) {
          expect(mail.all(field)).toEqual(usual.all(field));
        }
        expect(mail.text).toContain(`${PUBLIC_URL}/records/programs/shared/`);
      }),
      { numRuns: 100 },
    );
  });

  it('calls a learner without a name by the username', () => {
    const { subject, text } = renderCreditRequest(PUBLIC_URL, { ...PLAIN, learnerName: ' \u202e ' }, true);
    expect(subject).toBe('Mathematics Credit Request for alice');
    expect(text).toContain('alice would like to apply to Master');
  });

  it.each([
    [
      'updated',
      true,
      'has asked you for credit for Mathematics before, and has completed the program since.',
    ],
    ['updated', false, 'has asked you for credit for Mathematics before.'],
    ['first', true, 'with credit for Mathematics, and has completed the program.'],
    ['first', false, 'with credit for Mathematics, and has partially completed the program.'],
  ] as const)('says what is so: %s, completed %s', (kind, completed, words) => {
    const { text, html } = renderCreditRequest(PUBLIC_URL, { ...PLAIN, kind, completed }, true);
    expect(text).toContain(`${words}\n`);
    expect(html.replace(/<[^>]+>/g, '')).toContain(words);
    expect(text.includes('now updated')).toBe(kind === 'updated');
  });

  it('says in the subject what it is and whose, also beside the longest title', async () => {
    const programTitle = 'M'.repeat(255);
    const mail = await composed({ ...PLAIN, kind: 'updated', programTitle });
    expect(mail.all('subject')).toEqual([`${programTitle} Updated Credit Request for Alice`]);
  });

  it('says who gets a reply', () => {
    const { text, html } = renderCreditRequest(PUBLIC_URL, PLAIN, true);
    expect(text).toContain('\n\nA reply to this mail goes to Alice.\n\nThe Example Team\n');
    expect(html).toContain('A reply to this mail goes to <bdi>Alice</bdi>.');
  });

  it('says that no address of the learner is known when a reply does not go to them', () => {
    const { text, html } = renderCreditRequest(PUBLIC_URL, PLAIN, false);
    expect(text).toContain(
      '\n\nNo mail address of Alice is known. A reply to this mail goes to the Example Team.\n\nThe Example Team\n',
    );
    expect(html).toContain(
      'No mail address of <bdi>Alice</bdi> is known. A reply to this mail goes to the <bdi>Example</bdi> Team.',
    );
    expect([text.includes('goes to Alice'), html.includes('goes to <bdi>Alice')]).toEqual([false, false]);
  });
});
