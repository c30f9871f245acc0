import { Logger } from '@nestjs/common';
import type { EventBusSettings, RedisBus } from '../../config/index.js';
import type { BusEntry, BusReader } from './bus.js';
import { isRefusal, RedisConnection } from './redis-connection.js';
import { millisecondsOf } from './stream-id.js';

/** Few, so that entries do not wait long behind each other: each is a transaction. */
const ENTRIES_AT_ONCE = '20';

/** How long the server waits for an entry, and so the longest wait of a stop. */
const WAIT_MS = 1000;

type StreamEntry = readonly [id: Buffer, fields: readonly Buffer[] | null];

/**
 * Reads a stream as a member of a group. First come the entries that this member got and did not acknowledge, as after a
 * crash; then new ones, and now and then those of members that have not acknowledged theirs for long.
 */
export class RedisReader implements BusReader {
  private readonly logger = new Logger(RedisReader.name);
  private readonly connection: RedisConnection;
  private readonly stream: string;
  /** From where to read this member's own open entries; undefined: all are read. */
  private ownAfter: string | undefined = '0';
  /** From where to look for those of others; undefined: not now. */
  private othersFrom: string | undefined;
  private othersAt = 0;

  private constructor(
    server: RedisBus,
    private readonly settings: EventBusSettings,
    private readonly topic: string,
  ) {
    this.connection = new RedisConnection(server.url);
    this.stream = settings.topicPrefix + topic;
  }

  /** A new group begins with the oldest entry. */
  static async open(server: RedisBus, settings: EventBusSettings, topic: string): Promise<RedisReader> {
    const reader = new RedisReader(server, settings, topic);
    try {
      await reader.connection.command(['XGROUP', 'CREATE', reader.stream, settings.group, '0', 'MKSTREAM']);
    } catch (error) {
      if (!isRefusal(error) || !error.message.startsWith('BUSYGROUP')) {
        reader.connection.close();
        throw error;
      }
    }
    return reader;
  }

  async read(): Promise<readonly BusEntry[]> {
    if (this.ownAfter !== undefined) return this.readOwn(this.ownAfter);
    if (performance.now() >= this.othersAt) {
      this.othersFrom = '0-0';
      this.othersAt = performance.now() + this.settings.reclaimMs / 2;
    }
    if (this.othersFrom !== undefined) {
      const taken = await this.takeOver(this.othersFrom);
      if (taken.length > 0) return taken;
    }
    return this.readGroup('>', ['BLOCK', String(WAIT_MS)]);
  }

  async acknowledge({ position }: BusEntry): Promise<void> {
    await this.connection.command(['XACK', this.stream, this.settings.group, position]);
  }

  close(): Promise<void> {
    this.connection.close();
    return Promise.resolve();
  }

  private async readOwn(after: string): Promise<BusEntry[]> {
    const { entries, last } = await this.readStream(after, []);
    this.ownAfter = last;
    return entries;
  }

  private async readGroup(from: string, options: readonly string[]): Promise<BusEntry[]> {
    return (await this.readStream(from, options)).entries;
  }

  private async readStream(from: string, options: readonly string[]) {
    const { group, consumer } = this.settings;
    const reply = (await this.connection.command(
      [
        ...['XREADGROUP', 'GROUP', group, consumer, 'COUNT', ENTRIES_AT_ONCE],
        ...[...options, 'STREAMS', this.stream, from],
      ],
      options.length > 0 ? WAIT_MS : 0,
    )) as readonly (readonly [Buffer, readonly StreamEntry[]])[] | null;
    const found = reply?.[0]?.[1] ?? [];
    return { entries: await this.present(found), last: found.at(-1)?.[0].toString() };
  }

  /** Takes entries that another member has had for long. */
  private async takeOver(from: string): Promise<BusEntry[]> {
    const { group, consumer, reclaimMs } = this.settings;
    const [next, found, gone = []] = (await this.connection.command([
      ...['XAUTOCLAIM', this.stream, group, consumer, String(reclaimMs), from, 'COUNT', ENTRIES_AT_ONCE],
    ])) as [Buffer, readonly (StreamEntry | null)[], (readonly Buffer[])?];
    // Redis 7 takes these off the list of open entries by itself.
    for (const id of gone) this.tellTrimmed(id.toString());
    this.othersFrom = String(next) === '0-0' ? undefined : String(next);
    // Redis before 7 gives a null for an entry that has gone.
    return this.present(found.filter((entry) => entry !== null));
  }

  /** Those that are still there. Others were trimmed before anybody handled them: nobody can read them any more. */
  private async present(found: readonly StreamEntry[]): Promise<BusEntry[]> {
    const entries: BusEntry[] = [];
    for (const [id, fields] of found) {
      const position = id.toString();
      if (fields !== null && fields.length > 0) entries.push(this.entryOf(position, fields));
      else {
        this.tellTrimmed(position);
        await this.connection.command(['XACK', this.stream, this.settings.group, position]);
      }
    }
    return entries;
  }

  private tellTrimmed(position: string): void {
    this.logger.error({ message: 'An entry of the event bus was trimmed before it was handled', position });
  }

  private entryOf(position: string, fields: readonly Buffer[]): BusEntry {
    return {
      transport: 'redis',
      topic: this.topic,
      position,
      writtenAt: new Date(millisecondsOf(position)).toISOString(),
      fields: Array.from({ length: fields.length / 2 }, (_, index) => [
        fields[2 * index]!.toString('utf8'),
        fields[2 * index + 1]!,
      ]),
    };
  }
}
