import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails and updates to pathways depend on the first award, so no write may lose that of an awarded credential. */
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
