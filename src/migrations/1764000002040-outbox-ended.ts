import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * Deliveries can be listed by time, topic, subscriber and state. The index has only those that have ended: a delivery gets into
 * it once, at its end, and open ones are found by the other indexes.
 */
export class OutboxEnded1764000002040 implements MigrationInterface {
  name = 'OutboxEnded1764000002040';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(VIEW);
    await steps.indexConcurrently(
      'outbox_ended_ix',
      `on outbox (state, topic, subscriber, created, id) where state in ('done', 'dead', 'cancelled')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const COLUMNS = `
  id,
  subscriber,
  dedupe_key,
  case state when 'ready' then 'pending' when 'leased' then 'pending' when 'dead' then 'failed' else state end as status,
  attempts,
  last_error,
  case when state in ('ready', 'waiting') then run_at end as next_attempt,
  done_at as ended_at,
  subject,
  created`;

// New columns of a view come last, so that processes of the release before read it as ever.
const VIEW = `
create or replace view outbox_delivery as
select ${COLUMNS},
  topic,
  max_attempts
from outbox;
`;

const DOWN = `
drop index outbox_ended_ix;
drop view outbox_delivery;
create view outbox_delivery as
select ${COLUMNS}
from outbox;
`;
