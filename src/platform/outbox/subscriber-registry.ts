import { Injectable } from '@nestjs/common';
import type { OutboxSubscriber, Subscription } from './subscriber.js';
import type { OutboxPayload, Topic } from './topic.js';

/** Between the name of a subscriber and that of a lane. */
const SEPARATOR = ':';

/** A subscriber with its subscription. */
export interface Subscribed extends Subscription {
  readonly subscriber: OutboxSubscriber<OutboxPayload>;
}

/** The name of the subscriber, without its lane, in a name that a row carries. */
export function withoutLane(name: string): string {
  return name.split(SEPARATOR, 1)[0]!;
}

/** The lane in a name that a row carries. */
export function laneIn(name: string): string {
  return name.slice(withoutLane(name).length + SEPARATOR.length);
}

/** The topics of a subscription. */
export function topicsOf({ topic, also = [] }: Subscription): readonly Topic[] {
  return [topic, ...also];
}

/** The subscribers that this process knows, by name. */
@Injectable()
export class SubscriberRegistry {
  private readonly byName = new Map<string, Subscribed>();
  /** Names with lanes that rows carry. */
  private readonly lanes = new Set<string>();

  /** @throws Error when the topic is missing or the name is taken */
  add(subscription: Subscription, subscriber: OutboxSubscriber<OutboxPayload>): void {
    const { name } = subscription;
    // An import cycle can leave it undefined, which no type shows.
    if ((topicsOf(subscription) as (Topic | undefined)[]).includes(undefined)) {
      throw new Error(`The outbox subscriber ${name} has no topic`);
    }
    if (this.byName.has(name)) throw new Error(`Two outbox subscribers are called ${name}`);
    this.byName.set(name, { ...subscription, subscriber });
  }

  get all(): readonly Subscribed[] {
    return [...this.byName.values()];
  }

  /** The names that rows carry, as far as lanes are known. */
  get names(): string[] {
    return [...this.all.filter(({ laned }) => !laned).map(({ name }) => name), ...this.lanes];
  }

  get hasLanes(): boolean {
    return this.all.some(({ laned }) => laned);
  }

  /** Keeps those of the names that have a lane of a subscriber. */
  noteLanes(names: readonly string[]): void {
    for (const name of names) if (this.find(name)?.laned) this.lanes.add(name);
  }

  /** @param name with or without a lane */
  find(name: string): Subscribed | undefined {
    return this.byName.get(name) ?? this.laned(name);
  }

  require(name: string): Subscribed {
    const found = this.find(name);
    if (found === undefined) throw new Error(`There is no outbox subscriber ${name}`);
    return found;
  }

  ofTopic(topic: Topic): readonly Subscribed[] {
    return this.all.filter((one) => topicsOf(one).some(({ name }) => name === topic.name));
  }

  /** The subscribers that want an event. */
  wanting(topic: Topic, payload: OutboxPayload): readonly Subscribed[] {
    return this.ofTopic(topic).filter(({ subscriber }) => subscriber.wants?.(payload) ?? true);
  }

  private laned(name: string): Subscribed | undefined {
    const found = this.byName.get(withoutLane(name));
    return found?.laned ? found : undefined;
  }
}

/** The name that the rows of a subscriber carry. @throws Error unless a lane is given if and only if it has lanes */
export function rowNameOf({ name, laned = false }: Subscribed, lane: string | undefined): string {
  if (laned !== (lane !== undefined))
    throw new Error(`The outbox subscriber ${name} needs a lane, or has none`);
  return lane === undefined ? name : `${name}${SEPARATOR}${lane}`;
}
