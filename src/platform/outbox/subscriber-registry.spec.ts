import { describe, expect, it } from '@jest/globals';
import type { OutboxSubscriber } from './subscriber.js';
import { SubscriberRegistry } from './subscriber-registry.js';
import { defineTopic, type OutboxPayload, type Topic } from './topic.js';

const OPENED = defineTopic('door.opened', 1);
const CLOSED = defineTopic('door.closed', 1);

const subscriber = (wants?: (payload: OutboxPayload) => boolean): OutboxSubscriber<OutboxPayload> => ({
  deliver: () => Promise.resolve(),
  ...(wants && { wants }),
});

describe('the registry of subscribers', () => {
  const registry = new SubscriberRegistry();
  const light = subscriber(({ isDark }) => isDark === true);
  registry.add({ name: 'bell', topic: OPENED }, subscriber());
  registry.add({ name: 'light', topic: OPENED }, light);
  registry.add({ name: 'lock', topic: CLOSED }, subscriber());

  it('tells who wants an event: subscribers of its topic that do not refuse it', () => {
    expect(registry.wanting(OPENED, { isDark: true })).toEqual(['bell', 'light']);
    expect(registry.wanting(OPENED, { isDark: false })).toEqual(['bell']);
    expect(registry.wanting(CLOSED, {})).toEqual(['lock']);
  });

  it('finds a subscriber with its subscription, and says which name it does not know', () => {
    expect(registry.names).toEqual(['bell', 'light', 'lock']);
    expect(registry.all).toHaveLength(3);
    expect(registry.require('light')).toEqual({ name: 'light', topic: OPENED, subscriber: light });
    expect(() => registry.require('horn')).toThrow('There is no outbox subscriber horn');
  });

  it('refuses a second subscriber of a name, and one without a topic', () => {
    expect(() => registry.add({ name: 'bell', topic: CLOSED }, subscriber())).toThrow(
      'Two outbox subscribers are called bell',
    );
    const topic = undefined as unknown as Topic;
    expect(() => registry.add({ name: 'horn', topic }, subscriber())).toThrow('horn has no topic');
  });
});
