import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AnswersJson, AnswersValidationError } from '../http/index.js';
import { QueryField } from '../validation/index.js';
import { MOST_PER_PAGE, PageSizeQueryField } from './page-size.js';

/** Query parameters of a list that is read from a place on. */
export class CursorQuery {
  @QueryField({
    description: 'From `next`; absent or empty: the first page. One of another list or order is a 400.',
  })
  cursor?: string;

  @PageSizeQueryField()
  page_size?: string;
}

/** Makes the envelope of such a list. The list's own class extends it to get a name in the document. */
export function cursorEnvelope<Entry extends object>(entry: Type<Entry>, order: string) {
  abstract class CursorEnvelope {
    @ApiProperty({
      description: 'Address of the next page; null at the end.',
      type: String,
      format: 'uri',
      nullable: true,
      example: null,
    })
    next!: string | null;

    @ApiProperty({
      description: 'Always null: such a list is read forwards only.',
      type: String,
      format: 'uri',
      nullable: true,
      example: null,
    })
    previous!: null;

    @ApiProperty({ description: order, type: [entry] })
    results!: Entry[];
  }
  return CursorEnvelope;
}

/** The answers of such a list: a page, or a 400 for a bad cursor or size. */
export function AnswersCursorList(type: Type): MethodDecorator {
  return applyDecorators(
    AnswersJson(200, type, 'A page of the list.'),
    AnswersValidationError({ page_size: [`Ensure this value is less than or equal to ${MOST_PER_PAGE}.`] }),
  );
}
