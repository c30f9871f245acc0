import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, RESP_TYPES } from '@redis/client';
import { describe } from '@jest/globals';
import { freePort } from './free-port.js';

/** Whether there is a Redis to start. */
const HAS_REDIS = spawnSync('redis-server', ['--version']).error === undefined;

/** A `describe` of tests that start a Redis; where none can be started it says so, and skips them. */
export const describeWithRedis = HAS_REDIS ? describe : describe.skip;

if (!HAS_REDIS)
  process.stderr.write('no redis-server on PATH (Debian: redis-server): its tests are skipped\n');

/** Names and values of an entry, in order. */
export type Fields = readonly (readonly [name: string, value: string | Buffer])[];

/** A Redis of the test's own on a free port, without files. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private client: ReturnType<typeof clientOf> | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'redis-test-')));
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again, empty, after `end`. */
  async begin(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    this.child = spawn('redis-server', [...options, '--appendonly', 'no'], { stdio: 'ignore' });
    while (!(await this.answers())) await delay(20);
    this.client = clientOf(this.url);
    this.client.on('error', () => undefined);
    await this.client.connect();
  }

  /** Ends it as a crash does. */
  async end(): Promise<void> {
    const { child, client } = this;
    this.child = undefined;
    this.client = undefined;
    client?.destroy();
    if (child?.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a command; texts of the answer come as bytes. */
  async command(...args: readonly (string | Buffer)[]): Promise<unknown> {
    return this.client!.sendCommand([...args], { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } });
  }

  /** Writes an entry and returns its id. */
  async add(stream: string, fields: Fields): Promise<string> {
    return String(await this.command('XADD', stream, '*', ...fields.flat()));
  }

  /** All entries of a stream. */
  async entries(stream: string): Promise<{ id: string; fields: Fields }[]> {
    const found = (await this.command('XRANGE', stream, '-', '+')) as [Buffer, Buffer[]][];
    return found.map(([id, flat]) => ({
      id: id.toString(),
      fields: Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n]!.toString(), flat[2 * n + 1]!]),
    }));
  }

  private async answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = createConnection(this.port, '127.0.0.1');
      socket.once('connect', () => socket.write('PING\r\n'));
      socket.once('data', (bytes) => {
        socket.destroy();
        resolve(bytes.toString().startsWith('+PONG'));
      });
      socket.once('error', () => resolve(false));
    });
  }
}

const clientOf = (url: string) =>
  createClient({ url, RESP: 2, disableClientInfo: true, maintNotifications: 'disabled' });
