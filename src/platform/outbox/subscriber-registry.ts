import { Injectable } from '@nestjs/common';
import type { OutboxSubscriber, Subscription } from './subscriber.js';
import type { OutboxPayload, Topic } from './topic.js';

/** A subscriber with its subscription. */
export interface Subscribed extends Subscription {
  readonly subscriber: OutboxSubscriber<OutboxPayload>;
}

/** All topics of a subscriber. */
export function topicsOf({ topic, also = [] }: Pick<Subscription, 'topic' | 'also'>): readonly Topic[] {
  return [topic, ...also];
}

/** The subscribers that this process knows, by name. */
@Injectable()
export class SubscriberRegistry {
  private readonly byName = new Map<string, Subscribed>();

  /** @throws Error when the topic is missing or the name is taken */
  add(subscription: Subscription, subscriber: OutboxSubscriber<OutboxPayload>): void {
    const { name } = subscription;
    // An import cycle can leave it undefined, which no type shows.
    if (topicsOf(subscription).includes(undefined as never)) {
      throw new Error(`The outbox subscriber ${name} has no topic`);
    }
    if (this.byName.has(name)) throw new Error(`Two outbox subscribers are called ${name}`);
    this.byName.set(name, { ...subscription, subscriber });
  }

  get all(): readonly Subscribed[] {
    return [...this.byName.values()];
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }

  find(name: string): Subscribed | undefined {
    return this.byName.get(name);
  }

  require(name: string): Subscribed {
    const found = this.find(name);
    if (found === undefined) throw new Error(`There is no outbox subscriber ${name}`);
    return found;
  }

  /** Names of the subscribers that want an event. */
  wanting(topic: Topic, payload: OutboxPayload): string[] {
    return this.all
      .filter(
        (one) =>
          topicsOf(one).some(({ name }) => name === topic.name) && (one.subscriber.wants?.(payload) ?? true),
      )
      .map(({ name }) => name);
  }
}
