import { ApiProperty } from '@nestjs/swagger';
import { ANY_TEXT } from '../platform/validation/index.js';
import type { UsernameMapping } from './username-mappings.js';

/** The renamings to make. */
export class ReplaceUsernamesBody {
  @ApiProperty({
    description: 'Carried out in this order. Each element names one user: the old name and the new one.',
    type: 'array',
    items: {
      type: 'object',
      propertyNames: { pattern: ANY_TEXT },
      additionalProperties: { type: 'string', pattern: ANY_TEXT },
      minProperties: 1,
      maxProperties: 1,
    } as object,
    example: [{ demo_dora: 'demo_dorothea' }],
  })
  username_mappings!: UsernameMapping[];
}

/** The result for each pair. */
export class ReplaceUsernamesAnswer {
  @ApiProperty({
    description: 'Renamed, or unknown to this service, so that there was nothing to rename.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [{ demo_dora: 'demo_dorothea' }],
  })
  successful_replacements!: UsernameMapping[];

  @ApiProperty({
    description:
      'Not renamed: the new name is taken, or is none, or the time of the request was over before.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [],
  })
  failed_replacements!: UsernameMapping[];

  @ApiProperty({
    description:
      'Why: one sentence for each pair of `failed_replacements`, in the same order. Absent where none failed.',
    type: [String],
    required: false,
    example: ['Another user has the new username.'],
  })
  failure_reasons?: string[];
}
