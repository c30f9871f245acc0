import type * as Redis from '@redis/client';
import { inTime, NO_ANSWER_IN_TIME } from '../../platform/time/index.js';
import { BusAway } from './bus.js';

const CONNECT_TIMEOUT_MS = 5000;

/** Longest wait for an answer. */
const ANSWER_TIMEOUT_MS = 5000;

type Client = ReturnType<typeof makeClient>;

/** Type of the protocol for texts; the library names it `RESP_TYPES.BLOB_STRING`. */
const BLOB_STRING: typeof Redis.RESP_TYPES.BLOB_STRING = 36;

/** An answer of the server: texts come as bytes. */
export type RedisReply = null | number | string | Buffer | readonly RedisReply[];

/**
 * A connection that opens when it is needed. A command fails at once while the server is away: nothing is kept for later,
 * and the next command opens another connection.
 */
export class RedisConnection {
  private opening: Promise<Client> | undefined;
  /** The client of the last `opening` that came to its end. */
  private opened: Client | undefined;

  constructor(private readonly url: string) {}

  /** @param patienceMs how long the server may let the command wait by itself @throws BusAway */
  async command(args: readonly (string | Buffer)[], patienceMs = 0): Promise<RedisReply> {
    const client = await this.open();
    try {
      return await inTime(
        client.sendCommand<RedisReply>([...args], { typeMapping: { [BLOB_STRING]: Buffer } }),
        ANSWER_TIMEOUT_MS + patienceMs,
      );
    } catch (error) {
      if (isRefusal(error)) throw error;
      this.drop(client);
      throw new BusAway(`Redis does not answer (${reasonOf(error)})`);
    }
  }

  close(): void {
    const { opening } = this;
    this.opening = undefined;
    opening?.then(
      (client) => end(client),
      () => undefined,
    );
  }

  private async open(): Promise<Client> {
    this.opening ??= this.connect();
    const { opening } = this;
    try {
      const client = await opening;
      if (client.isReady) return client;
      this.drop(client);
      throw new BusAway('Redis has closed the connection');
    } catch (error) {
      if (this.opening === opening) this.opening = undefined;
      throw error;
    }
  }

  private async connect(): Promise<Client> {
    const client = makeClient(await loadRedis(), this.url);
    // Without a listener an error of the connection would end the process. Commands in progress reject by themselves.
    client.on('error', () => undefined);
    try {
      await inTime(client.connect(), 2 * CONNECT_TIMEOUT_MS);
      this.opened = client;
      return client;
    } catch (error) {
      end(client);
      throw new BusAway(`Redis takes no connection (${reasonOf(error)})`);
    }
  }

  /** Another command may have opened the next one already, which stays. */
  private drop(client: Client): void {
    if (this.opened === client) this.opening = undefined;
    end(client);
  }
}

/** The server has refused the command; the connection is as good as before. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z]{2,}\b/.test(error.message) && !isAboutServer(error);
}

/** It would refuse every command now. */
function isAboutServer({ message }: Error): boolean {
  return /^(LOADING|NOAUTH|WRONGPASS|NOPERM|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY |OOM|MISCONF)/.test(
    message,
  );
}

/** Loads the library when a bus on Redis is used: its 480 modules cost every start, and every file of tests, a second. */
function loadRedis(): Promise<typeof Redis> {
  return import('@redis/client');
}

function makeClient({ createClient }: typeof Redis, url: string) {
  return createClient({
    url,
    RESP: 2,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false, keepAlive: true },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
}

function end(client: Client): void {
  try {
    client.destroy();
  } catch {
    // It had ended by itself.
  }
}

/** A code, or the first word of a refusal: other words may quote what was sent. */
function reasonOf(error: unknown): string {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code === 'string') return code;
  return /^[A-Z]{2,}\b/.exec(message)?.[0] ?? (message === NO_ANSWER_IN_TIME ? message : 'connection lost');
}
