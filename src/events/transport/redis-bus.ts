import type { EventBusSettings, RedisBus } from '../../config/index.js';
import { encodeEvent } from '../codec/encode-event.js';
import { headersOf } from '../codec/event-headers.js';
import { type BusReader, BusRefusal, type EventBus, type GroupState, type OutgoingEvent } from './bus.js';
import { isRefusal, RedisConnection, type RedisReply } from './redis-connection.js';
import { RedisReader } from './redis-reader.js';
import { millisecondsOf } from './stream-id.js';

/** Longest stream, as the Python producer keeps it. `~`: Redis removes whole blocks. */
const MOST_ENTRIES = ['MAXLEN', '~', '10000'];

/** The bus on Redis streams. Without a topic's stream the group makes it. */
export class RedisEventBus implements EventBus {
  private readonly connection: RedisConnection;

  constructor(
    private readonly server: RedisBus,
    private readonly settings: EventBusSettings,
  ) {
    this.connection = new RedisConnection(server.url);
  }

  openReader(topic: string): Promise<BusReader> {
    return RedisReader.open(this.server, this.settings, topic);
  }

  async write(event: OutgoingEvent): Promise<void> {
    const stream = this.settings.topicPrefix + event.topic;
    const fields = Object.entries(headersOf(event)).flat();
    await this.command(['XADD', stream, ...MOST_ENTRIES, '*', ...fields, 'event_data', encodeEvent(event)]);
  }

  async stateOf(topic: string): Promise<GroupState> {
    const stream = this.settings.topicPrefix + topic;
    try {
      const facts = asRecord(await this.command(['XINFO', 'STREAM', stream]));
      const isUsed = String(facts['last-generated-id']) !== '0-0';
      const groups = (await this.command(['XINFO', 'GROUPS', stream])) as RedisReply[];
      const group = groups.map(asRecord).find(({ name }) => String(name) === this.settings.group);
      // A new group begins with the oldest entry.
      if (group === undefined)
        return { isUsed, lag: Number(facts.length), pending: 0, oldestPendingSeconds: 0 };
      const [pending, oldest] = (await this.command(['XPENDING', stream, this.settings.group])) as [
        number,
        Buffer | null,
      ];
      return {
        isUsed,
        // Redis before 7 does not know it, and later ones not after deletions.
        lag: typeof group.lag === 'number' ? group.lag : undefined,
        pending,
        oldestPendingSeconds: oldest === null ? 0 : secondsSince(millisecondsOf(String(oldest))),
      };
    } catch (error) {
      if (isRefusal(error)) return { isUsed: false, lag: undefined, pending: 0, oldestPendingSeconds: 0 };
      throw error;
    }
  }

  async check(): Promise<string> {
    await this.command(['PING']);
    return `Redis at ${new URL(this.server.url).host}`;
  }

  close(): Promise<void> {
    this.connection.close();
    return Promise.resolve();
  }

  private async command(args: readonly (string | Buffer)[]): Promise<RedisReply> {
    try {
      return await this.connection.command(args);
    } catch (error) {
      // Such as a key of that name which is no stream.
      if (isRefusal(error) && args[0] === 'XADD')
        throw new BusRefusal(`Redis refuses the entry (${error.message.split(' ')[0]})`);
      throw error;
    }
  }
}

/** The names and values of a map, which stand one after the other. */
function asRecord(reply: RedisReply): Readonly<Record<string, RedisReply>> {
  const list = reply as RedisReply[];
  return Object.fromEntries(
    Array.from({ length: list.length / 2 }, (_, index) => [String(list[2 * index]), list[2 * index + 1]!]),
  );
}

const secondsSince = (milliseconds: number) => Math.max(0, (Date.now() - milliseconds) / 1000);
