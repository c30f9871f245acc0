import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { bigintNumber } from '../../database/index.js';
import type { StoredPayload } from '../topic.js';

export const OUTBOX_STATES = ['ready', 'leased', 'done', 'dead', 'cancelled'] as const;

/**
 * `ready`: to be delivered from `runAt` on. `leased`: a worker has it until `leaseUntil`. `done`: delivered. `dead`: given
 * up after the last attempt or for a final reason; staff may retry it. `cancelled`: no longer wanted.
 */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A message: one event for one subscriber, to be delivered after the transaction that wrote this row. */
@Entity('outbox')
@Unique('outbox_dedupe_key_uq', ['dedupeKey', 'subscriber'])
@Index('outbox_open_ix', ['runAt'], { where: "state in ('ready', 'leased')" })
@Index('outbox_done_ix', ['doneAt'], { where: "state in ('done', 'cancelled')" })
@Index('outbox_dead_ix', ['topic'], { where: "state = 'dead'" })
@Check('outbox_state_ck', "state in ('ready', 'leased', 'done', 'dead', 'cancelled')")
@Check(
  'outbox_lease_ck',
  "(state = 'leased') = (lease_owner is not null) and (state = 'leased') = (lease_until is not null)",
)
@Check('outbox_done_ck', "(state in ('done', 'dead', 'cancelled')) = (done_at is not null)")
@Check('outbox_attempts_ck', 'attempts between 0 and max_attempts and max_attempts > 0')
export class OutboxMessage {
  @PrimaryColumn('bigint', {
    generated: 'identity',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'outbox_pk',
    transformer: bigintNumber,
  })
  id!: number;

  @Column('text')
  topic!: string;

  /** Whom it is for. Other subscribers of the event have rows of their own. */
  @Column('text')
  subscriber!: string;

  /** Identifies the event: a second row of a subscriber with the same key is not written. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  @Column('jsonb')
  payload!: StoredPayload;

  @Column('varchar', { length: 16, default: 'ready' })
  state!: OutboxState;

  /** How often it was taken up, the attempt in progress included. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('integer', { name: 'max_attempts', default: 12 })
  maxAttempts!: number;

  /** Not to be taken up before. */
  @Column('timestamptz', { name: 'run_at', default: () => 'now()' })
  runAt!: Date;

  /** The relay that has it; every start of a relay is another owner. */
  @Column('uuid', { name: 'lease_owner', nullable: true })
  leaseOwner!: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** Why the latest attempt failed, or why it was cancelled; free of personal data. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  created!: Date;

  /** When it became done, dead or cancelled. */
  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null;
}
