import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { OutboxPayload, StoredPayload, Topic } from './topic.js';

/** An event in the hands of one subscriber. */
export interface Delivery<Payload extends OutboxPayload = OutboxPayload> {
  readonly id: number;
  readonly topic: string;
  readonly subscriber: string;
  /** The same in every attempt: what identifies the delivery to the outside, such as a Message-ID, is made from it. */
  readonly dedupeKey: string;
  readonly payload: StoredPayload<Payload>;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Reacts to the events of one topic. Its deliveries are rows of their own: no other subscriber's failure repeats them. */
export interface OutboxSubscriber<Payload extends OutboxPayload> {
  /**
   * Whether it wants this event; default: yes. Asked in the transaction that publishes, so it only looks at the payload.
   */
  wants?(payload: Payload): boolean;

  /**
   * Carries out a delivery. It may be called again for the same one, so it must be idempotent or at least recognisable as
   * a repeat. Resolves when that is done; throws `PermanentFailure`, `Cancelled`, or anything else to be called again
   * later. `signal` is aborted when the attempt no longer counts: the service stops or the lease was lost.
   */
  deliver(delivery: Delivery<Payload>, signal: AbortSignal): Promise<void>;
}

/** How a subscriber registers. */
export interface Subscription<Payload extends OutboxPayload = OutboxPayload> {
  /** Unique in the service, and kept by later releases, since rows carry it, such as `invoices.mail`. */
  readonly name: string;
  readonly topic: Topic<Payload>;
}

/** Finds the classes with a subscription among all providers. */
export const SubscriptionMetadata = DiscoveryService.createDecorator<Subscription>();

/** Makes a class a provider that the outbox delivers to. It has to stand in a module's `providers`, and nowhere else. */
export function Subscriber<Payload extends OutboxPayload>(subscription: Subscription<Payload>) {
  return (target: new (...dependencies: never[]) => OutboxSubscriber<Payload>): void => {
    Injectable()(target);
    SubscriptionMetadata(subscription)(target);
  };
}
