import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * Events for the bus may wait for the number of their learner in the LMS. A retirement wakes them, too: nobody will bring the
 * number any more, and the subscriber cancels them.
 */
export class LeaversWakeEvents1764000002210 implements MigrationInterface {
  name = 'LeaversWakeEvents1764000002210';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await new MigrationSteps(runner).briefly(
      trigger(
        'lms_user_id, name_due_at',
        `new.lms_user_id is not null
          or new.name_due_at = '9999-12-31Z' and old.name_due_at is distinct from new.name_due_at`,
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(trigger('lms_user_id', 'new.lms_user_id is not null'));
  }
}

/** The function is that of migration 1764000002110. */
const trigger = (columns: string, known: string) => `
create or replace trigger users_number_known_tg after update of ${columns} on users
  for each row when (old.lms_user_id is null and (${known})) execute function users_number_known();
`;
