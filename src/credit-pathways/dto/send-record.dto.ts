import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { LARGEST_ID } from '../../platform/text/index.js';
import { IntegerField, TextField } from '../../platform/validation/index.js';

/** Names the learner and the pathway that gets the record. */
export class SendRecordBody {
  @TextField({
    maxLength: 255,
    loose: true,
    description: 'Learner, in any letter case.',
    example: 'demo_ada',
  })
  username!: string;

  @IntegerField({
    min: 1,
    max: LARGEST_ID,
    loose: true,
    description: 'Number of the pathway, as the record lists it under `pathways`.',
    example: 1,
  })
  pathway_id!: number;
}

const REPEATED = {
  detail: 'The record was sent to this pathway at 2026-01-02T12:58:15.744188Z.',
  sent_at: '2026-01-02T12:58:15.744188Z',
  next_send: '2026-01-03T12:58:15.744188Z',
};

/** Empty: the request is recorded and will be delivered. Otherwise an equal request came before, and no mail goes. */
@ApiSchema({ name: 'SendRecordAnswer' })
export class SendRecordAnswer {
  @ApiPropertyOptional({ description: 'Why no mail goes, in words.', example: REPEATED.detail })
  detail?: string;

  @ApiPropertyOptional({
    description: 'When the mail was sent. Absent while it is still to go.',
    format: 'date-time',
    example: REPEATED.sent_at,
  })
  sent_at?: string;

  @ApiPropertyOptional({
    description: 'From when on the record can be sent again. Absent while the mail is still to go.',
    format: 'date-time',
    example: REPEATED.next_send,
  })
  next_send?: string;
}

export const SEND_RECORD_EXAMPLES = {
  recorded: { summary: 'A mail will go', value: {} },
  waiting: {
    summary: 'The mail of an equal request is still to go',
    value: { detail: 'The record is on its way to this pathway.' },
  },
  repeated: { summary: 'The mail of an equal request was sent', value: REPEATED },
};
