import { ListQuery } from '../../../platform/lists/index.js';
import { parseUuid } from '../../../platform/text/index.js';
import { ChoiceQueryField, QueryField, TRIMMED_TEXT } from '../../../platform/validation/index.js';

export const COMPLETION_MAIL_STATES = ['pending', 'waiting', 'sent', 'failed', 'cancelled'] as const;

export type CompletionMailState = (typeof COMPLETION_MAIL_STATES)[number];

export interface CompletionMailFilter {
  /** In any letter case. */
  readonly username?: string;
  readonly programUuid?: string;
  readonly state?: CompletionMailState;
}

/** Query parameters of the list of completion mails. All filters can be combined; an unknown parameter is ignored. */
export class ListCompletionMailsQuery extends ListQuery {
  @QueryField({ description: 'Learner, in any letter case.', example: 'demo_ada' }, TRIMMED_TEXT)
  username?: string;

  @QueryField({ description: 'UUID of the program. A malformed one gives an empty list.' })
  program_uuid?: string;

  @ChoiceQueryField(COMPLETION_MAIL_STATES)
  state?: CompletionMailState;

  /** The filter; undefined when nothing can match. */
  filter(): CompletionMailFilter | undefined {
    const programUuid = this.program_uuid ? parseUuid(this.program_uuid) : undefined;
    if (this.program_uuid && programUuid === undefined) return undefined;
    return { username: this.username, programUuid, state: this.state };
  }
}
