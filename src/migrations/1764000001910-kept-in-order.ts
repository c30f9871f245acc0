import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * A change of a program, such as an import, and an award to one of its learners no longer deadlock: both lock credentials
 * and mails in one order. See docs/credentials.md.
 */
export class KeptInOrder1764000001910 implements MigrationInterface {
  name = 'KeptInOrder1764000001910';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await new MigrationSteps(runner).briefly(WAKE, KEEP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// As before, but in id order, and by the state that a delivery has once it is locked. It notifies for each that it locked: a
// relay that another waker has notified skips what is locked, and would find it at its next poll only.
const WAKE = `
create or replace function outbox_wake(waker_of text, subjects text[]) returns void language plpgsql as $$
declare
  found_open bigint[];
  waited integer;
  marked integer;
begin
  select array_agg(id) into found_open
    from (select id from outbox where subscriber = waker_of and subject = any (subjects) and state = 'waiting'
          union all
          select id from outbox
           where subscriber = waker_of and subject = any (subjects) and state in ('ready', 'leased')) found;
  if found_open is null then return; end if;
  perform from outbox where id = any (found_open) order by id for no key update;
  update outbox set state = 'ready', run_at = clock_timestamp() where id = any (found_open) and state = 'waiting';
  get diagnostics waited = row_count;
  update outbox set woken = true where id = any (found_open) and state in ('ready', 'leased');
  get diagnostics marked = row_count;
  if waited + marked > 0 then perform pg_notify('outbox', ''); end if;
end $$;
`;

// The first function is the rule for all credentials of a program, as before. The second one finds those which a change
// of the program is about: their note would change, or their mail is open.
//
// An award locks the program credentials of one learner in id order, then their mails. So here a learner's are locked all
// together, also those of other programs: a change of two programs never has one of a learner's while it waits for another.
// The advisory lock lets one change of programs at a time do so, since two of them take learners in any order. While
// locks are awaited others may change credentials, hence the loop.
const KEEP = `
create or replace function program_notes(program integer) returns table (credential_id bigint, rested_on bigint[])
language sql stable as $$
  select earliest.credential_id, array_agg(id order by id)
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
   group by earliest.credential_id having max(counts_from) <= clock_timestamp()
$$;

create or replace function program_credentials_concerned(program integer) returns setof bigint
language plpgsql stable as $$
begin
  return query
    select held.id from user_credential held join program_notes(program) shown on shown.credential_id = held.id
     where held.rested_on is distinct from shown.rested_on
     and held.status = 'awarded';
  if exists (select from outbox where subscriber = 'completion-mail' and state in ('ready', 'leased', 'waiting')) then
    return query
      select p.id from program_certificate pc
        join user_credential p on p.program_certificate_id = pc.id and p.status = 'awarded'
       where pc.program_id = program and exists (
         select from outbox where subscriber = 'completion-mail' and subject = 'credential:' || p.id
            and state in ('ready', 'leased', 'waiting'));
  end if;
end $$;

create or replace function keep_program_credentials(program integer) returns void language plpgsql as $$
declare
  kept text := coalesce(current_setting('credentials.kept_programs', true), '');
  this_statement text := statement_timestamp()::text || ':';
  locked bigint[] := '{}';
  more bigint[];
begin
  if not starts_with(kept, this_statement) then kept := this_statement || ','; end if;
  if strpos(kept, ',' || program || ',') > 0 then return; end if;
  perform set_config('credentials.kept_programs', kept || program || ',', true);
  loop
    select array_agg(id) into more
      from (select id from program_credentials_concerned(program) as concerned (id)
            except select unnest(locked)) rest;
    exit when more is null;
    perform pg_advisory_xact_lock(hashtextextended('kept-programs', 0));
    with taken as (
      select id from user_credential
       where user_id in (select user_id from user_credential where id = any (more))
         and program_certificate_id is not null and status = 'awarded'
       order by id for no key update)
    select locked || array_agg(id) into locked from taken;
  end loop;
  if locked = '{}' then return; end if;
  update user_credential held set rested_on = shown.rested_on
    from program_notes(program) shown join unnest(locked) as mine (id) on mine.id = shown.credential_id
   where held.id = shown.credential_id and held.rested_on is distinct from shown.rested_on
     and held.status = 'awarded';
  if exists (select from outbox where subscriber = 'completion-mail' and state in ('ready', 'leased', 'waiting')) then
    perform outbox_wake('completion-mail', (select array_agg('credential:' || id) from unnest(locked) as mine (id)));
  end if;
end $$;
`;

const DOWN = `
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
create or replace function outbox_wake(waker_of text, subjects text[]) returns void language plpgsql as $$
declare
  waited integer;
begin
  update outbox set state = 'ready', run_at = clock_timestamp()
   where subscriber = waker_of and subject = any (subjects) and state = 'waiting';
  get diagnostics waited = row_count;
  update outbox set woken = true
   where subscriber = waker_of and subject = any (subjects) and state in ('ready', 'leased');
  if waited > 0 then perform pg_notify('outbox', ''); end if;
end $$;
drop function program_credentials_concerned(integer);
drop function program_notes(integer);
`;
