import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The database refuses rows that make no sense, also from SQL by hand. Existing rows are repaired and checked by the
 * next migration, so that no table is read through under this one's locks.
 */
export class SoundRows1764000001700 implements MigrationInterface {
  name = 'SoundRows1764000001700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKS);
    await runner.query(RUN_KEYS);
    await runner.query(COUNTERS);
    await runner.query(REQUESTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/** Condition: the column is one line without control characters, and not blank. */
const isLine = (column: string) =>
  String.raw`${column} !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' and btrim(${column}) <> ''`;

const isWebAddress = (column: string) =>
  String.raw`${column} ~* '^https?://[^[:space:]\u0001-\u0020\u007f-\u009f\u2028\u2029]+$'`;

const isMailAddress = (column: string) =>
  String.raw`${column} = '' or ${column} ~ '^[^[:space:]\u0001-\u0020\u007f-\u009f\u2028\u2029@,;<>]+@[^[:space:]\u0001-\u0020\u007f-\u009f\u2028\u2029@,;<>]+$'`;

const CHECKS = `
alter table organization add constraint organization_key_ck check (${isLine('key')}) not valid;
alter table organization add constraint organization_logo_ck check (${isWebAddress('certificate_logo_image_url')}) not valid;
alter table course add constraint course_key_ck check (${isLine('key')}) not valid;
alter table course_run add constraint course_run_key_ck check (${isLine('key')}) not valid;
alter table pathway drop constraint pathway_email_ck;
alter table pathway add constraint pathway_email_ck check (${isMailAddress('email')}) not valid;
alter table course_certificate add constraint course_certificate_course_id_ck check (${isLine('course_id')}) not valid;
alter table program_certificate add constraint program_certificate_language_ck
  check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$') not valid;
alter table completion_mail_template add constraint completion_mail_template_line_ck check (${isLine('key')}) not valid;
alter table catalog_sync add constraint catalog_sync_summary_ck check (jsonb_typeof(summary) = 'object') not valid;
alter table user_credential add constraint user_credential_status_changes_ck check (status_changes > 0) not valid;
alter table user_credential add constraint user_credential_download_url_ck check (${isWebAddress('download_url')}) not valid;
alter table user_credential_attribute add constraint user_credential_attribute_name_ck check (${isLine('name')}) not valid;
`;

// The key of the certificate follows that of its run. A certificate that waits for the new key gives its settings to
// the one that takes that key: the LMS has configured it later. Only an upgrade or SQL by hand leaves credentials to one
// that waits. They move, too; where a learner has both, the waiting one keeps them, with its number behind the key.
const RUN_KEYS = `
alter table course_run add constraint course_run_id_key_uq unique (id, key);
alter table course_certificate drop constraint course_certificate_course_run_fk;
alter table course_certificate add constraint course_certificate_course_run_fk
  foreign key (course_run_id, course_id) references course_run (id, key) on update cascade not valid;

create function course_run_takes_waiting_certificates() returns trigger language plpgsql as $$
begin
  update user_credential held set course_certificate_id = own.id
    from course_certificate own join course_certificate waiting using (certificate_type)
   where own.course_run_id = new.id and waiting.course_run_id is null and waiting.course_id = new.key
     and held.course_certificate_id = waiting.id
     and not exists (select from user_credential other
                      where other.user_id = held.user_id and other.course_certificate_id = own.id);
  update course_certificate waiting set course_id = left(waiting.course_id, 240) || ' ' || waiting.id
    from course_certificate own
   where own.course_run_id = new.id and own.certificate_type = waiting.certificate_type
     and waiting.course_run_id is null and waiting.course_id = new.key
     and exists (select from user_credential where course_certificate_id = waiting.id);
  with waiting as (
    delete from course_certificate waiting using course_certificate own
     where own.course_run_id = new.id and waiting.course_run_id is null
       and waiting.course_id = new.key and waiting.certificate_type = own.certificate_type
    returning own.id, waiting.certificate_available_date, waiting.is_active)
  update course_certificate own
     set certificate_available_date = waiting.certificate_available_date, is_active = waiting.is_active,
         modified = greatest(now(), own.modified)
    from waiting where own.id = waiting.id;
  return new;
end $$;
create trigger course_run_key_tg before update of key on course_run
  for each row when (new.key <> old.key) execute function course_run_takes_waiting_certificates();
`;

// The condition stands in the trigger, so that a change that it allows does not call the function.
const COUNTERS = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name, message = tg_argv[0];
end $$;

create trigger user_credential_status_changes_tg before update of status_changes on user_credential
  for each row when (new.status_changes < old.status_changes)
  execute function refuse_change('the number of changes of a credential never decreases');
create trigger user_credential_first_award_tg before update of first_awarded_at on user_credential
  for each row when (old.first_awarded_at is not null and new.first_awarded_at is null)
  execute function refuse_change('an award does not become one that never was');
`;

// A mark outlives the link between its program and pathway, and a notification outlives its mark: they are history. So
// these are rules for new rows, which no foreign key can express.
const REQUESTS = `
create function user_credit_pathway_belongs() returns trigger language plpgsql as $$
begin
  if not exists (select from pathway_program where pathway_id = new.pathway_id and program_id = new.program_id) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'the pathway does not recognise the program';
  end if;
  return new;
end $$;
create trigger user_credit_pathway_belongs_tg before insert on user_credit_pathway
  for each row execute function user_credit_pathway_belongs();
create trigger user_credit_pathway_fixed_tg before update of user_id, pathway_id, program_id on user_credit_pathway
  for each row when ((new.user_id, new.pathway_id, new.program_id) <> (old.user_id, old.pathway_id, old.program_id))
  execute function refuse_change('a mark keeps its learner, program and pathway');

create function pathway_notification_belongs() returns trigger language plpgsql as $$
begin
  if not exists (select from user_credit_pathway mark
                  where mark.user_id = new.user_id and mark.program_id = new.program_id
                    and mark.pathway_id = new.pathway_id) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'the learner has not sent the record of the program to the pathway';
  end if;
  if new.credential_id is not null and not exists (
       select from user_credential credential
         join program_certificate certificate on certificate.id = credential.program_certificate_id
        where credential.id = new.credential_id and credential.user_id = new.user_id
          and certificate.program_id = new.program_id) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'the credential is not the learner''s credential of the program';
  end if;
  return new;
end $$;
create trigger pathway_notification_belongs_tg before insert on pathway_notification
  for each row execute function pathway_notification_belongs();
create trigger pathway_notification_fixed_tg
  before update of user_id, pathway_id, program_id, kind, credential_id on pathway_notification
  for each row when ((new.user_id, new.pathway_id, new.program_id, new.kind, new.credential_id) is distinct from
                     (old.user_id, old.pathway_id, old.program_id, old.kind, old.credential_id))
  execute function refuse_change('a notification keeps its learner, program, pathway and cause');
create trigger pathway_notification_ended_tg before update of outcome on pathway_notification
  for each row when (old.outcome is not null and new.outcome is null)
  execute function refuse_change('a notification that has ended does not begin again');

create function pathway_notification_has_message() returns trigger language plpgsql as $$
begin
  if exists (select from pathway_notification where id = new.id and outcome is null)
     and not exists (select from outbox where dedupe_key = 'credit-pathway.request:' || new.id
                        and subscriber = 'credit-pathways.mail') then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'a notification without an outcome needs its message in the outbox';
  end if;
  return null;
end $$;
create constraint trigger pathway_notification_message_tg after insert on pathway_notification
  deferrable initially deferred for each row execute function pathway_notification_has_message();

create function pathway_notification_keeps_message() returns trigger language plpgsql as $$
declare
  notification pathway_notification;
begin
  select * into notification from pathway_notification
   where 'credit-pathway.request:' || id = old.dedupe_key and outcome is null
     and id = substring(old.dedupe_key from '[0-9]{1,18}$')::bigint;
  if not found then return old; end if;
  if old.state not in ('done', 'cancelled') then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'the message of a notification goes only when it is done or cancelled';
  end if;
  update pathway_notification
     set outcome = case old.state when 'done' then 'sent' else 'cancelled' end, ended_at = old.done_at
   where id = notification.id;
  return old;
end $$;
create trigger outbox_notification_tg before delete on outbox
  for each row when (old.subscriber = 'credit-pathways.mail') execute function pathway_notification_keeps_message();

create function pathway_notification_keeps_messages() returns trigger language plpgsql as $$
begin
  if exists (select from pathway_notification where outcome is null) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name,
      message = 'the messages of notifications go only when they are done or cancelled';
  end if;
  return null;
end $$;
create trigger outbox_notifications_tg after truncate on outbox
  for each statement execute function pathway_notification_keeps_messages();
`;

const DOWN = `
drop trigger outbox_notifications_tg on outbox;
drop function pathway_notification_keeps_messages();
drop trigger outbox_notification_tg on outbox;
drop function pathway_notification_keeps_message();
drop trigger pathway_notification_message_tg on pathway_notification;
drop function pathway_notification_has_message();
drop trigger pathway_notification_ended_tg on pathway_notification;
drop trigger pathway_notification_fixed_tg on pathway_notification;
drop trigger pathway_notification_belongs_tg on pathway_notification;
drop function pathway_notification_belongs();
drop trigger user_credit_pathway_fixed_tg on user_credit_pathway;
drop trigger user_credit_pathway_belongs_tg on user_credit_pathway;
drop function user_credit_pathway_belongs();

drop trigger user_credential_first_award_tg on user_credential;
drop trigger user_credential_status_changes_tg on user_credential;
drop function refuse_change();

drop trigger course_run_key_tg on course_run;
drop function course_run_takes_waiting_certificates();
alter table course_certificate drop constraint course_certificate_course_run_fk;
alter table course_certificate add constraint course_certificate_course_run_fk
  foreign key (course_run_id) references course_run (id);
alter table course_run drop constraint course_run_id_key_uq;

alter table user_credential_attribute drop constraint user_credential_attribute_name_ck;
alter table user_credential drop constraint user_credential_download_url_ck, drop constraint user_credential_status_changes_ck;
alter table catalog_sync drop constraint catalog_sync_summary_ck;
alter table completion_mail_template drop constraint completion_mail_template_line_ck;
alter table program_certificate drop constraint program_certificate_language_ck;
alter table course_certificate drop constraint course_certificate_course_id_ck;
alter table pathway drop constraint pathway_email_ck;
alter table pathway add constraint pathway_email_ck check (email !~ '[[:cntrl:]]');
alter table course_run drop constraint course_run_key_ck;
alter table course drop constraint course_key_ck;
alter table organization drop constraint organization_logo_ck, drop constraint organization_key_ck;
`;
