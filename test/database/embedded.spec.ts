import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { chooseAccount } from '../../src/embedded-postgres/account.js';
import { findBinaries, reachableBinaries } from '../../src/embedded-postgres/binaries.js';
import {
  acquireDataLock,
  EmbeddedPostgresError,
  findEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/embedded-postgres/index.js';
import { readPidFile } from '../../src/embedded-postgres/pid-file.js';
import { identityOf, isRunning } from '../../src/embedded-postgres/process-identity.js';
import { run, runAs } from '../../src/embedded-postgres/run-program.js';
import { makeTestFolder } from '../support/test-server.js';

const IS_ROOT = process.getuid?.() === 0;

let dataDir: string;
const lines: string[] = [];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const log = (line: string): number => lines.push(line);
  const server = await startEmbeddedPostgres({ dataDir, ephemeral: true, log, ...options });
  servers.push(server);
  return server;
}

async function query<Row extends object>(server: { url: string }, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function serverProcess(server: EmbeddedPostgres): number {
  return readPidFile(server.dataDirectory)?.pid ?? 0;
}

async function killServer(server: EmbeddedPostgres): Promise<void> {
  const pid = serverProcess(server);
  process.kill(-pid, 'SIGKILL');
  while (isRunning(pid)) {
    await delay(10);
  }
}

/** An idle process of the account that runs PostgreSQL. */
async function bystander(): Promise<number> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...runAs(await chooseAccount([])) });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

async function putLock(pid: number, startTime: string): Promise<void> {
  await writeFile(join(dataDir, `service.${pid}-${startTime}.lock`), '');
}

async function locks(): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => name.endsWith('.lock'));
}

beforeAll(async () => {
  dataDir = await makeTestFolder();
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  for (const server of servers.splice(0)) {
    await server.stop();
  }
  lines.length = 0;
});

afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('makes a database at the first start and finds its data at the second', async () => {
    const own = { dataDir: join(dataDir, 'first') };
    await mkdir(own.dataDir);
    const first = await start(own);
    await query(first, 'create table kept as select 42 as answer');
    const pid = serverProcess(first);
    await first.stop();
    expect(isRunning(pid)).toBe(false);

    const second = await start(own);
    expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect([first.adopted, second.adopted]).toEqual([false, false]);
    expect(lines.filter((line) => line.startsWith('creating'))).toHaveLength(1);
  });

  it('listens on the loopback interface only, asks for the password and keeps it to the owner', async () => {
    const server = await start();
    const settings = await query<{ name: string; setting: string }>(
      server,
      `select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories')`,
    );
    expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
    const url = new URL(server.url);
    url.password = 'guessed';
    await expect(query({ url: url.href }, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  });

  it('folds case and sorts in the same way on every machine', async () => {
    const server = await start();
    expect(await query(server, `select lower('ÄÖ') as low, 'Z' < 'a' as bytes`)).toEqual([
      { low: 'äö', bytes: true },
    ]);
  });

  it('writes to disk when it is asked to be durable, and takes further settings', async () => {
    const show = `select current_setting('fsync') as fsync, current_setting('work_mem') as memory`;
    const quick = await start();
    expect(await query(quick, show)).toEqual([{ fsync: 'off', memory: '4MB' }]);
    await quick.stop();
    const durable = await start({ durable: true, settings: { work_mem: '5MB' } });
    expect(await query(durable, show)).toEqual([{ fsync: 'on', memory: '5MB' }]);
  });

  it('is out of reach of a Ctrl-C in the terminal of the service', async () => {
    const server = await start();
    // Throws unless the server leads a process group of its own.
    expect(process.kill(-serverProcess(server), 0)).toBe(true);
  });

  it('takes over a server that was left running', async () => {
    const forgotten = await start();
    const pid = serverProcess(forgotten);
    const next = await start();
    expect(next.adopted).toBe(true);
    expect(next.url).toBe(forgotten.url);
    await next.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('recovers what was committed before all its processes were killed', async () => {
    const killed = await start({ durable: true });
    await query(killed, 'create table survivor as select 7 as answer');
    await killServer(killed);

    const next = await start({ durable: true });
    expect(next.adopted).toBe(false);
    expect(await query(next, 'select answer from survivor')).toEqual([{ answer: 7 }]);
  });

  it('starts although the number of a killed server now belongs to a stranger', async () => {
    await killServer(await start());
    const stranger = await bystander();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.replace(/^\d+/, String(stranger)));

    const next = await start();
    expect(await query(next, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(isRunning(stranger)).toBe(true);
  });

  it.each(['fast', 'immediate'] as const)('comes back on the same port after a %s restart', async (mode) => {
    const server = await start({ durable: true });
    await query(server, `create table restarted_${mode} as select 1 as one`);
    const before = serverProcess(server);
    await server.restart(mode);
    expect(await query(server, `select one from restarted_${mode}`)).toEqual([{ one: 1 }]);
    expect(serverProcess(server)).not.toBe(before);
  });

  it('says in one sentence that its data is of another version', async () => {
    await (await start()).stop();
    const file = join(dataDir, 'postgres', 'PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '12\n');
    await expect(start()).rejects.toThrow(/holds data of PostgreSQL 12, and this service comes with .* 18/);
    await writeFile(file, version);
    expect(await locks()).toEqual([]);
  });

  it('passes on why the server refuses to start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /PostgreSQL did not start on .*: FATAL: invalid value for parameter "shared_buffers": "plenty"/,
    );
  });

  it('waits for its port when that is taken for a moment', async () => {
    const server = await start();
    await killServer(server);
    const squatter = createServer();
    squatter.listen(Number(new URL(server.url).port), '127.0.0.1');
    await once(squatter, 'listening');

    const restarted = server.restart('fast');
    const serverLog = join(server.dataDirectory, 'server.log');
    while (!(await readFile(serverLog, 'utf8')).includes('Address already in use')) {
      await delay(10);
    }
    squatter.close();
    await restarted;
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('the lock on the data folder', () => {
  it('refuses a folder that another live service uses, and names it', async () => {
    const pid = await bystander();
    await putLock(pid, identityOf(pid).startTime);
    const refusal = `another credentials service (process ${pid}) is using ${dataDir}; stop it or set DATA_DIR`;
    await expect(start()).rejects.toThrow(new EmbeddedPostgresError(refusal));
    expect(await locks()).toHaveLength(1);
    await rm(join(dataDir, `service.${pid}-${identityOf(pid).startTime}.lock`));
  });

  it('takes over from a service that is dead, or whose number belongs to somebody else by now', async () => {
    const dead = await bystander();
    const { startTime } = identityOf(dead);
    process.kill(dead, 'SIGKILL');
    while (isRunning(dead)) {
      await delay(10);
    }
    await putLock(dead, startTime);
    await putLock(await bystander(), '1');

    const lock = acquireDataLock(dataDir);
    expect(await locks()).toEqual([`service.${process.pid}-${identityOf(process.pid).startTime}.lock`]);
    lock.release();
    expect(await locks()).toEqual([]);
  });

  it('stays with a process until it has released it as often as it took it', async () => {
    const [outer, inner] = [acquireDataLock(dataDir), acquireDataLock(dataDir)];
    inner.release();
    inner.release();
    expect(await locks()).toHaveLength(1);
    outer.release();
    expect(await locks()).toEqual([]);
  });

  it('lets a command find the database of a running service, and of none other', async () => {
    const server = await start();
    expect(await findEmbeddedPostgres(dataDir)).toBeUndefined();
    const pid = await bystander();
    const file = join(dataDir, `service.${pid}-${identityOf(pid).startTime}.lock`);
    await writeFile(file, '');
    expect(await findEmbeddedPostgres(dataDir)).toBe(server.url);
    await rm(file);
  });
});

describe('for root, below a folder that is closed to others', () => {
  let closed: string;
  const outside: string[] = [];

  beforeAll(async () => {
    await chmod(dataDir, 0o711);
    closed = join(dataDir, 'closed');
    await mkdir(join(closed, 'data'), { recursive: true, mode: 0o700 });
  });

  afterAll(async () => {
    for (const folder of outside) {
      await rm(folder, { recursive: true, force: true });
      // rmdir removes the folder only when it is empty.
      await rmdir(dirname(folder)).catch(() => undefined);
    }
  });

  it('keeps the data where the account of PostgreSQL can reach it, and stays there', async () => {
    if (!IS_ROOT) {
      console.log('not run: only root runs PostgreSQL as another account');
      return;
    }
    const first = await start({ dataDir: join(closed, 'data') });
    outside.push(dirname(first.dataDirectory));
    expect(lines[0]).toBe(
      `${closed} is closed to the account PostgreSQL runs as: the database lives in ${dirname(first.dataDirectory)}`,
    );
    await query(first, 'create table kept as select 42 as answer');
    await first.stop();

    const second = await start({ dataDir: join(closed, 'data') });
    expect(second.dataDirectory).toBe(first.dataDirectory);
    expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('copies the programs once to where that account can run them', async () => {
    if (!IS_ROOT) {
      console.log('not run: only root runs PostgreSQL as another account');
      return;
    }
    const installed = await findBinaries();
    const packageFolder = join(closed, 'package');
    await cp(installed.packageFolder, packageFolder, { recursive: true, verbatimSymlinks: true });
    const unreachable = {
      ...installed,
      packageFolder,
      initdb: join(packageFolder, 'native/bin/initdb'),
      postgres: join(packageFolder, 'native/bin/postgres'),
    };
    const account = await chooseAccount([]);
    const log = (line: string): number => lines.push(line);
    const first = await reachableBinaries(unreachable, account, log);
    outside.push(dirname(dirname(first.postgres)));
    const second = await reachableBinaries(unreachable, account, log);

    expect(second).toEqual(first);
    expect(lines).toHaveLength(1);
    const answer = await run(second.postgres, ['--version'], { cwd: '/', account });
    expect(answer).toMatchObject({ exitCode: 0, output: expect.stringMatching(/PostgreSQL\) 18/) });
  });
});
