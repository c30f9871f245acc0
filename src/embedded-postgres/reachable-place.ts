import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.js';
import { EmbeddedPostgresError, errorText } from './embedded-postgres-error.js';
import { firstObstacle } from './reach.js';

/**
 * For root only: a folder outside the installation that PostgreSQL's account can reach. It serves an installation or
 * data folder below a closed folder, such as root's home. One per installation, named by a hash of its path.
 */
export async function reachablePlace(packageFolder: string, account: Account): Promise<string> {
  const name = `credentials-service-${shortHash(packageFolder)}`;
  const failures: string[] = [];
  for (const parent of ['/var/lib', tmpdir()]) {
    try {
      const place = join(await realpath(parent), name);
      await makeOwnFolder(place);
      const obstacle = await firstObstacle(place, account, 'pass');
      if (obstacle === undefined) {
        return place;
      }
      failures.push(`${obstacle} is closed to it`);
    } catch (error) {
      failures.push(errorText(error));
    }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and no folder was found that user id ${account.uid} can reach ` +
      `(${failures.join('; ')}): set DATABASE_URL to a PostgreSQL of yours, or start the service as an ordinary user`,
  );
}

/** A folder that everybody may pass and only its owner may change, whatever the umask. */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const status = await lstat(folder);
  // In a shared temporary folder another user could have made it first, with binaries of their own.
  if (!status.isDirectory() || status.uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError(`${folder} exists and belongs to somebody else`);
  }
  await chmod(folder, 0o755);
}

/** The system may clear this place, at a restart or by age. */
export async function isTemporary(place: string): Promise<boolean> {
  return place.startsWith(`${await realpath(tmpdir())}/`);
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
