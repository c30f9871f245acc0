import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { setStatus as setStatusOf } from './certificates.js';
import { deliverOutbox } from './deliver-outbox.js';
import { parseMail, type ParsedMail } from './parse-mail.js';
import { SmtpServer } from './smtp-server.js';
import { createTestApp, type TestApp } from './test-app.js';

/** The program whose record alice sends. */
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
/** A program whose certificate is in es-419. The second pathway takes its record, too. */
export const SPANISH_PROGRAM = '0e000000-0000-4000-8000-000000000002';
/** Pathways of that program, by number. */
export const PATHWAY = 1;
export const SECOND_PATHWAY = 2;

const pathOf = (program: string) => `/records/programs/${program.replaceAll('-', '')}`;
const PATH = pathOf(PROGRAM);

/** A mail to a pathway as staff see it. */
export interface Notification {
  id: number;
  kind: string;
  state: string;
  attempts: number;
  last_error: string | null;
  sent_at: string | null;
  next_attempt: string | null;
}

/**
 * An application and a mail server for the tests of a file, and the actions of learners and staff. Before each test
 * nothing was issued, sent or mailed. Mails go when the test calls `deliver`.
 */
export function usePathwayStage(env: Env = {}) {
  let test: TestApp;
  let smtp: SmtpServer;

  beforeAll(async () => {
    smtp = await SmtpServer.start();
    test = await createTestApp({ world: true, env: { ROLE: 'api', SMTP_URL: smtp.url, ...env } });
  });

  afterAll(async () => {
    await test.close();
    await smtp.stop();
  });

  beforeEach(async () => {
    await smtp.behave('accept');
    smtp.mails.length = 0;
    await sql('truncate pathway_notification, user_credit_pathway, program_cert_record, outbox cascade');
    await sql('delete from user_credential');
    await sql("update users set email = 'alice@learners.example' where username = 'alice'");
    await sql("update pathway set email = 'admissions@testx.example' where id = $1", PATHWAY);
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  const send = (pathway = PATHWAY, username = 'alice', program = PROGRAM) =>
    test.request
      .post(`${pathOf(program)}/send`)
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

  const setStatus = (uuid: string, status: string) => setStatusOf(test, uuid, status);

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

  const deliver = () => deliverOutbox(test);

  const mails = (): ParsedMail[] => smtp.accepted.map(({ raw }) => parseMail(raw));

  return {
    get test() {
      return test;
    },
    get smtp() {
      return smtp;
    },
    sql,
    send,
    issue,
    setStatus,
    share,
    endSharing,
    notifications,
    retry,
    deliver,
    mails,
  };
}
