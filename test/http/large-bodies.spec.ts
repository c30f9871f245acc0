import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../support/test-app.js';

const BULK = '/api/credentials/v1/bulk_learner_cert_status/';
const QUESTION = { username: 'alice', course_runs: ['course-v1:ExampleX+MATH1+2026'] };

describe('large bodies', () => {
  let test: TestApp;
  let blocker: pg.Client;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    blocker = new pg.Client({ connectionString: test.databaseUrl });
    await blocker.connect();
    // Looks up the caller, so that later questions do not.
    await ask(1);
  });

  afterAll(async () => {
    await blocker.end();
    await test.close();
  });

  it('are worked on four at a time, and small ones beside them', async () => {
    const answers = await whileHeld(async () => {
      const large = Array.from({ length: 7 }, () => ask(1000));
      await settled(4);
      const small = ask(20);
      await settled(5);
      return [...large, small];
    });
    expect(answers.map(({ status, length }) => [status, length])).toEqual([
      ...Array.from({ length: 7 }, () => [200, 1000]),
      [200, 20],
    ]);
  });

  it('keep their turn until the database is done with them, and no longer, when their callers go', async () => {
    const answers = await whileHeld(async () => {
      const leaving = new AbortController();
      const gone = Array.from({ length: 6 }, () => ask(1000, leaving.signal).catch(() => undefined));
      await settled(4);
      leaving.abort();
      await Promise.all(gone);
      const stayed = Array.from({ length: 5 }, () => ask(1000));
      await settled(4);
      return stayed;
    });
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ status: 200, length: 1000 })));
  });

  it('whose callers begin them and stop keep no others waiting', async () => {
    const { hostname, port } = new URL(test.base);
    const stopped = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const socket = connect(Number(port), hostname).on('error', () => undefined);
        await once(socket, 'connect');
        socket.write(
          `POST ${BULK} HTTP/1.1\r\nHost: a\r\nAuthorization: ${test.as('status_worker')}\r\n` +
            `Content-Type: application/json\r\nContent-Length: 4000000\r\n\r\n[${' '.repeat(50_000)}`,
        );
        return socket;
      }),
    );
    // Their beginnings have arrived by then.
    await ask(1);
    expect(await Promise.all(Array.from({ length: 8 }, () => ask(1000)))).toEqual(
      Array.from({ length: 8 }, () => ({ status: 200, length: 1000 })),
    );
    for (const socket of stopped) socket.destroy();
  });

  /** Locks the table while `work` asks its questions, then returns their answers. */
  async function whileHeld<T>(work: () => Promise<readonly Promise<T>[]>): Promise<T[]> {
    await blocker.query('begin; lock table user_credential in access exclusive mode');
    try {
      const pending = await work();
      await blocker.query('commit');
      return await Promise.all(pending);
    } finally {
      await blocker.query('rollback');
    }
  }

  /** Resolves when so many statements have reached the database and twenty looks in a row find no more. */
  async function settled(statements: number): Promise<void> {
    for (let looks = 0; looks < 20; looks += 1) {
      await delay(10);
      const { inUse, waiting } = test.database.poolUse;
      if (inUse !== statements || waiting !== 0) looks = 0;
    }
  }

  async function ask(questions: number, signal?: AbortSignal) {
    const response = await fetch(`${test.base}${BULK}`, {
      method: 'POST',
      headers: { authorization: test.as('status_worker'), 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: questions }, () => QUESTION)),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: response.status, length: ((await response.json()) as unknown[]).length };
  }
});
