import { accountNamed } from '../identity/index.js';
import { idNumber, statement } from '../platform/database/index.js';
import { PagedList } from '../platform/lists/index.js';
import { isDeliveryOf, stateOf } from './credit-request.sql.js';
import type { NotificationFilter } from './dto/list-notifications.query.js';
import type { NotificationState } from './entities/pathway-notification.entity.js';

// The state comes from a view of the outbox and is also a filter, which a repository cannot express.
const STATE = stateOf('n', 'd');

const FROM = `pathway_notification n
  join users u on u.id = n.user_id
  join program p on p.id = n.program_id
  left join outbox_delivery d on ${isDeliveryOf('n', 'd')}`;

const NOTIFICATION_JSON = `json_build_object(
  'id', n.id,
  'username', u.username,
  'program_uuid', p.uuid,
  'pathway', (select json_build_object('id', w.id, 'name', w.name) from pathway w where w.id = n.pathway_id),
  'kind', n.kind,
  'state', ${STATE},
  'attempts', d.attempts,
  'last_error', d.last_error,
  'created', iso_time(n.created),
  'sent_at', case when ${STATE} = 'sent' then iso_time(coalesce(n.ended_at, d.ended_at)) end,
  'next_attempt', iso_time(d.next_attempt))`;

/** For the answer of a retry. */
export const readNotification = statement<{ json: string }, [id: number]>(
  'credit_pathways.read_notification',
  `select ${NOTIFICATION_JSON}::text as json from ${FROM} where n.id = $1`,
);

/**
 * Makes new requests for the same records and pathways wait: each takes this lock first. Locks in the order of ids: two
 * retries would deadlock.
 */
export const lockMarks = statement<object, [notificationIds: readonly number[]]>(
  'credit_pathways.lock_marks',
  `select from user_credit_pathway
    where id in (select mark.id from user_credit_pathway mark
                   join pathway_notification n
                     on n.user_id = mark.user_id and n.program_id = mark.program_id and n.pathway_id = mark.pathway_id
                  where n.id = any ($1::bigint[]))
    order by id
      for update`,
);

/** `superseded`: a later mail of the same kind is pending or sent, or is retried along with it. */
export const readForRetry = statement<
  { id: number; deliveryId: string | null; state: NotificationState; superseded: boolean },
  [ids: readonly number[]]
>(
  'credit_pathways.read_for_retry',
  `select ${idNumber('n.id')} as id, d.id as "deliveryId", ${STATE} as state,
          exists (select from pathway_notification later
                    left join outbox_delivery delivery on ${isDeliveryOf('later', 'delivery')}
                   where later.user_id = n.user_id and later.pathway_id = n.pathway_id
                     and later.program_id = n.program_id and later.kind = n.kind and later.id > n.id
                     and (${stateOf('later', 'delivery')} in ('pending', 'sent')
                          or later.id = any ($1::bigint[]) and ${stateOf('later', 'delivery')} = 'failed')) as superseded
     from pathway_notification n
     left join outbox_delivery d on ${isDeliveryOf('n', 'd')}
    where n.id = any ($1::bigint[])`,
);

/** Latest first. */
export const notificationList = new PagedList<NotificationFilter>({
  name: 'credit_pathways.list',
  from: FROM,
  id: 'n.id',
  direction: 'desc',
  json: NOTIFICATION_JSON,
  filters: {
    username: (name) => `n.user_id = ${accountNamed(name)}`,
    programUuid: (uuid) => `p.uuid = ${uuid}::uuid`,
    pathwayId: (id) => `n.pathway_id = ${id}`,
    state: (state) => `${STATE} = ${state}`,
  },
});
