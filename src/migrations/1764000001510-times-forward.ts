import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * The time of the last change never runs backwards within a row. now() is the begin of a transaction: one that began
 * earlier and changes the row later would set it back, even to before the row's creation.
 */
export class TimesForward1764000001510 implements MigrationInterface {
  name = 'TimesForward1764000001510';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await runner.query(FUNCTION);
    // The condition is checked without calling the function, so an update of a usual row pays nothing.
    for (const table of CHANGING) {
      await steps.briefly(`
        create or replace trigger ${table}_forward before update on ${table}
          for each row when (new.modified < old.modified) execute function keep_modified()`);
    }
    // The times of the creation are true: a change cannot come before it.
    for (const table of DATED) {
      await steps.check(table, `${table}_modified_ck`, 'modified >= created', () =>
        runner.query(`update ${table} set modified = created where modified < created`),
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of DATED)
      await runner.query(`alter table ${table} drop constraint ${table}_modified_ck`);
    for (const table of CHANGING) await runner.query(`drop trigger ${table}_forward on ${table}`);
    await runner.query('drop function keep_modified()');
  }
}

/** The tables with the times of creation and change. */
const DATED = [
  'users',
  'course_certificate',
  'program_certificate',
  'user_credential',
  'user_grade',
  'user_credit_pathway',
  'completion_mail_template',
];

/** The tables with the time of the last change. */
const CHANGING = [...DATED, 'site', 'organization', 'course', 'course_run', 'program', 'pathway'];

const FUNCTION = `
create or replace function keep_modified() returns trigger language plpgsql as $$
begin
  new.modified := old.modified;
  return new;
end $$`;
