import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { translations } from '../languages/index.js';
import { MailTemplate } from './mail-template.js';

interface Data {
  link: string;
  items: { title: string }[];
}

const SENTENCES = {
  en: { subject: 'For {{name}}', greeting: 'Dear <b>{{name}}</b> & all' },
  ar: { subject: 'إلى {{name}}', greeting: 'عزيزي <b>{{name}}</b>' },
  de: {},
  fr: {},
  'es-419': {},
};

describe('a mail template', () => {
  let folder: string;
  let template: MailTemplate<Data, 'subject' | 'greeting'>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-template-'));
    await writeFile(join(folder, 'note.subject.hbs'), "{{say 'subject'}}\n");
    await writeFile(
      join(folder, 'note.text.hbs'),
      "{{say 'greeting'}}: {{link}}\n{{#each items}}- {{title}}\n{{/each}}",
    );
    await writeFile(
      join(folder, 'note.html.hbs'),
      `<p>{{say 'greeting'}}</p><a href="{{link}}">{{#each items}}{{title}}{{/each}}</a>`,
    );
    template = new MailTemplate(
      pathToFileURL(join(folder, 'module.js')),
      'note',
      translations<'subject' | 'greeting'>(SENTENCES),
    );
  });

  afterAll(() => rm(folder, { recursive: true }));

  const render = (name: string, data: Partial<Data> = {}, language: 'en' | 'ar' = 'en') =>
    template.render({ language, values: { name }, data: { link: '', items: [], ...data } });

  it('escapes data and values in HTML and leaves them as they are in subject and text', () => {
    const data = {
      link: 'https://example.org/?a=1&b="',
      items: [{ title: '</a><script>' }],
    };
    expect(render(`Tom & "<b>Jerry</b>"`, data)).toEqual({
      subject: 'For Tom & "<b>Jerry</b>"',
      text: 'Dear Tom & "<b>Jerry</b>" & all: https://example.org/?a=1&b="\n- </a><script>\n',
      html:
        '<p>Dear <strong><bdi>Tom &amp; &quot;&lt;b&gt;Jerry&lt;/b&gt;&quot;</bdi></strong> &amp; all</p>' +
        '<a href="https://example.org/?a&#x3D;1&amp;b&#x3D;&quot;">&lt;/a&gt;&lt;script&gt;</a>',
    });
  });

  it('isolates values in text that is written from right to left', () => {
    expect(render('Jane', {}, 'ar')).toMatchObject({
      subject: 'إلى \u2068Jane\u2069',
      text: expect.stringContaining('عزيزي \u2068Jane\u2069: '),
      html: expect.stringContaining('عزيزي <strong><bdi>Jane</bdi></strong>'),
    });
  });

  it('writes a subject of one line whatever the data holds', () => {
    expect(render('Eve\r\nBcc: all').subject).toBe('For Eve Bcc: all');
  });

  it('refuses to render with a gap', () => {
    const data = { items: [] } as unknown as Data;
    expect(() => template.render({ language: 'en', values: { name: 'Jane' }, data })).toThrow(
      /"link" not defined/,
    );
    expect(() => template.render({ language: 'en', values: {}, data: { link: '', items: [] } })).toThrow(
      '"name" has no value',
    );
  });

  it('does not evaluate what a value looks like', () => {
    expect(render('{{link}}', { link: 'secret' }).html).toContain('<bdi>{{link}}</bdi>');
  });
});
