import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A credential knows since when it is revoked, and whether it could be seen before. Triggers write both, so that SQL by
 * hand and processes of the release before do, too. An award does not call them, unless it follows a revocation.
 */
export class RevokedAt1764000001961 implements MigrationInterface {
  name = 'RevokedAt1764000001961';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      `alter table user_credential add column if not exists revoked_at timestamptz,
         add column if not exists was_visible boolean not null default false`,
      TRIGGERS,
    );
    // Before the checks, which a request that changes such a row must not fail on.
    await steps.inBatches('user_credential', REVOKED_UNTIL_NOW);
    await steps.check(
      'user_credential',
      'user_credential_revoked_ck',
      `(status = 'revoked') = (revoked_at is not null)`,
    );
    await steps.check(
      'user_credential',
      'user_credential_revoked_times_ck',
      `revoked_at >= '0001-01-01Z' and revoked_at < '10000-01-01Z'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// The rule of src/credentials/visibility.ts, for a row as it was. This trigger runs beside the one that forgets on what a
// revoked program credential rested, so it reads the old row.
const TRIGGERS = `
create or replace function credential_is_visible(credential user_credential) returns boolean language plpgsql stable as $$
begin
  if credential.course_certificate_id is not null then
    return (select coalesce(cc.certificate_available_date, credential.created) <= clock_timestamp()
              from course_certificate cc where cc.id = credential.course_certificate_id);
  end if;
  return program_rests_on(credential.user_id, credential.program_certificate_id, '{}', '[]') is not null
    or coalesce((select max(coalesce(cc.certificate_available_date, c.created)) <= clock_timestamp()
                   from user_credential c join course_certificate cc on cc.id = c.course_certificate_id
                  where c.id = any (credential.rested_on)), false);
end $$;

create or replace function user_credential_revoked() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.revoked_at := coalesce(new.revoked_at, new.modified);
  elsif new.status = 'revoked' then
    new.revoked_at := greatest(now(), new.modified);
    new.was_visible := old.was_visible or credential_is_visible(old);
  else
    new.revoked_at := null;
  end if;
  return new;
end $$;
create or replace trigger user_credential_revoked_new_tg before insert on user_credential
  for each row when (new.status = 'revoked') execute function user_credential_revoked();
create or replace trigger user_credential_revoked_tg before update of status on user_credential
  for each row when (new.status <> old.status) execute function user_credential_revoked();
`;

// Nobody noted the time, nor what could be seen: it is the time of the last change, and what the rule says with the dates
// of today. All course credentials that were ever awarded count, since they may have been revoked together.
const REVOKED_UNTIL_NOW = `
update user_credential held
   set revoked_at = held.modified,
       was_visible = held.first_awarded_at is not null and coalesce(
         case when held.course_certificate_id is not null then
           (select coalesce(cc.certificate_available_date, held.created) <= held.modified
              from course_certificate cc where cc.id = held.course_certificate_id)
         else
           (select max(counts_from) <= held.modified
              from (select min(coalesce(cc.certificate_available_date, c.created)) as counts_from
                      from program_certificate pc
                      join program_course_run part on part.program_id = pc.program_id
                      join course_run run on run.id = part.course_run_id
                      join course_certificate cc on cc.course_run_id = run.id
                      join user_credential c on c.course_certificate_id = cc.id and c.user_id = held.user_id
                       and c.first_awarded_at is not null
                     where pc.id = held.program_certificate_id
                     group by run.course_id) earned)
         end, false)
 where held.id between $1 and $2 and held.status = 'revoked' and held.revoked_at is null`;

const DOWN = `
drop trigger user_credential_revoked_tg on user_credential;
drop trigger user_credential_revoked_new_tg on user_credential;
drop function user_credential_revoked();
drop function credential_is_visible(user_credential);
alter table user_credential drop column revoked_at, drop column was_visible;
`;
