import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

  it.each(['other', 'type:', 'type:a b', 'program:x', 'program:0e000000-0000-4000-8000-0000000000ff'])(
    'are not for %s',
    async (key) => {
      await put(encodeURIComponent(key), COMPLETION_TEMPLATE).expect(404);
    },
  );

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

  it('have one to begin with in the documentation', async () => {
    const example = await readFile(
      new URL('../../docs/examples/completion-mail.json', import.meta.url),
      'utf8',
    );
    await put('default', JSON.parse(example) as object).expect(200);
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
