import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps, queryRows } from '../platform/database/index.js';
import { counted } from '../platform/text/index.js';

/**
 * Keys of course runs are one in any letter case, a run has one certificate, and so a learner has one credential in it.
 * What is double is joined. The uuid of a credential that goes leads to the one that stays, since its address was handed
 * out. It is one transaction, in which nobody can make another double.
 *
 * Processes of the release before must have stopped: they look for the index that goes.
 */
export class OneCredential1764000001881 implements MigrationInterface {
  name = 'OneCredential1764000001881';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FORMER);
    await runner.query(LOCK);
    await runner.query(FIND);
    await runner.query(JOIN_CREDENTIALS);
    await runner.query(JOIN_CERTIFICATES);
    await runner.query(JOIN_GRADES);
    await runner.query(JOIN_RUNS);
    await runner.query(RULES);
    const steps = new MigrationSteps(runner);
    for (const change of await queryRows<Change>(runner, REPORT)) {
      steps.tell(`${counted(change.changed, change.what)} ${change.how}: ${named(change)}`);
    }
  }

  /** What was joined stays joined. The release before does not know the former uuids. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const FORMER = `
create table former_credential_uuid (
  uuid uuid not null,
  credential_id bigint not null,
  constraint former_credential_uuid_pk primary key (uuid),
  constraint former_credential_uuid_credential_fk foreign key (credential_id) references user_credential (id) on delete cascade
);
create index former_credential_uuid_credential_ix on former_credential_uuid (credential_id);
`;

const LOCK =
  'lock table course_run, course_certificate, user_credential, user_grade in share row exclusive mode';

/*
 * The run that changed last stays, as the catalog delivers it. Of certificates, an active one stays, then the one that
 * the LMS has configured last. Of credentials, the one that changed last: its status is the latest word. Of grades,
 * the one that is newest in the LMS.
 *
 * What could be seen stays visible: where a learner's credential could be seen under the date of one certificate, the
 * one that stays has the earliest date of them all, and no date is the earliest.
 */
const FIND = `
create temporary table joined_run on commit drop as
select id, kept_id from (
  select id, first_value(id) over (partition by lower(key) order by modified desc, id desc) as kept_id
    from course_run) ranked
 where id <> kept_id;

create temporary table certificate_group on commit drop as
select * from (
  select id, first_value(id) over same_run as kept_id, count(*) over (partition by lower(course_id)) as size
    from course_certificate
  window same_run as (partition by lower(course_id) order by is_active desc, modified desc, id)) ranked
 where size > 1;
create index on certificate_group (id);

create temporary table shown_certificate on commit drop as
select kept.id, shown.date
  from (select certificate_group.kept_id,
               case when bool_and(certificate.certificate_available_date is not null)
                    then min(certificate.certificate_available_date) end as date
          from certificate_group join course_certificate certificate using (id)
         group by certificate_group.kept_id
        having bool_or(exists (
          select from user_credential credential
           where credential.course_certificate_id = certificate.id and credential.status = 'awarded'
             and coalesce(certificate.certificate_available_date, credential.created) <= now()))) shown
  join course_certificate kept on kept.id = shown.kept_id
 where kept.certificate_available_date is distinct from shown.date;

create temporary table credential_group on commit drop as
select * from (
  select credential.id, credential.uuid, credential.created, credential.first_awarded_at, credential.download_url,
         first_value(credential.id) over latest as kept_id, row_number() over latest as rank,
         count(*) over (partition by credential.user_id, certificate_group.kept_id) as size
    from user_credential credential
    join certificate_group on certificate_group.id = credential.course_certificate_id
  window latest as (partition by credential.user_id, certificate_group.kept_id
                    order by credential.modified desc, credential.id desc)) ranked
 where size > 1;

create temporary table grade_group on commit drop as
select * from (
  select grade.id, grade.created, wanted.kept_id as kept_run_id, first_value(grade.id) over newest as kept_id
    from user_grade grade
    join (select id, kept_id from joined_run union select kept_id, kept_id from joined_run) wanted
      on wanted.id = grade.course_run_id
  window newest as (partition by grade.user_id, wanted.kept_id
                    order by grade.lms_last_updated_at desc nulls last, grade.modified desc, grade.id desc)) ranked;
`;

// The earliest creation and first award stay. A remark of the credential that stays wins.
const JOIN_CREDENTIALS = `
insert into former_credential_uuid (uuid, credential_id)
select uuid, kept_id from credential_group where id <> kept_id;
insert into user_credential_attribute (credential_id, name, value)
select distinct on (credential_group.kept_id, attribute.name) credential_group.kept_id, attribute.name, attribute.value
  from credential_group
  join user_credential_attribute attribute on attribute.credential_id = credential_group.id
 where credential_group.id <> credential_group.kept_id
 order by credential_group.kept_id, attribute.name, credential_group.rank
on conflict (credential_id, name) do nothing;
delete from user_credential using credential_group
 where user_credential.id = credential_group.id and credential_group.id <> credential_group.kept_id;
update user_credential kept
   set created = whole.created, first_awarded_at = whole.first_awarded_at,
       download_url = coalesce(kept.download_url, whole.download_url)
  from (select kept_id, min(created) as created, min(first_awarded_at) as first_awarded_at,
               (array_agg(download_url order by rank) filter (where download_url is not null))[1] as download_url
          from credential_group group by kept_id) whole
 where kept.id = whole.kept_id;
update user_credential set course_certificate_id = certificate_group.kept_id from certificate_group
 where course_certificate_id = certificate_group.id and certificate_group.id <> certificate_group.kept_id;
`;

