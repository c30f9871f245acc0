import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to requests with an `Idempotency-Key`, for a day. A crash must not lose them, so the table is logged. */
export class IdempotencyKeys1764000002030 implements MigrationInterface {
  name = 'IdempotencyKeys1764000002030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_key');
  }
}

const UP = `
create table idempotency_key (
  user_id integer not null,
  key text not null,
  fingerprint bytea not null,
  standing bytea not null,
  owner uuid not null,
  created timestamptz not null,
  leased_until timestamptz not null,
  executed boolean not null,
  status smallint,
  headers jsonb,
  body bytea,
  constraint idempotency_key_pk primary key (user_id, key),
  constraint idempotency_key_user_fk foreign key (user_id) references users (id) on delete cascade,
  constraint idempotency_key_times_ck check (
    created >= '0001-01-01Z' and created < '10000-01-01Z' and leased_until >= '0001-01-01Z' and leased_until < '10000-01-01Z')
);
create index idempotency_key_created_ix on idempotency_key (created);
`;
