import { Check, Column, Entity, Index, type Relation, Unique } from 'typeorm';
import {
  areTimesSql,
  bigintNumber,
  IdColumn,
  isNumberSql,
  Reference,
} from '../../platform/database/index.js';
import type { PostTrouble } from '../../platform/remote/index.js';
import { DELIVERED_EVENTS, type DeliveredEvent } from '../event-names.js';
import { Webhook } from './webhook.entity.js';

/** How the last attempt ended: a status came, or why none came. */
export const OUTCOMES = [
  'answered',
  'refused',
  'unknown host',
  'timeout',
  'tls',
  'no answer',
] as const satisfies readonly ('answered' | PostTrouble)[];
export type AttemptOutcome = (typeof OUTCOMES)[number];

const inQuotes = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

/**
 * An event for a webhook: ids and facts. Names and texts are read when it is delivered. The outbox has the delivery itself,
 * found by its dedupe key.
 */
@Entity('webhook_delivery')
@Unique('webhook_delivery_event_uq', ['webhookId', 'eventId'])
@Index('webhook_delivery_webhook_ix', ['webhookId', 'id'])
@Index('webhook_delivery_created_ix', ['created'])
@Check('webhook_delivery_event_ck', `event in (${inQuotes(DELIVERED_EVENTS)})`)
@Check(
  'webhook_delivery_about_ck',
  `(credential_id is not null) = (event in ('awarded', 'revoked', 'changed'))
    and (notification_id is not null) = (event = 'record_sent')
    and (message_id is not null) = (event = 'delivery_failed')`,
)
@Check(
  'webhook_delivery_outcome_ck',
  `outcome in (${inQuotes(OUTCOMES)}) and (outcome is null) = (tried_at is null)`,
)
@Check('webhook_delivery_status_ck', `(status is not null) = (outcome is not distinct from 'answered')`)
@Check('webhook_delivery_times_ck', areTimesSql('occurred', 'tried_at', 'created'))
@Check('webhook_delivery_id_ck', isNumberSql('id'))
export class WebhookDelivery {
  @IdColumn('webhook_delivery_pk', 'bigint')
  id!: number;

  @Column('integer', { name: 'webhook_id' })
  webhookId!: number;

  /** The same for all webhooks, in all attempts and replays. */
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  event!: DeliveredEvent;

  @Column('timestamptz')
  occurred!: Date;

  @Column('bigint', { name: 'credential_id', nullable: true, transformer: bigintNumber })
  credentialId!: number | null;

  /** The credit request of a sent record. */
  @Column('bigint', { name: 'notification_id', nullable: true, transformer: bigintNumber })
  notificationId!: number | null;

  /** The message of the outbox that was given up. */
  @Column('bigint', { name: 'message_id', nullable: true, transformer: bigintNumber })
  messageId!: number | null;

  /** The fields of a credential that a change is about. */
  @Column('text', { array: true, nullable: true })
  changes!: string[] | null;

  @Column('text', { nullable: true })
  outcome!: AttemptOutcome | null;

  /** The HTTP status of the last answer. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('timestamptz', { name: 'tried_at', nullable: true })
  triedAt!: Date | null;

  /** How often staff sent it again after its end. */
  @Column('integer', { default: 0 })
  replays!: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  created!: Date;

  @Reference(() => Webhook, 'webhook_id', 'webhook_delivery_webhook_fk', {
    nullable: false,
    onDelete: 'CASCADE',
  })
  webhook?: Relation<Webhook>;
}
