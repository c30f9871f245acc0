import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Env } from '../../src/config/index.js';
import { databaseTrouble } from '../../src/platform/database/index.js';
import { freePort } from '../support/free-port.js';
import { inheritedEnv } from '../support/inherited-env.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { type ReceivedMail, SmtpServer, type SmtpServerOptions } from '../support/smtp-server.js';
import { asAdmin, urlOf } from '../support/template-database.js';
import { type OwnTestServer, startOwnTestServer } from '../support/test-server.js';
import { TOKEN_SETTINGS } from '../support/tokens.js';
import { DIST } from './settings.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORLD = 'test/conformance/world.json';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';

/** Seconds that a worker may hold a message. Short, so that tests see it taken over from a killed worker. */
export const LEASE = 6;

/** How long a test waits for an expected state, milliseconds. */
const PATIENCE = 90_000;

const SETTINGS: Env = {
  ...TOKEN_SETTINGS,
  THROTTLE_RECORDS: 'off',
  LOG_LEVEL: 'warn',
  OUTBOX_LEASE: String(LEASE),
  OUTBOX_POLL: '1',
  OUTBOX_RETRY_BASE: '1',
};

export interface Running extends ServiceProcess {
  readonly base: string;
  readonly send: string;
}

export interface Counts {
  marks: number;
  records: number;
  notifications: number;
  messages: number;
}

/** Connections of the pools, and those that listen for news of the outbox. */
export interface Connections {
  pooled: number;
  listening: number;
}

/** Processes of the built service, with a PostgreSQL and a mail server of their own: the things that tests break. */
export class Stage {
  private readonly services = new Set<ServiceProcess>();
  /** The address of its PostgreSQL. */
  databaseUrl: string;

  private constructor(
    readonly smtp: SmtpServer,
    private readonly postgres: OwnTestServer,
  ) {
    this.databaseUrl = postgres.adminUrl;
  }

  /** Opens everything but the service, with learners `learner-1` and so on who may send their records. */
  static async open(learners: number, smtpOptions: SmtpServerOptions = {}): Promise<Stage> {
    const stage = new Stage(await SmtpServer.start(smtpOptions), await startOwnTestServer(true));
    const command = (...args: string[]) =>
      promisify(execFile)(process.execPath, [`${DIST}/cli/cli.js`, ...args], {
        cwd: ROOT,
        env: { ...inheritedEnv(), ...SETTINGS, DATABASE_URL: stage.databaseUrl },
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
        DATABASE_URL: this.databaseUrl,
        SMTP_URL: this.smtp.url,
        ...env,
      },
      { dist: DIST, detached: false },
    );
    this.services.add(service);
    void service.ended.then(() => this.services.delete(service));
    await service.says('Ctrl-C stops everything');
    const base = `http://127.0.0.1:${port}`;
    return { ...service, base, send: `${base}/records/programs/${PROGRAM}/send/` };
  }

  async kill(service: ServiceProcess): Promise<void> {
    service.process.kill('SIGKILL');
    await service.ended;
  }

  async restartPostgres(mode: 'fast' | 'immediate'): Promise<void> {
    await this.postgres.restart(mode);
  }

  /** Copies the database as a dump would, under another name. No process may be connected to it. */
  async backUp(name: string): Promise<void> {
    const { pathname } = new URL(this.databaseUrl);
    await asAdmin(
      urlOf(this.databaseUrl, 'template1'),
      `create database ${name} template "${pathname.slice(1)}"`,
    );
  }

  /** From now on everything uses that copy. */
  restore(name: string): void {
    this.databaseUrl = urlOf(this.databaseUrl, name);
  }

  /** `kill -9` of PostgreSQL and a start after it. */
  async killPostgres(): Promise<void> {
    await this.postgres.kill();
    await this.postgres.restart('immediate');
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
      connectionString: this.databaseUrl,
      application_name: 'fault suite',
    });
    // PostgreSQL may end the session when no statement waits for it.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Repeats what needs PostgreSQL as long as that is away. */
  async despiteOutage<T>(work: () => Promise<T>): Promise<T> {
    const last = performance.now() + PATIENCE;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (databaseTrouble(error) === undefined || performance.now() > last) throw error;
        await delay(20);
      }
    }
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

  /** The open connections of the service to its database, over all processes, when a worker listens. */
  async connections(): Promise<Connections> {
    await this.until(
      'the outbox listens',
      `exists (select from pg_stat_activity where application_name = 'credentials-service outbox')`,
    );
    const [row] = await this.sql<Connections>(
      `select count(*) filter (where application_name = 'credentials-service')::int as pooled,
              count(*) filter (where application_name = 'credentials-service outbox')::int as listening
         from pg_stat_activity where datname = current_database()`,
    );
    return row!;
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
