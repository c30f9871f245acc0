import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/platform/languages/index.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const TEMPLATES = '/api/v2/admin/completion_mail_templates';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterAll(() => test.close());

beforeEach(() => test.dataSource.query('truncate completion_mail_template'));

const as = (caller: string) => ({ Authorization: test.as(caller) });
const put = (key: string, body: object) =>
  test.request.put(`${TEMPLATES}/${key}/`).set(as('admin')).send(body);
const preview = (key: string, body: object) =>
  test.request.post(`${TEMPLATES}/${key}/preview/`).set(as('admin')).send(body);

describe('templates of completion mails', () => {
  it('are listed, read, set, set again without a change, and deleted', async () => {
    await test.request.get(`${TEMPLATES}/default/`).set(as('admin')).expect(404);
    const made = await put('default', COMPLETION_TEMPLATE).expect(200);
    expect(made.body).toMatchObject({ key: 'default', ...COMPLETION_TEMPLATE });
    const again = await put('default', COMPLETION_TEMPLATE).expect(200);
    expect(again.body).toEqual(made.body);
    const { body } = await test.request.get(`${TEMPLATES}/`).set(as('admin')).expect(200);
    expect(body).toEqual({ count: 1, next: null, previous: null, results: [made.body] });
    await test.request.delete(`${TEMPLATES}/default/`).set(as('admin')).expect(204);
    await test.request.delete(`${TEMPLATES}/default/`).set(as('admin')).expect(404);
  });

  it('conflict with a stale If-Match', async () => {
    const { headers } = await put('default', COMPLETION_TEMPLATE).expect(200);
    const match = { 'If-Match': headers.etag! };
    await put('default', { ...COMPLETION_TEMPLATE, enabled: false })
      .set(match)
      .expect(200);
    await put('default', COMPLETION_TEMPLATE).set(match).expect(412);
    await test.request.delete(`${TEMPLATES}/default/`).set(as('admin')).set(match).expect(412);
  });

  it('are made once by equal requests at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => put('type:crowd', COMPLETION_TEMPLATE)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(1);
    await test.request.delete(`${TEMPLATES}/type:crowd/`).set(as('admin')).expect(204);
  });

  it.each([
    'other',
    'type:',
    'type:a b',
    'program:x',
    'program:0e000000-0000-4000-8000-0000000000ff',
    'default@',
    'default@Spanish',
    'default@es@fr',
    'other@es',
    '@es',
  ])('are not for %s', async (key) => {
    await put(encodeURIComponent(key), COMPLETION_TEMPLATE).expect(404);
  });

  it.each<['subject' | 'text' | 'html', string, string]>([
    [
      'subject',
      'Dear {{learner}}',
      `Line 1, column 6: There is no "learner"; there are learner_name, program_title,`,
    ],
    ['text', '{{#if lms_url}}yes{{else}}\n{{typo}}{{/if}}', 'Line 2, column 1: There is no "typo"'],
    ['text', '{{#if learner_name}}never closed', 'The block that begins here has no {{/if}}.'],
    ['text', '{{"log" learner_name}}', 'cannot stand in a tag'],
    ['text', `{{log ${'(log '.repeat(9000)}`, 'A tag begins here and has no }}.'],
    ['html', '{{#"lookup" learner_name "x"}}x{{/"lookup"}}', 'cannot stand in a tag'],
    ['html', '<p>{{{learner_name}}}</p>', 'Data is written as {{name}}'],
    ['html', '{{learner_name}}'.repeat(501), 'At most 500 names and conditions can stand in it.'],
    ['html', '{{#if lms_url}}'.repeat(9), 'At most 8 blocks can stand within each other.'],
  ])('are refused when the %s is %.40s', async (part, source, reason) => {
    const refused = { [part]: [expect.stringContaining(reason)] };
    const stored = await put('default', { ...COMPLETION_TEMPLATE, [part]: source }).expect(400);
    expect(stored.body).toEqual(refused);
    const shown = await preview('default', { ...COMPLETION_TEMPLATE, [part]: source }).expect(400);
    expect(shown.body).toEqual(refused);
    await test.request.get(`${TEMPLATES}/default/`).set(as('admin')).expect(404);
  });

  it('have one to begin with in the documentation, in each language of the service', async () => {
    const folder = new URL('../../docs/examples/', import.meta.url);
    const languages = (await readdir(folder))
      .map((file) => /^completion-mail(?:\.(.+))?\.json$/.exec(file))
      .filter((match) => match !== null)
      .map(([, language = 'en']) => language);
    expect(languages.toSorted()).toEqual(LANGUAGES.toSorted());
    for (const language of languages) {
      const name = language === 'en' ? 'completion-mail.json' : `completion-mail.${language}.json`;
      const example = JSON.parse(await readFile(new URL(name, folder), 'utf8')) as object;
      await put(`default@${language}`, example).expect(200);
      const { body } = await preview(`default@${language}`, {}).expect(200);
      expect(body.language).toBe(language);
      expect(body.html).toMatch(new RegExp(`^<!DOCTYPE html>\\s*<html lang="${language}"`));
      expect(body.html).toContain('<bdi>Alice Example</bdi>');
    }
  });

  it.each([
    ['default@ES-419', 'default@es-419'],
    ['type:micromasters@pt-br', 'type:micromasters@pt-BR'],
    [
      'program:0E000000-0000-4000-8000-000000000001@zh-hant',
      'program:0e000000-0000-4000-8000-000000000001@zh-Hant',
    ],
  ])('have a language in one spelling: %s', async (given, key) => {
    const { body } = await put(encodeURIComponent(given), COMPLETION_TEMPLATE).expect(200);
    expect(body.key).toBe(key);
    await test.request
      .get(`${TEMPLATES}/${encodeURIComponent(key)}/`)
      .set(as('admin'))
      .expect(200);
    await test.request
      .delete(`${TEMPLATES}/${encodeURIComponent(given)}/`)
      .set(as('admin'))
      .expect(204);
  });

  it('are shown in the frame of the site, and as they are where they are whole documents', async () => {
    const framed = await preview('default@fr', COMPLETION_TEMPLATE).expect(200);
    expect(framed.body).toMatchObject({
      language: 'fr',
      from: '"Conformance X" <partners@conformance.example>',
      html: expect.stringMatching(
        /<html lang="fr" dir="ltr">[^]*<bdi>Conformance X<\/bdi>[^]*<p>Dear Alice Example<\/p>/,
      ),
    });
    const html =
      '<!doctype html><html lang="{{language}}"><p style="color: {{primary_color}}">{{platform_name}}</p>';
    const whole = await preview('default', { ...COMPLETION_TEMPLATE, html }).expect(200);
    expect(whole.body.html).toBe(
      '<!doctype html><html lang="en"><p style="color: #1c2d50">Conformance X</p>',
    );
  });

  it("are shown in the language of the key, else of the program's certificate, or in a given one", async () => {
    const language = async (key: string, data?: object) => {
      const { body } = await preview(key, { ...COMPLETION_TEMPLATE, data }).expect(200);
      return (body as { language: string }).language;
    };
    const spanish = 'program:0e000000-0000-4000-8000-000000000002';
    expect([await language(spanish), await language(`${spanish}@fr`), await language('default')]).toEqual([
      'es-419',
      'fr',
      'en',
    ]);
    expect(await language('default', { language: 'de' })).toBe('de');
    await preview('default', { ...COMPLETION_TEMPLATE, data: { language: 'German' } }).expect(400);
  });

  it('can be seen with sample data and with given data, stored or not', async () => {
    await preview('default', {}).expect(404);
    const unstored = await preview('default', {
      ...COMPLETION_TEMPLATE,
      data: { learner_name: 'Ada <b>' },
    }).expect(200);
    expect(unstored.body).toMatchObject({
      subject: 'You have completed Mathematics',
      text: expect.stringContaining('Dear Ada <b>'),
      html: expect.stringContaining('Dear Ada &lt;b&gt;'),
    });
    await put('default', COMPLETION_TEMPLATE).expect(200);
    const stored = await preview('default', { data: { lms_url: null } }).expect(200);
    expect(stored.body.html).toContain('none');
    await preview('default', { subject: '{{typo}}' }).expect(400);
    await preview('default', { data: { learner_name: 1 } }).expect(400);
  });

  it('are checked again when SQL has changed them', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    await test.dataSource.query('update completion_mail_template set text = $1', [
      `{{#if lms_url}}${'{{"log" (lookup learner_name "x")}}'.repeat(20_000)}`,
    ]);
    const { body } = await preview('default', {}).expect(400);
    expect(body).toEqual({ text: ['A template has at most 50000 characters.'] });
  });
});
