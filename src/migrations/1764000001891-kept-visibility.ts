import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A program credential that was visible stays so, whatever happens to the program's runs and the learner's other
 * credentials. Triggers note on which course credentials it rested, before that changes, and wake its completion mail, which
 * may wait for that change. See docs/credentials.md and docs/completion-mail.md.
 */
export class KeptVisibility1764000001891 implements MigrationInterface {
  name = 'KeptVisibility1764000001891';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly('alter table user_credential add column if not exists rested_on bigint[]');
    await steps.check('user_credential', 'user_credential_rested_on_ck', CHECK);
    await steps.briefly(FUNCTIONS, AWARDS, CATALOG, ADDRESSES);
    await steps.inBatches('user_credential', SEEN_UNTIL_NOW);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

const CHECK = `rested_on is null or program_certificate_id is not null and status = 'awarded' and cardinality(rested_on) > 0`;

// The rule of src/credentials/visibility.ts, which also names the credentials that decide. The first function is for one
// learner, in the state before a change of these credentials or in the present one; the second is for a whole program.
// Two changes at once for one learner wait for each other at the learner's program credentials, so the later one sees
// the earlier. The status is looked at once more in each update: a credential that was awarded and revoked meanwhile keeps
// nothing. The list of programs saves a statement with many rows from looking at a program for each of them.
const FUNCTIONS = `
create or replace function program_rests_on(learner integer, certificate integer, changed bigint[], earlier jsonb)
returns bigint[] language plpgsql stable as $$
begin
  return (
    select case when max(counts_from) <= clock_timestamp() then array_agg(id order by id) end
      from (select distinct on (run.course_id) c.id, coalesce(cc.certificate_available_date, c.created) as counts_from
              from (select id, course_certificate_id, created from user_credential
                     where user_id = learner and status = 'awarded' and id <> all (changed)
                    union all
                    select id, course_certificate_id, created
                      from jsonb_to_recordset(earlier) as row (id bigint, course_certificate_id integer, created timestamptz)) c
              join course_certificate cc on cc.id = c.course_certificate_id
              join course_run run on run.id = cc.course_run_id
              join program_course_run part on part.course_run_id = run.id
              join program_certificate pc on pc.program_id = part.program_id
             where pc.id = certificate
             order by run.course_id, counts_from, c.id) earliest);
end $$;

create or replace function keep_program_credentials_of(learner integer, changed bigint[], earlier jsonb)
returns void language plpgsql as $$
begin
  perform from user_credential
    where user_id = learner and program_certificate_id is not null and status = 'awarded'
    order by id for no key update;
  update user_credential held set rested_on = shown.rested_on
    from (select id, coalesce(program_rests_on(user_id, program_certificate_id, '{}', '[]'),
                              program_rests_on(user_id, program_certificate_id, changed, earlier)) as rested_on
            from user_credential
           where user_id = learner and program_certificate_id is not null and status = 'awarded') shown
   where held.id = shown.id and shown.rested_on is not null and held.rested_on is distinct from shown.rested_on
     and held.status = 'awarded';
  perform outbox_wake('completion-mail', array_agg('credential:' || id)) from user_credential
    where user_id = learner and program_certificate_id is not null and status = 'awarded';
end $$;

create or replace function keep_program_credentials(program integer) returns void language plpgsql as $$
declare
  kept text := coalesce(current_setting('credentials.kept_programs', true), '');
  this_statement text := statement_timestamp()::text || ':';
begin
  if not starts_with(kept, this_statement) then kept := this_statement || ','; end if;
  if strpos(kept, ',' || program || ',') > 0 then return; end if;
  perform set_config('credentials.kept_programs', kept || program || ',', true);
  update user_credential held set rested_on = shown.rested_on
    from (select credential_id, array_agg(id order by id) as rested_on
            from (select distinct on (p.id, run.course_id) p.id as credential_id, c.id,
                         coalesce(cc.certificate_available_date, c.created) as counts_from
                    from program_certificate pc
                    join user_credential p on p.program_certificate_id = pc.id and p.status = 'awarded'
                    join program_course_run part on part.program_id = pc.program_id
                    join course_run run on run.id = part.course_run_id
                    join course_certificate cc on cc.course_run_id = run.id
                    join user_credential c
                      on c.course_certificate_id = cc.id and c.user_id = p.user_id and c.status = 'awarded'
                   where pc.program_id = program
                   order by p.id, run.course_id, counts_from, c.id) earliest
           group by credential_id having max(counts_from) <= clock_timestamp()) shown
   where held.id = shown.credential_id and held.rested_on is distinct from shown.rested_on
     and held.status = 'awarded';
  if exists (select from outbox where subscriber = 'completion-mail' and state in ('ready', 'leased', 'waiting')) then
    perform outbox_wake('completion-mail', array_agg('credential:' || p.id))
       from program_certificate pc join user_credential p on p.program_certificate_id = pc.id and p.status = 'awarded'
      where pc.program_id = program;
  end if;
end $$;
`;

// A credential that is revoked keeps nothing: awarded again, it is as a new one. The triggers for statements have the
// rows before and after all changes of the statement; one for each row would see some of its other changes.
const AWARDS = `
create or replace function user_credential_rests_on() returns trigger language plpgsql as $$
begin
  new.rested_on := case when new.status = 'awarded'
                        then program_rests_on(new.user_id, new.program_certificate_id, '{}', '[]') end;
  if tg_op = 'UPDATE' then perform outbox_wake('completion-mail', array['credential:' || new.id]); end if;
  return new;
end $$;
create or replace trigger user_credential_rests_new_tg before insert on user_credential
  for each row when (new.program_certificate_id is not null) execute function user_credential_rests_on();
create or replace trigger user_credential_rests_tg before update of status on user_credential
  for each row when (new.program_certificate_id is not null and new.status <> old.status)
  execute function user_credential_rests_on();

create or replace function user_credential_issued() returns trigger language plpgsql as $$
declare
  learner record;
begin
  for learner in select user_id, array_agg(id) as changed from issued
                  where course_certificate_id is not null and status = 'awarded' group by user_id loop
    if exists (select from user_credential
                where user_id = learner.user_id and status = 'awarded' and program_certificate_id is not null) then
      perform keep_program_credentials_of(learner.user_id, learner.changed, '[]');
    end if;
  end loop;
  return null;
end $$;
create or replace trigger user_credential_issued_tg after insert on user_credential
  referencing new table as issued for each statement execute function user_credential_issued();

create or replace function user_credential_changed() returns trigger language plpgsql as $$
declare
  learner record;
begin
  for learner in
    select was.user_id, array_agg(was.id) as changed,
           coalesce(jsonb_agg(jsonb_build_object(
             'id', was.id, 'course_certificate_id', was.course_certificate_id, 'created', was.created))
             filter (where was.status = 'awarded'), '[]') as earlier
      from was join changed using (id)
     where was.course_certificate_id is not null
       and (was.status, was.course_certificate_id, was.created)
        <> (changed.status, changed.course_certificate_id, changed.created)
     group by was.user_id loop
    perform keep_program_credentials_of(learner.user_id, learner.changed, learner.earlier);
  end loop;
  return null;
end $$;
create or replace trigger user_credential_changed_tg after update on user_credential
  referencing old table as was new table as changed for each statement execute function user_credential_changed();
`;

// The first row of a program that a statement changes still finds the program as it was.
const CATALOG = `
create or replace function program_course_run_changes() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform keep_program_credentials(old.program_id); end if;
  if tg_op = 'DELETE' then return old; end if;
  perform keep_program_credentials(new.program_id);
  return new;
end $$;
create or replace trigger program_course_run_changes_tg before insert or delete on program_course_run
  for each row execute function program_course_run_changes();
create or replace trigger program_course_run_moves_tg before update of program_id, course_run_id on program_course_run
  for each row when ((new.program_id, new.course_run_id) <> (old.program_id, old.course_run_id))
  execute function program_course_run_changes();

create or replace function course_run_changes_course() returns trigger language plpgsql as $$
begin
  perform keep_program_credentials(program_id) from program_course_run where course_run_id = old.id;
  return new;
end $$;
create or replace trigger course_run_changes_course_tg before update of course_id on course_run
  for each row when (new.course_id <> old.course_id) execute function course_run_changes_course();

create or replace function course_certificate_changes() returns trigger language plpgsql as $$
begin
  perform keep_program_credentials(program_id) from program_course_run
    where course_run_id in (old.course_run_id, new.course_run_id);
  return new;
end $$;
create or replace trigger course_certificate_changes_tg
  before update of course_run_id, certificate_available_date on course_certificate
  for each row when ((new.course_run_id, new.certificate_available_date)
         is distinct from (old.course_run_id, old.certificate_available_date))
  execute function course_certificate_changes();

create or replace function program_certificate_changes_program() returns trigger language plpgsql as $$
begin
  perform keep_program_credentials(old.program_id);
  return new;
end $$;
create or replace trigger program_certificate_changes_program_tg before update of program_id on program_certificate
  for each row when (new.program_id <> old.program_id) execute function program_certificate_changes_program();
`;

// A completion mail may wait for the learner's address, and a retired learner gets none.
const ADDRESSES = `
create or replace function users_reach_changed() returns trigger language plpgsql as $$
begin
  perform outbox_wake('completion-mail', array_agg('credential:' || id)) from user_credential
    where user_id = new.id and program_certificate_id is not null and status = 'awarded';
  return null;
end $$;
create or replace trigger users_reach_changed_tg after update of email, deactivated_at on users
  for each row when ((new.email, new.deactivated_at) is distinct from (old.email, old.deactivated_at)) execute function users_reach_changed();
`;

// Until now revoked course credentials counted. Where they were all that a visible program credential rested on, it stays.
const SEEN_UNTIL_NOW = `
update user_credential held set rested_on = shown.rested_on
  from (select p.id, array_agg(c.id order by c.id) as rested_on
          from user_credential p
          join program_certificate pc on pc.id = p.program_certificate_id
          join program_course_run part on part.program_id = pc.program_id
          join course_certificate cc on cc.course_run_id = part.course_run_id
          join user_credential c on c.course_certificate_id = cc.id and c.user_id = p.user_id
         where p.id between $1 and $2 and p.status = 'awarded' and p.rested_on is null
         group by p.id
        having max(coalesce(cc.certificate_available_date, c.created)) <= now() and bool_and(c.status = 'revoked')) shown
 where held.id = shown.id`;

const DOWN = `
drop trigger users_reach_changed_tg on users;
drop function users_reach_changed();
drop trigger program_certificate_changes_program_tg on program_certificate;
drop function program_certificate_changes_program();
drop trigger course_certificate_changes_tg on course_certificate;
drop function course_certificate_changes();
drop trigger course_run_changes_course_tg on course_run;
drop function course_run_changes_course();
drop trigger program_course_run_moves_tg on program_course_run;
drop trigger program_course_run_changes_tg on program_course_run;
drop function program_course_run_changes();
drop trigger user_credential_changed_tg on user_credential;
drop function user_credential_changed();
drop trigger user_credential_issued_tg on user_credential;
drop function user_credential_issued();
drop trigger user_credential_rests_tg on user_credential;
drop trigger user_credential_rests_new_tg on user_credential;
drop function user_credential_rests_on();
drop function keep_program_credentials(integer);
drop function keep_program_credentials_of(integer, bigint[], jsonb);
drop function program_rests_on(integer, integer, bigint[], jsonb);
alter table user_credential drop constraint user_credential_rested_on_ck, drop column rested_on;
`;
