import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS, pageOf } from '../support/certificates.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { FakeLms } from '../support/fake-lms.js';
import { parseMail } from '../support/parse-mail.js';
import { SmtpServer } from '../support/smtp-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const FRIDA = {
  name: 'Frida Example',
  verified_name: 'Frida M. Example',
  use_verified_name_for_certs: true,
} as const;

/** Two applications start, perhaps on a busy machine. */
const START_MS = 180_000;

let lms: FakeLms;
let smtp: SmtpServer;
/** Two processes of one installation that answer; `deliver` does what a worker would do. */
let test: TestApp;
let other: TestApp;

beforeAll(async () => {
  lms = await FakeLms.start();
  smtp = await SmtpServer.start();
  const env = { ...lms.env, ROLE: 'api', SMTP_URL: smtp.url, SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true' };
  test = await createTestApp({ world: true, env });
  other = await createTestApp({ env, databaseUrl: test.databaseUrl });
  await test.request
    .put('/api/v2/admin/completion_mail_templates/default/')
    .set('Authorization', test.as('admin', { administrator: true }))
    .send(COMPLETION_TEMPLATE)
    .expect(200);
}, START_MS);

afterAll(async () => {
  await other.close();
  await test.close();
  await smtp.stop();
  await lms.stop();
});

beforeEach(async () => {
  lms.reset();
  smtp.mails.length = 0;
  await sql('truncate outbox, user_credential, program_cert_record, user_credit_pathway cascade');
  await sql(`delete from users where username in ('frida88', 'frida89')`);
});

const sql = <Row = unknown>(text: string, ...values: unknown[]) => test.dataSource.query<Row[]>(text, values);

/** Awards a course and its program to somebody who never signed in. Returns the uuid of the program credential. */
async function award(): Promise<string> {
  await issue(test, 'frida88', { course_run_key: MATHEMATICS.run, mode: 'verified' }, { lms_user_id: 4711 });
  return issue(test, 'frida88', { program_uuid: MATHEMATICS.program });
}

async function pageText(uuid: string, of = test): Promise<string> {
  return (await of.request.get(pageOf(uuid)).expect(200)).text;
}

async function pdfText(uuid: string): Promise<string> {
  const { body } = await test.request
    .get(`${pageOf(uuid)}certificate.pdf`)
    .buffer(true)
    .expect(200);
  return (body as Buffer).toString('latin1');
}

async function learnerOnPage(uuid: string, of = test): Promise<string | undefined> {
  return /<bdi class="learner">([^<]*)</.exec(await pageText(uuid, of))?.[1];
}

/** Waits for the end of the question on its way. A page waits for it, too, but not for long. */
const answered = () => until(`name_attempts = 0 and name_due_at > now()`);

/** Lets the last answer of the LMS be older than a day. */
const aDayLater = () => sql(`update users set name_due_at = now() where username = 'frida88'`);

/** Questions of the first process that were answered. */
async function answers(): Promise<string | undefined> {
  const { text } = await test.request.get('/metrics').expect(200);
  return /^learner_name_questions_total\{result="answered"\} (\d+)$/m.exec(text)?.[1];
}

async function until(condition: string): Promise<void> {
  for (let met = false; !met;) {
    const [row] = await sql<{ met: boolean }>(
      `select ${condition} as met from users where username = 'frida88'`,
    );
    met = row!.met;
    if (!met) await delay(10);
  }
}

describe('a learner who never signed in here', () => {
  it('is called by the verified name on page, PDF, title and LinkedIn, and nowhere by the username', async () => {
    lms.users = { frida88: FRIDA };
    const uuid = await award();
    await deliverOutbox(test);
    const page = await pageText(uuid);
    expect(page).toMatch(/<title>[^<]*Frida M\. Example/);
    expect(page).not.toContain('frida88');
    const linkedIn = /https:\/\/www\.linkedin\.com\/[^"]*/.exec(page)?.[0];
    expect(linkedIn).toContain('certId');
    expect(linkedIn).not.toContain('frida88');
    const pdf = await pdfText(uuid);
    expect(pdf).toContain('/Title (Frida M. Example: ');
    expect(pdf).not.toContain('frida88');
    expect(lms.asked('frida88')).toBe(1);
  });

  it.each([
    ['the LMS does not use the verified name', { ...FRIDA, use_verified_name_for_certs: false }],
    ['there is no verified name', { name: FRIDA.name }],
  ])('is called by the name of the account when %s', async (_, user) => {
    lms.users = { frida88: user };
    const uuid = await award();
    await deliverOutbox(test);
    expect(await learnerOnPage(uuid)).toBe('Frida Example');
  });

  it('is called so in the record, its table and the mails to learner and institution', async () => {
    lms.users = { frida88: FRIDA };
    await award();
    await sql(`update users set email = 'frida@learners.example' where username = 'frida88'`);
    const path = `/records/programs/${MATHEMATICS.program.replaceAll('-', '')}`;
    const asRoot = { Authorization: test.as('root') };
    await test.request
      .post(`${path}/send`)
      .set(asRoot)
      .send({ username: 'frida88', pathway_id: 1 })
      .expect(200);
    // The mails may be made before the question is asked: they ask by themselves.
    await sql(`delete from outbox where topic = 'learner.unnamed'`);
    await deliverOutbox(test);
    const mails = smtp.accepted.map(({ raw }) => parseMail(raw));
    expect(mails.map(({ all }) => all('to')[0]).sort()).toEqual([
      'admissions@testx.example',
      'admissions@testx.example',
      'frida@learners.example',
    ]);
    for (const { text, html } of mails) {
      expect(text).toContain('Frida M. Example');
      expect(`${text}${html}`).not.toContain('frida88');
    }
    const [shared] = await sql<{ hex: string }>(
      `select replace(uuid::text, '-', '') as hex from program_cert_record`,
    );
    const record = async () => {
      const { body } = await test.request
        .get(`/records/api/v1/program_records/${shared!.hex}/?is_public=true`)
        .expect(200);
      return (body as { record: { learner: { full_name: string } } }).record.learner.full_name;
    };
    const table = async () => {
      const { text } = await test.request.get(`/records/programs/shared/${shared!.hex}/csv`).expect(200);
      return /"Learner Name","([^"]*)"/.exec(text)?.[1];
    };
    expect([await record(), await table()]).toEqual(['Frida M. Example', 'Frida M. Example']);
    for (const [look, name] of [
      [record, 'Frida Renamed'],
      [table, 'Frida Again'],
    ] as const) {
      lms.users = { frida88: { name } };
      await aDayLater();
      await look();
      await answered();
      expect(await look()).toBe(name);
    }
  });

  it('is asked for once when an award, a grade, a description or a token without a name creates them', async () => {
    const created = async (create: () => Promise<unknown>) => {
      await sql('truncate outbox');
      await create();
      const rows = await sql<{ payload: { userId: number } }>(
        `select payload from outbox where topic = 'learner.unnamed'`,
      );
      return rows.length;
    };
    const grade = () =>
      test.request
        .post('/api/v2/grades/')
        .set('Authorization', test.as('root'))
        .send({
          username: 'graded88',
          course_run: MATHEMATICS.run,
          letter_grade: 'A',
          percent_grade: 0.9,
          verified: true,
        })
        .expect(201);
    const read = (token: string) => test.request.get('/api/v2/credentials/').set('Authorization', token);
    expect(await created(award)).toBe(1);
    expect(await created(award)).toBe(0);
    expect(await created(grade)).toBe(1);
    expect(await created(() => read(test.as('plain88')))).toBe(1);
    expect(await created(() => read(test.as('named88', { name: 'Nadia Named' })))).toBe(0);
  });

  it('may be unknown to the LMS: then the username stands until tomorrow', async () => {
    const uuid = await award();
    await deliverOutbox(test);
    expect(await learnerOnPage(uuid)).toBe('frida88');
    expect(await learnerOnPage(uuid)).toBe('frida88');
    expect(lms.asked('frida88')).toBe(1);
    lms.users = { frida88: FRIDA };
    await aDayLater();
    await learnerOnPage(uuid);
    await answered();
    expect(await learnerOnPage(uuid)).toBe('Frida M. Example');
  });
});

