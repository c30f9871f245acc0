import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** Mails and updates to pathways depend on the first award, so no write may lose that of an awarded credential. */
export class AwardedHasFirstAward1764000001300 implements MigrationInterface {
  name = 'AwardedHasFirstAward1764000001300';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    // A process from before the column, which still runs beside newer ones, may have awarded without setting it.
    const repair = () =>
      steps.inBatches(
        'user_credential',
        `update user_credential set first_awarded_at = modified
          where id between $1 and $2 and status = 'awarded' and first_awarded_at is null`,
      );
    await steps.check(
      'user_credential',
      'user_credential_first_award_ck',
      `status <> 'awarded' or first_awarded_at is not null`,
      repair,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table user_credential drop constraint user_credential_first_award_ck');
  }
}
