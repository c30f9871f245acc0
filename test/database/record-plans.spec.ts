import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  insertRequest,
  insertUpdates,
  readCreditRequest,
  withdrawRequests,
} from '../../src/credit-pathways/credit-request.sql.js';
import { READS_FOR_STAFF } from '../../src/credentials/credential.sql.js';
import { readProgress } from '../../src/records/progress/progress.sql.js';
import { readForRetry, readNotification } from '../../src/credit-pathways/notifications.sql.js';
import type { Statement } from '../../src/platform/database/index.js';
import { listProgramRecords, readProgramRecord } from '../../src/records/program-record.sql.js';
import { generateCredentials } from '../support/generated-credentials.js';
import { genericPlan } from '../support/generic-plan.js';
import { useOpenDatabase } from '../support/open-database.js';

type AnyStatement = Statement<object, readonly unknown[]>;

describe('the statements of records and pathways among 100,000 credentials', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await generateCredentials(test.dataSource, 100_000);
    for (const sql of [
      `insert into user_grade (user_id, course_run_id, percent_grade, letter_grade, verified)
         select c.user_id, cc.course_run_id, 0.8, 'B', true
           from user_credential c join course_certificate cc on cc.id = c.course_certificate_id`,
      `insert into pathway (uuid, name, org_name, email, pathway_type, status)
         select gen_random_uuid(), 'Pathway ' || n, '', 'office@example.org', 'credit', 'published' from generate_series(1, 10) n`,
      'insert into pathway_program (pathway_id, program_id) select w.id, p.id from pathway w, program p',
      'insert into program_cert_record (user_id, program_id) select u.id, p.id from users u, program p where p.id <= 2',
      `insert into user_credit_pathway (user_id, pathway_id, program_id, status)
         select u.id, w.id, p.id, 'sent' from users u, pathway w, program p where p.id <= 2 and w.id <= 2`,
      `begin;
       insert into pathway_notification (user_id, pathway_id, program_id, kind)
         select user_id, pathway_id, program_id, 'first' from user_credit_pathway;
       insert into outbox (topic, subscriber, dedupe_key, payload, state, done_at)
         select 'credit-pathway.request', 'credit-pathways.mail', 'credit-pathway.request:' || id, '{}', 'done', now() from pathway_notification;
       commit`,
      'analyze',
    ]) {
      await test.dataSource.query(sql);
    }
  }, 120_000);

  it.each<[string, AnyStatement, readonly unknown[]]>([
    ['a learner’s programs', listProgramRecords, [77]],
    ['a record', readProgramRecord, [77, 1]],
    ['the progress', readProgress, [77, 1]],
    [
      'a credential and why it is not visible',
      READS_FOR_STAFF.readCredentialByUuid,
      [`'http://x'`, `'00000000-0000-4000-8000-000000000001'`],
    ],
    ['a request', insertRequest, [77, 1, 1, 24]],
    ['updates', insertUpdates, [100]],
    ['a mail', readCreditRequest, [100]],
    ['the mails to withdraw', withdrawRequests, [77, 1]],
    ['a notification', readNotification, [100]],
    ['a notification to retry', readForRetry, ['array[100]']],
  ])(
    'find %s through indexes, never by a scan of a table that grows with learners',
    async (_, statement, values) => {
      const plan = await genericPlan(test.dataSource, statement, values);
      expect(plan).toMatch(/Index/);
      expect(plan).not.toMatch(
        /Seq Scan on (user_credential|user_grade|users|program_cert_record|user_credit_pathway|pathway_notification|outbox)\b/,
      );
    },
  );

  it('read a shared record, which anyone may ask for, at a cost that grows with its courses and not with their square', async () => {
    const plan = await genericPlan(test.dataSource, readProgramRecord, [77, 1]);
    expect(plan).toContain('CTE Scan on earned');
    expect(repeatedParts(plan).filter((line) => line.includes('CTE Scan'))).toEqual([]);
  });
});

/** The lines of subplans, which run again for each row. */
function repeatedParts(plan: string): string[] {
  let depth = Infinity;
  return plan.split('\n').filter((line) => {
    const at = line.search(/\S/);
    if (at <= depth) depth = /^\s*SubPlan \d/.test(line) ? at : Infinity;
    return at > depth;
  });
}
