import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Times against which `iat` of a token is compared: of a change of rights, of the number in the LMS, and of a rename.
 * Only short locks: a default that is a constant writes no row.
 */
export class TokenTimes1764000001600 implements MigrationInterface {
  name = 'TokenTimes1764000001600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table username_change;
      alter table users drop column lms_user_id_at, drop column rights_changed_at`);
  }
}

// Users that exist count as changed now: no token from before brings back a right that was taken away before.
const UP = `
alter table users add column lms_user_id_at timestamptz, add column rights_changed_at timestamptz default now();
alter table users alter column rights_changed_at drop default;

create table username_change (
  digest bytea not null,
  changed_at timestamptz not null,
  constraint username_change_pk primary key (digest)
);
`;
