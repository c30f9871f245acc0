import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CredentialAnswer } from '../../dto/credential.answer.js';

/** The result of one item. */
export class BulkResultAnswer {
  @ApiProperty({ description: 'Place of the item in the list, from 0.', type: 'integer', example: 0 })
  index!: number;

  @ApiProperty({
    description:
      'The status that a single call would have: 201 issued, 200 changed, 400 wrong, 404 there is no such credential.',
    type: 'integer',
    enum: [200, 201, 400, 404],
    example: 201,
  })
  status!: number;

  @ApiPropertyOptional({
    description: 'The credential as it is after all items. Absent for a wrong item.',
    type: CredentialAnswer,
  })
  credential?: CredentialAnswer;

  @ApiPropertyOptional({
    description: 'For a wrong item: the body of the answer to a single call.',
    type: 'object',
    additionalProperties: true,
    example: { username: ['This field is required.'] },
  })
  errors?: object;
}

/** The results of a list. */
export class BulkAnswer {
  @ApiProperty({ description: 'One for each item, in their order.', type: [BulkResultAnswer] })
  results!: BulkResultAnswer[];

  @ApiProperty({ description: 'Number of items that were carried out.', type: 'integer', example: 2 })
  succeeded!: number;

  @ApiProperty({ description: 'Number of items that were wrong.', type: 'integer', example: 0 })
  failed!: number;
}
