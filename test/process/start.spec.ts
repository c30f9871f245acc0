import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { type Env, VERSION } from '../../src/config/index.js';
import { findLocation } from '../../src/embedded-postgres/location.js';
import { readPidFile } from '../../src/embedded-postgres/pid-file.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { freePort } from '../support/free-port.js';
import { makeTestFolder } from '../support/test-server.js';
import { mintToken, TOKEN_SETTINGS } from '../support/tokens.js';

/** Starts the built service as an operator does. Each test runs on the data of the tests before it. */
describe('the service as a process', () => {
  let folder: string;
  let port: number;
  let env: Env;
  let running: ServiceProcess | undefined;
  let isUsual = false;

  beforeAll(async () => {
    folder = await makeTestFolder();
    port = await freePort();
    env = {
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      JWT_SECRET_KEY: TOKEN_SETTINGS.JWT_SECRET_KEY,
      JWT_AUDIENCE: TOKEN_SETTINGS.JWT_AUDIENCE,
    };
  });

  beforeEach(async () => {
    const { exitCode = 0, signalCode = null } = running?.process ?? {};
    if (isUsual && exitCode === null && signalCode === null) return;
    await stop();
    running = await start();
  });

  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (more: Env = {}) => {
    const service = startService({ ...env, ...more });
    await service.says('Ctrl-C stops everything');
    isUsual = Object.keys(more).length === 0;
    return service;
  };
  const stop = async () => {
    running?.process.kill('SIGTERM');
    await running?.ended;
  };
  const health = async () => (await fetch(`http://127.0.0.1:${port}/health/`)).status;

  it('comes up on nothing but a folder and says where, how to get a token and what to call', async () => {
    await stop();
    running = await start({ DATA_DIR: join(folder, 'nothing') });
    expect(await health()).toBe(200);
    expect(running.output()).toContain(`http://localhost:${port}/api-docs/`);
    expect(running.output()).toContain('npm run --silent cli -- token');
    expect(running.output()).toContain('curl -H');
  }, 60_000);

  it('refuses a second start on the same data in one sentence that names the process', async () => {
    const second = startService({ ...env, PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(second.output()).toContain(String(running!.process.pid));
    expect(await health()).toBe(200);
  }, 60_000);

  it('stops on SIGTERM with code 0, database included, and finds the data on the next start', async () => {
    const call = (method: string) =>
      fetch(`http://127.0.0.1:${port}/api/v2/course_certificates/`, {
        method,
        headers: {
          authorization: `JWT ${mintToken('ann', { administrator: true })}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          course_id: 'course-v1:A+B+C',
          certificate_type: 'honor',
          is_active: true,
          certificate_available_date: null,
        }),
      });
    const first = (await (await call('POST')).json()) as { id: number };
    running!.process.kill('SIGTERM');
    expect(await running!.ended).toBe(0);
    await expect(health()).rejects.toThrow();
    running = await start();
    const again = (await (await call('POST')).json()) as { id: number };
    expect(again.id).toBe(first.id);
  }, 60_000);

  it('stops with code 0 while callers hold half a request, half a header, or nothing', async () => {
    await stop();
    running = await start({ SHUTDOWN_TIMEOUT: '1' });
    const strangers = [
      'POST /api/v2/grades/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      'GET /livez HTTP/1.1\r\nHost: a\r\nX-Half',
      'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n',
      '',
    ].map((bytes) =>
      createConnection(port, '127.0.0.1', function (this: Socket) {
        this.pause().write(bytes);
      }).on('error', () => undefined),
    );
    // The answer shows that everything sent before has arrived.
    await health();
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.output()).toContain('The service has stopped.');
    for (const stranger of strangers) stranger.destroy();
  }, 60_000);

  it('says nothing of the database when it is stopped during the start', async () => {
    const dataDir = join(folder, 'interrupted');
    const service = startService({ ...env, DATA_DIR: dataDir, PORT: String(await freePort()) });
    await service.says('creating a PostgreSQL database');
    service.process.kill('SIGINT');
    expect(await service.ended).toBe(0);
    expect(service.output()).not.toContain('does not answer');
    const { cluster } = (await findLocation(dataDir))!;
    expect(readPidFile(cluster)).toBeUndefined();
  }, 60_000);

  it('recovers by itself after it was killed without a chance to stop its database', async () => {
    process.kill(-running!.process.pid!, 'SIGKILL');
    expect(await running!.ended).toBe('SIGKILL');
    running = await start();
    expect(await health()).toBe(200);
  }, 60_000);

  it('says in one sentence that the port is in use', async () => {
    const taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
    taken.unref();
    const { port: inUse } = taken.address() as { port: number };
    const service = startService({
      ...env,
      DATA_DIR: join(folder, 'other'),
      PORT: String(inUse),
      LOG_LEVEL: 'warn',
    });
    expect(await service.ended).toBe(1);
    expect(service.output()).toBe(
      `Port ${inUse} is in use on 127.0.0.1; stop what listens there or set PORT.\n`,
    );
    // It says so before it creates a database.
    expect(await findLocation(join(folder, 'other'))).toBeUndefined();
  }, 60_000);

  it.each(['not_a_host', '192.0.2.1'])(
    'says in one sentence that it cannot listen on %s',
    async (host) => {
      const service = startService({
        ...env,
        DATA_DIR: join(folder, 'other'),
        PORT: String(await freePort()),
        HOST: host,
        LOG_LEVEL: 'warn',
      });
      expect(await service.ended).toBe(1);
      expect(service.output()).toBe(
        `${host} is no address of this machine; set HOST to one, or to 0.0.0.0 for all of them.\n`,
      );
    },
    60_000,
  );

  it('starts with a secret as short as those of development set-ups, and warns of it', async () => {
    await stop();
    running = await start({ JWT_SECRET_KEY: 'lms-secret' });
    await running.says('JWT_SECRET_KEY should have at least 16 bytes');
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/credentials/?username=ann`, {
      headers: {
        authorization: `JWT ${mintToken('ann', { administrator: true, iss: 'anybody' }, 'lms-secret')}`,
      },
    });
    expect(answer.status).toBe(200);
    expect(running.output()).toContain(`"version":"${VERSION}"`);
  }, 60_000);

  it('tells its version, and ends', () => {
    const { stdout } = spawnSync(process.execPath, ['dist/main.js', '--version'], { encoding: 'utf8' });
    expect(stdout).toBe(`${VERSION}\n`);
  });

  it('starts nothing when it is asked for help, or for what it does not know', () => {
    const run = (option: string) =>
      spawnSync(process.execPath, ['dist/main.js', option], { encoding: 'utf8', env: {}, timeout: 30_000 });
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--version') });
    expect(run('--port=80')).toMatchObject({ status: 2, stderr: expect.stringContaining('--version') });
  });

  it('says of a worker that it runs and where its probe is, not what only the API answers', async () => {
    const workerPort = await freePort();
    await stop();
    running = await start({ ROLE: 'worker', PORT: String(workerPort), LOG_LEVEL: 'warn' });
    expect(running.output()).toContain(`curl http://localhost:${workerPort}/readyz`);
    expect(running.output()).not.toContain('Swagger');
    expect((await fetch(`http://127.0.0.1:${workerPort}/readyz`)).status).toBe(200);
  }, 60_000);

  it('ends with a sentence and code 1 when its database was killed, and recovers on the next start', async () => {
    const { cluster } = (await findLocation(env.DATA_DIR!))!;
    process.kill(readPidFile(cluster)!.pid, 'SIGKILL');
    expect(await running!.ended).toBe(1);
    expect(running!.output()).toContain('PostgreSQL has ended by itself');
    expect(running!.output()).toContain(join(cluster, 'server.log'));
    running = await start();
    expect(await health()).toBe(200);
  }, 60_000);

  it('names all wrong settings at once and ends with code 2', async () => {
    const service = startService({
      ...env,
      PORT: 'x',
      THROTTLE_GRADES: 'often',
      DATABASE_URL: 'mysql://u:secret@h/d',
      JWT_PUBLIC_SIGNING_JWK_SET: '{bad',
    });
    expect(await service.ended).toBe(2);
    for (const name of ['PORT', 'THROTTLE_GRADES', 'DATABASE_URL', 'JWT_PUBLIC_SIGNING_JWK_SET']) {
      expect(service.output()).toContain(name);
    }
    expect(service.output()).not.toContain('secret@');
  });
});
