import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** Mails may wait for the first name of their learner. See docs/learner-names.md. */
export class NamesWakeMails1764000001940 implements MigrationInterface {
  name = 'NamesWakeMails1764000001940';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await new MigrationSteps(runner).briefly(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// A name wakes them, and so does an answer of the LMS that it has none. Mails to pathways of an earlier release have no
// subject: they look again by themselves.
const UP = `
create or replace function users_name_known() returns trigger language plpgsql as $$
begin
  perform outbox_wake('completion-mail', array_agg('credential:' || id)) from user_credential
    where user_id = new.id and program_certificate_id is not null and status = 'awarded';
  perform outbox_wake('credit-pathways.mail', array_agg('pathway_notification:' || id)) from pathway_notification
    where user_id = new.id and outcome is null;
  return null;
end $$;
create or replace trigger users_name_known_tg
  after update of full_name, staff_name, lms_name, verified_name, name_answered_at on users
  for each row when (concat(old.full_name, old.staff_name, old.lms_name, old.verified_name) = '' and old.name_answered_at is null
    and (concat(new.full_name, new.staff_name, new.lms_name, new.verified_name) <> '' or new.name_answered_at is not null))
  execute function users_name_known();
`;

// The release before does not know a mail to an institution that waits: it goes at once.
const DOWN = `
update outbox set state = 'ready', run_at = now() where subscriber = 'credit-pathways.mail' and state = 'waiting';
drop trigger users_name_known_tg on users;
drop function users_name_known();
`;
