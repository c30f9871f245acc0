import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OperatorError } from '../platform/errors/index.js';
import { MigrationSteps, queryRows } from '../platform/database/index.js';

/**
 * The database refuses numbers that only SQL by hand can write, and with which requests fail: ids that JavaScript does
 * not hold exactly, and a count of changes that leaves no room for the next one. A change counts one, so a count that
 * is allowed to begin with stays far from the end of its column.
 */
export class SoundNumbers1764000001840 implements MigrationInterface {
  name = 'SoundNumbers1764000001840';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    for (const table of TABLES) {
      await steps.check(table, `${table}_id_ck`, isNumber('id'), () => requireNumbers(runner, table));
    }
    // No token can have such a number: they are read as JavaScript's.
    await steps.check('users', 'users_lms_user_id_number_ck', isNumber('lms_user_id'), () =>
      runner.query(`update users set lms_user_id = null where not (${isNumber('lms_user_id')})`),
    );
    await steps.briefly('alter table users drop constraint if exists users_lms_user_id_ck');
    const [worn] = await queryRows(runner, `select from user_credential where ${IS_WORN} limit 1`);
    await steps.briefly(
      'drop trigger if exists user_credential_status_changes_tg on user_credential',
      // No look at the whole table under this lock unless there is such a row.
      ...(worn === undefined
        ? []
        : [`update user_credential set status_changes = ${MOST_CHANGES} where ${IS_WORN}`]),
      `create trigger user_credential_status_changes_tg before update of status_changes on user_credential
         for each row when (new.status_changes - old.status_changes not in (0, 1))
         execute function refuse_change('the number of changes of a credential grows one by one')`,
      `create or replace trigger user_credential_status_changes_new_tg before insert on user_credential
         for each row when (new.status_changes > ${MOST_CHANGES})
         execute function refuse_change('no credential has changed that often')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger user_credential_status_changes_new_tg on user_credential;
      drop trigger user_credential_status_changes_tg on user_credential;
      create trigger user_credential_status_changes_tg before update of status_changes on user_credential
        for each row when (new.status_changes < old.status_changes)
        execute function refuse_change('the number of changes of a credential never decreases');
      alter table users add constraint users_lms_user_id_ck check (lms_user_id > 0), drop constraint users_lms_user_id_number_ck`);
    for (const table of TABLES) await runner.query(`alter table ${table} drop constraint ${table}_id_ck`);
  }
}

/** Those with ids of type bigint. */
const TABLES = [
  'user_credential',
  'user_grade',
  'program_cert_record',
  'user_credit_pathway',
  'pathway_notification',
  'outbox',
];

const MOST_CHANGES = 1_000_000_000;
const IS_WORN = `status_changes > ${MOST_CHANGES}`;

const isNumber = (column: string) => `${column} between 1 and 9007199254740991`;

/** Other systems may know the row by its id, so people choose the next one. */
async function requireNumbers(runner: QueryRunner, table: string): Promise<void> {
  const [row] = await queryRows<{ id: string }>(
    runner,
    `select id::text from ${table} where not (${isNumber('id')}) limit 1`,
  );
  if (row === undefined) return;
  throw new OperatorError(
    `The id ${row.id} in ${table} is not between 1 and 9007199254740991. Give the row another id by SQL, and run migrate again.`,
  );
}
