import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The database refuses SQL by hand that makes a mail count as sent which never went, that gives a credential or a shared
 * record to another learner, and addresses of the site that lead nowhere on the web. Stored rows are not read, but for
 * the one of the site: an address that is none becomes null, as it was of no use.
 */
export class FixedRows1764000001850 implements MigrationInterface {
  name = 'FixedRows1764000001850';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SITE);
    await runner.query(LEARNERS);
    await runner.query(MESSAGES);
    await runner.query(NOTIFICATIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const ADDRESSES = [
  ['lms_url_root', 'site_lms_url_ck'],
  ['records_help_url', 'site_records_help_url_ck'],
  ['learner_record_mfe_url', 'site_learner_record_url_ck'],
] as const;

const isWebAddress = (column: string) =>
  String.raw`${column} ~* '^https?://[^[:space:]\u0001-\u001f\u007f-\u009f\u2028\u2029]+$'`;

const SITE = ADDRESSES.map(
  ([column, constraint]) => `
update site set ${column} = null where not (${isWebAddress(column)});
alter table site add constraint ${constraint} check (${isWebAddress(column)});`,
).join('');

// A course credential follows the certificate of its run, so that column is free.
const LEARNERS = `
create trigger user_credential_fixed_tg before update of user_id, program_certificate_id on user_credential
  for each row when ((new.user_id, new.program_certificate_id) is distinct from (old.user_id, old.program_certificate_id))
  execute function refuse_change('a credential keeps its learner and program');
create trigger program_cert_record_fixed_tg before update of user_id, program_id on program_cert_record
  for each row when ((new.user_id, new.program_id) <> (old.user_id, old.program_id))
  execute function refuse_change('a shared record keeps its learner and program');
`;

// The service never writes the fixed columns. The triggers run after the update, since one before it locks each row once
// more, whatever its columns: every claim would pay for it.
const MESSAGES = `
create trigger outbox_fixed_tg
  after update of id, topic, subscriber, dedupe_key, subject, payload, created on outbox
  for each row when ((new.id, new.topic, new.subscriber, new.dedupe_key, new.subject, new.payload, new.created)
         is distinct from (old.id, old.topic, old.subscriber, old.dedupe_key, old.subject, old.payload, old.created))
  execute function refuse_change('a message keeps what it is about');
create trigger outbox_delivered_tg after update of state on outbox
  for each row when (new.state = 'done' and old.state not in ('leased', 'done'))
  execute function refuse_change('a message is done only after an attempt');
`;

// A worker may note its mail late, when others have its message already. So this refuses only while no attempt was made:
// one that was given up has left its reason.
const NOTIFICATIONS = `
create or replace trigger pathway_notification_fixed_tg
  before update of id, user_id, pathway_id, program_id, kind, credential_id, created on pathway_notification
  for each row when ((new.id, new.user_id, new.pathway_id, new.program_id, new.kind, new.credential_id, new.created)
         is distinct from (old.id, old.user_id, old.pathway_id, old.program_id, old.kind, old.credential_id, old.created))
  execute function refuse_change('a notification keeps its number, learner, program, pathway, cause and time');

create function pathway_notification_was_tried() returns trigger language plpgsql as $$
begin
  if exists (select from outbox
              where dedupe_key = 'credit-pathway.request:' || new.id and subscriber = 'credit-pathways.mail'
                and state = 'ready' and attempts = 0 and last_error is null) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'a notification whose message waits was not sent';
  end if;
  return new;
end $$;
create trigger pathway_notification_sent_tg before update of outcome on pathway_notification
  for each row when (new.outcome = 'sent' and old.outcome is distinct from 'sent')
  execute function pathway_notification_was_tried();
`;

const DOWN = `
drop trigger pathway_notification_sent_tg on pathway_notification;
drop function pathway_notification_was_tried();
create or replace trigger pathway_notification_fixed_tg
  before update of user_id, pathway_id, program_id, kind, credential_id on pathway_notification
  for each row when ((new.user_id, new.pathway_id, new.program_id, new.kind, new.credential_id) is distinct from
                     (old.user_id, old.pathway_id, old.program_id, old.kind, old.credential_id))
  execute function refuse_change('a notification keeps its learner, program, pathway and cause');
drop trigger outbox_delivered_tg on outbox;
drop trigger outbox_fixed_tg on outbox;
drop trigger program_cert_record_fixed_tg on program_cert_record;
drop trigger user_credential_fixed_tg on user_credential;
${ADDRESSES.map(([, constraint]) => `alter table site drop constraint ${constraint};`).join('\n')}
`;
