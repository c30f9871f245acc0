import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An awarded credential has a first award. Mails and updates to pathways depend on that time, so the database refuses a
 * write that would lose it.
 */
export class AwardedHasFirstAward1764000001300 implements MigrationInterface {
  name = 'AwardedHasFirstAward1764000001300';

  async up(runner: QueryRunner): Promise<void> {
    // A process from before the column, which still runs beside newer ones, may have awarded without setting it.
    await runner.query(
      `update user_credential set first_awarded_at = modified where status = 'awarded' and first_awarded_at is null`,
    );
    await runner.query(
      `alter table user_credential add constraint user_credential_first_award_ck
         check (status <> 'awarded' or first_awarded_at is not null)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table user_credential drop constraint user_credential_first_award_ck');
  }
}
