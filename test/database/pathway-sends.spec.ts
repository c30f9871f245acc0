import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { SmtpServer } from '../support/smtp-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LEARNERS = ['alice', 'bob', 'carol'];
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const PATHWAYS = [
  { id: 1, email: 'admissions@testx.example' },
  { id: 2, email: 'credit@sons.example' },
];

interface Request {
  readonly learner: string;
  readonly pathway: (typeof PATHWAYS)[number];
}

const request: fc.Arbitrary<Request> = fc.record({
  learner: fc.constantFrom(...LEARNERS),
  pathway: fc.constantFrom(...PATHWAYS),
});

/** Requests that come at the same time, and whether the mails go before the next ones come. */
const rounds = fc.array(
  fc.record({ requests: fc.array(request, { minLength: 1, maxLength: 6 }), deliver: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
);

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

const send = ({ learner, pathway }: Request) =>
  test.request
    .post(`/records/programs/${PROGRAM}/send`)
    .set('Authorization', test.as('root'))
    .send({ username: learner, pathway_id: pathway.id })
    .expect(200);

const nameOf = ({ learner, pathway }: Request) => `${learner}@learners.example to ${pathway.email}`;

/** One for each learner and pathway that was asked for since the mails last went. */
function expectedMails(history: readonly { requests: readonly Request[]; deliver: boolean }[]): string[] {
  const mails: string[] = [];
  const pending = new Set<string>();
  for (const { requests, deliver } of history) {
    for (const one of requests) pending.add(nameOf(one));
    if (!deliver) continue;
    mails.push(...pending);
    pending.clear();
  }
  return [...mails, ...pending].sort();
}

it('makes one mail of all equal requests that come before it goes, and of no others', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (history) => {
      smtp.mails.length = 0;
      for (const { requests, deliver } of history) {
        await Promise.all(requests.map(send));
        if (deliver) await deliverOutbox(test);
      }
      await deliverOutbox(test);
      const mails = smtp.accepted.map(
        ({ raw, to }) => `${/^reply-to:.*?(\w+@[\w.]+)/im.exec(raw)?.[1]} to ${to.join()}`,
      );
      expect(mails.sort()).toEqual(expectedMails(history));
      expect(new Set(smtp.accepted.map(({ messageId }) => messageId)).size).toBe(mails.length);
    }),
    { numRuns: 20 },
  );
}, 90_000);
