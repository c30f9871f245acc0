import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A course whose weights add up to more than 100 % gives grades above 1. The column has room for them up to 9.9999.
 * Stored grades are below and stay. A process of the release before shows grades above 1 and refuses to store them.
 */
export class GradesAboveOne1764000001880 implements MigrationInterface {
  name = 'GradesAboveOne1764000001880';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.check('user_grade', 'user_grade_percent_range_ck', 'percent_grade between 0 and 9.9999');
    await steps.briefly('alter table user_grade drop constraint if exists user_grade_percent_ck');
  }

  /** The release before knows no grade above 1. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update user_grade set percent_grade = 1 where percent_grade > 1;
      alter table user_grade add constraint user_grade_percent_ck check (percent_grade between 0 and 1),
        drop constraint user_grade_percent_range_ck`);
  }
}
