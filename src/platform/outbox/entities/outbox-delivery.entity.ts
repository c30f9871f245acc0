import { ViewColumn, ViewEntity } from 'typeorm';
import { bigintNumber } from '../../database/index.js';

/**
 * The state of a delivery of an event to a subscriber, for modules that show it. They join the view by `subscriber` and
 * `dedupe_key` or `subject`. Migrations (the last: 1764000002040) make the view, so TypeORM must not.
 */
@ViewEntity({ name: 'outbox_delivery', synchronize: false })
export class OutboxDelivery {
  /** For `OutboxService.retry`. */
  @ViewColumn({ transformer: bigintNumber })
  id!: number;

  @ViewColumn()
  subscriber!: string;

  /** `<topic>:<key>`, as published. */
  @ViewColumn({ name: 'dedupe_key' })
  dedupeKey!: string;

  /**
   * `pending`: to be delivered. `waiting`: for something that others do, or for a time. `failed`: given up; staff may
   * retry it. `cancelled`: no longer wanted.
   */
  @ViewColumn()
  status!: 'pending' | 'waiting' | 'done' | 'failed' | 'cancelled';

  @ViewColumn()
  attempts!: number;

  /** Why the latest attempt failed, or the delivery waits or was cancelled. Holds no personal data. */
  @ViewColumn({ name: 'last_error' })
  lastError!: string | null;

  /** Null during an attempt, and at the end. */
  @ViewColumn({ name: 'next_attempt' })
  nextAttempt!: Date | null;

  @ViewColumn({ name: 'ended_at' })
  endedAt!: Date | null;

  /** What the event is about, as published. */
  @ViewColumn()
  subject!: string | null;

  @ViewColumn()
  created!: Date;

  @ViewColumn()
  topic!: string;

  @ViewColumn({ name: 'max_attempts' })
  maxAttempts!: number;
}
