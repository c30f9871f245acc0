import { Logger } from '@nestjs/common';
import type { Database } from '../database/index.js';
import { reasonOf, TemporaryFailure } from './failures.js';
import { renewLeases } from './outbox.sql.js';

/** This relay's hold on one row, for one attempt. */
export class Lease {
  /** The subscriber has finished; the outcome is not yet recorded. */
  delivered = false;
  /** Another relay owns the row by now, so nothing may be recorded. */
  lost = false;
  private readonly controller = new AbortController();

  constructor(
    readonly id: number,
    readonly attempt: number,
    readonly subscriber: string,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }
}

/** The leases of this relay. They are renewed four times in their duration, so one failed renewal does no harm. */
export class LeaseBook {
  private readonly logger = new Logger(LeaseBook.name);
  private readonly held = new Map<number, Lease>();
  private timer: NodeJS.Timeout | undefined;
  private onEmpty: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly owner: string,
    private readonly durationMs: number,
  ) {}

  get size(): number {
    return this.held.size;
  }

  ids(): number[] {
    return [...this.held.keys()];
  }

  countOf(subscriber: string): number {
    let count = 0;
    for (const lease of this.held.values()) if (lease.subscriber === subscriber) count += 1;
    return count;
  }

  open(id: number, attempt: number, subscriber: string): Lease {
    const lease = new Lease(id, attempt, subscriber);
    this.held.set(id, lease);
    return lease;
  }

  close(lease: Lease): void {
    this.held.delete(lease.id);
    if (this.size === 0) this.onEmpty?.();
  }

  start(): void {
    this.timer = setInterval(() => void this.renew(), this.durationMs / 4);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Resolves when no lease is left, or after the time. */
  async ended(timeoutMs: number): Promise<void> {
    if (this.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }

  abortAll(reason: Error): void {
    for (const lease of this.held.values()) lease.abort(reason);
  }

  /** Public for the tests; a timer calls it. */
  async renew(): Promise<void> {
    const leases = [...this.held.values()];
    if (leases.length === 0) return;
    const ids = leases.map(({ id }) => id);
    const attempts = leases.map(({ attempt }) => attempt);
    try {
      const renewed = await this.database.run(
        renewLeases,
        [this.owner, ids, attempts, this.durationMs],
        this.durationMs,
      );
      const own = new Set(renewed.map(({ id }) => Number(id)));
      for (const lease of leases) if (!own.has(lease.id) && !lease.delivered) this.lose(lease);
    } catch (error) {
      this.logger.warn(`Leases were not renewed (${reasonOf(error)})`);
    }
  }

  private lose(lease: Lease): void {
    this.logger.warn({ message: 'The lease of an outbox message is lost', outboxId: lease.id });
    lease.lost = true;
    lease.abort(new TemporaryFailure('the lease was lost'));
  }
}
