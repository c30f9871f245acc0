import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { mintToken } from '../support/tokens.js';
import { type Running, Stage } from './stage.js';

const SOCKETS = 300;
/** How long the test waits for the cut, milliseconds: it asserts no time. */
const PATIENCE = 150_000;
/** Descriptors that the service may open for itself meanwhile. */
const SPARE = 20;
const BULK = '/api/credentials/v1/bulk_learner_cert_status/';
const GET_DOCUMENT = 'GET /api-docs/openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n';

// The system tells how many descriptors a process has open, on Linux.
(process.platform === 'linux' ? describe : describe.skip)(
  'callers who send half of something or do not read',
  () => {
    let stage: Stage;
    let service: Running;
    const sockets: Socket[] = [];

    beforeEach(async () => {
      stage = await Stage.open(1);
      service = await stage.start('api', { LEARNER_STATUS_WORKER: 'status_worker', SHUTDOWN_TIMEOUT: '10' });
    });

    afterEach(async () => {
      for (const socket of sockets.splice(0)) socket.destroy();
      await stage.close();
    });

    const authorization = () => `JWT ${mintToken('root', { administrator: true })}`;
    const open = async (bytes: string): Promise<Socket> => {
      const { hostname, port } = new URL(service.base);
      const socket = connect(Number(port), hostname)
        .on('error', () => undefined)
        .pause();
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(bytes);
      return socket;
    };
    const openMany = (bytes: string) => Promise.all(Array.from({ length: SOCKETS }, () => open(bytes)));
    /** Whether a request is answered: then everything that was sent before has arrived. */
    const lives = async () => {
      expect((await fetch(`${service.base}/livez`)).status).toBe(200);
    };
    const descriptors = () => readdirSync(`/proc/${service.process.pid}/fd`).length;
    const halfBody = () =>
      `POST ${BULK} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization()}\r\n` +
      `Content-Type: application/json\r\nContent-Length: 4000000\r\n\r\n[${' '.repeat(20_000)}`;

    it('are cut, and their descriptors come back', async () => {
      await lives();
      const before = descriptors();
      await openMany('GET /livez HTTP/1.1\r\nHost: a\r\nX-Ha');
      await openMany(GET_DOCUMENT.repeat(100));
      await lives();
      const most = descriptors();
      const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.process.pid}/status`, 'utf8'))?.[1];
      const began = performance.now();
      while (descriptors() > before + SPARE && performance.now() - began < PATIENCE) await delay(200);
      const seconds = (performance.now() - began) / 1000;
      const left = descriptors();
      report(`${2 * SOCKETS} callers who stop`, {
        'descriptors before, with them': `${before}, ${most}`,
        'descriptors afterwards': goal(left, `at most ${before + SPARE}`),
        'seconds until they were cut': goal(seconds.toFixed(1), 'at most 60'),
        'MiB of memory with them': Math.round(Number(memory) / 1024),
      });
      expect(left).toBeLessThanOrEqual(before + SPARE);
    });

    it('keep no bulk question waiting', async () => {
      await Promise.all(Array.from({ length: 12 }, () => open(halfBody())));
      const question = JSON.stringify(
        Array.from({ length: 1000 }, () => ({ username: 'learner-1', course_runs: ['course-v1:A+B+C'] })),
      );
      const statuses: number[] = [];
      for (let index = 0; index < 10; index += 1) {
        const answer = await fetch(`${service.base}${BULK}`, {
          method: 'POST',
          headers: { authorization: authorization(), 'content-type': 'application/json' },
          body: question,
        });
        await answer.arrayBuffer();
        statuses.push(answer.status);
      }
      report('12 callers who begin a large body and stop', {
        'bulk questions': statuses.length,
        'answered with 200': goal(
          statuses.filter((status) => status === 200).length,
          String(statuses.length),
        ),
      });
      expect(statuses).toEqual(Array(10).fill(200));
    });

    it('do not keep the service from ending with code 0', async () => {
      await openMany('GET /livez HTTP/1.1\r\nHost: a\r\nX-Ha');
      await openMany(GET_DOCUMENT.repeat(20));
      await Promise.all(Array.from({ length: 12 }, () => open(halfBody())));
      await Promise.all(Array.from({ length: 20 }, () => open('')));
      await lives();
      service.process.kill('SIGTERM');
      const began = performance.now();
      const code = await service.ended;
      report('SIGTERM while callers hold connections', {
        'callers who stop or do not read': sockets.length,
        'exit code': goal(String(code), '0'),
        'seconds until then': ((performance.now() - began) / 1000).toFixed(1),
      });
      expect(code).toBe(0);
    });
  },
);
