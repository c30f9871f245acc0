import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** A row for each subscriber of an event, and a view of deliveries for other modules. See docs/outbox.md. */
export class OutboxBySubscriber1764000001400 implements MigrationInterface {
  name = 'OutboxBySubscriber1764000001400';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      `alter table outbox add column if not exists subscriber text not null default 'nobody'`,
    );
    await steps.indexConcurrently('outbox_delivery_uq', 'on outbox (dedupe_key, subscriber)', {
      unique: true,
    });
    await steps.briefly(SWAP);
    await steps.briefly(MOVE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/** Condition: both subscribers of awards want the event. Older payloads say `created` for `first`. */
const WANTED = `topic = 'credential.awarded' and payload ->> 'kind' = 'program'
  and coalesce(payload ->> 'first', payload ->> 'created') = 'true'`;

// The default fills the column without rewriting the table, so only rows that have a subscriber are written.
const SWAP = `
alter table outbox alter column subscriber drop default;
alter table outbox drop constraint outbox_dedupe_key_uq;
alter table outbox add constraint outbox_dedupe_key_uq unique using index outbox_delivery_uq;
`;

// A waiting or dead award becomes two rows: the row itself is for the pathways, a copy is for the completion mail. The copy of a
// leased row is due at once, since only the row itself stays with its worker. There is no copy if the award has already
// made its completion mail: that message is the delivery.
const MOVE = `
insert into outbox (topic, dedupe_key, subscriber, payload, state, attempts, max_attempts, run_at, last_error, created, done_at)
select topic, dedupe_key, 'completion-mail',
       jsonb_build_object('version', 1, 'credentialId', payload -> 'credentialId', 'kind', 'program', 'first', true),
       case state when 'dead' then 'dead' else 'ready' end, case state when 'leased' then 0 else attempts end, max_attempts,
       case state when 'leased' then now() else run_at end, last_error, created, done_at
  from outbox award
 where state in ('ready', 'leased', 'dead') and ${WANTED}
   and not exists (select from outbox mail where mail.dedupe_key = 'completion.mail:' || (award.payload ->> 'credentialId'))
on conflict (dedupe_key, subscriber) do nothing;

update outbox
   set subscriber = 'credit-pathways.updates',
       payload = payload - 'created' || '{"version": 1, "first": true}'
 where subscriber = 'nobody' and ${WANTED};

update outbox
   set subscriber = 'completion-mail', topic = 'credential.awarded',
       payload = payload || '{"version": 1, "kind": "program", "first": true}'
 where topic = 'completion.mail';

update outbox
   set subscriber = 'credit-pathways.mail', payload = payload || '{"version": 1}'
 where topic = 'credit-pathway.request';

update outbox
   set state = 'done', done_at = now(), lease_owner = null, lease_until = null
 where subscriber = 'nobody' and state in ('ready', 'leased', 'dead');

create or replace view outbox_delivery as
select
  id,
  subscriber,
  dedupe_key,
  case state when 'ready' then 'pending' when 'leased' then 'pending' when 'dead' then 'failed' else state end as status,
  attempts,
  last_error,
  case state when 'ready' then run_at end as next_attempt,
  done_at as ended_at
from outbox;
`;

// Makes each completion mail a message of its own again. The previous version does not know rows of later subscribers.
const DOWN = `
drop view outbox_delivery;
delete from outbox
 where subscriber not in ('nobody', 'credit-pathways.updates', 'credit-pathways.mail', 'completion-mail');
update outbox
   set topic = 'completion.mail', dedupe_key = 'completion.mail:' || (payload ->> 'credentialId'),
       payload = jsonb_build_object('credentialId', payload -> 'credentialId')
 where subscriber = 'completion-mail';
alter table outbox drop constraint outbox_dedupe_key_uq;
alter table outbox add constraint outbox_dedupe_key_uq unique (dedupe_key);
alter table outbox drop column subscriber;
`;
