import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { type Figure, goal, report } from '../support/report.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { type Act, MisbehavingSmtpServer, type Script } from '../support/misbehaving-smtp-server.js';

const SEND = '/records/programs/0e000000-0000-4000-8000-000000000001/send';

const silence: Act = () => undefined;
const cut: Act = (socket) => void socket.destroy();
const reset: Act = (socket) => void socket.resetAndDestroy();
const after =
  (milliseconds: number, text: string): Act =>
  (socket) =>
    void setTimeout(() => socket.writable && socket.write(text), milliseconds).unref();
const half =
  (text: string): Act =>
  (socket) =>
    void socket.write(text);
const thenCut =
  (text: string): Act =>
  (socket) =>
    void socket.end(`${text}\r\n`);
const endless =
  (text: string, everyMs = 5): Act =>
  (socket) => {
    const timer = setInterval(() => socket.writable && socket.write(text), everyMs).unref();
    socket.on('close', () => clearInterval(timer));
  };

/** What the server does, and the state of the mail after one attempt: `ready` will be tried again. */
const ROWS: readonly (readonly [string, Script, 'ready' | 'dead' | 'done'])[] = [
  ['greets late', { greeting: after(200, '220 x\r\n') }, 'done'],
  ['does not greet', { greeting: silence }, 'ready'],
  ['greets with the answer of another protocol', { greeting: 'HTTP/1.1 400 Bad Request' }, 'ready'],
  ['greets with bytes that are no text', { greeting: half('\u0000\u0001\u00ff\r\n') }, 'ready'],
  ['greets in lines without an end', { greeting: endless('220-x\r\n') }, 'ready'],
  ['greets in a line without an end', { greeting: endless('220 '.padEnd(1000, 'x')) }, 'ready'],
  ['greets with 421', { greeting: thenCut('421 4.3.2 busy') }, 'ready'],
  ['greets with 554', { greeting: thenCut('554 5.3.2 no') }, 'ready'],
  ['resets the connection at its begin', { greeting: reset }, 'ready'],
  ['refuses EHLO and takes HELO', { ehlo: '502 5.5.1 unknown' }, 'done'],
  ['refuses EHLO and HELO', { ehlo: '502 5.5.1 unknown', helo: '502 5.5.1 unknown' }, 'ready'],
  ['answers EHLO with 421', { ehlo: thenCut('421 4.3.2 busy') }, 'ready'],
  ['answers EHLO in lines without an end', { ehlo: endless('250-x\r\n') }, 'ready'],
  ['resets the connection at EHLO', { ehlo: reset }, 'ready'],
  [
    'offers STARTTLS and speaks no TLS',
    { ehlo: '250-x\r\n250 STARTTLS', starttls: '220 go\r\nno TLS' },
    'ready',
  ],
  ['offers STARTTLS and refuses it', { ehlo: '250-x\r\n250 STARTTLS', starttls: '454 4.7.0 no' }, 'ready'],
  ['offers STARTTLS and is silent', { ehlo: '250-x\r\n250 STARTTLS', starttls: silence }, 'ready'],
  ['refuses the login for now', { auth: '454 4.7.0 later' }, 'ready'],
  ['refuses the login for good', { auth: '535 5.7.8 wrong' }, 'ready'],
  ['cuts the connection at the login', { auth: cut }, 'ready'],
  ['answers MAIL with 451', { mail: '451 4.3.0 later' }, 'ready'],
  ['answers MAIL with 550', { mail: '550 5.7.1 no' }, 'dead'],
  ['answers MAIL with 421', { mail: thenCut('421 4.3.2 busy') }, 'ready'],
  ['answers RCPT with 450', { rcpt: '450 4.2.1 later' }, 'ready'],
  ['answers RCPT with 550', { rcpt: '550 5.1.1 unknown' }, 'dead'],
  ['answers RCPT with 421', { rcpt: thenCut('421 4.3.2 busy') }, 'ready'],
  ['answers DATA with 451', { data: '451 4.3.0 later' }, 'ready'],
  ['answers DATA with 554', { data: '554 5.7.1 no' }, 'dead'],
  ['answers DATA with 421', { data: thenCut('421 4.3.2 busy') }, 'ready'],
  ['cuts the connection at DATA', { data: cut }, 'ready'],
  ['answers the content with 452', { content: '452 4.3.1 full' }, 'ready'],
  ['answers the content with 552', { content: '552 5.3.4 too big' }, 'dead'],
  ['answers the content with 421', { content: thenCut('421 4.3.2 busy') }, 'ready'],
  ['cuts the connection after the content', { content: cut }, 'ready'],
  ['resets the connection after the content', { content: reset }, 'ready'],
  ['is silent after the content', { content: silence }, 'ready'],
  ['takes the content and cuts the connection', { content: thenCut('250 2.0.0 taken') }, 'done'],
  ['takes the content in half an answer', { content: half('25') }, 'ready'],
  ['takes the content a byte at a time', { content: endless('2', 100) }, 'ready'],
  ['answers in the wrong order', { mail: '354 go on', data: '250 2.1.0 ok' }, 'ready'],
  // Nothing tells these from the answers that the mail waits for.
  ['sends answers before they are asked for', { mail: '250 ok\r\n250 ok\r\n354 go on' }, 'done'],
];

describe('a mail server that', () => {
  let test: TestApp;
  let smtp: MisbehavingSmtpServer;
  const figures: Record<string, Figure> = {};

  beforeAll(async () => {
    smtp = await MisbehavingSmtpServer.start();
    // A mail may take 0.7 of the lease.
    test = await createTestApp({
      world: true,
      env: { ROLE: 'api', SMTP_URL: smtp.url, OUTBOX_LEASE: '3', CREDIT_REQUEST_INTERVAL: '0' },
    });
  });

  afterAll(async () => {
    report('State of a mail after one attempt, by what the mail server did', figures);
    await test.close();
    await smtp.stop();
  });

  beforeEach(() => test.dataSource.query('truncate pathway_notification, user_credit_pathway, outbox'));

  const attempt = async () => {
    await deliverOutbox(test);
    const [row] = await test.dataSource.query<{ state: string; reason: string | null }[]>(
      'select state, last_error as reason from outbox',
    );
    return row!;
  };

  it.each(ROWS)('%s', async (name, script, expected) => {
    smtp.follow(script);
    await test.request
      .post(SEND)
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', pathway_id: 1 })
      .expect(200);
    const { state, reason } = await attempt();
    figures[name] = goal(reason === null ? state : `${state}: ${reason}`, expected);
    expect({ state, reason: reason ?? 'none' }).toEqual({
      state: expected,
      reason:
        expected === 'done' ? 'none' : expect.stringMatching(/^the mail server |^sending was broken off/),
    });
    // The server is well again: a mail that waits goes, and one that was given up or taken does not.
    smtp.follow({});
    smtp.taken = 0;
    await test.dataSource.query(`update outbox set run_at = now() where state = 'ready'`);
    expect((await attempt()).state).toBe(expected === 'ready' ? 'done' : expected);
    expect(smtp.taken).toBe(expected === 'ready' ? 1 : 0);
  });
});
