import { describe, expect, it } from '@jest/globals';
import type { OutboxSubscriber } from './subscriber.js';
import { laneIn, rowNameOf, SubscriberRegistry, withoutLane } from './subscriber-registry.js';
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

  const wanting = (topic: Topic, payload: OutboxPayload) =>
    registry.wanting(topic, payload).map(({ name }) => name);

  it('tells who wants an event: subscribers of its topic that do not refuse it', () => {
    expect(wanting(OPENED, { isDark: true })).toEqual(['bell', 'light']);
    expect(wanting(OPENED, { isDark: false })).toEqual(['bell']);
    expect(wanting(CLOSED, {})).toEqual(['lock']);
  });

  it('finds a subscriber with its subscription, and says which name it does not know', () => {
    expect(registry.names).toEqual(['bell', 'light', 'lock']);
    expect(registry.all).toHaveLength(3);
    expect(registry.require('light')).toEqual({ name: 'light', topic: OPENED, subscriber: light });
    expect(() => registry.require('horn')).toThrow('There is no outbox subscriber horn');
  });

  it('knows a subscriber by all its topics, and by the lanes of its rows', () => {
    const other = new SubscriberRegistry();
    const door = { name: 'door', topic: OPENED, also: [CLOSED], laned: true };
    other.add(door, subscriber());
    other.add({ name: 'lock', topic: CLOSED }, subscriber());
    expect(other.ofTopic(CLOSED).map(({ name }) => name)).toEqual(['door', 'lock']);
    expect(other.find('door:front')).toMatchObject(door);
    expect(other.find('lock:front')).toBeUndefined();
    other.noteLanes(['door:front', 'door:front', 'lock:front', 'lock', 'horn:1']);
    expect(other.names).toEqual(['lock', 'door:front']);
    const [found, lock] = other.ofTopic(CLOSED);
    expect(rowNameOf(found!, 'back')).toBe('door:back');
    expect(() => rowNameOf(found!, undefined)).toThrow('door needs a lane');
    expect(() => rowNameOf(lock!, 'back')).toThrow('lock needs a lane, or has none');
    expect([withoutLane('door:a:b'), laneIn('door:a:b'), laneIn('lock')]).toEqual(['door', 'a:b', '']);
  });

  it('refuses a second subscriber of a name, and one without a topic', () => {
    expect(() => registry.add({ name: 'bell', topic: CLOSED }, subscriber())).toThrow(
      'Two outbox subscribers are called bell',
    );
    const topic = undefined as unknown as Topic;
    expect(() => registry.add({ name: 'horn', topic }, subscriber())).toThrow('horn has no topic');
  });
});
