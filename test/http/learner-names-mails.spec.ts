import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS, pageOf } from '../support/certificates.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { FakeLms } from '../support/fake-lms.js';
import { parseMail } from '../support/parse-mail.js';
import { SmtpServer } from '../support/smtp-server.js';
import { stopClock } from '../support/still-clock.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** Two applications start, perhaps on a busy machine. */
const START_MS = 180_000;

const RECORD = `/records/programs/${MATHEMATICS.program.replaceAll('-', '')}`;
const REASON = 'the LMS has not said the learner’s name yet';

/** A sick LMS in these tests is sick about one user only: a process leaves one that is sick as a whole alone. */
describe('mails about a learner without a name', () => {
  let lms: FakeLms;
  let smtp: SmtpServer;
  let test: TestApp;
  /** A process of an installation that asks no LMS. */
  let plain: TestApp;

  beforeAll(async () => {
    lms = await FakeLms.start();
    smtp = await SmtpServer.start();
    const env = { ROLE: 'api', SMTP_URL: smtp.url, SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true' };
    test = await createTestApp({ world: true, env: { ...env, ...lms.env } });
    plain = await createTestApp({ env, databaseUrl: test.databaseUrl });
    await test.request
      .put('/api/v2/admin/completion_mail_templates/default/')
      .set('Authorization', test.as('admin', { administrator: true }))
      .send(COMPLETION_TEMPLATE)
      .expect(200);
  }, START_MS);

  afterAll(async () => {
    await plain.close();
    await test.close();
    await smtp.stop();
    await lms.stop();
  });

  beforeEach(async () => {
    lms.reset();
    lms.users = { frida88: { name: 'Frida Example', fault: 'status 500' } };
    smtp.mails.length = 0;
    await sql(
      'truncate outbox, user_credential, program_cert_record, user_credit_pathway, pathway_notification cascade',
    );
    await sql(`delete from users where username = 'frida88'`);
  });

  const sql = <Row = unknown>(text: string) => test.dataSource.query<Row[]>(text);
  const asRoot = () => ({ Authorization: test.as('root') });
  const send = async () => {
    const body = { username: 'frida88', pathway_id: 1 };
    const answer = await test.request.post(`${RECORD}/send`).set(asRoot()).send(body).expect(200);
    return answer.body as object;
  };
  /** Awards a program and sends its record. Returns the uuid of the program credential. */
  const begin = async () => {
    const course = { course_run_key: MATHEMATICS.run, mode: 'verified' };
    await issue(test, 'frida88', course, { lms_user_id: 4711 });
    const uuid = await issue(test, 'frida88', { program_uuid: MATHEMATICS.program });
    await sql(`update users set email = 'frida@learners.example' where username = 'frida88'`);
    // Only mails ask, and pages.
    await sql(`delete from outbox where topic = 'learner.unnamed'`);
    await send();
    return uuid;
  };
  const waiting = async () => {
    const rows = await sql<{ subscriber: string; reason: string; attempts: number; inTime: boolean }>(
      `select subscriber, last_error as reason, attempts, run_at between now() + interval '30 seconds' and now() + interval '5 minutes' as "inTime"
         from outbox where state = 'waiting' order by subscriber, id`,
    );
    expect(smtp.accepted).toEqual([]);
    return rows;
  };
  const waits = (subscriber: string) => ({ subscriber, reason: REASON, attempts: 0, inTime: true });
  /** The mail for the completed program, and two to the institution, as the award was a moment ago. */
  const ALL = [waits('completion-mail'), waits('credit-pathways.mail'), waits('credit-pathways.mail')];
  const namesInMails = () => {
    const names = smtp.accepted.map(
      ({ raw }) => /Frida Example|Frida of the Staff|Frida of a Token|frida88/.exec(parseMail(raw).text)?.[0],
    );
    return names.sort();
  };
  const states = async () => {
    const answer = await test.request
      .get('/api/v2/credit_pathways/notifications/?username=frida88')
      .set('Authorization', test.as('admin'))
      .expect(200);
    return (answer.body as { results: { state: string; next_attempt: string | null }[] }).results;
  };
  const signIn = () =>
    test.request
      .get('/records/api/v1/program_records/')
      .set('Authorization', test.as('frida88', { name: 'Frida of a Token', user_id: 4711 }))
      .expect(200);
  const setByStaff = () =>
    test.request
      .put('/api/v2/admin/users/frida88/certificate_name/')
      .set('Authorization', test.as('admin', { administrator: true }))
      .send({ certificate_name: 'Frida of the Staff' })
      .expect(200);
  const askAgain = async (uuid: string) => {
    await sql(`update users set name_due_at = now() where username = 'frida88'`);
    await test.request.get(pageOf(uuid)).expect(200);
    const answered = () =>
      sql(`select from users where username = 'frida88' and name_answered_at is not null`);
    while ((await answered()).length === 0) await delay(10);
  };

  it('wait, and go with the name when the LMS says it', async () => {
    const uuid = await begin();
    await deliverOutbox(test);
    expect(await waiting()).toEqual(ALL);
    // All of them share the question.
    expect(lms.asked('frida88')).toBe(1);
    expect(await states()).toMatchObject(
      Array(2).fill({ state: 'pending', next_attempt: expect.any(String) }),
    );
    lms.users = { frida88: { name: 'Frida Example' } };
    await askAgain(uuid);
    await deliverOutbox(test);
    expect(namesInMails()).toEqual(Array(3).fill('Frida Example'));
    expect(await states()).toMatchObject(Array(2).fill({ state: 'sent' }));
  });

  it.each([
    ['a token brings', signIn, 'Frida of a Token'],
    ['staff set', setByStaff, 'Frida of the Staff'],
  ])('go when %s a name', async (_, bring, name) => {
    await begin();
    await deliverOutbox(test);
    expect(await waiting()).toEqual(ALL);
    await bring();
    await deliverOutbox(test);
    expect(namesInMails()).toEqual(Array(3).fill(name));
  });

  it('go when the LMS says that it has no name', async () => {
    const uuid = await begin();
    await deliverOutbox(test);
    lms.users = {};
    await askAgain(uuid);
    await deliverOutbox(test);
    expect(namesInMails()).toEqual(Array(3).fill('frida88'));
  });

  it('do not wait when the LMS has no such user, or a user without a name', async () => {
    for (const name of [undefined, '']) {
      lms.users = name === undefined ? {} : { frida88: { name } };
      await begin();
      await deliverOutbox(test);
      expect(namesInMails()).toEqual(Array(3).fill('frida88'));
      smtp.mails.length = 0;
      await sql(
        'truncate outbox, user_credential, program_cert_record, user_credit_pathway, pathway_notification cascade',
      );
      await sql(`delete from users where username = 'frida88'`);
    }
  });

  it('go after an hour with what is known', async () => {
    await begin();
    await deliverOutbox(test);
    expect(await waiting()).toEqual(ALL);
    const anHourAgo = `now() - interval '61 minutes'`;
    // The triggers refuse to change these times.
    await sql(`
      begin;
      set local session_replication_role = replica;
      update pathway_notification set created = ${anHourAgo};
      update user_credential set created = ${anHourAgo}, modified = ${anHourAgo}, first_awarded_at = ${anHourAgo};
      update outbox set state = 'ready', run_at = now() where state = 'waiting';
      commit`);
    await deliverOutbox(test);
    expect(namesInMails()).toEqual(Array(3).fill('frida88'));
  });

  it('to institutions are not repeated while they wait, and withdrawn with the record', async () => {
    await begin();
    await deliverOutbox(test);
    expect(await send()).toEqual({ detail: 'The record is on its way to this pathway.' });
    expect(await states()).toHaveLength(2);
    await test.request.delete(`${RECORD}/share`).set(asRoot()).send({ username: 'frida88' }).expect(204);
    expect(await states()).toMatchObject(Array(2).fill({ state: 'cancelled' }));
    await setByStaff();
    await deliverOutbox(test);
    expect(smtp.accepted.flatMap(({ to }) => to)).toEqual(['frida@learners.example']);
  });

  it('wait while the process leaves the LMS alone', async () => {
    const resting = await createTestApp({
      env: { ...lms.env, ROLE: 'api', SMTP_URL: smtp.url, SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true' },
      databaseUrl: test.databaseUrl,
    });
    const startClock = stopClock();
    try {
      lms.fault = 'client refused';
      await begin();
      await deliverOutbox(resting);
      expect(await waiting()).toEqual(ALL);
      lms.reset();
      await sql(`update users set name_due_at = null, name_attempts = 0 where username = 'frida88'`);
      await sql(`update outbox set state = 'ready', run_at = now() where state = 'waiting'`);
      await deliverOutbox(resting);
      expect(await waiting()).toEqual(ALL);
      expect(lms.requests).toEqual([]);
    } finally {
      startClock();
      await resting.close();
    }
  });

  it('do not wait where no LMS is asked', async () => {
    await begin();
    await deliverOutbox(plain);
    expect(namesInMails()).toEqual(Array(3).fill('frida88'));
  });
});
