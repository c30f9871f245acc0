import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The catalog knows descriptions and links, course certificates have a title, a language and signatories of their own, and
 * learners choose whether a shared record shows its grades on their certificate. Stored certificates say what they said.
 */
export class WhatCertificatesSay1764000001960 implements MigrationInterface {
  name = 'WhatCertificatesSay1764000001960';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CATALOG);
    await runner.query(COURSE_CERTIFICATES);
    await runner.query(takesWaiting(MOVE_SIGNATORIES, [...SETTINGS, ...CONTENT]));
    await runner.query(
      'alter table program_cert_record add column show_grades boolean not null default false',
    );
  }

  /** Titles, languages and signatories of course certificates are lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table program_cert_record drop column show_grades');
    await runner.query(takesWaiting('', SETTINGS));
    await runner.query(DOWN);
  }
}

const isWebAddress = (column: string) =>
  String.raw`${column} ~* '^https?://[^[:space:]\u0001-\u001f\u007f-\u009f\u2028\u2029]+$'`;

const CATALOG = `
alter table organization add column homepage_url text,
  add constraint organization_homepage_ck check (${isWebAddress('homepage_url')});
alter table course add column description varchar(500), add column marketing_url text,
  add constraint course_marketing_ck check (${isWebAddress('marketing_url')});
alter table program add column description varchar(500), add column marketing_url text,
  add constraint program_marketing_ck check (${isWebAddress('marketing_url')});
`;

const COURSE_CERTIFICATES = `
alter table course_certificate add column title varchar(255) not null default '',
  add column language varchar(8) not null default 'en',
  add constraint course_certificate_language_ck check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$');
alter table signatory alter column program_certificate_id drop not null,
  add column course_certificate_id integer,
  add constraint signatory_course_certificate_fk
    foreign key (course_certificate_id) references course_certificate (id) on delete cascade,
  add constraint signatory_course_position_uq unique (course_certificate_id, position),
  add constraint signatory_certificate_ck check (num_nonnulls(program_certificate_id, course_certificate_id) = 1);
`;

// The signatories of the certificate that goes sign the one that stays. Staff who change signatories lock their certificate
// first, and so does this: the other order would be a deadlock.
const MOVE_SIGNATORIES = `
  perform from course_certificate
    where course_run_id = new.id or course_run_id is null and lower(course_id) = lower(new.key)
    order by id for no key update;
  delete from signatory signed using course_certificate own, course_certificate waiting, signatory other
   where own.course_run_id = new.id and own.id <> waiting.id and waiting.course_run_id is null
     and lower(waiting.course_id) = lower(new.key)
     and signed.course_certificate_id = own.id and other.course_certificate_id = waiting.id;
  update signatory signed set course_certificate_id = own.id
    from course_certificate own join course_certificate waiting on own.id <> waiting.id
   where own.course_run_id = new.id and waiting.course_run_id is null
     and lower(waiting.course_id) = lower(new.key) and signed.course_certificate_id = waiting.id;`;

const SETTINGS = ['certificate_type', 'certificate_available_date', 'is_active'].map((setting) => [
  setting,
  `waiting.${setting}`,
]);

const CONTENT = [
  ['title', `coalesce(nullif(waiting.title, ''), own.title)`],
  ['language', `case when waiting.language <> 'en' then waiting.language else own.language end`],
];

/** A run that takes the key of a waiting certificate takes its settings, as since 1764000001881. */
const takesWaiting = (first: string, columns: readonly (readonly string[])[]) => `
create or replace function course_run_takes_waiting_certificates() returns trigger language plpgsql as $$
begin
  update user_credential held set course_certificate_id = own.id
    from course_certificate own join course_certificate waiting on own.id <> waiting.id
   where own.course_run_id = new.id and waiting.course_run_id is null and lower(waiting.course_id) = lower(new.key)
     and held.course_certificate_id = waiting.id
     and not exists (select from user_credential other
                      where other.user_id = held.user_id and other.course_certificate_id = own.id);
  update course_certificate waiting set course_id = left(waiting.course_id, 240) || ' ' || waiting.id
    from course_certificate own
   where own.course_run_id = new.id and own.id <> waiting.id
     and waiting.course_run_id is null and lower(waiting.course_id) = lower(new.key)
     and exists (select from user_credential where course_certificate_id = waiting.id);${first}
  with waiting as (
    delete from course_certificate waiting using course_certificate own
     where own.course_run_id = new.id and waiting.course_run_id is null
       and lower(waiting.course_id) = lower(new.key) and own.id <> waiting.id
    returning own.id, ${columns.map(([column]) => `waiting.${column}`).join(', ')})
  update course_certificate own
     set ${columns.map(([column, value]) => `${column} = ${value}`).join(', ')},
         modified = greatest(now(), own.modified)
    from waiting where own.id = waiting.id;
  return new;
end $$;
`;

const DOWN = `
delete from signatory where program_certificate_id is null;
alter table signatory drop column course_certificate_id, alter column program_certificate_id set not null;
alter table course_certificate drop column title, drop column language;
alter table program drop column description, drop column marketing_url;
alter table course drop column description, drop column marketing_url;
alter table organization drop column homepage_url;
`;
