import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Env } from '../../src/config/index.js';
import { freePort } from '../support/free-port.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { type ReceivedMail, SmtpServer, type SmtpServerOptions } from '../support/smtp-server.js';
import { type OwnTestServer, startOwnTestServer } from '../support/test-server.js';
import { DIST } from './settings.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORLD = 'test/conformance/world.json';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';

/** Seconds that a worker may hold a message. Short, so that tests see it taken over from a killed worker. */
export const LEASE = 6;

/** How long a test waits for an expected state, milliseconds. */
const PATIENCE = 90_000;

const SETTINGS: Env = {
  JWT_SECRET_KEY: 'conformance-secret-conformance-secret',
  JWT_ISSUER: 'http://conformance/oauth2',
  JWT_AUDIENCE: 'conformance',
  THROTTLE_RECORDS: 'off',
  LOG_LEVEL: 'warn',
  OUTBOX_LEASE: String(LEASE),
  OUTBOX_POLL: '1',
  OUTBOX_RETRY_BASE: '1',
};

export interface Running extends ServiceProcess {
  readonly send: string;
}

export interface Counts {
  marks: number;
  records: number;
  notifications: number;
  messages: number;
}

/** Processes of the built service, with a PostgreSQL and a mail server of their own: the things that tests break. */
export class Stage {
  private readonly services = new Set<ServiceProcess>();

  private constructor(
    readonly smtp: SmtpServer,
    private readonly postgres: OwnTestServer,
  ) {}

  /** Opens everything but the service, with learners `learner-1` and so on who may send their records. */
  static async open(learners: number, smtpOptions: SmtpServerOptions = {}): Promise<Stage> {
    const stage = new Stage(await SmtpServer.start(smtpOptions), await startOwnTestServer(true));
    const command = (...args: string[]) =>
      promisify(execFile)(process.execPath, [`${DIST}/cli/cli.js`, ...args], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, ...SETTINGS, DATABASE_URL: stage.postgres.adminUrl },
      });
    try {
      await command('migrate');
      await command('provision', WORLD);
      await stage.sql(
        `insert into users (username, email, full_name)
         select 'learner-' || n, 'learner-' || n || '@learners.example', 'Learner ' || n
           from generate_series(1, $1::integer) n`,
        [learners],
      );
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** Starts a process of the service; resolves when it listens. */
  async start(role: 'all' | 'api' | 'worker', env: Env = {}): Promise<Running> {
    const port = await freePort();
    const service = startService(
      {
        ...SETTINGS,
        ROLE: role,
        PORT: String(port),
        DATABASE_URL: this.postgres.adminUrl,
        SMTP_URL: this.smtp.url,
        ...env,
      },
      { dist: DIST, detached: false },
    );
    this.services.add(service);
    void service.ended.then(() => this.services.delete(service));
    await service.says('Ctrl-C stops everything');
    return { ...service, send: `http://127.0.0.1:${port}/records/programs/${PROGRAM}/send/` };
  }

  async kill(service: ServiceProcess): Promise<void> {
    service.process.kill('SIGKILL');
    await service.ended;
  }

  async restartPostgres(mode: 'fast' | 'immediate'): Promise<void> {
    await this.postgres.restart(mode);
  }

  /** Runs a statement on a connection of its own, which is closed when PostgreSQL stops. */
  async sql<Row = unknown>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      const { rows } = await client.query(text, values);
      return rows as Row[];
    } finally {
      await client.end();
    }
  }

  async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.postgres.adminUrl,
      application_name: 'fault suite',
    });
    await client.connect();
    return client;
  }

  /** @throws Error when the condition does not come true in time */
  async until(what: string, condition: string): Promise<void> {
    if (!(await this.comesTrue(condition))) throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
  }

  /** Waits until every message has ended, and returns how many are still open at the deadline. */
  async openMessages(): Promise<number> {
    const open = `select count(*)::int as count from outbox where state in ('ready', 'leased')`;
    await this.comesTrue(`(${open}) = 0`);
    const [row] = await this.sql<{ count: number }>(open);
    return row!.count;
  }

  async counts(): Promise<Counts> {
    const [row] = await this.sql<Counts>(
      `select (select count(*)::int from user_credit_pathway) as marks,
              (select count(*)::int from program_cert_record) as records,
              (select count(*)::int from pathway_notification) as notifications,
              (select count(*)::int from outbox) as messages`,
    );
    return row!;
  }

  private async comesTrue(condition: string): Promise<boolean> {
    const last = performance.now() + PATIENCE;
    while (performance.now() < last) {
      const [row] = await this.sql<{ answer: boolean }>(`select (${condition}) as answer`);
      if (row?.answer) return true;
      await delay(100);
    }
    return false;
  }

  async close(): Promise<void> {
    for (const service of this.services) await this.kill(service);
    await this.smtp.stop();
    await this.postgres.stop();
  }
}

export function learnerOf({ raw }: ReceivedMail): string {
  return /^reply-to:.*?(learner-\d+)@/im.exec(raw)?.[1] ?? '';
}
