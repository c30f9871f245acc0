import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a credential was first awarded: a credential that is made revoked is awarded later, or never. */
export class FirstAward1764000001100 implements MigrationInterface {
  name = 'FirstAward1764000001100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table user_credential drop column first_awarded_at');
  }
}

// Setting the type to itself fills the column while the table is written anew; an update would leave a dead version of
// each row. Awarded rows were awarded when they were made. A revoked one was never awarded only if nothing has touched it
// since it was made; any other may have been, and counts as awarded, so that its learner is not written a second time.
// The default is for processes of the version before, until they are replaced.
const UP = `
alter table user_credential add column first_awarded_at timestamptz;
alter table user_credential
  alter column first_awarded_at type timestamptz using
    case when status = 'revoked' and status_changes = 1 and modified = created then null else created end,
  alter column first_awarded_at set default now();
`;
