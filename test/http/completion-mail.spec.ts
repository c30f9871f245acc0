import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { messageIdOf } from '../../src/platform/mail/message-id.js';
import { completionEnded, completionOutcome, lookAtCompletionAgain } from '../support/completion-outcome.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { SmtpServer } from '../support/smtp-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const OTHER_PROGRAM = '0e000000-0000-4000-8000-000000000002';
const RUN = 'course-v1:TestX+AA101+1T2023';
const OTHER_RUN = 'course-v1:SonsX+CC103+1T2023';
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
  await test.dataSource.query('update course_certificate set certificate_available_date = null');
  for (const username of ['alice', 'bob']) await earn(username, RUN);
});

afterEach(() => {
  smtp.behaviour = 'accept';
});

const as = (caller: string) => ({ Authorization: test.as(caller) });
const put = (key: string, body: object, { request } = test) =>
  request.put(`/api/v2/admin/completion_mail_templates/${key}/`).set(as('admin')).send(body);

async function award(credential: object): Promise<string> {
  const { body } = await test.request
    .post('/api/v2/credentials/')
    .set(as('root'))
    .send(credential)
    .expect(201);
  return (body as { uuid: string }).uuid;
}

const issue = (username: string, program = PROGRAM, status?: string) =>
  award({ username, credential: { program_uuid: program }, status });
/** Awards a course credential, on which the program's rests. */
const earn = (username: string, run: string) =>
  award({ username, credential: { course_run_key: run, mode: 'verified' } });

/** Makes `OTHER_RUN` the only run of a program. */
async function setRun(program: string): Promise<void> {
  await test.dataSource.query(
    'delete from program_course_run using program where program.id = program_id and uuid = $1',
    [program],
  );
  await test.dataSource.query(
    `insert into program_course_run (program_id, course_run_id, position)
     select program.id, course_run.id, 0 from program, course_run where program.uuid = $1 and course_run.key = $2`,
    [program, OTHER_RUN],
  );
}

const change = (method: 'patch' | 'put', uuid: string, status: string) =>
  test.request[method](`/api/v2/credentials/${uuid}/`).set(as('root')).send({ status }).expect(200);

