import { Check, Column, CreateDateColumn, Entity, Unique, UpdateDateColumn } from 'typeorm';
import {
  areTimesSql,
  IdColumn,
  isMailAddressSql,
  isWebAddressSql,
  IsoTime,
} from '../../platform/database/index.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../event-names.js';

/** `staff`: by hand. `gone`: the receiver answered 410. `failures`: nothing else for `WEBHOOK_DISABLE_AFTER`. */
export const DISABLED_REASONS = ['staff', 'gone', 'failures'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

const inQuotes = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

/** A receiver of events outside of the service: where to, which ones, and the key of its signatures. */
@Entity('webhook')
@Unique('webhook_uuid_uq', ['uuid'])
@Check('webhook_url_ck', isWebAddressSql('url'))
@Check('webhook_contact_ck', isMailAddressSql('contact_email'))
@Check('webhook_events_ck', `cardinality(events) > 0 and events <@ array[${inQuotes(WEBHOOK_EVENTS)}]`)
@Check('webhook_secret_ck', `secret ~ '^whsec_[A-Za-z0-9+/]{32,88}=*$'`)
@Check('webhook_former_ck', '(former_secret is null) = (former_until is null)')
@Check(
  'webhook_disabled_ck',
  `enabled = (disabled_because is null) and enabled = (disabled_at is null)
    and disabled_because in (${inQuotes(DISABLED_REASONS)})`,
)
@Check('webhook_modified_ck', 'modified >= created')
@Check('webhook_times_ck', areTimesSql('disabled_at', 'former_until', 'rotated_at', 'created', 'modified'))
export class Webhook {
  @IdColumn('webhook_pk')
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 2000 })
  url!: string;

  @Column('varchar', { length: 255, default: '' })
  description!: string;

  /** Gets the notice when it is disabled; empty: nobody. */
  @Column('varchar', { name: 'contact_email', length: 254, default: '' })
  contactEmail!: string;

  @Column('text', { array: true })
  events!: WebhookEvent[];

  /** Only events about these programs and their runs. */
  @Column('uuid', { array: true })
  programs!: string[];

  /** Only events about programs and courses of these organizations, by uuid, since a catalog may change their keys. */
  @Column('uuid', { array: true })
  organizations!: string[];

  /** Whether its bodies name the learner. */
  @Column('boolean', { name: 'include_learner', default: false })
  includeLearner!: boolean;

  @Column('boolean', { default: true })
  enabled!: boolean;

  @Column('text', { name: 'disabled_because', nullable: true })
  disabledBecause!: DisabledReason | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  /** The key of its signatures, as its receiver has it. Not read with the rest of the row. */
  @Column('text', { select: false })
  secret!: string;

  /** The key before the last rotation, and those that had not ended then, with blanks between: they sign, too, until `formerUntil`. */
  @Column('text', { name: 'former_secret', nullable: true, select: false })
  formerSecret!: string | null;

  @Column('timestamptz', { name: 'former_until', nullable: true })
  formerUntil!: Date | null;

  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  modified!: Date;

  @IsoTime('created')
  createdText!: string;

  @IsoTime('modified')
  modifiedText!: string;

  @IsoTime('disabled_at')
  disabledText!: string | null;

  @IsoTime('former_until')
  formerUntilText!: string | null;

  @IsoTime('rotated_at')
  rotatedText!: string | null;
}
