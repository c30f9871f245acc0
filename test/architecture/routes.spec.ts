import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DOCUMENT_FILE } from '../../src/api-document.js';
import { AppModule } from '../../src/app.module.js';
import { loadConfig, platformOptions } from '../../src/config/index.js';
import { createApplication } from '../../src/platform/http/index.js';
import { createLogger } from '../../src/platform/telemetry/index.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';

interface Operation {
  readonly 'x-permission'?: string;
  readonly summary?: string;
  readonly security?: unknown[];
  readonly responses: Record<string, Answer>;
}

interface Answer {
  /** The name of an answer that several operations share. */
  readonly $ref?: string;
  readonly content?: Record<string, { schema?: object }>;
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  open(): string {
    return 'nobody has said who may read this';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

describe('the route table', () => {
  let test: TestApp;
  let operations: [name: string, operation: Operation][];
  let shared: Record<string, Answer>;

  beforeAll(async () => {
    test = await createTestApp();
    const { body } = await test.request.get('/api-docs/openapi.json').expect(200);
    const { paths, components } = body as {
      paths: Record<string, Record<string, Operation>>;
      components: { responses: Record<string, Answer> };
    };
    shared = components.responses;
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation,
      ]),
    );
  });

  afterAll(() => test.close());

  const those = (wrong: (operation: Operation) => boolean) =>
    operations.filter(([, operation]) => wrong(operation)).map(([name]) => name);

  const hasBody = ({ $ref, content }: Answer) =>
    ($ref === undefined ? content : shared[$ref.replace('#/components/responses/', '')]?.content) !==
    undefined;

  it('has paths that end in a slash or in a file name', () => {
    expect(operations.map(([name]) => name).filter((name) => !/(\/|\.\w+)$/.test(name))).toEqual([]);
  });

  it('says of each route who may call it', () => {
    expect(operations.length).toBeGreaterThan(10);
    expect(those((operation) => operation['x-permission'] === undefined)).toEqual([]);
  });

  it('says of each route what it does', () => {
    expect(those(({ summary }) => !summary)).toEqual([]);
  });

  it('describes 401 and security exactly where a token is asked for', () => {
    expect(those(({ responses, security }) => (security?.length !== 0) !== '401' in responses)).toEqual([]);
  });

  it('describes the body of every successful answer and of every error', () => {
    const bodiless = operations.flatMap(([name, { responses }]) =>
      Object.entries(responses)
        .filter(([status, answer]) => !['204', '302', '304'].includes(status) && !hasBody(answer))
        .map(([status]) => `${name} ${status}`),
    );
    expect(bodiless).toEqual([]);
  });

  it('does not start with a route of which nobody has said who may call it', async () => {
    const database = await createTestDatabase();
    const config = loadConfig({ ...CONFORMANCE_ENV, DATABASE_URL: database.url });
    const app = AppModule.register(config, database.url);
    const start = createApplication(
      { ...app, imports: [...(app.imports ?? []), ForgottenModule] },
      DOCUMENT_FILE,
      platformOptions(config).http,
      createLogger('silent'),
    );
    await expect(start).rejects.toThrow('ForgottenController.open');
    await database.drop();
  });
});
