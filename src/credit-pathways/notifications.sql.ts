import { statement } from '../platform/database/index.js';
import { type PageNumber, pageWindow } from '../platform/lists/index.js';
import { isDeliveryOf } from './credit-request.sql.js';

export const NOTIFICATION_STATES = ['pending', 'sent', 'failed', 'cancelled'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** The outbox deletes rows some time after their end; then the outcome that was noted tells. */
const stateOf = (notification: string, delivery: string) =>
  `case ${delivery}.status when 'done' then 'sent' else coalesce(${delivery}.status, ${notification}.outcome, 'sent') end`;

const STATE = stateOf('n', 'd');

const FROM = `from pathway_notification n
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

/** One notification as the API answers it, for the answer of a retry. */
export const readNotification = statement<{ json: string }, [id: number]>(
  'credit_pathways.read_notification',
  `select ${NOTIFICATION_JSON}::text as json ${FROM} where n.id = $1`,
);

/** Keeps new requests for the same record and pathway waiting: each takes this lock first. */
export const lockMark = statement<object, [notificationId: number]>(
  'credit_pathways.lock_mark',
  `select from user_credit_pathway mark
     join pathway_notification n
       on n.user_id = mark.user_id and n.program_id = mark.program_id and n.pathway_id = mark.pathway_id
    where n.id = $1
      for update of mark`,
);

/** `superseded`: a later mail of the same kind is on its way or has arrived. */
export const readForRetry = statement<
  { deliveryId: string | null; state: NotificationState; superseded: boolean },
  [id: number]
>(
  'credit_pathways.read_for_retry',
  `select d.id as "deliveryId", ${STATE} as state,
          exists (select from pathway_notification later
                    left join outbox_delivery delivery on ${isDeliveryOf('later', 'delivery')}
                   where later.user_id = n.user_id and later.pathway_id = n.pathway_id
                     and later.program_id = n.program_id and later.kind = n.kind and later.id > n.id
                     and ${stateOf('later', 'delivery')} in ('pending', 'sent')) as superseded
     from pathway_notification n
     left join outbox_delivery d on ${isDeliveryOf('n', 'd')}
    where n.id = $1`,
);

/** What the list may be narrowed by. */
export interface NotificationFilter {
  /** Any letter case. */
  readonly username?: string;
  readonly programUuid?: string;
  readonly pathwayId?: number;
  readonly state?: NotificationState;
}

/** The list, latest first: exact count and one page in one statement. `$1` is the page, or null for the last. */
export function listNotifications(page: PageNumber, filter: NotificationFilter) {
  const values: unknown[] = [page === 'last' ? null : page];
  const conditions: string[] = [];
  const narrow = (value: unknown, condition: (place: string) => string) => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  narrow(filter.username, (place) => `lower(u.username) = lower(${place})`);
  narrow(filter.programUuid, (place) => `p.uuid = ${place}::uuid`);
  narrow(filter.pathwayId, (place) => `n.pathway_id = ${place}`);
  narrow(filter.state, (place) => `${STATE} = ${place}`);
  const matching = `${FROM} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}`;
  const name = ['username', 'programUuid', 'pathwayId', 'state'].filter(
    (key) => filter[key as keyof NotificationFilter] !== undefined,
  );
  const text = `
    with total as (select count(*)::int as count ${matching}),
    page as (
      select n.id ${matching} order by n.id desc
      ${pageWindow('$1')})
    select total.count, coalesce((
      select json_agg(${NOTIFICATION_JSON} order by n.id desc) ${FROM} join page on page.id = n.id), '[]'::json)::text as results
      from total`;
  return {
    statement: statement<{ count: number; results: string }, readonly unknown[]>(
      `credit_pathways.list_${name.join('_') || 'all'}`,
      text,
    ),
    values,
  };
}
