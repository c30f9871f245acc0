import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys for partners without an account in the LMS. Processes of the release before do not know them and refuse them. */
export class ApiKeys1764000002000 implements MigrationInterface {
  name = 'ApiKeys1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    // A use is no change. The digest stays out of the log.
    await runner.query(
      `select audit_table('api_key', 'api_key', 'key_id', '', '', '{user_id,digest,created,modified}', '{}')`,
    );
  }

  /** The rows in `users` stay: other tables may name them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_key_use, api_key');
  }
}

const UP = String.raw`
create table api_key (
  user_id integer not null,
  key_id text not null,
  name varchar(255) not null,
  digest bytea not null,
  permissions text[] not null,
  programs uuid[] not null,
  organizations uuid[] not null,
  unlimited boolean not null default false,
  created_by_id integer,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created timestamptz not null default now(),
  modified timestamptz not null default now(),
  constraint api_key_pk primary key (user_id),
  constraint api_key_key_id_uq unique (key_id),
  constraint api_key_user_fk foreign key (user_id) references users (id),
  constraint api_key_created_by_fk foreign key (created_by_id) references users (id),
  constraint api_key_key_id_ck check (key_id ~ '^[0-9a-f]{16}$'),
  constraint api_key_name_ck check (name !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' and btrim(name) <> ''),
  constraint api_key_digest_ck check (octet_length(digest) = 32),
  constraint api_key_permissions_ck check (permissions <@ array[
    'credentials.view_usercredential', 'credentials.add_usercredential', 'credentials.change_usercredential',
    'credentials.delete_usercredential', 'records.add_usergrade', 'records.change_usergrade']),
  constraint api_key_scope_ck check (unlimited = (cardinality(programs) + cardinality(organizations) = 0)),
  constraint api_key_modified_ck check (modified >= created),
  constraint api_key_times_ck check (
    expires_at >= '0001-01-01Z' and expires_at < '10000-01-01Z'
    and revoked_at >= '0001-01-01Z' and revoked_at < '10000-01-01Z'
    and created >= '0001-01-01Z' and created < '10000-01-01Z'
    and modified >= '0001-01-01Z' and modified < '10000-01-01Z')
);
create index api_key_created_by_ix on api_key (created_by_id);
create trigger api_key_forward before update on api_key
  for each row when (new.modified < old.modified) execute function keep_modified();

create table api_key_use (
  user_id integer not null,
  used_at timestamptz not null,
  constraint api_key_use_pk primary key (user_id),
  constraint api_key_use_key_fk foreign key (user_id) references api_key (user_id) on delete cascade,
  constraint api_key_use_times_ck check (used_at >= '0001-01-01Z' and used_at < '10000-01-01Z')
);
`;
