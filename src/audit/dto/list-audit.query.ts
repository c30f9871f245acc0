import { CursorQuery } from '../../platform/lists/index.js';
import { isUuid } from '../../platform/text/index.js';
import {
  ChoiceQueryField,
  QueryField,
  TimeQueryField,
  TRIMMED_TEXT,
} from '../../platform/validation/index.js';
import type { AuditFilter } from '../audit.sql.js';

const AUDIT_FORMATS = ['json', 'ndjson'] as const;

/** Query parameters of the audit log. All filters can be combined; an unknown parameter is ignored. */
export class ListAuditQuery extends CursorQuery {
  @QueryField({ description: 'Only this action.', example: 'revoked' }, TRIMMED_TEXT)
  action?: string;

  @QueryField({ description: 'Only this kind of thing.', example: 'credential' }, TRIMMED_TEXT)
  subject?: string;

  @QueryField({ description: 'Only the thing with this uuid or number.' }, TRIMMED_TEXT)
  subject_id?: string;

  @QueryField(
    { description: 'Only what is about this user, in any letter case.', example: 'demo_ben' },
    TRIMMED_TEXT,
  )
  username?: string;

  @QueryField(
    { description: 'Only what this user did, in any letter case.', example: 'demo_registrar' },
    TRIMMED_TEXT,
  )
  actor?: string;

  @QueryField({ description: 'Only what this request did.' }, TRIMMED_TEXT)
  request_id?: string;

  @TimeQueryField('Only what was written at this time or later. Another text is a 400.')
  since?: string;

  @TimeQueryField('Only what was written before this time. Another text is a 400.')
  until?: string;

  @ChoiceQueryField(AUDIT_FORMATS)
  format?: (typeof AUDIT_FORMATS)[number];

  filter(): AuditFilter {
    const { action, subject, subject_id: thing, username, actor, request_id: requestId, since, until } = this;
    const name = thing && isUuid(thing) ? { subjectUuid: thing } : { subjectId: thing };
    return { action, subject, ...name, username, actor, requestId, since, until };
  }
}
