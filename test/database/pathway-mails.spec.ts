import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SitesService } from '../../src/identity/index.js';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { parseMail, type ParsedMail } from '../support/parse-mail.js';
import { SmtpServer } from '../support/smtp-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const PATH = '/records/programs/0e000000000040008000000000000001';
const PATHWAY = 1;
const SECOND_PATHWAY = 2;

describe('mails to credit pathways', () => {
  let test: TestApp;
  let smtp: SmtpServer;

  beforeAll(async () => {
    smtp = await SmtpServer.start();
    test = await createTestApp({ world: true, env: { ROLE: 'api', SMTP_URL: smtp.url } });
  });

  afterAll(async () => {
    await test.close();
    await smtp.stop();
  });

  beforeEach(async () => {
    await smtp.behave('accept');
    smtp.mails.length = 0;
    await sql('truncate pathway_notification, user_credit_pathway, program_cert_record, outbox');
    await sql('delete from user_credential');
    await sql("update users set email = 'alice@learners.example' where username = 'alice'");
    await sql("update pathway set email = 'admissions@testx.example' where id = $1", PATHWAY);
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  const send = (pathway = PATHWAY, username = 'alice') =>
    test.request
      .post(`${PATH}/send`)
      .set('Authorization', test.as('root'))
      .send({ username, pathway_id: pathway });

  const issue = async (body: object = {}) => {
    const answer = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: { program_uuid: PROGRAM }, ...body })
      .expect(201);
    return (answer.body as { uuid: string }).uuid;
  };

  const setStatus = (uuid: string, status: string) =>
    test.request
      .patch(`/api/v2/credentials/${uuid}/`)
      .set('Authorization', test.as('root'))
      .send({ status })
      .expect(200);

  const endSharing = () =>
    test.request
      .delete(`${PATH}/share`)
      .set('Authorization', test.as('root'))
      .send({ username: 'alice' })
      .expect(204);

  const share = () =>
    test.request
      .post(`${PATH}/share`)
      .set('Authorization', test.as('root'))
      .send({ username: 'alice' })
      .expect(201);

  interface Notification {
    id: number;
    kind: string;
    state: string;
    attempts: number;
    last_error: string | null;
    sent_at: string | null;
    next_attempt: string | null;
  }

  /** Oldest first. */
  const notifications = async (): Promise<Notification[]> => {
    const { body } = await test.request
      .get('/api/v2/credit_pathways/notifications/')
      .set('Authorization', test.as('admin'))
      .expect(200);
    return (body as { results: Notification[] }).results.reverse();
  };

  const retry = (id: number) =>
    test.request
      .post(`/api/v2/credit_pathways/notifications/${id}/retry/`)
      .set('Authorization', test.as('admin'));

  const mails = (): ParsedMail[] => smtp.accepted.map(({ raw }) => parseMail(raw));

  it('go to the pathway, from the partner address, with replies to the learner, as text and as HTML', async () => {
    await send().expect(200);
    expect(smtp.mails).toEqual([]);
    await deliverOutbox(test);
    const [mail] = mails();
    const [{ hex }] = (await sql(`select replace(uuid::text, '-', '') as hex from program_cert_record`)) as [
      { hex: string },
    ];
    const link = `${test.base}/records/programs/shared/${hex}/`;
    expect(smtp.accepted.map(({ to }) => to)).toEqual([['admissions@testx.example']]);
    expect(mail?.all('from')).toEqual(['partners@conformance.example']);
    expect(mail?.all('reply-to')).toEqual(['alice@learners.example']);
    expect(mail?.all('subject')).toEqual(['Mathematics MicroMasters Credit Request for Alice Łukasiewicz']);
    for (const words of [
      'Alice Łukasiewicz',
      "Test University Master's",
      'partially completed',
      link,
      `${link}csv`,
      'The Conformance X Team',
    ]) {
      expect(mail?.text).toContain(words);
    }
    for (const words of [
      'Alice Łukasiewicz',
      'Test University Master&#x27;s',
      'partially completed',
      `href="${link}"`,
      `href="${link}csv"`,
    ]) {
      expect(mail?.html).toContain(words);
    }
  });

  it('name the learner as known at sending', async () => {
    await send().expect(200);
    await sql(
      "update users set email = 'new@learners.example', full_name = 'Alice New' where username = 'alice'",
    );
    await deliverOutbox(test);
    await sql("update users set full_name = 'Alice Łukasiewicz' where username = 'alice'");
    expect(mails()[0]?.all('reply-to')).toEqual(['new@learners.example']);
    expect(mails()[0]?.all('subject')).toEqual(['Mathematics MicroMasters Credit Request for Alice New']);
  });

  it.each(['', 'a@b.example, c@d.example', 'nobody'])(
    'have no address to reply to when the learner has none that is good: %j',
    async (email) => {
      await sql('update users set email = $1 where username = $2', email, 'alice');
      await send().expect(200);
      await deliverOutbox(test);
      expect(mails().map((mail) => mail.all('reply-to'))).toEqual([[]]);
    },
  );

  it('come from MAIL_FROM where the site names no address for partners', async () => {
    await sql('update site set partner_from_address = null');
    await send().expect(200);
    await deliverOutbox(test);
    await sql("update site set partner_from_address = 'partners@conformance.example'");
    expect(mails()[0]?.all('from')).toEqual(['credentials@localhost']);
  });

  it('say completed when the credential is awarded by the time of sending', async () => {
    await send().expect(200);
    await issue();
    await deliverOutbox(test);
    const first = mails().find((mail) => !mail.all('subject')[0]?.includes('Updated'));
    expect(first?.text).toContain('has completed');
    expect(first?.text).not.toContain('partially');
  });

  it('say partially completed when the credential was revoked meanwhile', async () => {
    const uuid = await issue();
    await send().expect(200);
    await setStatus(uuid, 'revoked');
    await deliverOutbox(test);
    expect(mails().map(({ text }) => text.includes('partially completed'))).toEqual([true]);
  });

  it('are one for equal requests while the first is still to go, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => send()));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    await send().expect(200);
    await deliverOutbox(test);
    expect(smtp.accepted).toHaveLength(1);
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('go again when the learner sends again after the first has gone, as another mail', async () => {
    await send().expect(200);
    await deliverOutbox(test);
    await send().expect(200);
    await deliverOutbox(test);
    expect(new Set(smtp.accepted.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('do not go again, nor count as cancelled, when a worker died between noting one and ending its attempt', async () => {
    const attemptNotEnded = () => sql("update outbox set state = 'ready', done_at = null");
    await send().expect(200);
    await deliverOutbox(test);
    await attemptNotEnded();
    await deliverOutbox(test);
    expect(smtp.accepted).toHaveLength(1);
    await endSharing();
    await attemptNotEnded();
    await deliverOutbox(test);
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: 3 }]);
    await sql('delete from outbox');
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: null }]);
  });

  it('are one a pathway and learner', async () => {
    await send(PATHWAY).expect(200);
    await send(SECOND_PATHWAY).expect(200);
    await send(PATHWAY, 'bob').expect(200);
    await deliverOutbox(test);
    expect(smtp.accepted.flatMap(({ to }) => to).sort()).toEqual([
      'admissions@testx.example',
      'admissions@testx.example',
      'credit@sons.example',
    ]);
  });

  it('are neither recorded nor marked sent when the outbox cannot be written', async () => {
    await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    await sql('create trigger refuse before insert on outbox for each row execute function refuse()');
    const { status } = await send();
    await sql('drop trigger refuse on outbox');
    await sql('drop function refuse');
    expect(status).toBe(500);
    const [counts] = await sql(`select (select count(*)::int from user_credit_pathway) as marks,
      (select count(*)::int from pathway_notification) as notifications,
      (select count(*)::int from program_cert_record) as records`);
    expect(counts).toEqual({ marks: 0, notifications: 0, records: 0 });
  });

  it('wait for another attempt when the mail server is busy', async () => {
    await smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
    await send().expect(200);
    await deliverOutbox(test);
    expect(await notifications()).toMatchObject([
      {
        state: 'pending',
        attempts: 1,
        last_error: expect.stringContaining('451'),
        sent_at: null,
        next_attempt: expect.any(String),
      },
    ]);
  });

  it('fail for a pathway without an address, and go when that is mended and staff retry', async () => {
    await sql("update pathway set email = '' where id = $1", PATHWAY);
    await send().expect(200);
    await deliverOutbox(test);
    const [failed] = await notifications();
    expect(failed).toMatchObject({
      state: 'failed',
      last_error: 'the pathway has no mail address',
      sent_at: null,
    });
    await sql("update pathway set email = 'mended@testx.example' where id = $1", PATHWAY);
    const { body } = await retry(failed!.id).expect(200);
    expect(body).toMatchObject({ id: failed!.id, state: 'pending', attempts: 0 });
    await deliverOutbox(test);
    expect(smtp.accepted.flatMap(({ to }) => to)).toEqual(['mended@testx.example']);
    expect(await notifications()).toMatchObject([{ state: 'sent', sent_at: expect.any(String) }]);
  });

  it('fail for a pathway whose stored address is two', async () => {
    await sql("update pathway set email = 'a@b.example,c@d.example' where id = $1", PATHWAY);
    await send().expect(200);
    await deliverOutbox(test);
    expect(await notifications()).toMatchObject([
      { state: 'failed', last_error: 'the mail address of the pathway is not valid' },
    ]);
  });

  it('are not retried when they have not failed, nor when the learner has sent again since', async () => {
    await smtp.behave({ at: 'recipient', reply: '550 5.1.1 unknown' });
    await send().expect(200);
    const [pending] = await notifications();
    expect((await retry(pending!.id).expect(409)).body.detail).toContain('on its way');
    await deliverOutbox(test);
    await smtp.behave('accept');
    await send().expect(200);
    const [failed, second] = await notifications();
    expect(failed).toMatchObject({ state: 'failed', last_error: expect.stringContaining('550') });
    expect((await retry(failed!.id).expect(409)).body.detail).toContain('later');
    await deliverOutbox(test);
    expect((await retry(second!.id).expect(409)).body.detail).toContain('was sent');
    await retry(987_654).expect(404);
    await retry(Number.NaN).expect(404);
    expect(smtp.accepted).toHaveLength(1);
  });

  it('are one when staff retry at the moment in which the learner sends again', async () => {
    for (let round = 0; round < 10; round += 1) {
      await sql('truncate pathway_notification, outbox');
      await send().expect(200);
      await sql("update outbox set state = 'dead', done_at = now()");
      const [failed] = await notifications();
      await Promise.all([retry(failed!.id), send(), retry(failed!.id), send()]);
      expect((await notifications()).filter(({ state }) => state === 'pending')).toHaveLength(1);
    }
  });

  it('keep their state when the outbox has forgotten its row', async () => {
    await send().expect(200);
    await deliverOutbox(test);
    await issue({ username: 'alice' });
    await endSharing();
    await deliverOutbox(test);
    await sql('delete from outbox');
    expect(await notifications()).toMatchObject([
      { state: 'sent', attempts: null, sent_at: expect.any(String) },
    ]);
  });

  describe('after the learner ended the sharing', () => {
    it('are cancelled', async () => {
      await send().expect(200);
      await endSharing();
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
      const [cancelled] = await notifications();
      expect(cancelled).toMatchObject({
        state: 'cancelled',
        last_error: 'the learner ended the sharing of the record',
      });
      expect((await retry(cancelled!.id).expect(409)).body.detail).toContain('cancelled');
      await sql('delete from outbox');
      expect(await notifications()).toMatchObject([{ state: 'cancelled', sent_at: null }]);
    });

    it('are cancelled also when the record is shared with others again', async () => {
      await send().expect(200);
      await endSharing();
      await share();
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
    });

    it('go with the new link when it is sent again', async () => {
      await send().expect(200);
      await endSharing();
      await send().expect(200);
      await deliverOutbox(test);
      const [{ hex }] = (await sql(
        `select replace(uuid::text, '-', '') as hex from program_cert_record`,
      )) as [{ hex: string }];
      expect(mails().map(({ text }) => text.includes(hex))).toEqual([true]);
    });
  });

  describe('about a program completed later', () => {
    const sendBefore = async () => {
      await send(PATHWAY).expect(200);
      await send(SECOND_PATHWAY).expect(200);
      await deliverOutbox(test);
      smtp.mails.length = 0;
    };

    it('go to each pathway that has the record, once', async () => {
      await sendBefore();
      await issue();
      await deliverOutbox(test);
      expect(smtp.accepted.flatMap(({ to }) => to).sort()).toEqual([
        'admissions@testx.example',
        'credit@sons.example',
      ]);
      for (const mail of mails()) {
        expect(mail.all('subject')).toEqual([
          'Mathematics MicroMasters Updated Credit Request for Alice Łukasiewicz',
        ]);
        expect(mail.text).toContain('updated');
        expect(mail.text).toContain('/records/programs/shared/');
      }
    });

    it('go once however often the award is handled', async () => {
      await sendBefore();
      await issue();
      await deliverOutbox(test);
      await sql(
        "update outbox set state = 'ready', attempts = 0, done_at = null where topic = 'credential.awarded'",
      );
      await deliverOutbox(test);
      expect(smtp.accepted).toHaveLength(2);
    });

    it('go at the first award only', async () => {
      const uuid = await issue();
      await sendBefore();
      await setStatus(uuid, 'revoked');
      await setStatus(uuid, 'awarded');
      await issue();
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
    });

    it('do not go when the record was sent after the award, however late that is handled', async () => {
      await issue();
      await sql("update user_credential set created = created - interval '1 hour'");
      await send().expect(200);
      await deliverOutbox(test);
      expect(mails().map((mail) => mail.all('subject')[0]?.includes('Updated'))).toEqual([false]);
    });

    it('do not go for the credential of a course', async () => {
      await sendBefore();
      await issue({ credential: { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' } });
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
    });

    it('do not go for another learner or another program', async () => {
      await sendBefore();
      await issue({ username: 'bob' });
      await issue({ credential: { program_uuid: '0e000000-0000-4000-8000-000000000002' } });
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
    });

    it('are cancelled when the credential is revoked before they go', async () => {
      await sendBefore();
      await smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
      const uuid = await issue();
      await deliverOutbox(test);
      await smtp.behave('accept');
      await setStatus(uuid, 'revoked');
      await sql("update outbox set run_at = now() where state = 'ready'");
      await deliverOutbox(test);
      expect(smtp.accepted).toEqual([]);
      expect((await notifications()).slice(2)).toMatchObject([
        { kind: 'updated', state: 'cancelled', last_error: 'the credential was revoked' },
        { kind: 'updated', state: 'cancelled' },
      ]);
    });

    it('do not go once the learner has ended the sharing', async () => {
      await sendBefore();
      await endSharing();
      await issue();
      await deliverOutbox(test);
      expect(smtp.mails).toEqual([]);
    });

    it('do not go where the installation has no records', async () => {
      await sendBefore();
      await sql('update site set records_enabled = false');
      await issue();
      await deliverOutbox(test);
      await sql('update site set records_enabled = true');
      test.app.get(SitesService, { strict: false }).forget();
      expect(smtp.mails).toEqual([]);
    });
  });
});
