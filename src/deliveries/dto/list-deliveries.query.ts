import { CursorQuery } from '../../platform/lists/index.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../platform/outbox/index.js';
import {
  ChoiceQueryField,
  QueryField,
  TimeQueryField,
  TRIMMED_TEXT,
} from '../../platform/validation/index.js';

/** Query parameters of the list of deliveries. All filters can be combined; an unknown parameter is ignored. */
export class ListDeliveriesQuery extends CursorQuery {
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
}
