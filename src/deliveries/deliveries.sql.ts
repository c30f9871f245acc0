import { credentialOfSubject, subjectOfCredential } from '../credentials/index.js';
import { notificationOfSubject, subjectOfNotification } from '../credit-pathways/index.js';
import { accountNamed } from '../identity/index.js';
import { statement } from '../platform/database/index.js';

// The subject of an event is a text of its publisher; no repository could join it.

const CREDENTIAL = `case when d.subject like ${subjectOfCredential(`'%'`)} then ${credentialOfSubject('d.subject')} end`;
const NOTIFICATION = `case when d.subject like ${subjectOfNotification(`'%'`)} then ${notificationOfSubject('d.subject')} end`;

/** Looked up for each item: for a join the planner reads all users. */
const USERNAME = `(select u.username from users u where u.id = coalesce(c.user_id, n.user_id))`;

/** The thing that the delivery is about; null where its publisher named nothing, or nothing that is still there. */
const ABOUT = `case
  when c.id is not null then json_build_object(
    'kind', 'credential', 'username', ${USERNAME}, 'program_uuid', p.uuid, 'course_run_key', cc.course_id,
    'credential_uuid', c.uuid, 'pathway', null,
    'url', $1::text || '/api/v2/credentials/' || c.uuid || '/')
  when n.id is not null then json_build_object(
    'kind', 'credit_request', 'username', ${USERNAME}, 'program_uuid', p.uuid, 'course_run_key', null,
    'credential_uuid', null, 'pathway', (select json_build_object('id', w.id, 'name', w.name) from pathway w where w.id = n.pathway_id),
    'url', $1::text || '/api/v2/credit_pathways/notifications/?program_uuid=' || p.uuid || '&pathway=' || n.pathway_id) end`;

/** The items of a list, in the order of the ids. One to five index scans each. */
export const describeDeliveries = statement<{ json: string }, [publicUrl: string, ids: readonly number[]]>(
  'deliveries.describe_deliveries',
  `select coalesce(json_agg(json_build_object(
            'id', d.id, 'topic', d.topic, 'subscriber', d.subscriber, 'state', d.status, 'about', ${ABOUT},
            'attempts', d.attempts, 'max_attempts', d.max_attempts, 'last_error', d.last_error,
            'created', iso_time(d.created), 'next_attempt', iso_time(d.next_attempt), 'ended_at', iso_time(d.ended_at))
            order by given.place), '[]'::json)::text as json
     from unnest($2::bigint[]) with ordinality as given (id, place)
     join outbox_delivery d on d.id = given.id
     left join user_credential c on c.id = ${CREDENTIAL}
     left join pathway_notification n on n.id = ${NOTIFICATION}
     left join program_certificate pc on pc.id = c.program_certificate_id
     left join course_certificate cc on cc.id = c.course_certificate_id
     left join program p on p.id = coalesce(pc.program_id, n.program_id)`,
);

/** The subjects of all events about a learner. */
export const findSubjects = statement<{ subject: string }, [username: string]>(
  'deliveries.find_subjects',
  `with learner as (select ${accountNamed('$1')} as id)
   select ${subjectOfCredential('c.id')} as subject from learner join user_credential c on c.user_id = learner.id
    union all
   select ${subjectOfNotification('n.id')} from learner join pathway_notification n on n.user_id = learner.id`,
);
