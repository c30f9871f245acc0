import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A kept answer is for the rights and the scope that its caller had. One of the release before is for nobody. */
export class IdempotencyStanding1764000002060 implements MigrationInterface {
  name = 'IdempotencyStanding1764000002060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key add column standing bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key drop column standing');
  }
}
