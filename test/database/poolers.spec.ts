import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findServerProblem } from '../../src/platform/database/index.js';
import { startGreeter } from '../support/greeter.js';
import { freePort } from '../support/free-port.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

describe('the server', () => {
  it('is good when it is PostgreSQL itself', async () => {
    expect(await findServerProblem(database.url)).toBeUndefined();
  });

  it.each(['13.20', '9.6.24'])(
    'is refused before the first statement when it is PostgreSQL %s',
    async (version) => {
      const greeter = await startGreeter(version);
      const problem = await findServerProblem(greeter.url);
      expect(problem?.found).toBe(`PostgreSQL ${version} is too old`);
      expect(greeter.sent()).toBe(0);
      greeter.stop();
    },
  );
});

const hasPgBouncer = spawnSync('pgbouncer', ['--version']).status === 0;
if (!hasPgBouncer) process.stdout.write('PgBouncer is not installed: its tests are skipped\n');

(hasPgBouncer ? describe : describe.skip)('PgBouncer', () => {
  let pooler: ChildProcess;
  let folder: string;

  afterEach(async () => {
    const ended = once(pooler, 'exit');
    pooler.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  });

  async function startPooler(mode: string, more = ''): Promise<string> {
    const { hostname, port, username, password, pathname } = new URL(database.url);
    const own = await freePort();
    folder = await mkdtemp(join(tmpdir(), 'credentials-pooler-'));
    await chmod(folder, 0o755);
    const name = pathname.slice(1);
    const to = `host=${hostname} port=${port} dbname=${name} user=${username} password='${decodeURIComponent(password)}'`;
    await writeFile(
      join(folder, 'pooler.ini'),
      `[databases]\n${name} = ${to}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${own}\nauth_type = any\nunix_socket_dir =\npool_mode = ${mode}\n${more}`,
    );
    const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    pooler = spawn('pgbouncer', ['-q', ...asNobody, join(folder, 'pooler.ini')], { stdio: 'ignore' });
    while (!(await answers(own))) await delay(20);
    return `postgres://${username}@127.0.0.1:${own}/${name}`;
  }

  const answers = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });

  it.each(['transaction', 'statement'])('is refused when it pools by %s', async (mode) => {
    const problem = await findServerProblem(await startPooler(mode));
    expect(problem?.found).toContain('a pooler');
    expect(problem?.remedy).toContain('pool_mode = session');
  });

  it('is refused when it hands its connections out in turn', async () => {
    const problem = await findServerProblem(
      await startPooler('transaction', 'server_round_robin = 1\nmin_pool_size = 3\n'),
    );
    expect(problem?.found).toContain('a pooler');
  });

  it('is good when each client keeps its connection', async () => {
    expect(await findServerProblem(await startPooler('session'))).toBeUndefined();
  });
});
