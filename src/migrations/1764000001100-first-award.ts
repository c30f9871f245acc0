import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time of a credential's first award. A credential created as revoked is awarded later, or never. */
export class FirstAward1764000001100 implements MigrationInterface {
  name = 'FirstAward1764000001100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table user_credential drop column first_awarded_at');
  }
}

// Setting the type to itself fills the column while the table is rewritten; an update would leave a dead version of
// each row. Awarded rows were awarded at their creation. A revoked one counts as never awarded only if nothing has
// changed it since its creation; any other counts as awarded, so that its learner gets no second mail. The default is
// for processes of the previous version, until they are replaced.
const UP = `
alter table user_credential add column first_awarded_at timestamptz;
alter table user_credential
  alter column first_awarded_at type timestamptz using
    case when status = 'revoked' and status_changes = 1 and modified = created then null else created end,
  alter column first_awarded_at set default now();
`;
