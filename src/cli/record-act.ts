import { type Act, AuditLog } from '../platform/audit/index.js';
import { Database } from '../platform/database/index.js';
import { withDataSource } from '../process/prepare-database.js';

/** Notes what a command did that works without the application, by a connection of its own. */
export async function recordAct(url: string, act: Act): Promise<void> {
  await withDataSource(url, (dataSource) =>
    new Database(dataSource).transaction((transaction) => new AuditLog().record(transaction, act)),
  );
}
