import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { inheritedEnv } from '../support/inherited-env.ts';
import { TOKEN_SETTINGS } from '../support/tokens.ts';
import { PARTNER, worldWithPartner } from './roles.ts';
import { ROOT } from './root.ts';

export interface FuzzedService {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the built service on loopback with its embedded PostgreSQL and a provisioned world. */
export async function startFuzzedService(): Promise<FuzzedService> {
  const folder = mkdtempSync(join(tmpdir(), 'credentials-fuzz-'));
  const port = await freePort();
  const env = {
    ...inheritedEnv(),
    PORT: String(port),
    DATA_DIR: folder,
    ...TOKEN_SETTINGS,
    LEARNER_STATUS_WORKER: PARTNER,
    USERNAME_REPLACEMENT_WORKER: PARTNER,
    LEARNER_RECORD_MFE_RECORDS_PAGE_URL: 'http://learner-record.conformance.example/',
    // A busy machine is no fault: no time limit ends in a 503.
    REQUEST_TIMEOUT: '600',
    WEBHOOK_ALLOW_HTTP: 'true',
    THROTTLE_CREDENTIALS: 'off',
    THROTTLE_GRADES: 'off',
    THROTTLE_RECORDS: 'off',
    LOG_LEVEL: 'error',
  };
  const world = join(folder, 'world.json');
  writeFileSync(world, JSON.stringify(worldWithPartner()));
  const url = `http://127.0.0.1:${port}`;
  const service = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    await end(service);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(service, url);
    for (const args of [['provision', world], ['demo']]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/cli.js', ...args], {
        cwd: ROOT,
        env,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${args[0]} failed:\n${stdout}${stderr}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;

async function answers(service: ChildProcess, url: string): Promise<void> {
  for (const limit = Date.now() + START_TIMEOUT_MS; Date.now() < limit && service.exitCode === null;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The service did not start.');
}

async function end(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return;
  const ended = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGTERM');
  const late = setTimeout(() => service.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(late);
}
