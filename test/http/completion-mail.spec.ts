import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { messageIdOf } from '../../src/platform/mail/message-id.js';
import { OutboxDelivery } from '../../src/platform/outbox/entities/outbox-delivery.entity.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { SmtpServer } from '../support/smtp-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const TEMPLATES = '/api/v2/admin/completion_mail_templates';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const OTHER_PROGRAM = '0e000000-0000-4000-8000-000000000002';
const RETIRED = '0e000000-0000-4000-8000-000000000003';

let smtp: SmtpServer;
let test: TestApp;

beforeAll(async () => {
  smtp = await SmtpServer.start();
  test = await createTestApp({
    world: true,
    env: { SMTP_URL: smtp.url, SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true', OUTBOX_RETRY_BASE: '1' },
  });
});

afterAll(async () => {
  await test.close();
  await smtp.stop();
});

beforeEach(async () => {
  smtp.mails.length = 0;
  smtp.commands.length = 0;
  await test.dataSource.query('truncate completion_mail_template, outbox, user_credential cascade');
});

afterEach(() => {
  smtp.behaviour = 'accept';
});

const as = (caller: string) => ({ Authorization: test.as(caller) });
const put = (key: string, body: object) =>
  test.request.put(`${TEMPLATES}/${key}/`).set(as('admin')).send(body);
const preview = (key: string, body: object) =>
  test.request.post(`${TEMPLATES}/${key}/preview/`).set(as('admin')).send(body);

async function issue(username: string, program = PROGRAM, status?: string): Promise<string> {
  const { body } = await test.request
    .post('/api/v2/credentials/')
    .set(as('root'))
    .send({ username, credential: { program_uuid: program }, status })
    .expect(201);
  return (body as { uuid: string }).uuid;
}

const change = (method: 'patch' | 'put', uuid: string, status: string) =>
  test.request[method](`/api/v2/credentials/${uuid}/`).set(as('root')).send({ status }).expect(200);

const credentials = () =>
  test.dataSource.query<[{ id: number }]>('select id::int from user_credential order by id');

/** The award's delivery to the mail when the outbox is at rest; undefined when there is none. */
async function outcome(): Promise<Pick<OutboxDelivery, 'status' | 'lastError'> | undefined> {
  for (;;) {
    const deliveries = await test.dataSource.manager.find(OutboxDelivery);
    if (deliveries.every(({ status }) => status !== 'pending')) {
      return deliveries.find(({ subscriber }) => subscriber === 'completion-mail');
    }
    await delay(20);
  }
}

const isAboutNoMail = (line: unknown): boolean => JSON.stringify(line).includes('No completion mail');

describe('the mail for a completed program', () => {
  it('goes out once, on the first award', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    const uuid = await issue('alice');
    expect(await outcome()).toMatchObject({ status: 'done' });
    expect(smtp.mails).toHaveLength(1);
    const [mail] = smtp.mails;
    expect(mail).toMatchObject({ from: 'partners@conformance.example', to: ['alice@learners.example'] });
    const raw = mail!.raw.replaceAll('=\r\n', '');
    expect(raw).toContain('Subject: You have completed Mathematics MicroMasters');
    expect(raw).toContain(`${test.base}/credentials/${uuid.replaceAll('-', '')}/`);
    expect(raw).toContain(`${test.base}/records/programs/${PROGRAM.replaceAll('-', '')}/`);
    expect(raw).toContain('http://127.0.0.1:9/');

    const [{ id }] = await credentials();
    expect(`<${mail!.messageId}>`).toBe(messageIdOf(`completion.mail:${id}`, 'partners@conformance.example'));

    await change('patch', uuid, 'revoked');
    await change('patch', uuid, 'awarded');
    await issue('alice');
    await outcome();
    expect(smtp.mails).toHaveLength(1);
  });

  it.each<[string, (uuid: string) => PromiseLike<unknown>]>([
    ['issued again without a status', () => issue('alice')],
    ['changed by PATCH', (uuid) => change('patch', uuid, 'awarded')],
    ['changed by PUT', (uuid) => change('put', uuid, 'awarded')],
  ])('goes out once when a credential that was made revoked is %s', async (_, award) => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    const uuid = await issue('alice', PROGRAM, 'revoked');
    expect(await outcome()).toBeUndefined();
    await award(uuid);
    expect(await outcome()).toMatchObject({ status: 'done' });
    await change('patch', uuid, 'revoked');
    await award(uuid);
    await outcome();
    expect(smtp.mails).toHaveLength(1);
  });

  it('takes the most specific template: program, type, default', async () => {
    await put('default', { ...COMPLETION_TEMPLATE, subject: 'by default' }).expect(200);
    await put('type:micromasters', { ...COMPLETION_TEMPLATE, subject: 'by type' }).expect(200);
    await put(`program:${OTHER_PROGRAM}`, { ...COMPLETION_TEMPLATE, subject: 'by program' }).expect(200);
    const subjectAfter = async (program: string) => {
      await issue('alice', program);
      await outcome();
      return /^Subject: (.*)\r$/m.exec(smtp.mails.at(-1)?.raw ?? '')?.[1];
    };
    expect(await subjectAfter('0e000000-0000-4000-8000-000000000006')).toBe('by default');
    expect(await subjectAfter(PROGRAM)).toBe('by type');
    expect(await subjectAfter(OTHER_PROGRAM)).toBe('by program');
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['there is no template', 'there is no template for the program', () => issue('alice')],
    [
      'the most specific template is not enabled',
      'the template for the program is not enabled',
      async () => {
        await put('default', COMPLETION_TEMPLATE).expect(200);
        await put('type:micromasters', { ...COMPLETION_TEMPLATE, enabled: false }).expect(200);
        await issue('alice');
      },
    ],
    [
      'the program is retired',
      'the program is retired',
      async () => {
        await put('default', COMPLETION_TEMPLATE).expect(200);
        await issue('alice', RETIRED);
      },
    ],
    [
      'the learner has no valid address',
      'the learner has no valid mail address',
      async () => {
        await put('default', COMPLETION_TEMPLATE).expect(200);
        await issue('a_learner_unknown_so_far');
      },
    ],
  ])('is not written when %s', async (_, lastError, award) => {
    await award();
    expect(await outcome()).toMatchObject({ status: 'cancelled', lastError });
    expect(smtp.mails).toEqual([]);
  });

  it('is not written when the credential is for a course run', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    const credential = { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' };
    await test.request
      .post('/api/v2/credentials/')
      .set(as('root'))
      .send({ username: 'alice', credential })
      .expect(201);
    expect(await outcome()).toBeUndefined();
    expect(smtp.mails).toEqual([]);
  });

  it('leaves a line in the log, with no name in it, when only the address is missing', async () => {
    const log = jest.spyOn(Logger.prototype, 'log');
    try {
      await put('default', COMPLETION_TEMPLATE).expect(200);
      await issue('a_learner_without_address');
      const [{ id }] = await credentials();
      await issue('alice', RETIRED);
      await outcome();
      const lines = log.mock.calls.map(([line]) => line as unknown).filter((line) => isAboutNoMail(line));
      expect(lines).toEqual([
        { message: 'No completion mail: the learner has no valid mail address', credentialId: id },
      ]);
    } finally {
      log.mockRestore();
    }
  });

  it('is cancelled when the credential is revoked before the mail could be sent', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    smtp.behaviour = { at: 'recipient', reply: '450 4.2.1 later' };
    const uuid = await issue('alice');
    while (!smtp.commands.some((line) => line.startsWith('RCPT'))) await delay(20);
    await change('patch', uuid, 'revoked');
    expect(await outcome()).toMatchObject({
      status: 'cancelled',
      lastError: 'the credential was revoked',
    });
    expect(smtp.mails).toEqual([]);
  });

  it('shows a hostile name as the name that it is', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    await issue('bob');
    await outcome();
    const raw = smtp.mails[0]!.raw.replaceAll('=\r\n', '');
    expect(raw).toContain('Bob &lt;b&gt;Builder');
    expect(raw.slice(raw.indexOf('text/html'))).not.toContain('<b>');
  });

  it('stays away unless the installation wants it', async () => {
    const silent = await createTestApp({ world: true, env: { SMTP_URL: smtp.url } });
    await silent.request.put(`${TEMPLATES}/default/`).set(as('admin')).send(COMPLETION_TEMPLATE).expect(200);
    await silent.request
      .post('/api/v2/credentials/')
      .set(as('root'))
      .send({ username: 'alice', credential: { program_uuid: PROGRAM } })
      .expect(201);
    const unfinished = `select from outbox_delivery where status = 'pending'`;
    while ((await silent.dataSource.query<unknown[]>(unfinished)).length > 0) await delay(20);
    expect(smtp.mails).toEqual([]);
    await silent.close();
  });
});

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

  it.each<[keyof typeof COMPLETION_TEMPLATE, string]>([
    ['subject', 'Dear {{learner}}'],
    ['text', '{{#if lms_url}}yes{{else}}{{typo}}{{/if}}'],
    ['text', '{{#if learner_name}}never closed'],
    ['text', '{{> other}}'],
    ['text', '{{learner_name.constructor}}'],
    ['text', '{{lookup learner_name "constructor"}}'],
    ['text', '{{@root.learner_name}}'],
    ['text', '{{#each learner_name}}x{{/each}}'],
    ['text', '{{if learner_name}}'],
    ['html', '<p>{{{learner_name}}}</p>'],
    ['html', '<p>{{&learner_name}}</p>'],
  ])('are refused when the %s is %s', async (part, source) => {
    const { body } = await put('default', { ...COMPLETION_TEMPLATE, [part]: source }).expect(400);
    expect(body).toEqual({ [part]: [expect.any(String)] });
    await test.request.get(`${TEMPLATES}/default/`).set(as('admin')).expect(404);
  });

  it('have one to begin with in the documentation', async () => {
    const example = await readFile(
      new URL('../../docs/examples/completion-mail.json', import.meta.url),
      'utf8',
    );
    await put('default', JSON.parse(example) as object).expect(200);
  });

  it.each([
    ['nine blocks within each other', nested(9), 'At most 8 blocks can stand within each other.'],
    ['1500 blocks within each other', nested(1500), 'At most 500 names and conditions can stand in it.'],
    ['501 names', '{{learner_name}}'.repeat(501), 'At most 500 names and conditions can stand in it.'],
  ])('are refused, before they are compiled, with %s', async (_, text, reason) => {
    const { body } = await preview('default', { ...COMPLETION_TEMPLATE, text }).expect(400);
    expect(body).toEqual({ text: [reason] });
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
});

function nested(depth: number): string {
  return `${'{{#if lms_url}}a{{else}}'.repeat(depth)}${'{{/if}}'.repeat(depth)}`;
}
