import { readFile, stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The account that PostgreSQL runs as. */
export interface Account {
  uid: number;
  gid: number;
  /** True when the service is root. PostgreSQL refuses to run as root, so it needs another account. */
  switched: boolean;
}

const NOBODY_UID = 65_534;

/**
 * Chooses the account for PostgreSQL. Without root it is the service's own. For root it is the owner of the data if
 * that is an ordinary account, else `postgres`, else `nobody`. No account is created.
 * @param existing folders whose owner counts, most specific first; missing ones are skipped
 */
export async function chooseAccount(existing: string[]): Promise<Account> {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  if (uid !== 0) {
    return { uid, gid, switched: false };
  }
  for (const folder of existing) {
    const owner = await stat(folder).catch(() => undefined);
    if (owner && owner.uid !== 0) {
      return { uid: owner.uid, gid: owner.gid, switched: true };
    }
  }
  const accounts = await readAccounts();
  const found = accounts.get('postgres') ?? accounts.get('nobody') ?? { uid: NOBODY_UID, gid: NOBODY_UID };
  return { ...found, switched: true };
}

/** PostgreSQL accepts a data folder only from its owner. */
export async function requireFolderOwner(folder: string, account: Account): Promise<void> {
  const owner = (await stat(folder)).uid;
  if (owner !== account.uid) {
    throw new EmbeddedPostgresError(
      `${folder} belongs to user id ${owner}, while PostgreSQL would run as user id ${account.uid}; ` +
        'start the service as the account that made it, or give the folder to this one with chown -R',
    );
  }
}

async function readAccounts(): Promise<Map<string, { uid: number; gid: number }>> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const accounts = new Map<string, { uid: number; gid: number }>();
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    // PostgreSQL cannot run as account 0 or a negative number.
    if (name && Number(uid) > 0 && Number(gid) > 0) {
      accounts.set(name, { uid: Number(uid), gid: Number(gid) });
    }
  }
  return accounts;
}
