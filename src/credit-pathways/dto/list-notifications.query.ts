import { ChoiceQueryField, QueryField, TRIMMED_TEXT } from '../../platform/validation/index.js';
import { parseNumber, parseUuid } from '../../platform/text/index.js';
import { ListQuery } from '../../platform/lists/index.js';
import { NOTIFICATION_STATES, type NotificationState } from '../entities/pathway-notification.entity.js';

export interface NotificationFilter {
  /** In any letter case. */
  readonly username?: string;
  readonly programUuid?: string;
  readonly pathwayId?: number;
  readonly state?: NotificationState;
}

/** Query parameters of the list of notifications. All filters can be combined; an unknown parameter is ignored. */
export class ListNotificationsQuery extends ListQuery {
  @QueryField({ description: 'Learner, in any letter case.', example: 'demo_ben' }, TRIMMED_TEXT)
  username?: string;

  @QueryField({ description: 'UUID of the program. A malformed one gives an empty list.' })
  program_uuid?: string;

  @QueryField({
    description: 'Number of the pathway. A malformed one gives an empty list.',
    example: '1',
  })
  pathway?: string;

  @ChoiceQueryField(NOTIFICATION_STATES)
  state?: NotificationState;

  /** The filter; undefined when nothing can match. */
  filter(): NotificationFilter | undefined {
    const programUuid = this.program_uuid ? parseUuid(this.program_uuid) : undefined;
    if (this.program_uuid && programUuid === undefined) return undefined;
    const pathwayId = this.pathway ? parseNumber(this.pathway, 9) : undefined;
    if (this.pathway && pathwayId === undefined) return undefined;
    return {
      username: this.username === '' ? undefined : this.username,
      programUuid,
      pathwayId,
      state: this.state,
    };
  }
}
