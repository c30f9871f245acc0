import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** A delivery can wait for something that happens later, without attempts. See "Waiting" in docs/outbox.md. */
export class OutboxWaiting1764000001890 implements MigrationInterface {
  name = 'OutboxWaiting1764000001890';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      'alter table outbox add column if not exists woken boolean not null default false',
      `alter table outbox drop constraint outbox_state_ck, add constraint outbox_state_ck
         check (state in ('ready', 'leased', 'waiting', 'done', 'dead', 'cancelled')) not valid`,
      FUNCTION,
      view(`when state in ('ready', 'waiting') then run_at`),
    );
    await steps.briefly('alter table outbox validate constraint outbox_state_ck');
    await steps.indexConcurrently('outbox_waiting_ix', `on outbox (run_at) where state = 'waiting'`);
    await steps.indexConcurrently(
      'outbox_wake_ix',
      `on outbox (subscriber, subject) where subject is not null and state = 'waiting'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// A transaction that makes what a delivery waits for calls it. It also touches a delivery that no attempt has yet, or one
// in an attempt, which may have looked too early: the first is not claimed before this transaction ends, the second does
// not wait.
const FUNCTION = `
create or replace function outbox_wake(waker_of text, subjects text[]) returns void language plpgsql as $$
declare
  waited integer;
begin
  update outbox set state = 'ready', run_at = clock_timestamp()
   where subscriber = waker_of and subject = any (subjects) and state = 'waiting';
  get diagnostics waited = row_count;
  update outbox set woken = true
   where subscriber = waker_of and subject = any (subjects) and state in ('ready', 'leased');
  if waited > 0 then perform pg_notify('outbox', ''); end if;
end $$;
`;

const view = (nextAttempt: string) => `
create or replace view outbox_delivery as
select
  id,
  subscriber,
  dedupe_key,
  case state when 'ready' then 'pending' when 'leased' then 'pending' when 'dead' then 'failed' else state end as status,
  attempts,
  last_error,
  case ${nextAttempt} end as next_attempt,
  done_at as ended_at
from outbox;
`;

// The previous version does not wait: it delivers at once.
const DOWN = `
update outbox set state = 'ready', run_at = now() where state = 'waiting';
${view(`state when 'ready' then run_at`)}
drop function outbox_wake(text, text[]);
drop index outbox_wake_ix, outbox_waiting_ix;
alter table outbox drop constraint outbox_state_ck, drop column woken;
alter table outbox add constraint outbox_state_ck check (state in ('ready', 'leased', 'done', 'dead', 'cancelled'));
`;
