import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A transaction that changes something of a learner while they are retired leaves nothing that tells of them: it waits for
 * the retirement, and then writes no reason, no personal values and no attributes, except attributes whose value is a time.
 * A retirement that comes later waits for it, and finds what it wrote.
 */
export class ForgottenLearners1764000002060 implements MigrationInterface {
  name = 'ForgottenLearners1764000002060';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(RETIRED, LOG);
    await steps.briefly(ATTRIBUTES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// A retired user is deactivated, with a name that the LMS is never asked for: see identity.find_retired. So is the row of an
// API key, which is nobody. The lock is that of a foreign key: of all changes of a user only a retirement and a merge wait for it,
// and are waited for.
const RETIRED = `
create or replace function is_retired(person bigint) returns boolean language sql volatile as $$
  select deactivated_at is not null and name_due_at is not distinct from '9999-12-31Z'
         and not starts_with(username, 'api-key:')
    from users where id = person for key share
$$;
`;

const LOG = `
create or replace function audit_log_of_retired() returns trigger language plpgsql as $$
begin
  if is_retired(new.user_id) then
    new.reason := null;
    new.personal := null;
  end if;
  return new;
end $$;
create or replace trigger audit_log_retired_tg before insert on audit_log
  for each row when (new.user_id is not null and (new.reason is not null or new.personal is not null))
  execute function audit_log_of_retired();
`;

// The values that stay are those of credentials.forget_attributes.
const ATTRIBUTES = String.raw`
create or replace function attribute_of_retired() returns trigger language plpgsql as $$
begin
  if is_retired((select user_id from user_credential where id = new.credential_id)) then return null; end if;
  return new;
end $$;
create or replace trigger user_credential_attribute_retired_tg before insert or update on user_credential_attribute
  for each row when (new.value !~ '^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$')
  execute function attribute_of_retired();
`;

const DOWN = `
drop trigger user_credential_attribute_retired_tg on user_credential_attribute;
drop function attribute_of_retired();
drop trigger audit_log_retired_tg on audit_log;
drop function audit_log_of_retired();
drop function is_retired(bigint);
`;