// A certificate that waits for a run in another letter case is linked, too, and takes the catalog's spelling.
const JOIN_CERTIFICATES = `
update course_certificate certificate set certificate_available_date = shown_certificate.date
  from shown_certificate where shown_certificate.id = certificate.id;
delete from course_certificate using certificate_group
 where course_certificate.id = certificate_group.id and certificate_group.id <> certificate_group.kept_id;
update course_certificate certificate set course_run_id = run.id, course_id = run.key
  from course_run run
 where lower(run.key) = lower(certificate.course_id)
   and run.id not in (select id from joined_run)
   and (certificate.course_run_id is distinct from run.id or certificate.course_id <> run.key);
`;

const JOIN_GRADES = `
delete from user_grade using grade_group
 where user_grade.id = grade_group.id and grade_group.id <> grade_group.kept_id;
update user_grade set course_run_id = whole.kept_run_id, created = whole.created
  from (select kept_id, kept_run_id, min(created) as created from grade_group group by 1, 2) whole
 where user_grade.id = whole.kept_id;
`;

const JOIN_RUNS = `
insert into program_course_run (program_id, course_run_id, position)
select counted.program_id, joined_run.kept_id, min(counted.position)
  from program_course_run counted join joined_run on joined_run.id = counted.course_run_id
 group by 1, 2
on conflict (program_id, course_run_id) do nothing;
delete from course_run using joined_run where course_run.id = joined_run.id;
`;

/** A run that takes the key of a waiting certificate takes its settings. The parameters are conditions, and columns. */
const takesWaiting = (sameKey: string, sameKind: string, settings: readonly string[]) => `
create or replace function course_run_takes_waiting_certificates() returns trigger language plpgsql as $$
begin
  update user_credential held set course_certificate_id = own.id
    from course_certificate own join course_certificate waiting on ${sameKind}
   where own.course_run_id = new.id and waiting.course_run_id is null and ${sameKey}
     and held.course_certificate_id = waiting.id
     and not exists (select from user_credential other
                      where other.user_id = held.user_id and other.course_certificate_id = own.id);
  update course_certificate waiting set course_id = left(waiting.course_id, 240) || ' ' || waiting.id
    from course_certificate own
   where own.course_run_id = new.id and ${sameKind}
     and waiting.course_run_id is null and ${sameKey}
     and exists (select from user_credential where course_certificate_id = waiting.id);
  with waiting as (
    delete from course_certificate waiting using course_certificate own
     where own.course_run_id = new.id and waiting.course_run_id is null
       and ${sameKey} and ${sameKind}
    returning own.id, ${settings.map((setting) => `waiting.${setting}`).join(', ')})
  update course_certificate own
     set ${settings.map((setting) => `${setting} = waiting.${setting}`).join(', ')},
         modified = greatest(now(), own.modified)
    from waiting where own.id = waiting.id;
  return new;
end $$;
`;

const RULES = `
alter table course_run drop constraint course_run_key_uq;
create unique index course_run_key_uq on course_run (lower(key));
alter table course_certificate drop constraint course_certificate_course_type_uq;
create unique index course_certificate_course_uq on course_certificate (lower(course_id));
${takesWaiting('lower(waiting.course_id) = lower(new.key)', 'own.id <> waiting.id', [
  'certificate_type',
  'certificate_available_date',
  'is_active',
])}
create or replace trigger course_run_key_tg before update of key on course_run
  for each row when (lower(new.key) <> lower(old.key)) execute function course_run_takes_waiting_certificates();
`;

const DOWN = `
create or replace trigger course_run_key_tg before update of key on course_run
  for each row when (new.key <> old.key) execute function course_run_takes_waiting_certificates();
${takesWaiting('waiting.course_id = new.key', 'own.certificate_type = waiting.certificate_type', [
  'certificate_available_date',
  'is_active',
])}
drop index course_certificate_course_uq;
alter table course_certificate add constraint course_certificate_course_type_uq unique (course_id, certificate_type);
drop index course_run_key_uq;
alter table course_run add constraint course_run_key_uq unique (key);
drop table former_credential_uuid;
`;

/** A line of the report names at most so many runs. */
const MOST_NAMED = 100;

interface Change {
  readonly changed: number;
  readonly what: string;
  readonly how: string;
  /** Keys of the first runs. No line names a person. */
  readonly keys: readonly string[];
  readonly runs: number;
}

function named({ keys, runs }: Change): string {
  const more = runs - keys.length;
  return `${keys.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const REPORT = `
with changed (position, what, how, key) as (
  select 1, 'course run', 'joined with one whose key differs in letter case only', run.key
    from joined_run join course_run run on run.id = joined_run.kept_id
  union all
  select 2, 'course certificate', 'joined with another of the run', certificate.course_id
    from certificate_group joined join course_certificate certificate on certificate.id = joined.kept_id
   where joined.id <> joined.kept_id
  union all
  select 3, 'course certificate', 'given the earliest available date, so that what could be seen stays visible',
         certificate.course_id
    from shown_certificate join course_certificate certificate using (id)
  union all
  select 4, 'grade', 'joined with a newer one of the learner and run', run.key
    from grade_group joined join course_run run on run.id = joined.kept_run_id where joined.id <> joined.kept_id
  union all
  select 5, 'credential', 'joined with a later one of the learner and run, to which the address leads now',
         certificate.course_id
    from credential_group joined
    join user_credential kept on kept.id = joined.kept_id
    join course_certificate certificate on certificate.id = kept.course_certificate_id
   where joined.id <> joined.kept_id)
select sum(times)::int as changed, what, how, count(*)::int as runs,
       (array_agg(key order by key collate "C"))[1:${MOST_NAMED}] as keys
  from (select position, what, how, key, count(*) as times from changed group by 1, 2, 3, 4) by_run
 group by position, what, how
 order by position
`;
