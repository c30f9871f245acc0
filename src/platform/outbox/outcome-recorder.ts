import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/index.js';
import type { AttemptCounts } from './attempt-counts.js';
import { backOff, LONGEST_AWAY_MS, LONGEST_BACK_OFF_MS } from './back-off.js';
import type { Outcome } from './deliver.js';
import { framesOf, PeerAway, reasonOf } from './failures.js';
import type { Lease } from './lease-book.js';
import type { OutboxOptions } from './outbox-options.js';
import { finishDelivery, postponeDelivery, releaseDelivery, suspendDelivery } from './outbox.sql.js';
import type { Delivery } from './subscriber.js';

/** Pause between tries to write an outcome while the database is away. */
const PAUSE_MS = 500;

/** Longest time of these tries. After it nobody renews the row's lease, and the delivery is repeated. */
const LONGEST_TRIAL_LEASES = 10;

/** Records how an attempt ended. Tries again while the database is away, since a lost record repeats a delivery. */
export class OutcomeRecorder {
  private readonly logger = new Logger(OutcomeRecorder.name);
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly owner: string,
    private readonly options: OutboxOptions,
    private readonly counts: AttemptCounts,
  ) {}

  /** Gives up outcomes that are not written yet. */
  stop(): void {
    this.stopped = true;
  }

  /** @returns when the next delivery about the same subject is or was due, if one waited for the end of this one */
  async record(delivery: Delivery, outcome: Outcome, lease: Lease): Promise<number | undefined> {
    const until = performance.now() + LONGEST_TRIAL_LEASES * this.options.leaseMs;
    const { topic, subscriber } = delivery;
    const about = { outboxId: lease.id, topic, subscriber, outcome: outcome.kind };
    let told = false;
    while (!lease.lost && !this.stopped && performance.now() < until) {
      try {
        return (await this.write(delivery, outcome, lease)) ?? undefined;
      } catch (error) {
        const message = 'The outcome of an outbox message is not recorded yet';
        if (!told) this.logger.warn({ message, reason: reasonOf(error), ...about });
        told = true;
        await delay(PAUSE_MS);
      }
    }
    this.logger.warn({ message: 'The outcome of an outbox message was not recorded', ...about });
    return undefined;
  }

  private async write(
    delivery: Delivery,
    outcome: Outcome,
    { id, attempt, signal }: Lease,
  ): Promise<number | null | undefined> {
    const holding = [id, this.owner, attempt] as const;
    const { leaseMs: limit } = this.options;
    const { topic, subscriber } = delivery;
    const about = { outboxId: id, topic, subscriber, attempt };
    if (outcome.kind === 'done') {
      const [row] = await this.database.run(finishDelivery, [...holding, 'done', null], limit);
      this.counts.add(subscriber, 'done');
      this.logger.debug({ message: 'An outbox message is done', ...about });
      return row?.nextDueAt;
    }
    if (outcome.kind === 'waiting') {
      const { reason, until = null } = outcome;
      const [row] = await this.database.run(suspendDelivery, [...holding, until, reason], limit);
      this.counts.add(subscriber, 'waiting');
      this.logger.log({ message: 'An outbox message waits', reason, ...about });
      return row?.nextDueAt;
    }
    const { kind, reason, error } = outcome;
    if (kind === 'retry' && signal.aborted) {
      await this.database.run(releaseDelivery, [...holding, reason], limit);
      this.counts.add(subscriber, 'released');
      this.logger.log({ message: 'An outbox message was released', ...about });
      return undefined;
    }
    if (kind === 'retry') {
      const isAway = error instanceof PeerAway;
      const { retryBaseMs, random } = this.options;
      const wait = backOff(attempt, retryBaseMs, random, isAway ? LONGEST_AWAY_MS : LONGEST_BACK_OFF_MS);
      const [row] = await this.database.run(postponeDelivery, [...holding, wait, reason, isAway], limit);
      this.counts.add(subscriber, row?.state === 'dead' ? 'dead' : 'retry');
      const message = row?.state === 'dead' ? 'An outbox message is dead' : 'An outbox message failed';
      // A peer may be away for a day: a warning for each delivery is enough.
      const level = isAway && attempt > 1 ? 'debug' : 'warn';
      this.logger[level]({ message, reason, origin: framesOf(error), ...about });
      return row?.nextDueAt;
    }
    const [row] = await this.database.run(finishDelivery, [...holding, kind, reason], limit);
    this.counts.add(subscriber, kind);
    // A cancelled delivery ended as intended; a dead one needs attention.
    this.logger[kind === 'dead' ? 'warn' : 'log']({
      message: `An outbox message is ${kind}`,
      reason,
      ...about,
    });
    return row?.nextDueAt;
  }
}
