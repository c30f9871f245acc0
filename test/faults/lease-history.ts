import type { Stage } from './stage.js';

/** Notes every later change of an outbox row with the database's time. */
export async function keepHistory(stage: Stage): Promise<void> {
  await stage.sql(
    `create table outbox_history (id bigint, state text, attempts integer, at timestamptz);
     create index on outbox_history (id, at);
     create table worker_outage (began timestamptz, ended timestamptz);
     create function note_history() returns trigger language plpgsql as $$
     begin
       insert into outbox_history values (new.id, new.state, new.attempts, clock_timestamp());
       return null;
     end $$;
     create trigger note_history after insert or update on outbox for each row execute function note_history()`,
  );
}

/** The same for the time from a kill until the next worker is there. */
export async function withoutWorker<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
  await stage.sql('insert into worker_outage (began) values (clock_timestamp())');
  const result = await work();
  await stage.sql('update worker_outage set ended = clock_timestamp() where ended is null');
  return result;
}

/** In seconds. */
export interface Silence {
  /** Seconds in which a worker ran. */
  readonly withWorker: number;
  readonly inAll: number;
}

/**
 * The longest time in which a leased row was neither renewed nor ended nor taken up again. `withWorker` leaves out the
 * times in which no worker could have taken it up.
 */
export async function longestSilence(stage: Stage): Promise<Silence> {
  const [row] = await stage.sql<Silence>(
    `with silence as (
       select began, ended
         from (select state, at as began, lead(at, 1, clock_timestamp()) over (partition by id order by at) as ended
                 from outbox_history) as step
        where state = 'leased'),
     length as (
       select ended - began as whole,
              coalesce((select sum(least(outage.ended, silence.ended) - greatest(outage.began, silence.began))
                          from worker_outage outage
                         where outage.began < silence.ended and outage.ended > silence.began), '0') as outages
         from silence)
     select coalesce(extract(epoch from max(whole - outages)), 0)::float8 as "withWorker",
            coalesce(extract(epoch from max(whole)), 0)::float8 as "inAll"
       from length`,
  );
  return row!;
}

/** Attempts taken up from a worker that had died. */
export async function takenOver(stage: Stage): Promise<number> {
  const [row] = await stage.sql<{ count: number }>(
    `select count(*)::int as count
       from (select state, attempts,
                    lag(state) over by_id as earlier_state, lag(attempts) over by_id as earlier_attempts
               from outbox_history window by_id as (partition by id order by at)) as step
      where state = 'leased' and earlier_state = 'leased' and attempts > earlier_attempts`,
  );
  return row!.count;
}
