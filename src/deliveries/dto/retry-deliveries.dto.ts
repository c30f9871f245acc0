import { ApiProperty } from '@nestjs/swagger';
import { LARGEST_WIDE_ID } from '../../platform/text/index.js';
import {
  BooleanField,
  DateTimeField,
  IdListField,
  IntegerField,
  RefusesUnknownKeys,
  TextField,
  WholeRule,
} from '../../platform/validation/index.js';

const MOST_IDS = 1000;

function problemOf({ ids, topic, subscriber, failed_since, after }: RetryDeliveriesBody): string | undefined {
  const byKind = topic !== undefined || subscriber !== undefined;
  if ((ids !== undefined) === byKind) return 'Name either ids, or a topic or subscriber.';
  const narrowed = failed_since !== undefined || after !== undefined;
  return ids !== undefined && narrowed ? 'failed_since and after go with a topic or subscriber.' : undefined;
}

const anyOf = (...names: string[]) => names.map((name) => ({ required: [name] }));

/** Names the deliveries to retry: some by their ids, or all failed ones of a topic or subscriber. */
@WholeRule(problemOf, {
  oneOf: [
    { required: ['ids'], not: { anyOf: anyOf('topic', 'subscriber', 'failed_since', 'after') } },
    { anyOf: anyOf('topic', 'subscriber'), not: { required: ['ids'] } },
  ],
})
@RefusesUnknownKeys()
export class RetryDeliveriesBody {
  @IdListField({
    optional: true,
    most: MOST_IDS,
    description: `Up to ${MOST_IDS} deliveries. Ids without a delivery are in \`unknown\` of the answer.`,
  })
  ids?: number[];

  @TextField({
    optional: true,
    maxLength: 255,
    description: 'All failed deliveries of events of this topic.',
    example: 'credit-pathway.request',
  })
  topic?: string;

  @TextField({
    optional: true,
    maxLength: 255,
    description: 'All failed deliveries to this part of the service.',
    example: 'credit-pathways.mail',
  })
  subscriber?: string;

  @DateTimeField({
    optional: true,
    description: 'Only those that were given up at this time or later.',
    example: '2026-01-02T12:00:00Z',
  })
  failed_since?: string;

  @IntegerField({
    optional: true,
    min: 0,
    max: LARGEST_WIDE_ID,
    description: 'Only those with a higher id: `next_after` of the answer before.',
    example: 0,
  })
  after?: number;

  @BooleanField({
    optional: true,
    description: 'Says what would be done and changes nothing.',
    example: true,
  })
  dry_run = false;
}

/** A delivery that is not retried. */
export class RefusedDeliveryAnswer {
  @ApiProperty({ description: 'The delivery.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({
    description: 'Why not.',
    example: 'The mail would be cancelled: the credential was revoked.',
  })
  reason!: string;
}

/** The result of a retry of many. */
export class RetriedDeliveriesAnswer {
  @ApiProperty({ description: 'How many are due now, with all their attempts.', type: 'integer', example: 1 })
  retried!: number;

  @ApiProperty({ description: 'How many may not be retried.', type: 'integer', example: 0 })
  refused!: number;

  @ApiProperty({
    description: 'The first 100 of these, with the reason.',
    type: [RefusedDeliveryAnswer],
    example: [],
  })
  refusals!: RefusedDeliveryAnswer[];

  @ApiProperty({
    description: 'Those of the given ids that are of no delivery.',
    type: [Number],
    example: [],
  })
  unknown!: number[];

  @ApiProperty({
    description:
      'Not null: there may be more, since one request retries 5,000 at most. Send the same body again with this as `after`.',
    type: 'integer',
    nullable: true,
    example: null,
  })
  next_after!: number | null;

  @ApiProperty({ description: 'Whether nothing was changed.', example: true })
  dry_run!: boolean;
}