const outcome = () => completionOutcome(test.dataSource);
const lookAgain = () => lookAtCompletionAgain(test.dataSource);
const ended = () => completionEnded(test.dataSource);

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

    const id = messageIdOf(`completion.mail:${uuid}`, 'partners@conformance.example');
    expect(`<${mail!.messageId}>`).toBe(id);

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
    const PAGINATION = '0e000000-0000-4000-8000-000000000006';
    await setRun(PAGINATION);
    await earn('alice', OTHER_RUN);
    const subjectAfter = async (program: string) => {
      await issue('alice', program);
      await outcome();
      return /^Subject: (.*)\r$/m.exec(smtp.mails.at(-1)?.raw ?? '')?.[1];
    };
    expect(await subjectAfter(PAGINATION)).toBe('by default');
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

  it('says why it never went when the learner had no address for 90 days, with no name in it', async () => {
    const log = jest.spyOn(Logger.prototype, 'log');
    try {
      await put('default', COMPLETION_TEMPLATE).expect(200);
      await earn('a_learner_without_address', RUN);
      await issue('a_learner_without_address');
      expect(await outcome()).toMatchObject({ status: 'waiting' });
      await test.dataSource.query(
        `update user_credential
            set created = created - interval '91 days', first_awarded_at = first_awarded_at - interval '91 days'`,
      );
      await lookAgain();
      expect(await outcome()).toMatchObject({
        status: 'cancelled',
        lastError: 'the learner had no valid mail address for 90 days',
      });
      const told = log.mock.calls
        .flat()
        .filter((line) => JSON.stringify(line).includes('No completion mail'));
      expect(told).toEqual([
        {
          message: 'No completion mail: the learner had no valid mail address for 90 days',
          credentialId: expect.any(Number),
        },
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

  describe('while its certificate cannot be seen', () => {
    const move = (date: string | null, run = RUN) =>
      test.request
        .patch(`/api/v2/course_certificates/${run}/`)
        .set(as('admin'))
        .send({ certificate_available_date: date })
        .expect(200);

    const page = (uuid: string) => test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`);

    beforeEach(async () => {
      await put('default', COMPLETION_TEMPLATE).expect(200);
      await setRun(OTHER_PROGRAM);
    });

    it('waits for the day on which it can be, without an attempt, and goes out once that is moved to the past', async () => {
      await move('2990-01-01T00:00:00Z');
      const uuid = await issue('alice');
      await page(uuid).expect(404);
      expect(await outcome()).toMatchObject({
        status: 'waiting',
        attempts: 0,
        lastError: 'the certificate cannot be seen yet',
        nextAttempt: expect.any(Date),
      });
      expect(smtp.mails).toEqual([]);
      await move('2020-01-01T00:00:00Z');
      await ended();
      expect(await outcome()).toMatchObject({ status: 'done' });
      await page(uuid).expect(200);
      await move('2990-01-01T00:00:00Z');
      await move('2020-01-01T00:00:00Z');
      await earn('alice', 'course-v1:TestX+BB102+1T2023');
      await outcome();
      expect(smtp.mails).toHaveLength(1);
    });

    it.each<[string, (course: string) => PromiseLike<unknown>]>([
      ['a course credential is awarded', () => earn('alice', OTHER_RUN)],
      [
        'a course credential is awarded again',
        async (course) => {
          await change('patch', course, 'awarded');
        },
      ],
      [
        'the program gets a run that the learner has earned',
        () =>
          test.request
            .put(`/api/v2/admin/programs/${OTHER_PROGRAM}/`)
            .set(as('root'))
            .send({
              title: 'Carpentry Professional Certificate',
              type: 'Professional Certificate',
              type_slug: 'professional-certificate',
              status: 'active',
              total_hours_of_effort: null,
              authoring_organizations: ['0a000000-0000-4000-8000-000000000002'],
              course_runs: ['0d000000-0000-4000-8000-000000000012', '0d000000-0000-4000-8000-000000000011'],
            })
            .expect(200),
      ],
    ])('waits for whatever makes it visible, such as that %s', async (_, make) => {
      const course = await earn('alice', OTHER_RUN);
      await change('patch', course, 'revoked');
      const uuid = await issue('alice', OTHER_PROGRAM);
      await page(uuid).expect(404);
      expect(await outcome()).toMatchObject({ status: 'waiting', attempts: 0 });
      await make(course);
      await ended();
      expect(await outcome()).toMatchObject({ status: 'done' });
      await page(uuid).expect(200);
      expect(smtp.mails).toHaveLength(1);
    });

    it('is cancelled when the credential is revoked', async () => {
      await move('2990-01-01T00:00:00Z');
      const uuid = await issue('alice');
      expect(await outcome()).toMatchObject({ status: 'waiting' });
      await change('patch', uuid, 'revoked');
      await ended();
      expect(await outcome()).toMatchObject({ status: 'cancelled', lastError: 'the credential was revoked' });
    });

    it('looks again within a minute of the award: a transaction beside that may not have woken it', async () => {
      const course = await earn('alice', OTHER_RUN);
      await change('patch', course, 'revoked');
      await test.database.transaction(async ({ manager }) => {
        await manager.query(`update user_credential set status = 'awarded' where uuid = $1`, [course]);
        await issue('alice', OTHER_PROGRAM);
        expect(await outcome()).toMatchObject({ status: 'waiting' });
      });
      const [row] = await test.dataSource.query<[{ isSoon: boolean }]>(
        `select run_at <= first_awarded_at + interval '61 seconds' as "isSoon"
           from outbox, user_credential where state = 'waiting' and program_certificate_id is not null`,
      );
      expect(row.isSoon).toBe(true);
      await lookAgain();
      expect(await outcome()).toMatchObject({ status: 'done' });
      expect(smtp.mails).toHaveLength(1);
    });
  });

  it('waits for an address of the learner, which a token may bring, and goes out once', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    await earn('late_address', RUN);
    await issue('late_address');
    expect(await outcome()).toMatchObject({
      status: 'waiting',
      attempts: 0,
      lastError: 'the learner has no valid mail address yet',
    });
    const signIn = (email: string) =>
      test.request
        .get('/api/v2/credentials/?username=late_address')
        .set('Authorization', test.as('late_address', { email }))
        .expect(200);
    await signIn('late@learners.example');
    await ended();
    expect(await outcome()).toMatchObject({ status: 'done' });
    await signIn('later@learners.example');
    await outcome();
    expect(smtp.mails.map(({ to }) => to)).toEqual([['late@learners.example']]);
  });

  it('is cancelled when its learner is retired while it waits', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    await earn('without_address', RUN);
    await issue('without_address');
    expect(await outcome()).toMatchObject({ status: 'waiting' });
    await test.request
      .post('/api/v2/admin/users/without_address/retire/')
      .set(as('root'))
      .send({ as: 'somebody_retired' })
      .expect(200);
    await ended();
    expect(await outcome()).toMatchObject({
      status: 'cancelled',
      lastError: 'the learner was retired or deactivated',
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
    await put('default', COMPLETION_TEMPLATE, silent).expect(200);
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

  it('is not written by a template that SQL has made too large', async () => {
    await put('default', COMPLETION_TEMPLATE).expect(200);
    await test.dataSource.query('update completion_mail_template set text = $1', [
      `{{#if lms_url}}${'{{"log" (lookup learner_name "x")}}'.repeat(20_000)}`,
    ]);
    await issue('alice');
    expect(await outcome()).toMatchObject({
      status: 'failed',
      lastError: 'the text of the template cannot be used: A template has at most 50000 characters.',
    });
    expect(smtp.mails).toEqual([]);
  });
});
