import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe } from '@jest/globals';
import { type Connection, createConnection } from 'mysql2/promise';
import { freePort } from './free-port.js';

/** Places of programs that are often not on PATH. */
const PLACES = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/libexec'];
const SERVERS = ['mariadbd', 'mysqld'];
/** MySQL initialises itself; MariaDB has a program for it, which some systems pack apart. */
const INSTALLERS = ['mariadb-install-db', 'mysql_install_db'];
const PATIENCE_MS = 60_000;

/** The account that the importer uses in tests. Its password stands nowhere in what operators read. */
export const SOURCE_PASSWORD = 'p@ss/wörd-of-the-source';

function find(names: readonly string[]): string | undefined {
  return names.flatMap((name) => PLACES.map((place) => join(place, name))).find((path) => existsSync(path));
}

/** The program of the server; undefined where there is none. */
function findServer(): string | undefined {
  const program = find(SERVERS);
  return program?.endsWith('mariadbd') && find(INSTALLERS) === undefined ? undefined : program;
}

const SERVER = findServer();

/** For tests with a server of their own; they are skipped where no program of one is found. */
export const describeWithMariaDb = SERVER === undefined ? describe.skip : describe;

if (SERVER === undefined)
  process.stderr.write('no MariaDB or MySQL server found: the tests of the move with one are skipped\n');

/** A server of one test file's own, in a folder of its own on a free port. */
export class MariaDb {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<MariaDb> {
    const program = SERVER!;
    const folder = await mkdtemp(join(tmpdir(), 'mariadb-'));
    const data = join(folder, 'data');
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
    // A server that starts removes what looks like its own temporary tables, also those of others.
    const env = { ...process.env, TMPDIR: folder };
    initialize(program, data, asRoot, env);
    const port = await freePort();
    const child = spawn(
      program,
      [
        '--no-defaults',
        ...asRoot,
        `--datadir=${data}`,
        `--socket=${join(folder, 'socket')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--pid-file=${join(folder, 'pid')}`,
        '--innodb-flush-log-at-trx-commit=0',
        '--skip-log-bin',
      ],
      { stdio: 'ignore', env },
    );
    const server = new MariaDb(child, folder, port);
    await server.untilReady();
    await server.run(
      `create user importer@'%' identified by '${SOURCE_PASSWORD}'; grant select, show view on *.* to importer@'%'`,
    );
    return server;
  }

  private async untilReady(): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.run('select 1');
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await delay(100);
      }
    }
  }

  /** Makes a database of the dump of an Open edX installation. */
  async load(database: string): Promise<void> {
    const dump = gunzipSync(
      await readFile(new URL('../moving/openedx-credentials.sql.gz', import.meta.url)),
    ).toString();
    await this.run(`create database ${database} character set utf8mb4`);
    await this.run(dump, database);
  }

  /** Runs statements as the owner of the server. */
  async run(statements: string, database?: string): Promise<void> {
    const connection = await this.connect(database);
    try {
      await connection.query(statements);
    } finally {
      await connection.end();
    }
  }

  async connect(database?: string): Promise<Connection> {
    return createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      multipleStatements: true,
      charset: 'utf8mb4',
      ...(database !== undefined && { database }),
    });
  }

  /** The address for `--source`. */
  address(database: string): string {
    return `mysql://importer:${encodeURIComponent(SOURCE_PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Makes the tables of the server itself, with an owner `root` who has no password. */
function initialize(program: string, data: string, asRoot: readonly string[], env: NodeJS.ProcessEnv): void {
  const installer = find(INSTALLERS);
  const { status, stderr } =
    installer !== undefined
      ? spawnSync(
          installer,
          [
            '--no-defaults',
            ...asRoot,
            `--datadir=${data}`,
            '--auth-root-authentication-method=normal',
            '--skip-test-db',
          ],
          { encoding: 'utf8', env },
        )
      : spawnSync(program, ['--no-defaults', ...asRoot, `--datadir=${data}`, '--initialize-insecure'], {
          encoding: 'utf8',
          env,
        });
  if (status !== 0) throw new Error(`MariaDB cannot be initialised: ${stderr}`);
}
