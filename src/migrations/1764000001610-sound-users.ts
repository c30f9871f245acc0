import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The database refuses users, groups and a site that make no sense, also from SQL by hand, and keeps the group Admins.
 * The next migration repairs and checks existing rows, so that no table is read through under this one's locks.
 * The site gets the key of tokens against forged requests.
 */
export class SoundUsers1764000001610 implements MigrationInterface {
  name = 'SoundUsers1764000001610';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const CONTROL = String.raw`\u0001-\u001f\u007f-\u009f\u2028\u2029`;

// U+FFFD stands for bytes that were no text: two such names would be the same, but not the same person.
const UP = `
alter table users add constraint users_username_line_ck check (username !~ '[${CONTROL}\\ufffd]') not valid;
alter table users add constraint users_email_ck check (email !~ '[[:space:]${CONTROL}]') not valid;
alter table users add constraint users_full_name_ck
  check (full_name = '' or (full_name !~ '[${CONTROL}]' and btrim(full_name) <> '')) not valid;
alter table user_group add constraint user_group_name_ck
  check (name !~ '[${CONTROL}]' and btrim(name) <> '') not valid;
alter table site add constraint site_platform_name_ck check (btrim(platform_name) <> '') not valid;
alter table site add constraint site_partner_from_address_ck
  check (partner_from_address !~ '[[:space:]${CONTROL}]') not valid;
alter table site add column csrf_key uuid not null default gen_random_uuid();
alter table site alter column csrf_key drop default;

create function user_group_admins_stays() returns trigger language plpgsql as $$
begin
  raise exception 'The group Admins cannot be renamed or deleted' using errcode = 'check_violation';
end $$;
create trigger user_group_admins_renamed before update of name on user_group for each row
  when (old.name = 'Admins' and new.name <> 'Admins') execute function user_group_admins_stays();
create trigger user_group_admins_deleted before delete on user_group for each row
  when (old.name = 'Admins') execute function user_group_admins_stays();
create trigger user_group_admins_truncated before truncate on user_group
  execute function user_group_admins_stays();
`;

const DOWN = `
drop trigger user_group_admins_truncated on user_group;
drop trigger user_group_admins_deleted on user_group;
drop trigger user_group_admins_renamed on user_group;
drop function user_group_admins_stays();
alter table site drop column csrf_key, drop constraint site_partner_from_address_ck, drop constraint site_platform_name_ck;
alter table user_group drop constraint user_group_name_ck;
alter table users drop constraint users_full_name_ck, drop constraint users_email_ck, drop constraint users_username_line_ck;
`;
