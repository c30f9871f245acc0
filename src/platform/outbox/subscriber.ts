import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { StatementRunner, Transaction } from '../database/index.js';
import type { OutboxPayload, StoredPayload, Topic } from './topic.js';

/** An event for one subscriber, as an attempt gets it. */
export interface Delivery<Payload extends OutboxPayload = OutboxPayload> {
  readonly id: number;
  readonly topic: string;
  readonly subscriber: string;
  /** The same in every attempt. A Message-ID or another outside identity of the delivery is made from it. */
  readonly dedupeKey: string;
  readonly payload: StoredPayload<Payload>;
  /** 1 for the first. */
  readonly attempt: number;
}

/** A delivery that has ended without success, and that staff want to retry. */
export type EndedDelivery<Payload extends OutboxPayload = OutboxPayload> = Pick<
  Delivery<Payload>,
  'id' | 'dedupeKey' | 'payload'
>;

/** Reacts to the events of its topics. It has its own rows, so failures of others do not repeat its deliveries. */
export interface OutboxSubscriber<Payload extends OutboxPayload> {
  /** Whether it wants this event; default: yes. Runs in the publishing transaction: it may read only the payload. */
  wants?(payload: Payload): boolean;

  /**
   * Whether anybody cares for events of the topic at this time; default: yes. It is asked in the publishing transaction for each
   * event that it wants, so it remembers its answer.
   */
  inDemand?(runner: StatementRunner, topic: string): boolean | Promise<boolean>;

  /**
   * How many deliveries of a lane this process may make at the same time; 0: none for now. It is asked before each claim and
   * answers from memory. Default: as many as a subscriber without lanes.
   */
  placesOf?(lane: string): number;

  /**
   * Carries out a delivery and resolves when that is done. It may run again for the same one, so it must be idempotent
   * or at least recognisable as a repeat. `PermanentFailure` and `Cancelled` end the delivery, `Waiting` lets it
   * wait; any other error repeats it. `signal` is aborted when the attempt no longer counts: the service stops or the lease was lost.
   */
  deliver(delivery: Delivery<Payload>, signal: AbortSignal): Promise<void>;

  /** Whether a cancelled delivery may be retried, since its reason may have gone. Default: no. */
  readonly retriesCancelled?: boolean;

  /**
   * Says which of these deliveries make no sense any more, by id, and why, in a sentence for staff. Runs in the transaction
   * of the retry and may lock what its answer rests on, in the order of ids. Default: all may be retried.
   */
  refuseRetry?(
    transaction: Transaction,
    deliveries: readonly EndedDelivery<Payload>[],
  ): Promise<ReadonlyMap<number, string>>;
}

/** The topics of a subscriber, and the name under which it has its rows. */
export interface Subscription<Payload extends OutboxPayload = OutboxPayload> {
  /** Unique in the service, such as `invoices.mail`. Later releases keep it, since rows carry it. */
  readonly name: string;
  readonly topic: Topic<Payload>;
  /** Further topics with such a payload. The order of events about a subject is one over all topics of a subscriber. */
  readonly also?: readonly Topic<Payload>[];
  /**
   * Whether its deliveries run in lanes that the publisher names. Each lane has its own places, so one that hangs holds up
   * no other. Its rows carry `name:lane`. Default: no.
   */
  readonly laned?: boolean;
}

/** Finds the classes with a subscription among all providers. */
export const SubscriptionMetadata = DiscoveryService.createDecorator<Subscription>();

/** Makes a class a subscriber of the outbox. List the class in the `providers` of one module. */
export function Subscriber<Payload extends OutboxPayload>(subscription: Subscription<Payload>) {
  return (target: new (...dependencies: never[]) => OutboxSubscriber<Payload>): void => {
    Injectable()(target);
    SubscriptionMetadata(subscription)(target);
  };
}
