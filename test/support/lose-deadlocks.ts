import type { DataSource } from 'typeorm';

/**
 * Lets that many writes to the table lose a deadlock, as PostgreSQL would end them. Their numbers come from a sequence,
 * which a rollback leaves. Returns a function that ends it.
 */
export async function loseDeadlocks(
  dataSource: DataSource,
  table: string,
  times: number,
): Promise<() => Promise<void>> {
  await dataSource.query(`
    create sequence deadlocks;
    create function lose_deadlock() returns trigger language plpgsql as $$
    begin
      if nextval('deadlocks') <= ${times} then raise 'deadlock detected' using errcode = '40P01'; end if;
      return new;
    end $$;
    create trigger lose_deadlock_tg before insert or update on ${table} for each row execute function lose_deadlock()`);
  return async () => {
    await dataSource.query(
      `drop trigger lose_deadlock_tg on ${table}; drop function lose_deadlock(); drop sequence deadlocks`,
    );
  };
}
