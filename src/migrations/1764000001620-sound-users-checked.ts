import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Repairs and checks the rows that the constraints of the migration before did not look at. Names and addresses lose the
 * characters that the database refuses now; a username that is then taken or empty gets the user's number, `alice (7)`,
 * since only people can find out whether the two are one person. A broken address becomes empty.
 * One update a table, since a row must be good as a whole.
 */
export class SoundUsersChecked1764000001620 implements MigrationInterface {
  name = 'SoundUsersChecked1764000001620';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPAIR);
    await runner.query(ADMINS);
    await runner.query(VALIDATE);
  }

  async down(): Promise<void> {
    // Nothing: what was repaired stays good.
  }
}

const CONTROL = String.raw`\u0001-\u001f\u007f-\u009f\u2028\u2029`;

/** What users_username_trimmed_ck takes for blanks: some stood behind a character that goes. */
const BLANKS = String.raw`E'\t\n\x0b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`;

const REPAIR = `
with broken as (
  select id, username ~ '[${CONTROL}\\ufffd]' as renamed,
         btrim(regexp_replace(username, '[${CONTROL}\\ufffd]', '', 'g'), ${BLANKS}) as name,
         case when email ~ '[[:space:]${CONTROL}]' then '' else email end as email,
         btrim(regexp_replace(full_name, '[${CONTROL}]', ' ', 'g')) as full_name
    from users
   where username ~ '[${CONTROL}\\ufffd]' or email ~ '[[:space:]${CONTROL}]'
         or full_name ~ '[${CONTROL}]' or (full_name <> '' and btrim(full_name) = '')),
ranked as (select *, row_number() over (partition by renamed, lower(name) order by id) as rank from broken)
update users set modified = now(), email = ranked.email, full_name = ranked.full_name, username =
  case when not renamed then username
       when rank = 1 and name <> ''
            and not exists (select from users other where lower(other.username) = lower(name)) then name
       else concat(left(coalesce(nullif(name, ''), 'user'), 240), ' (', ranked.id, ')') end
  from ranked where ranked.id = users.id;
update user_group set name = 'Group ' || id where name ~ '[${CONTROL}]' or btrim(name) = '';
update site set
  platform_name = case when btrim(platform_name) = '' then 'Open edX' else platform_name end,
  partner_from_address = case when partner_from_address !~ '[[:space:]${CONTROL}]' then partner_from_address end
 where btrim(platform_name) = '' or partner_from_address ~ '[[:space:]${CONTROL}]';
`;

// Where SQL by hand has taken the group away, its rights come back, without members.
const ADMINS = `
with made as (insert into user_group (name) values ('Admins') on conflict do nothing returning id)
insert into user_group_permission (group_id, permission)
  select id, permission
    from made, unnest(array[
      'credentials.add_usercredential', 'credentials.change_usercredential',
      'records.add_usergrade', 'records.change_usergrade']) permission;
`;

const VALIDATE = `
alter table users validate constraint users_username_line_ck;
alter table users validate constraint users_email_ck;
alter table users validate constraint users_full_name_ck;
alter table user_group validate constraint user_group_name_ck;
alter table site validate constraint site_platform_name_ck;
alter table site validate constraint site_partner_from_address_ck;
`;
