import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import request from 'supertest';
import { DOCUMENT_FILE } from '../../src/api-document.js';
import { dataSourceOptions } from '../../src/data-source.js';
import { IdentityModule } from '../../src/identity/index.js';
import { ConfigModule, type Env, loadConfig, platformOptions } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/platform/database/index.js';
import { HealthModule } from '../../src/platform/health/index.js';
import { createApplication, ErrorPages } from '../../src/platform/http/index.js';
import { MetricsModule } from '../../src/platform/metrics/index.js';
import { OutboxModule } from '../../src/platform/outbox/index.js';
import { createLogger } from '../../src/platform/telemetry/index.js';
import { ApplicationOutput } from '../support/canaries/index.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';
import { ProbeController } from './probe.controller.js';

/** The identity module alone, behind the application's HTTP setup. */
export interface ProbeApp {
  readonly app: NestFastifyApplication;
  readonly base: string;
  readonly request: ReturnType<typeof request>;
  readonly dataSource: DataSource;
  readonly databaseUrl: string;
  sql<Row>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** Sends a request whose header lines are exactly as given. */
  raw(path: string, headerLines: readonly string[]): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export interface ProbeOptions {
  readonly env?: Env;
  readonly controllers?: (new (...parameters: never[]) => unknown)[];
  /** The database of another probe application: two processes of one installation share it. */
  readonly databaseUrl?: string;
}

export async function createProbeApp({
  env = {},
  controllers = [ProbeController],
  databaseUrl,
}: ProbeOptions = {}): Promise<ProbeApp> {
  const own = databaseUrl === undefined ? await createTestDatabase() : undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'credentials-probe-'));
  const config = loadConfig({ ...CONFORMANCE_ENV, DATA_DIR: dataDir, ROLE: 'api', ...env });
  const output = new ApplicationOutput();
  const cleanUp = async (): Promise<void> => {
    await own?.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const app = await createApplication(
    {
      module: class ProbeModule {},
      imports: [
        ConfigModule.register(config),
        TypeOrmModule.forRoot(dataSourceOptions(databaseUrl ?? own!.url)),
        DatabaseModule.register(platformOptions(config).database),
        HealthModule,
        MetricsModule.register(platformOptions(config).build),
        OutboxModule.register(platformOptions(config).outbox),
        IdentityModule,
      ],
      controllers,
      providers: [ErrorPages],
    },
    DOCUMENT_FILE,
    platformOptions(config).http,
    createLogger('debug', { write: (line) => output.write(line) }),
  ).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const dataSource = app.get(DataSource, { strict: false });
  return {
    app,
    base: `http://127.0.0.1:${port}`,
    request: request(`http://127.0.0.1:${port}`),
    dataSource,
    databaseUrl: databaseUrl ?? own!.url,
    sql: (text, parameters) => dataSource.query(text, parameters),
    raw: (path, headerLines) => sendRaw(port, path, headerLines),
    close: async () => {
      await app.close();
      await output.search(databaseUrl ?? own!.url);
      await cleanUp();
    },
  };
}

function sendRaw(
  port: number,
  path: string,
  headerLines: readonly string[],
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    httpRequest(
      { host: '127.0.0.1', port, path, headers: ['Host', 'localhost', ...headerLines] },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}
