import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig, type Env } from '../../src/config/index.js';
import { Blocker } from '../support/blocker.js';
import { freePort } from '../support/free-port.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { WORLD_TEMPLATE } from '../support/template-database.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { mintToken } from '../support/tokens.js';
import { ensureWorldTemplate } from '../support/world-template.js';

/** Signals that come closer together count as one, milliseconds. */
const ONE_SIGNAL = 500;

describe('a process with a request that does not end', () => {
  let database: TestDatabase;
  let blocker: Blocker;
  let service: ServiceProcess;
  let base: string;
  let outcome: Promise<unknown>;

  beforeEach(async () => {
    await ensureWorldTemplate(loadConfig({ ...CONFORMANCE_ENV, ROLE: 'api' }));
    database = await createTestDatabase(WORLD_TEMPLATE);
    blocker = new Blocker(database.url);
  });

  afterEach(async () => {
    service.process.kill('SIGKILL');
    await Promise.all([service.ended, outcome, blocker.release()]);
    await database.drop();
  });

  /** Starts the service, and a request that waits for a lock of the test. */
  const start = async (env: Env) => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    service = startService({
      ...CONFORMANCE_ENV,
      LOG_LEVEL: 'info',
      ROLE: 'api',
      PORT: String(port),
      DATABASE_URL: database.url,
      REQUEST_TIMEOUT: '60',
      ...env,
    });
    await service.says('Ctrl-C stops everything');
    await blocker.lock('users');
    outcome = fetch(`${base}/api/v2/credentials/?username=alice`, {
      headers: { authorization: `JWT ${mintToken('root', { administrator: true })}` },
    }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    await blocker.untilSomebodyWaits();
  };

  it('ends after SHUTDOWN_TIMEOUT all the same, with code 1 and the reason', async () => {
    await start({ SHUTDOWN_TIMEOUT: '1' });
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('requests still ran after 1000 ms; stopping all the same');
    expect(await outcome).toBe('cut off');
  });

  it('ends at once at a second signal, with code 1, whatever the first would wait for', async () => {
    await start({ SHUTDOWN_DELAY: '300', SHUTDOWN_TIMEOUT: '600' });
    service.process.kill('SIGTERM');
    await service.says('not ready any more; the port closes in 300 s');
    const line = service
      .output()
      .split('\n')
      .find((text) => text.includes('not ready any more'))!;
    const { time } = JSON.parse(line) as { time: string | number };
    while (Date.now() - new Date(time).getTime() <= ONE_SIGNAL) await delay(10);
    expect((await fetch(`${base}/livez`)).status).toBe(200);
    service.process.kill('SIGINT');
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('SIGINT again: ending at once');
  });
});
