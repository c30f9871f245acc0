import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailTemplate } from './mail-template.js';

interface Data {
  name: string;
  link: string;
  items: { title: string }[];
}

describe('a mail template', () => {
  let folder: string;
  let template: MailTemplate<Data>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-template-'));
    await writeFile(join(folder, 'note.subject.hbs'), 'For {{name}}\n');
    await writeFile(
      join(folder, 'note.text.hbs'),
      '{{name}}: {{link}}\n{{#each items}}- {{title}}\n{{/each}}',
    );
    await writeFile(
      join(folder, 'note.html.hbs'),
      '<p>{{name}}</p><a href="{{link}}">{{#each items}}{{title}}{{/each}}</a>',
    );
    template = new MailTemplate<Data>(pathToFileURL(join(folder, 'module.js')), 'note');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('escapes data in HTML and leaves it as it is in subject and text', () => {
    const data = {
      name: `Tom & "<b>Jerry</b>"`,
      link: 'https://example.org/?a=1&b="',
      items: [{ title: '</a><script>' }],
    };
    expect(template.render(data)).toEqual({
      subject: 'For Tom & "<b>Jerry</b>"',
      text: 'Tom & "<b>Jerry</b>": https://example.org/?a=1&b="\n- </a><script>\n',
      html:
        '<p>Tom &amp; &quot;&lt;b&gt;Jerry&lt;/b&gt;&quot;</p>' +
        '<a href="https://example.org/?a&#x3D;1&amp;b&#x3D;&quot;">&lt;/a&gt;&lt;script&gt;</a>',
    });
  });

  it('writes a subject of one line whatever the data holds', () => {
    expect(template.render({ name: 'Eve\r\nBcc: all', link: '', items: [] }).subject).toBe(
      'For Eve Bcc: all',
    );
  });

  it('refuses to render with a gap', () => {
    expect(() => template.render({ name: 'Jane', items: [] } as unknown as Data)).toThrow(
      /"link" not defined/,
    );
  });

  it('does not evaluate what the data looks like', () => {
    expect(template.render({ name: '{{link}}', link: 'secret', items: [] }).html).toContain(
      '<p>{{link}}</p>',
    );
  });
});
