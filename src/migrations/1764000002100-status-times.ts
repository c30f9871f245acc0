import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A credential knows from when its status is known, so that an older report of the LMS changes nothing. For the stored ones
 * it is the time of this migration: until now the LMS has told of each change by a call. A trigger writes the time of later
 * changes, so that SQL by hand and processes of the release before do, too.
 */
export class StatusTimes1764000002100 implements MigrationInterface {
  name = 'StatusTimes1764000002100';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      'alter table user_credential add column if not exists status_at timestamptz not null default now()',
      TRIGGER,
    );
    await steps.check(
      'user_credential',
      'user_credential_status_at_ck',
      `status_at >= '0001-01-01Z' and status_at < '10000-01-01Z'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// By the clock, as the transaction may have waited for the row since its begin.
const TRIGGER = `
create or replace function user_credential_status_at() returns trigger language plpgsql as $$
begin
  new.status_at := clock_timestamp();
  return new;
end $$;
create or replace trigger user_credential_status_at_tg before update of status on user_credential
  for each row when (new.status <> old.status) execute function user_credential_status_at();
`;

const DOWN = `
drop trigger user_credential_status_at_tg on user_credential;
drop function user_credential_status_at();
alter table user_credential drop column status_at;
`;
