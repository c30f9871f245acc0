import { DELIVERY_STATUSES, type DeliveryStatus } from '../../platform/outbox/index.js';
import { parseNumber } from '../../platform/text/index.js';
import {
  ChoiceQueryField,
  isDateTime,
  Messages,
  QueryField,
  toDateTime,
  TRIMMED_TEXT,
} from '../../platform/validation/index.js';

const LARGEST_PAGE = 500;

const TimeQueryField = (description: string): PropertyDecorator =>
  QueryField(
    { description, format: 'date-time', example: '2026-01-02T12:58:15Z' },
    {
      convert: (value) => (value === '' ? undefined : (toDateTime(value) ?? value)),
      problem: (value) => (isDateTime(value) ? undefined : Messages.notDateTime),
    },
  );

/** Query parameters of the list of deliveries. All filters can be combined; an unknown parameter is ignored. */
export class ListDeliveriesQuery {
  @QueryField({ description: 'Topic of the event.', example: 'credit-pathway.request' })
  topic?: string;

  @QueryField({
    description: 'The part of the service that reacts to the event.',
    example: 'credit-pathways.mail',
  })
  subscriber?: string;

  @ChoiceQueryField(DELIVERY_STATUSES)
  state?: DeliveryStatus;

  @TimeQueryField('Only events that were published at this time or later. Another text is a 400.')
  since?: string;

  @TimeQueryField('Only events that were published before this time. Another text is a 400.')
  until?: string;

  @QueryField(
    {
      description:
        'Only events about a credential or credit request of this learner, in any letter case. Questions for names are about none.',
      example: 'demo_ben',
    },
    TRIMMED_TEXT,
  )
  username?: string;

  @QueryField(
    { description: `Deliveries on a page, from 1 to ${LARGEST_PAGE}. Default: 20.`, example: '20' },
    {
      convert: (value) => (value === '' ? undefined : value),
      problem: (value) => {
        const number = parseNumber(String(value), 9);
        if (number === undefined) return Messages.notInteger;
        if (number < 1) return Messages.tooSmall(1);
        return number > LARGEST_PAGE ? Messages.tooLarge(LARGEST_PAGE) : undefined;
      },
    },
  )
  page_size?: string;

  @QueryField({ description: 'The place where a page begins, from `next`. Another text is a 400.' })
  cursor?: string;
}
