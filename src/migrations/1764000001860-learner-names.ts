import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * Names of learners beside the one of their token: of staff, and of the LMS with the times of its answers. No stored row
 * changes, and no lock lasts: defaults that are constants write no row.
 */
export class LearnerNames1764000001860 implements MigrationInterface {
  name = 'LearnerNames1764000001860';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(`
      alter table users
        add column if not exists staff_name text not null default '',
        add column if not exists lms_name text not null default '',
        add column if not exists verified_name text not null default '',
        add column if not exists name_answered_at timestamptz,
        add column if not exists name_due_at timestamptz,
        add column if not exists name_attempts smallint not null default 0`);
    for (const column of NAMES) {
      await steps.check('users', `users_${column}_ck`, `${column} = '' or (${isLine(column)})`);
    }
    await steps.check('users', 'users_name_times_ck', areTimes('name_answered_at', 'name_due_at'));
    await steps.check('users', 'users_name_attempts_ck', 'name_attempts between 0 and 1000');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table users drop column staff_name, drop column lms_name, drop column verified_name,
        drop column name_answered_at, drop column name_due_at, drop column name_attempts`);
  }
}

const NAMES = ['staff_name', 'lms_name', 'verified_name'];

const CONTROL = String.raw`\u0001-\u001f\u007f-\u009f\u2028\u2029`;

const isLine = (column: string) => `${column} !~ '[${CONTROL}]' and btrim(${column}) <> ''`;

const areTimes = (...columns: readonly string[]) =>
  columns.map((column) => `${column} >= '0001-01-01Z' and ${column} < '10000-01-01Z'`).join(' and ');
