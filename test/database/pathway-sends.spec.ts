import { describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import { usePathwayStage } from '../support/pathway-stage.js';

const LEARNERS = ['alice', 'bob', 'carol'];
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

/** Requests at the same time, and whether the mails go before the next requests. */
const rounds = fc.array(
  fc.record({ requests: fc.array(request, { minLength: 1, maxLength: 6 }), deliver: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
);

type History = readonly { readonly requests: readonly Request[]; readonly deliver: boolean }[];

const nameOf = ({ learner, pathway }: Request) => `${learner}@learners.example to ${pathway.email}`;

/** One mail for each learner and pathway requested since the last delivery, or, with an interval, since ever. */
function expectedMails(history: History, interval: string): string[] {
  const mails: string[] = [];
  let pending = new Set<string>();
  for (const { requests, deliver } of history) {
    for (const name of requests.map(nameOf)) if (interval === '0' || !mails.includes(name)) pending.add(name);
    if (!deliver) continue;
    mails.push(...pending);
    pending = new Set();
  }
  return [...mails, ...pending].sort();
}

describe.each([
  ['0', 'one mail of all equal requests that come before it goes, and of no others'],
  ['24', 'one mail of all equal requests'],
])('with CREDIT_REQUEST_INTERVAL=%s', (interval, what) => {
  const stage = usePathwayStage({ CREDIT_REQUEST_INTERVAL: interval });

  it(`makes ${what}`, async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (history) => {
        stage.smtp.mails.length = 0;
        await stage.sql('truncate pathway_notification, user_credit_pathway, outbox');
        for (const { requests, deliver } of history) {
          await Promise.all(
            requests.map(({ learner, pathway }) => stage.send(pathway.id, learner).expect(200)),
          );
          if (deliver) await stage.deliver();
        }
        await stage.deliver();
        const mails = stage.smtp.accepted.map(
          ({ raw, to }) => `${/^reply-to:.*?(\w+@[\w.]+)/im.exec(raw)?.[1]} to ${to.join()}`,
        );
        expect(mails.sort()).toEqual(expectedMails(history, interval));
        expect(new Set(stage.smtp.accepted.map(({ messageId }) => messageId)).size).toBe(mails.length);
      }),
      { numRuns: 10 },
    );
  }, 240_000);
});
