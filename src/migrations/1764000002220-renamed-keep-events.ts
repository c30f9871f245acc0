import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** Kept events of the bus are found by the learner's username, for a retirement: they follow a learner who is renamed. */
export class RenamedKeepEvents1764000002220 implements MigrationInterface {
  name = 'RenamedKeepEvents1764000002220';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await new MigrationSteps(runner).briefly(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const digestOf = (name: string) => `sha256(convert_to(lower(${name}), 'UTF8'))`;

const UP = `
create or replace function users_renamed_events() returns trigger language plpgsql as $$
begin
  update event_inbox set learner = ${digestOf('new.username')}
    where outcome = 'kept' and learner = ${digestOf('old.username')};
  return null;
end $$;
create or replace trigger users_renamed_events_tg after update of username on users
  for each row when (lower(new.username) <> lower(old.username)) execute function users_renamed_events();
`;

const DOWN = `
drop trigger users_renamed_events_tg on users;
drop function users_renamed_events();
`;
