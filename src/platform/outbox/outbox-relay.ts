import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Database } from '../database/index.js';
import { requestContext } from '../telemetry/index.js';
import { AttemptCounts } from './attempt-counts.js';
import { deliver } from './deliver.js';
import { reasonOf, TemporaryFailure } from './failures.js';
import { LeaseBook } from './lease-book.js';
import { OutboxOptions } from './outbox-options.js';
import { giveUpDeliveries, type ClaimedRow, claimDeliveries } from './outbox.sql.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { SubscriberRegistry } from './subscriber-registry.js';
import { WakeUpListener } from './wake-up-listener.js';

/** A longer attempt hangs: it is abandoned and tried again. */
const LONGEST_ATTEMPT_LEASES = 10;

/** Longest wait of a stop for the release of aborted attempts. */
const RELEASE_TIMEOUT_MS = 2000;

/**
 * Claims due deliveries, hands each to its subscriber and records the outcome. Each step is one statement, so a crash
 * leaves every row either ready, or leased until another relay claims it after its lease. See docs/outbox.md.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  readonly attempts = new AttemptCounts();
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly owner = randomUUID();
  private readonly leases: LeaseBook;
  private readonly recorder: OutcomeRecorder;
  private listener: WakeUpListener | undefined;
  private pollTimer: NodeJS.Timeout | undefined;
  private claiming: Promise<void> | undefined;
  /** There may be due deliveries that the last claim did not take. */
  private moreDue = false;
  private stopping = false;
  private reachable = true;

  constructor(
    private readonly database: Database,
    private readonly subscribers: SubscriberRegistry,
    private readonly options: OutboxOptions,
  ) {
    this.leases = new LeaseBook(database, this.owner, options.leaseMs);
    this.recorder = new OutcomeRecorder(database, this.owner, options, this.attempts);
  }

  onApplicationBootstrap(): void {
    if (this.options.enabled) this.start();
  }

  /** Claims nothing more once the service begins to stop. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  start(): void {
    this.listener = new WakeUpListener(this.database.connection, () => this.wake());
    this.listener.start();
    this.leases.start();
    void this.poll();
  }

  /** Waits a while for the attempts in progress, then releases the rest, so that another relay can claim them. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.pollTimer);
    await this.listener?.stop();
    await this.claiming;
    await this.leases.ended(this.options.graceMs);
    this.leases.abortAll(new TemporaryFailure('the service stopped'));
    await this.leases.ended(RELEASE_TIMEOUT_MS);
    this.recorder.stop();
    this.leases.stop();
  }

  private async poll(): Promise<void> {
    this.wake();
    await this.claiming;
    await this.giveUp();
    if (!this.stopping) this.pollTimer = setTimeout(() => void this.poll(), this.options.pollMs);
  }

  private async giveUp(): Promise<void> {
    try {
      const givenUp = await this.database.run(
        giveUpDeliveries,
        [this.leases.ids(), 'the worker died in the last attempt'],
        this.options.leaseMs,
      );
      for (const { id, subscriber } of givenUp) {
        this.attempts.add(subscriber, 'dead');
        this.logger.error({ message: 'An outbox message is dead', outboxId: Number(id) });
      }
    } catch (error) {
      this.reportReachable(error);
    }
  }

  /** Claims due deliveries for all free slots. If a claim is running, it looks once more at its end. */
  private wake(): void {
    this.moreDue = true;
    if (this.claiming !== undefined || this.stopping) return;
    this.claiming = this.claim().finally(() => {
      this.claiming = undefined;
      // For a slot that became free after the last look.
      if (this.moreDue && this.reachable && this.free > 0) this.wake();
    });
  }

  private async claim(): Promise<void> {
    try {
      while (this.moreDue && !this.stopping && this.free > 0) {
        this.moreDue = false;
        const limit = this.free;
        const rows = await this.take(limit);
        this.moreDue ||= rows.length === limit;
        for (const row of rows) void this.deliver(row);
        this.reportReachable();
      }
    } catch (error) {
      this.moreDue = true;
      this.reportReachable(error);
    }
  }

  /** Waits for one lease only: after it, the rows of a late answer belong to another relay. */
  private take(limit: number): Promise<ClaimedRow[]> {
    const { leaseMs } = this.options;
    const params = [this.owner, limit, leaseMs, this.leases.ids(), this.subscribers.names] as const;
    return this.database.run(claimDeliveries, [...params], leaseMs);
  }

  /** Logs once when the database goes and once when it is back. The relay continues by itself. */
  private reportReachable(error?: unknown): void {
    const reachable = error === undefined;
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    if (reachable) this.logger.log('The outbox is reachable again');
    else this.logger.warn(`The outbox is out of reach (${reasonOf(error)}); trying again`);
  }

  private get free(): number {
    return this.options.concurrency - this.leases.size;
  }

  private async deliver(row: ClaimedRow): Promise<void> {
    const lease = this.leases.open(Number(row.id), row.attempt);
    const delivery = { ...row, id: lease.id };
    const caller = { kind: 'job', name: row.subscriber } as const;
    await requestContext.run({ requestId: `outbox-${lease.id}`, caller }, async () => {
      const limit = AbortSignal.timeout(LONGEST_ATTEMPT_LEASES * this.options.leaseMs);
      const signal = AbortSignal.any([lease.signal, limit]);
      const outcome = await deliver(delivery, this.subscribers.require(row.subscriber), signal);
      lease.delivered = true;
      await this.recorder.record(delivery, outcome, lease);
    });
    this.leases.close(lease);
    if (this.moreDue) this.wake();
  }
}
