import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './account.js';
import { copyTree } from './copy-tree.js';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';
import { allExist, exists } from './files.js';
import { firstObstacle } from './reach.js';
import { makeOwnFolder, reachablePlace } from './reachable-place.js';
import { run } from './run-program.js';

/** The PostgreSQL programs that `npm ci` installed. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** For example '18.4.0-beta.17'. */
  version: string;
  /** The package's folder. */
  packageFolder: string;
}

/** One program, one library and one shared file: all files of a kind have the same rights. */
const SAMPLES = ['bin/postgres', 'lib/libpq.so.5', 'share/postgresql/postgres.bki'];

/** Finds this platform's package and restores missing names of its shared libraries. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const { postgres } = await importPackage(platform);
  const native = dirname(dirname(await realpath(postgres)));
  const packageFolder = dirname(native);
  await hydrate(packageFolder);
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { ...programs(native), version, packageFolder };
}

/** The binaries, or a copy (one for each version) if PostgreSQL's account cannot reach the installation. */
export async function reachableBinaries(
  binaries: Binaries,
  account: Account,
  log: (line: string) => void,
): Promise<Binaries> {
  const native = dirname(dirname(binaries.postgres));
  const obstacle = await firstObstacleOf(native, account);
  if (obstacle === undefined) {
    return binaries;
  }
  const place = await reachablePlace(binaries.packageFolder, account);
  const copy = join(place, `native-${binaries.version}`);
  if (!(await exists(copy))) {
    await makeOwnFolder(place);
    log(`${obstacle} is closed to the account PostgreSQL runs as: copying its programs to ${copy}`);
    await copyTree(native, copy);
  }
  return { ...binaries, ...programs(copy) };
}

function programs(native: string): Pick<Binaries, 'initdb' | 'postgres'> {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

async function importPackage(platform: string): Promise<{ postgres: string }> {
  const name = `@embedded-postgres/${platform}`;
  try {
    return (await import(name)) as { postgres: string };
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(errorCode(error) ?? '')) {
      throw error;
    }
    throw new EmbeddedPostgresError(
      `no embedded PostgreSQL is installed for ${platform}: set DATABASE_URL to a PostgreSQL of yours, ` +
        'or install without leaving out the optional packages',
    );
  }
}

/** `npm ci --ignore-scripts` leaves out the links between library names. The package's own step makes them. */
async function hydrate(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(list) as { target: string }[]).map((link) => join(packageFolder, link.target));
  if (await allExist(links)) {
    return;
  }
  await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: packageFolder });
  if (!(await allExist(links))) {
    throw new EmbeddedPostgresError(
      `the libraries of the embedded PostgreSQL in ${packageFolder} are incomplete and could not be completed: ` +
        'run npm rebuild as the owner of that folder, or set DATABASE_URL',
    );
  }
}

async function firstObstacleOf(native: string, account: Account): Promise<string | undefined> {
  for (const sample of SAMPLES) {
    const file = join(native, sample);
    // Names of libraries differ between systems.
    const obstacle = (await exists(file)) ? await firstObstacle(file, account, 'read') : undefined;
    if (obstacle !== undefined) {
      return obstacle;
    }
  }
  return undefined;
}
