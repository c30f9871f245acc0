import { beforeAll, describe, expect, it } from '@jest/globals';
import { readCompletion } from '../../src/completion-mail/delivery/completion.sql.js';
import type { CompletionMailFilter } from '../../src/completion-mail/mails/dto/list-completion-mails.query.js';
import {
  completionMailList,
  readCompletionMail,
  readForRetry,
} from '../../src/completion-mail/mails/completion-mails.sql.js';
import {
  findDead,
  listDeliveries,
  listDeliveriesAbout,
  retryEnded,
  summarizeDeliveries,
} from '../../src/platform/outbox/deliveries.sql.js';
import { retryDelivery } from '../../src/platform/outbox/outbox.sql.js';
import { describeDeliveries, findSubjects } from '../../src/deliveries/deliveries.sql.js';
import { generateCredentials } from '../support/generated-credentials.js';
import { genericPlan } from '../support/generic-plan.js';
import { useOpenDatabase } from '../support/open-database.js';

const MAILS = 25_000;
const PROGRAM = 'e0000000-0000-4000-8000-000000000001';
const GROWING = /Seq Scan on (user_credential|users|outbox)\b/;

describe(`the lists of completion mails and of all deliveries, with ${MAILS} among 200,000 other deliveries`, () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await generateCredentials(test.dataSource, 50_000);
    for (const sql of [
      `insert into user_credential (user_id, program_certificate_id, status)
         select users.id, certificate.id, 'awarded' from users, program_certificate certificate
          where users.username like 'learner_%'
         on conflict do nothing`,
      `insert into outbox (topic, subscriber, dedupe_key, subject, payload, state, done_at)
         select 'credential.awarded', 'completion-mail', 'credential.awarded:' || id || ':1', 'credential:' || id, '{}',
                case when id % 100 = 0 then 'dead' else 'done' end, now()
           from user_credential where program_certificate_id is not null`,
      `insert into outbox (topic, subscriber, dedupe_key, subject, payload, state, done_at)
         select 'test', 'test', 'test:' || n, 'credential:' || n, '{}', 'done', now() from generate_series(1, 200000) n`,
      'vacuum analyze outbox',
      'analyze',
    ]) {
      await test.dataSource.query(sql);
    }
  }, 120_000);

  it('has its rows', async () => {
    const [{ count }] = await test.dataSource.query<[{ count: number }]>(
      `select count(*)::int as count from outbox_delivery where subscriber = 'completion-mail'`,
    );
    expect(count).toBe(MAILS);
  });

  it.each<[string, CompletionMailFilter]>([
    ['no filter', {}],
    ['username', { username: 'learner_77' }],
    ['program_uuid', { programUuid: PROGRAM }],
    ['state', { state: 'failed' }],
    ['all filters', { username: 'learner_77', programUuid: PROGRAM, state: 'failed' }],
  ])('reads a page by %s through indexes, never by a scan of a table that grows', async (_, filter) => {
    const { statement, values } = completionMailList.query(1, filter);
    const literals = values.map((value) => `'${String(value)}'`);
    const plan = await genericPlan(test.dataSource, statement, literals);
    expect(plan).toContain('outbox_listed_ix');
    expect(plan).not.toMatch(GROWING);
  });

  it.each([
    ['a mail', readCompletionMail],
    ['a mail to retry', readForRetry],
    ['what the mail depends on', readCompletion],
    ['the delivery', retryDelivery],
  ])('reads %s by its number', async (_, statement) => {
    const plan = await genericPlan(test.dataSource, statement, [100]);
    expect(plan).toMatch(/Index/);
    expect(plan).not.toMatch(GROWING);
  });

  const NARROWED = ['null', 'null', 'null', 'null', 'null', 'null', 'null', '21'];

  it.each<[string, { readonly text: string }, readonly string[], RegExp]>([
    ['all deliveries', listDeliveries, NARROWED, /Index Only Scan Backward using outbox_ended_ix/],
    ['those about a learner', listDeliveriesAbout, [...NARROWED, `'{credential:1}'`], /outbox_listed_ix/],
    ['the subjects of a learner', findSubjects, [`'learner_77'`], /Index/],
    ['the items of a page', describeDeliveries, [`'http://x'`, `'{1,2}'`], /outbox_pk/],
    ['the counts', summarizeDeliveries, [], /outbox_ended_ix/],
    ['what has failed', findDead, ['null', 'null', 'null', '0', '500'], /outbox_(dead|ended)_ix/],
    ['those to retry', retryEnded, [`'{1,2}'`, `'x'`], /outbox_pk/],
  ])('reads %s of all topics through indexes', async (_, statement, values, index) => {
    const plan = await genericPlan(test.dataSource, statement, values);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(GROWING);
  });
});
