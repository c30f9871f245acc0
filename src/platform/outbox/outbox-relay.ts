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
import { ClaimWindows } from './claim-windows.js';
import { LeaseBook } from './lease-book.js';
import { OutboxOptions } from './outbox-options.js';
import {
  type ClaimedRow,
  claimDeliveries,
  endWaits,
  findOpenSubscribers,
  giveUpDeliveries,
} from './outbox.sql.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { laneIn, SubscriberRegistry } from './subscriber-registry.js';
import { WakeUpListener } from './wake-up-listener.js';

/** A longer attempt hangs: it is abandoned and tried again. */
const LONGEST_ATTEMPT_LEASES = 10;

/** How often a claim looks at all due rows, in leases: only then it finds those whose worker has died. */
const FULL_LOOK_LEASES = 0.25;

/** Few enough to hold their locks for a moment only. */
const WAITS_ENDED_AT_ONCE = 1000;

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
  private readonly windows = new ClaimWindows();
  private fullLookAt = 0;
  /** The subscribers for which there may be due deliveries that the last claim did not take. */
  private readonly due = new Set<string>();
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
    if (performance.now() >= this.fullLookAt) {
      this.windows.open();
      this.fullLookAt = performance.now() + FULL_LOOK_LEASES * this.options.leaseMs;
    }
    await this.endWaits();
    await this.findLanes();
    this.wake();
    await this.claiming;
    await this.giveUp();
    if (!this.stopping) this.pollTimer = setTimeout(() => void this.poll(), this.options.pollMs);
  }

  private async endWaits(): Promise<void> {
    const { leaseMs } = this.options;
    try {
      for (let last = WAITS_ENDED_AT_ONCE; last === WAITS_ENDED_AT_ONCE && !this.stopping;) {
        last = (await this.database.run(endWaits, [WAITS_ENDED_AT_ONCE], leaseMs)).length;
      }
    } catch (error) {
      this.reportReachable(error);
    }
  }

  /** Lanes whose deliveries another process has published. This one knows those of its own. */
  private async findLanes(): Promise<void> {
    if (!this.subscribers.hasLanes) return;
    try {
      const open = await this.database.run(findOpenSubscribers, [], this.options.leaseMs);
      this.subscribers.noteLanes(open.map(({ subscriber }) => subscriber));
    } catch (error) {
      this.reportReachable(error);
    }
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

  private wake(): void {
    for (const name of this.subscribers.names) this.due.add(name);
    this.claimSoon();
  }

  /** Claims due deliveries for all free places. If a claim is running, it looks once more at its end. */
  private claimSoon(): void {
    if (this.claiming !== undefined || this.stopping || this.askable().length === 0) return;
    this.claiming = this.claim().finally(() => {
      this.claiming = undefined;
      // For a place that became free after the last look.
      if (this.reachable) this.claimSoon();
    });
  }

  /** The subscribers that may have more to deliver and have free places. Each has places of its own. */
  private askable(): { name: string; places: number }[] {
    return [...this.due]
      .map((name) => ({ name, places: this.placesOf(name) - this.leases.countOf(name) }))
      .filter(({ places }) => places > 0);
  }

  private placesOf(name: string): number {
    const { laned, subscriber } = this.subscribers.require(name);
    const own = laned ? subscriber.placesOf?.(laneIn(name)) : undefined;
    return own ?? this.options.concurrency;
  }

  private async claim(): Promise<void> {
    for (let asked = this.askable(); asked.length > 0 && !this.stopping; asked = this.askable()) {
      for (const { name } of asked) this.due.delete(name);
      try {
        await this.take(asked);
        this.reportReachable();
      } catch (error) {
        for (const { name } of asked) this.due.add(name);
        this.reportReachable(error);
        return;
      }
    }
  }

  /** Waits for one lease only: after it, the rows of a late answer belong to another relay. */
  private async take(asked: readonly { name: string; places: number }[]): Promise<void> {
    const { leaseMs } = this.options;
    const names = asked.map(({ name }) => name);
    const places = asked.map(({ places: free }) => free);
    const since = names.map((name) => this.windows.of(name));
    const answer = await this.database.run(
      claimDeliveries,
      [this.owner, leaseMs, this.leases.ids(), names, places, since],
      leaseMs,
    );
    const rows = answer.filter((row) => row.id !== null);
    for (const { name, places: free } of asked) {
      const own = rows.filter(({ subscriber }) => subscriber === name);
      this.windows.claimed(name, own, free, answer[0]!.at);
      if (own.length === free) this.due.add(name);
    }
    for (const row of rows) void this.deliver(row);
  }

  /** Logs once when the database goes and once when it is back. The relay continues by itself. */
  private reportReachable(error?: unknown): void {
    const reachable = error === undefined;
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    if (reachable) this.logger.log('The outbox is reachable again');
    else this.logger.warn(`The outbox is out of reach (${reasonOf(error)}); trying again`);
  }

  private async deliver(row: ClaimedRow): Promise<void> {
    const lease = this.leases.open(Number(row.id), row.attempt, row.subscriber);
    const { topic, subscriber, dedupeKey, payload, attempt } = row;
    const delivery = { id: lease.id, topic, subscriber, dedupeKey, payload, attempt };
    const caller = { kind: 'job', name: row.subscriber } as const;
    const next = await requestContext.run({ requestId: `outbox-${lease.id}`, caller }, async () => {
      const limit = AbortSignal.timeout(LONGEST_ATTEMPT_LEASES * this.options.leaseMs);
      const signal = AbortSignal.any([lease.signal, limit]);
      const outcome = await deliver(delivery, this.subscribers.require(row.subscriber), signal);
      lease.delivered = true;
      return this.recorder.record(delivery, outcome, lease);
    });
    this.leases.close(lease);
    if (next !== undefined) {
      this.windows.reopen(subscriber, next);
      this.due.add(subscriber);
    }
    this.claimSoon();
  }
}
