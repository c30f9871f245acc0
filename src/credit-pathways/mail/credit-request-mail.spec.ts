import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import sanitizeHtml from 'sanitize-html';
import { parseMail, type ParsedMail } from '../../../test/support/parse-mail.js';
import { loadConfig, platformOptions } from '../../config/index.js';
import { LANGUAGES } from '../../platform/languages/index.js';
import { type MailBrand, Mailer } from '../../platform/mail/index.js';
import { type CreditRequest, renderCreditRequest } from './credit-request-mail.js';
import { SENTENCES } from './locales/index.js';

const PUBLIC_URL = 'https://credentials.example.org';
const BRAND: MailBrand = {
  name: 'Example',
  address: `${PUBLIC_URL}/`,
  primary: '#1c2d50',
  accent: '#a67c2e',
  logo: null,
};

const PLAIN: CreditRequest = {
  kind: 'first',
  learnerName: 'Alice',
  username: 'alice',
  programTitle: 'Mathematics',
  pathwayName: 'Master',
  platformName: 'Example',
  recordUuid: '0e000000-0000-4000-8000-00000000000a',
  completed: false,
  language: 'en',
  mayReply: true,
};

const render = (request: CreditRequest) =>
  renderCreditRequest(request, { publicUrl: PUBLIC_URL, brand: BRAND });

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
  mayReply: fc.boolean(),
  language: fc.constantFrom(...LANGUAGES),
  learnerName: nasty,
  programTitle: nasty,
  pathwayName: nasty,
  platformName: nasty,
});

/** The same mail with plain names. */
const usualOf = ({
  kind,
  completed,
  mayReply,
  language,
}: Omit<CreditRequest, 'recordUuid' | 'username'>) => ({
  ...PLAIN,
  kind,
  completed,
  mayReply,
  language,
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
      from: mailer.sender(request.platformName, 'partners@example.org'),
      ...render(request),
      messageIdKey: 'property',
    });
    const [file = ''] = await readdir(join(folder, 'mail'));
    const raw = await readFile(join(folder, 'mail', file));
    await rm(join(folder, 'mail', file));
    return parseMail(raw);
  }

  it('has the elements of its template whatever names are in it', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(elements(render({ ...PLAIN, ...request }).html)).toEqual(
          elements(render(usualOf(request)).html),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has the lines of its template whatever names are in it', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const lines = (one: CreditRequest) => render(one).text.split(/[\r\n\u2028\u2029]/).length;
        expect(lines({ ...PLAIN, ...request })).toBe(lines(usualOf(request)));
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
        for (const field of ['To', 'Reply-To', 'Message-ID', 'Auto-Submitted']) {
          expect(mail.all(field)).toEqual(usual.all(field));
        }
        expect(mail.all('From')).toEqual([expect.stringMatching(/(^|<)partners@example\.org>?$/)]);
        expect(mail.text).toContain(`${PUBLIC_URL}/records/programs/shared/`);
      }),
      { numRuns: 100 },
    );
  });

  it('calls a learner without a name by the username', () => {
    const { subject, text } = render({ ...PLAIN, learnerName: ' \u202e ' });
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
    const { text, html } = render({ ...PLAIN, kind, completed });
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
    const { text, html } = render(PLAIN);
    expect(text).toContain('\n\nA reply to this mail goes to Alice.\n\nThe Example Team\n');
    expect(html).toContain('A reply to this mail goes to <bdi>Alice</bdi>.');
  });

  it('says that no address of the learner is known when a reply does not go to them', () => {
    const { text, html } = render({ ...PLAIN, mayReply: false });
    expect(text).toContain(
      '\n\nNo mail address of Alice is known. A reply to this mail goes to the Example Team.\n\nThe Example Team\n',
    );
    expect(html).toContain(
      'No mail address of <bdi>Alice</bdi> is known. A reply to this mail goes to the <bdi>Example</bdi> Team.',
    );
    expect([text.includes('goes to Alice'), html.includes('goes to <bdi>Alice')]).toEqual([false, false]);
  });

  it.each([
    ['en', 'en', 'Mathematics Credit Request for Alice', 'Alice would like to apply to Master with credit'],
    [
      'es-419',
      'es-419',
      'Mathematics: solicitud de reconocimiento de créditos de Alice',
      'Alice desea postularse a Master',
    ],
    [
      'es-MX',
      'es-419',
      'Mathematics: solicitud de reconocimiento de créditos de Alice',
      'El equipo de Example',
    ],
    ['fr', 'fr', 'Mathematics : demande de reconnaissance de crédits de Alice', 'L’équipe de Example'],
    ['de', 'de', 'Mathematics: Antrag auf Anrechnung von Alice', 'Alice möchte sich für Master bewerben'],
    ['pt-BR', 'en', 'Mathematics Credit Request for Alice', 'The Example Team'],
  ])('is in the language of the certificate: %s', (language, spoken, subject, words) => {
    const mail = render({ ...PLAIN, language });
    expect(mail).toMatchObject({ language: spoken, subject, text: expect.stringContaining(words) });
    expect(mail.html).toContain(`<html lang="${spoken}" dir="ltr">`);
  });

  it('is from right to left in Arabic, with every name isolated', () => {
    const { subject, text, html } = render({ ...PLAIN, language: 'ar' });
    expect(subject).toBe('\u2068Mathematics\u2069: طلب احتساب ساعات معتمدة من \u2068Alice\u2069');
    expect(text).toContain('يودّ \u2068Alice\u2069 التقدم إلى \u2068Master\u2069');
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<td dir="rtl"');
    expect(/<title>(.*)<\/title>/.exec(html)?.[1]).toBe('Mathematics: طلب احتساب ساعات معتمدة من Alice');
  });

  it('is sent with its language', async () => {
    const mail = await composed({ ...PLAIN, language: 'ar' });
    expect(mail.all('content-language')).toEqual(['ar']);
  });
});

describe('the sentences of the mails to institutions', () => {
  const placesOf = (sentence: string) => (sentence.match(/\{\{.*?\}\}|<.*?>/g) ?? []).toSorted();

  it.each(LANGUAGES)(
    'are all there in %s, with the names and the emphasis of the English ones',
    (language) => {
      const places = (sentences: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(sentences).map(([key, sentence]) => [key, placesOf(sentence)]));
      expect(places(SENTENCES[language])).toEqual(places(SENTENCES.en));
    },
  );
});
