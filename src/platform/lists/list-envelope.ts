import { ApiProperty } from '@nestjs/swagger';
import { QueryField } from '../validation/index.js';

const link = (description: string) =>
  ApiProperty({ description, type: String, format: 'uri', nullable: true, example: null });

/** The list envelope: the fields of every page of a list. A list's own class adds `results`. */
export abstract class ListEnvelope {
  @ApiProperty({ description: 'How many match, exactly.', type: 'integer', example: 1 })
  count!: number;

  @link('Address of the next page.')
  next!: string | null;

  @link('Address of the page before.')
  previous!: string | null;
}

/** Query parameters of a list without filters. */
export class PageQuery {
  @QueryField({
    description: 'Page of twenty, from 1, or `last`. One that does not exist is a 404.',
    type: String,
    example: '1',
  })
  page?: string;
}
