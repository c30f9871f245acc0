import { ApiProperty } from '@nestjs/swagger';
import { listEnvelope } from '../../platform/lists/index.js';
import { hasAtMost } from '../../platform/text/index.js';
import {
  ANY_TEXT,
  BooleanField,
  IntegerField,
  isOneOf,
  MailAddressField,
  NameListField,
  RefusesUnknownKeys,
  TextField,
  UpdatedAt,
  UuidListField,
  WebAddressField,
} from '../../platform/validation/index.js';
import { DISABLED_REASONS, type DisabledReason } from '../entities/webhook.entity.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../event-names.js';

/** A webhook of the demo. */
export const EXAMPLE_WEBHOOK = 'de0b0000-0000-4000-8000-000000000001';
const PROGRAM = 'de0e0000-0000-4000-8000-000000000001';
const URL_EXAMPLE = 'https://hooks.riverside.example/credentials';

const ANSWER_ONLY = [
  'uuid',
  'state',
  'failing_since',
  'disabled_because',
  'disabled_at',
  'secret_rotated_at',
  'former_secret_until',
  'created',
  'updated_at',
];

/** Longest time that a key counts after its rotation. */
const MOST_OVERLAP_HOURS = 168;
const USUAL_OVERLAP_HOURS = 24;

const FIELDS = {
  url: {
    description:
      'Where the events are posted to: https, without user and password, on port 443, or from 1024 on. Its host is looked up at each request and must be public, unless the settings allow others.',
    example: URL_EXAMPLE,
  },
  events: {
    description:
      '`awarded`, `revoked`: a credential. `changed`: its date override or an attribute. `record_sent`: a learner sends a record to a pathway, or it is updated. `delivery_failed`: a mail or message was given up.',
    example: ['awarded', 'revoked'],
    accepts: (name: string) => isOneOf(WEBHOOK_EVENTS, name),
    message: `Enter names of events, each once: ${WEBHOOK_EVENTS.join(', ')}.`,
    empty: 'Enter at least one event.',
    item: { enum: WEBHOOK_EVENTS },
  },
  programs: {
    description:
      'Only events about these programs, by uuid, and about course runs that belong to them. With organizations, too: about either. Both empty: all events.',
    example: [PROGRAM],
    optional: true,
  },
  organizations: {
    description:
      'Only events about programs that these organizations author, by key, and about runs of their courses.',
    example: ['RiversideX'],
    optional: true,
    accepts: (key: string) => hasAtMost(255, key) && key !== '',
    message: 'Enter different keys of organizations.',
    item: { minLength: 1, maxLength: 255, pattern: ANY_TEXT },
  },
  description: {
    description: 'Says to staff whose webhook it is.',
    maxLength: 255,
    blank: true,
    singleLine: true,
    optional: true,
    example: 'Riverside registrar',
  },
  contact_email: {
    description: 'Gets a mail when the webhook is disabled because it fails; empty: nobody.',
    blank: true,
    optional: true,
    example: 'hooks@riverside.example',
  },
  include_learner: {
    description:
      'True: bodies about credentials and records name the learner, by username and number in the LMS. False: bodies hold no personal data.',
    optional: true,
    example: false,
  },
  enabled: {
    description:
      'False: nothing is sent, and events that happen meanwhile are not kept for it. True again: deliveries that were under way go on.',
    optional: true,
    example: true,
  },
} as const;

/** A new webhook. */
@RefusesUnknownKeys()
export class WebhookBody {
  @WebAddressField(FIELDS.url)
  url!: string;

  @NameListField(FIELDS.events)
  events!: WebhookEvent[];

  @UuidListField(FIELDS.programs)
  programs?: string[];

  @NameListField(FIELDS.organizations)
  organizations?: string[];

  @TextField(FIELDS.description)
  description?: string;

  @MailAddressField(FIELDS.contact_email)
  contact_email?: string;

  @BooleanField(FIELDS.include_learner)
  include_learner?: boolean;

  @BooleanField(FIELDS.enabled)
  enabled?: boolean;
}

