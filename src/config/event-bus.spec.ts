import { describe, expect, it } from '@jest/globals';
import { settingProblems } from '../../test/support/setting-problems.js';
import type { Env } from './config.js';
import { loadConfig } from './load-config.js';

const REGISTRY = { EVENT_BUS_SCHEMA_REGISTRY_URL: 'https://registry.example.org/api' };

const busOf = (env: Env) => loadConfig(env).eventBus;

describe('the event bus', () => {
  it('is none without an address', () => {
    expect(busOf({ EVENT_BUS_TOPIC_PREFIX: 'dev' })).toBeUndefined();
  });

  it.each([
    'redis://localhost',
    'redis://:secret@redis.example.org:6380/3',
    'rediss://name:p%40ss@[::1]:6379',
  ])('is Redis at %s', (url) => {
    expect(busOf({ EVENT_BUS_URL: url })).toMatchObject({
      server: { kind: 'redis', url },
      topicPrefix: '',
      group: 'credentials-service',
      reads: true,
      writes: true,
      reclaimMs: 60_000,
    });
  });

  it('is Kafka, whose brokers have a usual port', () => {
    const url = 'kafka+ssl://name:p%40ss@one.example.org:9093,two.example.org';
    expect(busOf({ EVENT_BUS_URL: url, EVENT_BUS_TOPIC_PREFIX: 'dev', ...REGISTRY })).toMatchObject({
      server: {
        kind: 'kafka',
        brokers: ['one.example.org:9093', 'two.example.org:9092'],
        tls: true,
        account: { username: 'name', password: 'p@ss' },
        registryUrl: 'https://registry.example.org/api/',
      },
      topicPrefix: 'dev-',
    });
    expect(busOf({ EVENT_BUS_URL: 'kafka://localhost:9092', ...REGISTRY })?.server).toMatchObject({
      tls: false,
      account: undefined,
    });
  });

  it('may be read or written only', () => {
    const env = { EVENT_BUS_URL: 'redis://localhost', EVENT_BUS_CONSUME: 'off', EVENT_BUS_PRODUCE: 'on' };
    expect(busOf(env)).toMatchObject({ reads: false, writes: true });
  });

  it.each([
    ['http://localhost', /^EVENT_BUS_URL must look like redis:/],
    ['redis://', /^EVENT_BUS_URL must look like redis:/],
    ['redis://hidden@localhost/name', /^EVENT_BUS_URL must look like redis:/],
    ['kafka://', /^EVENT_BUS_URL must look like redis:/],
    ['kafka://hidden@localhost', /^EVENT_BUS_URL must look like redis:/],
    ['kafka://localhost:9092/topic', /^EVENT_BUS_URL must look like redis:/],
  ])('cannot be at %s, and the problem does not repeat it', (url, problem) => {
    const problems = settingProblems({ EVENT_BUS_URL: url, ...REGISTRY });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems.join()).not.toContain('hidden');
  });

  it('of Kafka needs a registry', () => {
    expect(settingProblems({ EVENT_BUS_URL: 'kafka://localhost' })).toEqual([
      'EVENT_BUS_URL of Kafka needs EVENT_BUS_SCHEMA_REGISTRY_URL beside it',
    ]);
  });

  it('has names of its own kind', () => {
    const env = {
      EVENT_BUS_URL: 'redis://localhost',
      EVENT_BUS_GROUP: 'a group',
      EVENT_BUS_TOPIC_PREFIX: 'a/b',
    };
    expect(settingProblems(env)).toEqual([
      'EVENT_BUS_TOPIC_PREFIX must be at most 200 letters, digits, dots, dashes and underscores',
      'EVENT_BUS_GROUP must be at most 200 letters, digits, dots, dashes and underscores',
    ]);
  });
});