describe('the name of a learner', () => {
  it('is asked for once a day, however many look, in whatever process', async () => {
    lms.users = { frida88: FRIDA };
    const uuid = await award();
    const look = () => Promise.all([test, other, test, other].map((app) => learnerOnPage(uuid, app)));
    await look();
    await pdfText(uuid);
    await answered();
    await deliverOutbox(test);
    expect(lms.asked('frida88')).toBe(1);
    lms.users = { frida88: { name: 'Frida Renamed' } };
    expect(await look()).toEqual(Array(4).fill('Frida M. Example'));
    await aDayLater();
    await look();
    await answered();
    expect(await look()).toEqual(Array(4).fill('Frida Renamed'));
    expect(lms.asked('frida88')).toBe(2);
  });

  it('is that of staff before all others, then the verified one, the one of the LMS and the one of the token', async () => {
    lms.users = { frida88: FRIDA };
    const uuid = await award();
    const setByStaff = (certificate_name: string | null) =>
      test.request
        .put('/api/v2/admin/users/frida88/certificate_name/')
        .set('Authorization', test.as('admin', { administrator: true }))
        .send({ certificate_name })
        .expect(200);
    const signIn = () =>
      test.request
        .get('/records/api/v1/program_records/')
        .set('Authorization', test.as('frida88', { name: 'Frida of a Token', user_id: 4711 }))
        .expect(200);
    await setByStaff('Frida of the Staff');
    await signIn();
    await deliverOutbox(test);
    expect(await learnerOnPage(uuid)).toBe('Frida of the Staff');
    // Nobody would see the answer.
    expect(lms.asked('frida88')).toBe(0);
    await setByStaff(null);
    await learnerOnPage(uuid);
    await answered();
    expect(await learnerOnPage(uuid)).toBe('Frida M. Example');
    await setByStaff('Frida again of the Staff');
    expect(await learnerOnPage(uuid)).toBe('Frida again of the Staff');
    await setByStaff('');
    for (const [user, name] of [
      [{ ...FRIDA, use_verified_name_for_certs: false }, 'Frida Example'],
      // An empty name says nothing: the last one stands.
      [{ name: ' ' }, 'Frida Example'],
      [{ name: '' }, 'Frida Example'],
      [{ name: null }, 'Frida Example'],
    ] as const) {
      lms.users = { frida88: user };
      await aDayLater();
      await learnerOnPage(uuid);
      await answered();
      expect(await learnerOnPage(uuid)).toBe(name);
    }
  });

  it('makes a new version of the PDF', async () => {
    lms.users = { frida88: FRIDA };
    const uuid = await award();
    const pdf = () =>
      test.request
        .get(`${pageOf(uuid)}certificate.pdf`)
        .buffer(true)
        .expect(200);
    await deliverOutbox(test);
    const { etag: before } = (await pdf()).headers as { etag: string };
    lms.users = { frida88: { name: 'Frida Renamed' } };
    await aDayLater();
    await learnerOnPage(uuid);
    await answered();
    const { headers, body } = await pdf().set('If-None-Match', before);
    expect(headers.etag).not.toBe(before);
    expect((body as Buffer).toString('latin1')).toContain('/Title (Frida Renamed: ');
  });

  it('is not waited for by a page when the LMS is slow, and kept when it comes', async () => {
    lms.users = { frida88: FRIDA };
    lms.fault = 'silent';
    const uuid = await award();
    await sql(`update users set full_name = 'Frida of a Token' where username = 'frida88'`);
    expect(await learnerOnPage(uuid)).toBe('Frida of a Token');
    // The page came while the question was on its way, which ends after five seconds.
    await until(`name_attempts = 1 and name_due_at <= now() + interval '15 seconds' and name_due_at > now()`);
    lms.speak();
    await answered();
    expect(await learnerOnPage(uuid)).toBe('Frida M. Example');
  });

  it('that another process asks for is awaited, too', async () => {
    lms.users = { frida88: FRIDA };
    lms.fault = 'silent';
    const uuid = await award();
    await sql(`update users set email = 'frida@learners.example' where username = 'frida88'`);
    const page = learnerOnPage(uuid, other);
    await until(`name_attempts = 1`);
    const delivered = deliverOutbox(test);
    lms.speak();
    await Promise.all([page, delivered]);
    expect(parseMail(smtp.accepted[0]!.raw).text).toContain('Dear Frida M. Example');
    expect(lms.asked('frida88')).toBe(1);
  });

  it('is not written for a learner who was renamed while the LMS was asked', async () => {
    lms.users = { frida88: FRIDA };
    lms.fault = 'silent';
    const uuid = await award();
    const before = await answers();
    const page = learnerOnPage(uuid);
    await until(`name_attempts = 1`);
    await sql(`update users set username = 'frida89' where username = 'frida88'`);
    lms.speak();
    while ((await answers()) === before) await delay(10);
    await page;
    expect(await sql(`select lms_name, verified_name from users where username = 'frida89'`)).toEqual([
      { lms_name: '', verified_name: '' },
    ]);
  });
});
