import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { built } from './built.ts';
import { Load } from './load/controller.ts';
import { chooseCores, type Cores, moveTo } from './machine.ts';
import type { Options } from './options.ts';
import type { ServerPlan } from './servers.ts';
import type { Work } from './works/index.ts';
import { STAFF, STATUS_WORKER } from './world/names.ts';

/** Everything a measurement needs: a database of its own, the load, and the servers' places. */
export interface Stage {
  readonly cores: Cores | undefined;
  readonly plan: ServerPlan;
  readonly load: Load;
  readonly client: pg.Client;
  readonly postgresPid: number;
  /** Those settings of database and machine that a reader of figures must know. */
  readonly settings: Record<string, string>;
  tokenFor(work: Work): string;
  close(): Promise<void>;
}

/** Longer than any run. */
const TOKEN_LIFETIME = 86_400;
const AUDIENCE = 'credentials';

/** Starts a PostgreSQL that forces commits to disk, with the tables of the built service and no data. */
export async function setStage(options: Options): Promise<Stage> {
  const cores = chooseCores();
  if (cores !== undefined) moveTo(cores.others);
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'credentials-bench-'));
  const { startEmbeddedPostgres } = await built(options.dist, 'embedded-postgres/index');
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: () => undefined,
    ephemeral: true,
    durable: true,
  });
  const load = new Load();
  const client = new pg.Client({ connectionString: postgres.url });
  const close = async () => {
    load.stop();
    await client.end();
    await postgres.stop();
    await rm(postgres.dataDirectory, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await client.connect();
    await migrateDatabase(options.dist, postgres.url);
    const secret = randomBytes(32).toString('hex');
    return {
      cores,
      plan: {
        dist: options.dist,
        databaseUrl: postgres.url,
        folder,
        secret,
        publicUrl: 'http://localhost:8150',
        cores,
        profile: options.profile,
      },
      load,
      client,
      postgresPid: Number(
        (await readFile(join(postgres.dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0],
      ),
      settings: await settingsOf(client),
      tokenFor: await tokens(options.dist, secret),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function migrateDatabase(dist: string, url: string): Promise<void> {
  const { createDataSource } = await built(dist, 'data-source');
  const dataSource = await createDataSource(url).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
}

async function settingsOf(client: pg.Client): Promise<Record<string, string>> {
  const names = ['server_version', 'fsync', 'synchronous_commit', 'shared_buffers'];
  const settings: Record<string, string> = {};
  for (const name of names) {
    const { rows } = await client.query<Record<string, string>>(`show ${name}`);
    settings[name] = rows[0]![name]!;
  }
  return settings;
}

async function tokens(dist: string, secret: string): Promise<Stage['tokenFor']> {
  const { signToken } = await built(dist, 'identity/auth/keys/sign-token');
  const key = createSecretKey(Buffer.from(secret));
  const sign = (username: string, claims = {}) =>
    signToken(key, { username, audience: AUDIENCE, expiresIn: TOKEN_LIFETIME, claims });
  const byCaller = { statusWorker: sign(STATUS_WORKER), staff: sign(STAFF, { administrator: true }) };
  return ({ caller }) => byCaller[caller];
}
