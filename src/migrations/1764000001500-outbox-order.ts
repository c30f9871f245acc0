import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** Deliveries about the same subject keep their order, and a claim reads the rows of one subscriber only. */
export class OutboxOrder1764000001500 implements MigrationInterface {
  name = 'OutboxOrder1764000001500';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(COLUMN);
    await steps.indexConcurrently(
      'outbox_due_ix',
      `on outbox (subscriber, run_at) where state in ('ready', 'leased')`,
    );
    await steps.indexConcurrently(
      'outbox_subject_ix',
      `on outbox (subscriber, subject, id) where subject is not null and state in ('ready', 'leased')`,
    );
    // Rows of processes of the release before, which still run, have no subject and keep no order.
    await runner.query(SUBJECTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// now() is the begin of a transaction: the later of two changes can have begun first. Finished rows make much work for
// autovacuum, whose usual settings wait until a fifth of a table is dead.
const COLUMN = `
alter table outbox add column if not exists subject text;
alter table outbox alter column run_at set default clock_timestamp(), alter column created set default clock_timestamp();
alter table outbox set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table throttle set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200, fillfactor = 70);
`;

const SUBJECTS = `
update outbox set subject = 'credential:' || (payload ->> 'credentialId')
 where state in ('ready', 'leased') and subject is null and topic in ('credential.awarded', 'credential.revoked')
`;

const DOWN = `
drop index outbox_subject_ix, outbox_due_ix;
alter table throttle reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, fillfactor);
alter table outbox reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay);
alter table outbox alter column run_at set default now(), alter column created set default now();
alter table outbox drop column subject;
`;
