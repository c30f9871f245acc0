import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requireFolderOwner, type Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError, errorText } from './embedded-postgres-error.js';
import { exists } from './files.js';
import type { Location } from './location.js';
import { causeIn, run } from './run-program.js';

/** The builtin locale needs neither system locales nor ICU: every machine sorts and folds alike. */
const INITDB_OPTIONS = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C',
  '--builtin-locale=C.UTF-8',
];

/** Makes the cluster if there is none, and returns its password. An existing cluster is checked, not changed. */
export async function createMissingCluster(
  location: Location,
  binaries: Binaries,
  account: Account,
  options: { ephemeral: boolean; log: (line: string) => void },
): Promise<string> {
  if (await exists(location.cluster)) {
    await requireFolderOwner(location.cluster, account);
    await requireVersion(location.cluster, binaries);
    return readPassword(location);
  }
  options.log(`creating a PostgreSQL database in ${location.cluster}`);
  return createCluster(location, binaries, account, options.ephemeral);
}

async function requireVersion(cluster: string, binaries: Binaries): Promise<void> {
  const found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const ours = binaries.version.split('.')[0];
  if (found === '') {
    throw new EmbeddedPostgresError(
      `${cluster} exists but holds no PostgreSQL data; set DATA_DIR, or remove it if nothing in it is needed`,
    );
  }
  if (found !== ours) {
    throw new EmbeddedPostgresError(
      `${cluster} holds data of PostgreSQL ${found}, and this service comes with PostgreSQL ${ours}; ` +
        `restore a backup into a new DATA_DIR, made by the release that came with PostgreSQL ${found}`,
    );
  }
}

/** The password of an existing cluster. */
export async function readPassword(location: Location): Promise<string> {
  try {
    return (await readFile(location.passwordFile, 'utf8')).trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      `the password of the database cannot be read (${errorText(error)}); bring that file back`,
    );
  }
}

async function createCluster(
  location: Location,
  binaries: Binaries,
  account: Account,
  ephemeral: boolean,
): Promise<string> {
  const password = await createPassword(location, account);
  // The folder has a temporary name until it is complete, so an interrupted start leaves nothing that looks like a
  // database. The name is new each time: the initdb of a killed service may still be writing.
  await removePartials(location);
  const partial = await mkdtemp(`${location.cluster}.partial-`);
  await giveTo(partial, 0o700, account);
  const result = await run(
    binaries.initdb,
    [
      `--pgdata=${partial}`,
      `--pwfile=${location.passwordFile}`,
      ...INITDB_OPTIONS,
      ...(ephemeral ? ['--no-sync'] : []),
    ],
    { cwd: '/', account },
  );
  if (result.exitCode !== 0) {
    await rm(partial, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `PostgreSQL could not create a database in ${location.cluster}: ${causeIn(result.output)}`,
    );
  }
  await rename(partial, location.cluster);
  return password;
}

/** Written before the cluster, so that no cluster exists without a known password. */
async function createPassword(location: Location, account: Account): Promise<string> {
  const partial = `${location.passwordFile}.partial`;
  const password = randomBytes(24).toString('hex');
  await rm(partial, { force: true });
  await writeFile(partial, `${password}\n`, { mode: 0o600, flag: 'wx' });
  await giveTo(partial, 0o600, account);
  await rename(partial, location.passwordFile);
  return password;
}

async function removePartials(location: Location): Promise<void> {
  for (const name of await readdir(location.folder)) {
    if (name.startsWith(`${basename(location.cluster)}.partial-`)) {
      await rm(join(location.folder, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function giveTo(path: string, mode: number, account: Account): Promise<void> {
  await chmod(path, mode);
  if (account.switched) {
    await chown(path, account.uid, account.gid);
  }
}
