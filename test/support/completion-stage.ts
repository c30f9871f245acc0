import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { issue, MATHEMATICS, setStatus as setStatusOf } from './certificates.js';
import { COMPLETION_TEMPLATE } from './completion-template.js';
import { deliverOutbox } from './deliver-outbox.js';
import { SmtpServer } from './smtp-server.js';
import { createTestApp, type TestApp } from './test-app.js';

export const COMPLETION_MAILS = '/api/v2/admin/completion_mails/';

/** A completion mail as staff see it. */
export interface CompletionMail {
  id: number;
  username: string;
  program_uuid: string;
  credential_uuid: string;
  state: string;
  attempts: number;
  last_error: string | null;
  sent_at: string | null;
  ended_at: string | null;
  next_attempt: string | null;
}

/**
 * An application and a mail server for the tests of a file. Before each test there is a template, and nothing was issued or
 * mailed. Mails go when the test calls `deliver`.
 */
export function useCompletionStage(env: Env = {}) {
  let test: TestApp;
  let smtp: SmtpServer;

  beforeAll(async () => {
    smtp = await SmtpServer.start();
    const settings = { ROLE: 'api', SMTP_URL: smtp.url, SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true', ...env };
    test = await createTestApp({ world: true, env: settings });
  });

  afterAll(async () => {
    await test.close();
    await smtp.stop();
  });

  beforeEach(async () => {
    await smtp.behave('accept');
    smtp.mails.length = 0;
    await sql('truncate completion_mail_template, outbox, user_credential cascade');
    await sql('update course_certificate set certificate_available_date = null');
    await setTemplate({});
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  /** Sets the template for all programs, or changes it. */
  const setTemplate = (change: object) =>
    test.request
      .put('/api/v2/admin/completion_mail_templates/default/')
      .set('Authorization', test.as('admin'))
      .send({ ...COMPLETION_TEMPLATE, ...change })
      .expect(200);

  /** The learner earns a course of the program, and with it the program. @returns the uuid of the program credential */
  const complete = async (username: string, { program, run } = MATHEMATICS) => {
    await issue(test, username, { course_run_key: run, mode: 'verified' });
    return issue(test, username, { program_uuid: program });
  };

  const setStatus = (uuid: string, status: string) => setStatusOf(test, uuid, status);

  /** The learner signs in with a token that brings an address. */
  const signIn = (username: string, email: string) =>
    test.request
      .get(`/api/v2/credentials/?username=${username}`)
      .set('Authorization', test.as(username, { email }))
      .expect(200);

  const retire = (username: string, as: string) =>
    test.request
      .post(`/api/v2/admin/users/${username}/retire/`)
      .set('Authorization', test.as('root'))
      .send({ as })
      .expect(200);

  const list = (query = '', caller = 'admin') =>
    test.request.get(`${COMPLETION_MAILS}${query}`).set('Authorization', test.as(caller));

  /** Latest first. */
  const mails = async (query = ''): Promise<CompletionMail[]> => {
    const { body } = await list(query).expect(200);
    return (body as { results: CompletionMail[] }).results;
  };

  const retry = (id: number | string, caller = 'admin') =>
    test.request.post(`${COMPLETION_MAILS}${id}/retry/`).set('Authorization', test.as(caller));

  return {
    get test() {
      return test;
    },
    get smtp() {
      return smtp;
    },
    sql,
    setTemplate,
    complete,
    setStatus,
    signIn,
    retire,
    list,
    mails,
    retry,
    deliver: () => deliverOutbox(test),
  };
}
