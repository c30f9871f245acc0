import { Injectable } from '@nestjs/common';
import type { OutboxPayload } from './entities/outbox-message.entity.js';

/** A message in the hands of its handlers. */
export interface Delivery {
  readonly id: number;
  readonly topic: string;
  /** The same in every attempt: what identifies the message to the outside, such as a Message-ID, is made from it. */
  readonly dedupeKey: string;
  readonly payload: OutboxPayload;
  /** 1 for the first. */
  readonly attempt: number;
}

/**
 * Carries out a message. It may be called again for the same message, so it must be idempotent or at least recognisable
 * as a repeat. Resolves when that is done; throws `PermanentFailure`, `Cancelled`, or anything else to be called again
 * later. `signal` is aborted when the attempt no longer counts: the service stops or the lease was lost.
 */
export type OutboxHandler = (delivery: Delivery, signal: AbortSignal) => Promise<void>;

/** Who handles what. Modules register in `onModuleInit`; the relay starts after that. */
@Injectable()
export class OutboxHandlers {
  private readonly byTopic = new Map<string, OutboxHandler[]>();

  register(topic: string, handler: OutboxHandler): void {
    this.byTopic.set(topic, [...this.of(topic), handler]);
  }

  get topics(): readonly string[] {
    return [...this.byTopic.keys()];
  }

  of(topic: string): readonly OutboxHandler[] {
    return this.byTopic.get(topic) ?? [];
  }
}
