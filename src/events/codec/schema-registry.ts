import type { Schema, Type } from 'avsc';
import { RemoteError, requestJson } from '../../platform/remote/index.js';
import { BusAway, BusRefusal } from '../transport/bus.js';
import { avroType } from './avro.js';
import { UnreadableEntry } from './unreadable-entry.js';

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';
const TIMEOUT_MS = 5000;

/** Asks a schema registry of Confluent's kind. A number stands for one schema for ever, so answers are kept. */
export class SchemaRegistry {
  private readonly types = new Map<number, Type>();
  private readonly numbers = new Map<string, number>();
  private readonly root: URL;
  private readonly headers: Readonly<Record<string, string>>;

  /** @param url with its final slash; may hold a name and a password */
  constructor(url: string) {
    this.root = new URL(url);
    const { username, password } = this.root;
    this.root.username = '';
    this.root.password = '';
    const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    this.headers = {
      accept: `${CONTENT_TYPE}, application/json`,
      ...(username === '' ? {} : { authorization: `Basic ${login.toString('base64')}` }),
    };
  }

  /** @throws UnreadableEntry when the registry has no such schema of Avro, BusAway when it does not answer */
  async typeOf(schemaId: number): Promise<Type> {
    const known = this.types.get(schemaId);
    if (known !== undefined) return known;
    const { status, body } = await this.ask(`schemas/ids/${schemaId}`);
    if (status === 404) throw new UnreadableEntry(`the schema registry has no schema ${schemaId}`);
    const { schema, schemaType = 'AVRO' } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200 || typeof schema !== 'string')
      throw new BusAway(`the schema registry answered ${status}`);
    if (schemaType !== 'AVRO') throw new UnreadableEntry(`schema ${schemaId} of the registry is not Avro`);
    const type = parse(schema, schemaId);
    this.types.set(schemaId, type);
    return type;
  }

  /** The number of a schema, which the registry has or takes. @throws BusAway, BusRefusal */
  async register(subject: string, schema: Schema): Promise<number> {
    const known = this.numbers.get(subject);
    if (known !== undefined) return known;
    const text = JSON.stringify({ schema: JSON.stringify(schema) });
    const { status, body } = await this.ask(`subjects/${encodeURIComponent(subject)}/versions`, text);
    const { id } = (body ?? {}) as Record<string, unknown>;
    if (typeof id !== 'number') throw unfit(status, ' to a schema');
    this.numbers.set(subject, id);
    return id;
  }

  /** Whether it answers. @throws BusAway */
  async check(): Promise<void> {
    const { status } = await this.ask('subjects');
    if (status !== 200) throw new BusAway(`the schema registry answered ${status}`);
  }

  private async ask(path: string, text?: string) {
    try {
      return await requestJson({
        url: new URL(path, this.root),
        headers: this.headers,
        ...(text === undefined ? {} : { json: { type: CONTENT_TYPE, text } }),
        signal: new AbortController().signal,
        timeoutMs: TIMEOUT_MS,
        place: 'the schema registry',
      });
    } catch (error) {
      if (error instanceof RemoteError) throw new BusAway(error.message);
      throw error;
    }
  }
}

function unfit(status: number, to: string): BusAway {
  const message = `the schema registry answered ${status}${to}`;
  const mayPass = status >= 500 || status === 429 || status < 400;
  return mayPass ? new BusAway(message) : new BusRefusal(message);
}

function parse(schema: string, schemaId: number): Type {
  try {
    return avroType(JSON.parse(schema) as Schema);
  } catch {
    throw new UnreadableEntry(`schema ${schemaId} of the registry cannot be read`);
  }
}
