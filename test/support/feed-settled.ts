import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/**
 * Waits until the feed of changes shows all that is committed. The tests of other files write on the same server, and the
 * feed waits for their transactions, too.
 */
export async function feedSettled(dataSource: DataSource): Promise<void> {
  for (;;) {
    const [row] = await dataSource.query<{ settled: boolean }[]>(
      `select coalesce((select max(change) from user_credential), 0)
              < (select last_value + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                   from user_credential_change_base) as settled`,
    );
    if (row!.settled) return;
    await delay(5);
  }
}
