import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps, queryRows } from '../platform/database/index.js';

/**
 * The database refuses times that are infinite or outside of the years 1 to 9999, which only SQL by hand can write and
 * no answer can show. A stored one becomes the nearest time that is allowed, so that what never ends still ends late.
 */
export class SoundTimes1764000001830 implements MigrationInterface {
  name = 'SoundTimes1764000001830';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const condition = columns
        .map((column) => `${column} >= ${FIRST} and ${column} < ${AFTER}`)
        .join(' and ');
      const repaired = columns.map((column) => `${column} = ${nearest(column)}`).join(', ');
      await steps.check(table, `${table}_times_ck`, condition, async () => {
        const [found] = await queryRows(runner, `select from ${table} where not (${condition}) limit 1`);
        if (found === undefined) return;
        // A trigger keeps the time of the last change from running backwards, also from an infinite one.
        await steps.briefly(
          `alter table ${table} disable trigger user`,
          `update ${table} set ${repaired} where not (${condition})`,
          `alter table ${table} enable trigger user`,
        );
      });
    }
    const hits = `${FIRST} <= all (hits) and ${AFTER} > all (hits)`;
    await steps.check('throttle', 'throttle_times_ck', hits, () =>
      runner.query(`delete from throttle where not (${hits})`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...Object.keys(COLUMNS), 'throttle'])
      await runner.query(`alter table ${table} drop constraint ${table}_times_ck`);
  }
}

const FIRST = `'0001-01-01Z'`;
const LAST = `'9999-12-31 23:59:59.999999Z'`;
const AFTER = `'10000-01-01Z'`;

const nearest = (column: string) =>
  `case when ${column} < ${FIRST} then ${FIRST} when ${column} >= ${AFTER} then ${LAST} else ${column} end`;

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  site: ['modified'],
  users: ['lms_user_id_at', 'claims_issued_at', 'rights_changed_at', 'created', 'modified'],
  username_change: ['changed_at'],
  organization: ['modified'],
  course: ['modified'],
  course_run: ['start_date', 'end_date', 'modified'],
  program: ['modified'],
  pathway: ['modified'],
  catalog_sync: ['started', 'finished'],
  course_certificate: ['certificate_available_date', 'created', 'modified'],
  program_certificate: ['created', 'modified'],
  completion_mail_template: ['created', 'modified'],
  user_credential: ['first_awarded_at', 'date_override', 'created', 'modified'],
  user_grade: ['lms_last_updated_at', 'created', 'modified'],
  program_cert_record: ['created'],
  user_credit_pathway: ['created', 'modified'],
  pathway_notification: ['created', 'ended_at'],
  outbox: ['run_at', 'lease_until', 'created', 'done_at'],
};
