import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Logos are stored, and each picture is found by its digest. */
export class StoredPictures1764000001950 implements MigrationInterface {
  name = 'StoredPictures1764000001950';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const picture = (table: string) => `
  image_type varchar(32) not null,
  image bytea not null,
  image_digest text not null,
  source_url text,
  modified timestamptz not null default now(),
  constraint ${table}_image_type_ck check (image_type in ('image/png', 'image/jpeg', 'image/svg+xml')),
  constraint ${table}_image_size_ck check (octet_length(image) <= 1048576),
  constraint ${table}_source_ck
    check (source_url ~* '^https?://[^[:space:]\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$'),
  constraint ${table}_times_ck check (modified >= '0001-01-01Z' and modified < '10000-01-01Z')`;

// A trigger and no generated column: TypeORM wants a table of its own for those.
const digestOf = (table: string) => `
create trigger ${table}_image_digest_tg before insert or update of image, image_digest on ${table}
  for each row execute function image_digest();`;

const timesForward = (table: string) => `
create trigger ${table}_forward before update on ${table}
  for each row when (new.modified < old.modified) execute function keep_modified();`;

// The update makes the digests of stored signatures, of which there are a few for each program.
const UP = `
create function image_digest() returns trigger language plpgsql as $$
begin
  new.image_digest := encode(sha256(new.image), 'hex');
  return new;
end $$;

alter table signatory add column image_digest text;
${digestOf('signatory')}
update signatory set image = image where image is not null;
create index signatory_image_digest_ix on signatory (image_digest);

create table organization_logo (
  organization_id integer not null,
  ${picture('organization_logo')},
  constraint organization_logo_pk primary key (organization_id),
  constraint organization_logo_organization_fk
    foreign key (organization_id) references organization (id) on delete cascade
);
create index organization_logo_image_digest_ix on organization_logo (image_digest);
${digestOf('organization_logo')}
${timesForward('organization_logo')}

create table site_logo (
  site_id integer not null,
  ${picture('site_logo')},
  constraint site_logo_pk primary key (site_id),
  constraint site_logo_site_fk foreign key (site_id) references site (id) on delete cascade
);
create index site_logo_image_digest_ix on site_logo (image_digest);
${digestOf('site_logo')}
${timesForward('site_logo')}
`;

const DOWN = `
drop table site_logo, organization_logo;
drop trigger signatory_image_digest_tg on signatory;
alter table signatory drop column image_digest;
drop function image_digest();
`;
