import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AnswersJson, AnswersNotFound } from '../http/index.js';
import { QueryField } from '../validation/index.js';
import { INVALID_PAGE } from './pagination.js';

const link = (description: string) =>
  ApiProperty({ description, type: String, format: 'uri', nullable: true, example: null });

abstract class ListEnvelope {
  @ApiProperty({ description: 'How many match, exactly.', type: 'integer', example: 1 })
  count!: number;

  @link('Address of the next page.')
  next!: string | null;

  @link('Address of the page before.')
  previous!: string | null;
}

/** Makes the envelope of a list of one class's items. The list's own class extends it to get a name in the document. */
export function listEnvelope<Entry extends object>(entry: Type<Entry>, order = 'Oldest first.') {
  abstract class EnvelopeOfEntries extends ListEnvelope {
    @ApiProperty({ description: order, type: [entry] })
    results!: Entry[];
  }
  return EnvelopeOfEntries;
}

/** The page of a list. */
export function PageQueryField(): PropertyDecorator {
  return QueryField({
    description: 'Page of twenty, from 1, or `last`. One that does not exist is a 404.',
    type: String,
    example: '1',
  });
}

/** Query parameters of a list without filters. */
export class ListQuery {
  @PageQueryField()
  page?: string;
}

/** The answers of a list: one page, or a 404 for a page that does not exist. */
export function AnswersList(type: Type): MethodDecorator {
  return applyDecorators(
    AnswersJson(200, type, 'A page of the list.'),
    AnswersNotFound('There is no such page.', INVALID_PAGE),
  );
}
