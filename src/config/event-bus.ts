import { hostname } from 'node:os';
import type { EnvironmentReader } from './environment-reader.js';
import type { EventBusSettings, KafkaBus, RedisBus } from './event-bus-settings.js';

const NAME = /^[\w.-]{1,200}$/;

/** The settings of the event bus; undefined without one. */
export function readEventBus(read: EnvironmentReader): EventBusSettings | undefined {
  const prefix = name(read, 'EVENT_BUS_TOPIC_PREFIX', '');
  const settings = {
    topicPrefix: prefix === '' ? '' : `${prefix}-`,
    group: name(read, 'EVENT_BUS_GROUP', 'credentials-service'),
    consumer: name(read, 'EVENT_BUS_CONSUMER', hostname().replace(/[^\w.-]/g, '-') || 'worker'),
    reads: read.boolean('EVENT_BUS_CONSUME', true),
    writes: read.boolean('EVENT_BUS_PRODUCE', true),
    reclaimMs: 1000 * read.integer('EVENT_BUS_RECLAIM_AFTER', 60, 1, 86_400),
  };
  const registryUrl = registry(read);
  const address = read.text('EVENT_BUS_URL');
  if (address === undefined) return undefined;
  const server = /^rediss?:/i.test(address) ? redis(read, address) : kafka(read, address, registryUrl);
  return server && { ...settings, server };
}

function name(read: EnvironmentReader, variable: string, fallback: string): string {
  const value = read.text(variable, fallback);
  if (value !== '' && !NAME.test(value))
    read.problem(`${variable} must be at most 200 letters, digits, dots, dashes and underscores`);
  return value;
}

function redis(read: EnvironmentReader, address: string): RedisBus | undefined {
  if (/^rediss?:\/\/[^\s]+$/i.test(address) && URL.canParse(address)) {
    const { hostname: host, pathname } = new URL(address);
    if (host !== '' && /^(\/\d{0,4})?$/.test(pathname)) return { kind: 'redis', url: address };
  }
  read.problem('EVENT_BUS_URL must look like redis://user:password@host:6379/0 (rediss:// with TLS)');
  return undefined;
}

/** `kafka://name:password@host:9092,other:9092`; with TLS `kafka+ssl://`. */
const KAFKA = /^kafka(?<tls>\+ssl)?:\/\/(?:(?<account>[^@/\s]+)@)?(?<brokers>[^@/\s]+)\/?$/i;

const BROKER = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

function kafka(
  read: EnvironmentReader,
  address: string,
  registryUrl: string | undefined,
): KafkaBus | undefined {
  const { tls, account, brokers = '' } = KAFKA.exec(address)?.groups ?? {};
  const list = brokers.split(',');
  const login = account === undefined ? undefined : accountOf(account);
  if (!list.every((broker) => BROKER.test(broker)) || (account !== undefined && login === undefined)) {
    read.problem(
      'EVENT_BUS_URL must look like redis://host:6379 or kafka://host:9092,other:9092 (kafka+ssl:// with TLS, name:password@ before the hosts)',
    );
    return undefined;
  }
  if (registryUrl === undefined) {
    read.problem('EVENT_BUS_URL of Kafka needs EVENT_BUS_SCHEMA_REGISTRY_URL beside it');
    return undefined;
  }
  return {
    kind: 'kafka',
    brokers: list.map((broker) => (/:\d+$/.test(broker) ? broker : `${broker}:9092`)),
    tls: tls !== undefined,
    account: login,
    registryUrl,
  };
}

function accountOf(text: string): KafkaBus['account'] {
  const [username = '', password] = text.split(':');
  if (username === '' || password === undefined) return undefined;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

function registry(read: EnvironmentReader): string | undefined {
  const value = read.url('EVENT_BUS_SCHEMA_REGISTRY_URL', ['http', 'https']);
  if (value === undefined) return undefined;
  if (/[?#]/.test(value))
    read.problem('EVENT_BUS_SCHEMA_REGISTRY_URL must end with its path: no query (?) and no fragment (#)');
  return value.replace(/\/*$/, '/');
}
