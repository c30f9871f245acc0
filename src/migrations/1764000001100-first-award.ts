import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** The time of a credential's first award. A credential created as revoked is awarded later, or never. */
export class FirstAward1764000001100 implements MigrationInterface {
  name = 'FirstAward1764000001100';
  transaction = false as const;

  // Awarded rows were awarded at their creation. A revoked one counts as never awarded only if nothing has changed it
  // since its creation; any other counts as awarded, so that its learner gets no second mail. The default is for
  // processes of the previous version, until they are replaced.
  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      'alter table user_credential add column if not exists first_awarded_at timestamptz',
      'alter table user_credential alter column first_awarded_at set default now()',
    );
    await steps.inBatches(
      'user_credential',
      `update user_credential set first_awarded_at = created
        where id between $1 and $2 and first_awarded_at is null
          and not (status = 'revoked' and status_changes = 1 and modified = created)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table user_credential drop column first_awarded_at');
  }
}
