import { Check, Column, Entity, PrimaryColumn, type Relation } from 'typeorm';
import { areTimesSql, IsoTime, Reference } from '../../platform/database/index.js';
import { Webhook } from './webhook.entity.js';

/** How the deliveries to a webhook go. A table of its own, since a delivery is no change of the webhook. */
@Entity('webhook_health')
@Check('webhook_health_times_ck', areTimesSql('failing_since'))
export class WebhookHealth {
  @PrimaryColumn('integer', { name: 'webhook_id', primaryKeyConstraintName: 'webhook_health_pk' })
  webhookId!: number;

  /** The first failure after the last success; null while all goes well. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @IsoTime('failing_since')
  failingText!: string | null;

  @Reference(() => Webhook, 'webhook_id', 'webhook_health_webhook_fk', { onDelete: 'CASCADE' })
  webhook!: Relation<Webhook>;
}
