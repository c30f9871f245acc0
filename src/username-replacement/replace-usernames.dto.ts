import { ApiProperty } from '@nestjs/swagger';
import type { UsernameMapping } from './username-mappings.js';

/** The renamings to make. */
export class ReplaceUsernamesBody {
  @ApiProperty({
    description: 'Carried out in this order. Each element names one user: the old name and the new one.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1, maxProperties: 1 },
    example: [{ alice: 'alice_2' }],
  })
  username_mappings!: UsernameMapping[];
}

/** The result for each pair. */
export class ReplaceUsernamesAnswer {
  @ApiProperty({
    description: 'Renamed, or unknown to this service, so that there was nothing to rename.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [{ alice: 'alice_2' }],
  })
  successful_replacements!: UsernameMapping[];

  @ApiProperty({
    description: 'Not renamed: the new name is taken, or is none.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [],
  })
  failed_replacements!: UsernameMapping[];
}
