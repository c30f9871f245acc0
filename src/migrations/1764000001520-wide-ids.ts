import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps, queryRows, type WideId, widenId } from '../platform/database/index.js';

/**
 * The ids of the tables that grow with use are bigint: an integer ends at 2,147,483,647. Users, certificates and the
 * catalog keep integers: their rows are people and things that somebody describes. Processes of the release before
 * answer with errors from then on, since the statements that they have prepared return another type: replace them.
 */
export class WideIds1764000001520 implements MigrationInterface {
  name = 'WideIds1764000001520';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    for (const id of IDS) await widenId(steps, runner, id);
  }

  /** Fails when there are numbers that an integer cannot hold. */
  async down(runner: QueryRunner): Promise<void> {
    const [view] = await queryRows<{ definition: string }>(
      runner,
      `select pg_get_viewdef('learner_course_status'::regclass) as definition`,
    );
    await runner.query('drop view learner_course_status');
    for (const { table, column, references = [] } of IDS) {
      for (const narrow of [...references, { table, column }])
        await runner.query(`alter table ${narrow.table} alter column ${narrow.column} type integer`);
    }
    await runner.query(`create view learner_course_status as ${view!.definition}`);
  }
}

const IDS: readonly WideId[] = [
  {
    table: 'user_credential',
    column: 'id',
    references: [
      { table: 'user_credential_attribute', column: 'credential_id' },
      { table: 'pathway_notification', column: 'credential_id' },
    ],
  },
  { table: 'user_grade', column: 'id' },
  { table: 'program_cert_record', column: 'id' },
  { table: 'user_credit_pathway', column: 'id' },
  { table: 'pathway_notification', column: 'id' },
];
