import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A credential knows which transaction changed it last, so that a reader can follow the changes and miss none; and lists
 * find by the times of creation and change. Stored rows keep the number 0: they come before all later changes. Triggers
 * write the number, so that processes of the release before and SQL by hand do, too.
 */
export class CredentialChanges1764000002010 implements MigrationInterface {
  name = 'CredentialChanges1764000002010';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      'alter table user_credential add column if not exists change bigint not null default 0',
      'create sequence if not exists user_credential_change_base minvalue 0 start 0',
      FUNCTIONS,
      TRIGGER,
    );
    // Apart: a writer of attributes holds their table and needs that of the credentials next.
    await steps.briefly(ATTRIBUTE_TRIGGERS);
    await steps.indexConcurrently('user_credential_change_ix', 'on user_credential (change, id)');
    await steps.indexConcurrently('user_credential_modified_ix', 'on user_credential (modified, change)');
    await steps.indexConcurrently('user_credential_created_ix', 'on user_credential (created)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// Transaction ids alone would begin again in a restored database: `user_credential_change_base` is added to them.
// credential_changes_go_on() raises it where a stored number is one that this database cannot have given. The leap keeps
// new numbers above those that readers saw before an older backup was restored.
const FUNCTIONS = `
create or replace function credential_change() returns bigint language sql volatile as
  'select last_value + pg_current_xact_id()::text::bigint from user_credential_change_base';

create or replace function user_credential_change() returns trigger language plpgsql as $$
begin
  new.change := (select last_value from user_credential_change_base) + pg_current_xact_id()::text::bigint;
  return new;
end $$;

create or replace function user_credential_attribute_changed() returns trigger language plpgsql as $$
begin
  update user_credential credential set modified = greatest(now(), credential.modified)
   where credential.id = any (array(select credential_id from touched))
     and credential.change <> credential_change();
  return null;
end $$;

create or replace function credential_changes_go_on() returns boolean language plpgsql as $$
declare
  foreign_number constant text := 'select max(change) from user_credential having max(change) >=
    (select last_value + pg_snapshot_xmax(pg_current_snapshot())::text::bigint from user_credential_change_base)';
  highest bigint;
begin
  execute foreign_number into highest;
  if highest is null then return false; end if;
  lock table user_credential in share row exclusive mode;
  execute foreign_number into highest;
  if highest is null then return false; end if;
  perform setval('user_credential_change_base',
                 highest - pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 4294967296);
  return true;
end $$;
`;

const TRIGGER = `
create or replace trigger user_credential_change_tg before insert or update on user_credential
  for each row execute function user_credential_change();
`;

// A request that issues has changed the credential before its attributes: then there is nothing left to do.
const ATTRIBUTE_TRIGGERS = `
create or replace trigger user_credential_attribute_inserted_tg after insert on user_credential_attribute
  referencing new table as touched for each statement execute function user_credential_attribute_changed();
create or replace trigger user_credential_attribute_updated_tg after update on user_credential_attribute
  referencing new table as touched for each statement execute function user_credential_attribute_changed();
create or replace trigger user_credential_attribute_deleted_tg after delete on user_credential_attribute
  referencing old table as touched for each statement execute function user_credential_attribute_changed();
`;

const DOWN = `
drop trigger user_credential_attribute_inserted_tg on user_credential_attribute;
drop trigger user_credential_attribute_updated_tg on user_credential_attribute;
drop trigger user_credential_attribute_deleted_tg on user_credential_attribute;
drop trigger user_credential_change_tg on user_credential;
drop function credential_changes_go_on();
drop function user_credential_attribute_changed();
drop function user_credential_change();
drop function credential_change();
drop sequence user_credential_change_base;
drop index user_credential_created_ix, user_credential_modified_ix, user_credential_change_ix;
alter table user_credential drop column change;
`;