/** Changes of a webhook. A field that is absent stays. */
@RefusesUnknownKeys(...ANSWER_ONLY)
export class ChangeWebhookBody {
  @WebAddressField({ ...FIELDS.url, optional: true })
  url?: string;

  @NameListField({ ...FIELDS.events, optional: true })
  events?: WebhookEvent[];

  @UuidListField(FIELDS.programs)
  programs?: string[];

  @NameListField(FIELDS.organizations)
  organizations?: string[];

  @TextField(FIELDS.description)
  description?: string;

  @MailAddressField(FIELDS.contact_email)
  contact_email?: string;

  @BooleanField(FIELDS.include_learner)
  include_learner?: boolean;

  @BooleanField(FIELDS.enabled)
  enabled?: boolean;
}

/** How to rotate the key of the signatures. */
@RefusesUnknownKeys()
export class RotateSecretBody {
  @IntegerField({
    description: `Hours in which the key of before signs, too, so that the receiver can change over. 0: it ends at once. Absent: ${USUAL_OVERLAP_HOURS}.`,
    min: 0,
    max: MOST_OVERLAP_HOURS,
    optional: true,
    example: USUAL_OVERLAP_HOURS,
  })
  overlap_hours: number = USUAL_OVERLAP_HOURS;
}

export const WEBHOOK_STATES = ['active', 'failing', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

const time = (description: string, example: string | null) =>
  ApiProperty({ description, type: String, format: 'date-time', nullable: true, example });

/** A webhook, without its key. */
export class WebhookAnswer {
  @ApiProperty({ description: 'Names the webhook in addresses.', format: 'uuid', example: EXAMPLE_WEBHOOK })
  uuid!: string;

  @ApiProperty({ description: FIELDS.url.description, example: URL_EXAMPLE })
  url!: string;

  @ApiProperty({ description: FIELDS.events.description, enum: WEBHOOK_EVENTS, isArray: true })
  events!: WebhookEvent[];

  @ApiProperty({ description: FIELDS.programs.description, type: [String], example: [PROGRAM] })
  programs!: string[];

  @ApiProperty({
    description: `${FIELDS.organizations.description} The uuid of one that the catalog has no more.`,
    type: [String],
    example: [],
  })
  organizations!: string[];

  @ApiProperty({ description: FIELDS.description.description, example: FIELDS.description.example })
  description!: string;

  @ApiProperty({ description: FIELDS.contact_email.description, example: FIELDS.contact_email.example })
  contact_email!: string;

  @ApiProperty({ description: FIELDS.include_learner.description, example: false })
  include_learner!: boolean;

  @ApiProperty({ description: FIELDS.enabled.description, example: true })
  enabled!: boolean;

  @ApiProperty({
    description: '`failing`: all requests since `failing_since` have failed.',
    enum: WEBHOOK_STATES,
    example: 'active',
  })
  state!: WebhookState;

  @time('The first failure after the last success; null: none.', null)
  failing_since!: string | null;

  @ApiProperty({
    description:
      'Who disabled it: `staff`; `gone`: the receiver, by 410; `failures`: it only failed for `WEBHOOK_DISABLE_AFTER`. Null: it is enabled.',
    type: String,
    enum: DISABLED_REASONS,
    nullable: true,
    example: null,
  })
  disabled_because!: DisabledReason | null;

  @time('When it was disabled; null: it is enabled.', null)
  disabled_at!: string | null;

  @time('When its key was rotated last; null: never.', null)
  secret_rotated_at!: string | null;

  @time('Until then the key of before signs, too; null: there is none.', null)
  former_secret_until!: string | null;

  @ApiProperty({
    description: 'When it was made.',
    format: 'date-time',
    example: '2026-11-27T09:00:00.123456Z',
  })
  created!: string;

  @UpdatedAt()
  updated_at!: string;
}

/** A webhook with its key. */
export class SecretWebhookAnswer extends WebhookAnswer {
  @ApiProperty({
    description:
      'The key of the signatures, as libraries of Standard Webhooks take it. It is shown in this answer only.',
    example: `whsec_${'A'.repeat(43)}=`,
  })
  secret!: string;
}

export class WebhookPage extends listEnvelope(WebhookAnswer) {}
