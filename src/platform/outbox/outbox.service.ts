import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '../database/index.js';
import type { OutboxPayload } from './entities/outbox-message.entity.js';
import { appendMessage, retryMessage, wakeRelays } from './outbox.sql.js';

/** Attempts before a message is given up: with the waits in between, some two and a half hours on average. */
const MAX_ATTEMPTS = 12;

/** How long a notification may take, milliseconds: by then the relays have looked by themselves. */
const WAKE_WITHIN_MS = 5000;

/** A message to append. */
export interface NewMessage {
  /** Which handlers it is for. */
  readonly topic: string;
  /** What makes it this message and no other, for example `credit-request:17:3`. Kept for 30 days after its end. */
  readonly dedupeKey: string;
  /** Ids only; the rest is looked up when the message is handled. */
  readonly payload: OutboxPayload;
  /** Default: 12. */
  readonly maxAttempts?: number;
}

/** The way into the outbox. What is appended is handled at least once, if and only if the transaction commits. */
@Injectable()
export class OutboxService {
  private readonly logger = new Logger(OutboxService.name);
  private wakeAsked = false;
  private waking = false;

  constructor(private readonly database: Database) {}

  /** Appends a message in the caller's transaction; false if there is one with the same key already. */
  async append(transaction: Transaction, message: NewMessage): Promise<boolean> {
    const { topic, dedupeKey, payload, maxAttempts = MAX_ATTEMPTS } = message;
    const appended = await transaction.run(appendMessage, [
      topic,
      dedupeKey,
      JSON.stringify(payload),
      maxAttempts,
    ]);
    if (appended.length === 0) return false;
    transaction.afterCommit(() => this.wake());
    return true;
  }

  /**
   * Makes a message due now with all its attempts again: one that is dead or cancelled, or that waits for its next
   * attempt. False if there is no such message, if it is done, or if a worker has it at this moment.
   */
  async retry(transaction: Transaction, id: number): Promise<boolean> {
    return (await transaction.run(retryMessage, [id])).length === 1;
  }

  /** One notification at a time; all that commits meanwhile shares the next. */
  private wake(): void {
    this.wakeAsked = true;
    if (!this.waking) void this.notify();
  }

  private async notify(): Promise<void> {
    this.waking = true;
    while (this.wakeAsked) {
      this.wakeAsked = false;
      try {
        await this.database.run(wakeRelays, [], WAKE_WITHIN_MS);
      } catch (error) {
        // The relays look by themselves every few seconds.
        this.logger.debug(`Relays could not be woken: ${String(error)}`);
      }
    }
    this.waking = false;
  }
}
