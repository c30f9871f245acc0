import { chmod, chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { exists } from './files.js';
import { firstObstacle } from './reach.js';
import { isTemporary, makeOwnFolder, reachablePlace, shortHash } from './reachable-place.js';

/** Place of the data and the files beside it. */
export interface Location {
  /** The data folder, or the folder that it points to. */
  folder: string;
  /** PostgreSQL's data directory. */
  cluster: string;
  /** Password of the database account `postgres`, readable by its owner only. */
  passwordFile: string;
}

/** In a data folder: the path of the folder outside it that holds the cluster. */
const POINTER = 'postgres.location';

/** Place where an earlier start put the data, if any. */
export async function findLocation(dataDir: string): Promise<Location | undefined> {
  const place = (await readFile(join(dataDir, POINTER), 'utf8').catch(() => '')).trim();
  if (place !== '') {
    if (!(await exists(place))) {
      throw new EmbeddedPostgresError(
        `${join(dataDir, POINTER)} says that the database is in ${place}, which does not exist; ` +
          'bring that folder back, or delete the file to begin with an empty database',
      );
    }
    return inFolder(place);
  }
  const inPlace = inFolder(dataDir);
  return (await exists(join(inPlace.cluster, 'PG_VERSION'))) ? inPlace : undefined;
}

/**
 * Decides where the data lives: where it is already; else in the data folder; else, if PostgreSQL's account cannot get
 * there, in a folder that it can reach. That choice is stored. Existing data is never moved.
 */
export async function settleLocation(
  dataDir: string,
  packageFolder: string,
  account: Account,
  log: (line: string) => void,
): Promise<Location> {
  const known = await findLocation(dataDir);
  const folder = known?.folder ?? dataDir;
  let obstacle = await firstObstacle(folder, account, 'pass');
  if (obstacle === folder && (await letGroupPass(folder, account))) {
    log(`${folder}: its group is now the one PostgreSQL runs as, and may pass`);
    obstacle = await firstObstacle(folder, account, 'pass');
  }
  if (obstacle === undefined) {
    return known ?? inFolder(dataDir);
  }
  if (known) {
    throw new EmbeddedPostgresError(
      `the database is in ${known.cluster}, but ${obstacle} is closed to the account PostgreSQL runs as ` +
        `(user id ${account.uid}); open it with chmod o+x, or move the data folder and set DATA_DIR`,
    );
  }
  const place = join(await reachablePlace(packageFolder, account), `data-${shortHash(dataDir)}`);
  await makeOwnFolder(place);
  await writeWhole(join(dataDir, POINTER), `${place}\n`);
  const warning = (await isTemporary(place)) ? ', A TEMPORARY FOLDER that the system may clear' : '';
  log(`${obstacle} is closed to the account PostgreSQL runs as: the database lives in ${place}${warning}`);
  return inFolder(place);
}

/** Lets PostgreSQL's group pass a folder that only root can use, such as a new temporary one. False for any other. */
async function letGroupPass(folder: string, account: Account): Promise<boolean> {
  const status = await stat(folder);
  if (status.uid !== 0 || (status.mode & 0o077) !== 0) {
    return false;
  }
  await chown(folder, 0, account.gid);
  await chmod(folder, (status.mode & 0o777) | 0o010);
  return true;
}

async function writeWhole(file: string, text: string): Promise<void> {
  const partial = join(dirname(file), `.${basename(file)}.partial`);
  await writeFile(partial, text);
  await rename(partial, file);
}

function inFolder(folder: string): Location {
  return { folder, cluster: join(folder, 'postgres'), passwordFile: join(folder, 'postgres.password') };
}
