import { Cancelled } from '../../platform/outbox/index.js';
import { EVENT_TYPES } from '../event-names.js';
import type { DeliveryRow } from './delivery.sql.js';

/** The media type of a CloudEvent in structured mode. */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/**
 * The body for a delivery: a CloudEvent 1.0. The fact is that of the event, whatever has happened since; the rest is
 * as it is now.
 * @throws Cancelled when the thing is gone
 */
export function cloudEvent(row: DeliveryRow, publicUrl: string): Buffer {
  const { eventId, event, occurred } = row;
  const { subject, data } = describe(row, publicUrl);
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: eventId,
      source: publicUrl,
      type: EVENT_TYPES[event],
      subject,
      time: occurred,
      datacontenttype: 'application/json',
      data,
    }),
  );
}

function describe(row: DeliveryRow, publicUrl: string): { subject: string; data: object } {
  switch (row.event) {
    case 'awarded':
    case 'revoked':
    case 'changed': {
      if (row.credential === null || row.status === null) throw new Cancelled('the credential is gone');
      const { credential, program, courseRun, changes } = row;
      return {
        subject: credential,
        data: {
          credential_uuid: credential,
          status: row.event === 'changed' ? row.status : row.event,
          ...(changes !== null && { changes }),
          program_uuid: program,
          course_run_key: courseRun,
          url: `${publicUrl}/api/v2/credentials/${credential}/`,
          ...learnerOf(row),
        },
      };
    }
    case 'record_sent': {
      if (row.pathway === null) throw new Cancelled('the credit request is gone');
      const { pathway, kind, program } = row;
      return {
        subject: `pathway/${pathway}`,
        data: { pathway_id: pathway, kind, program_uuid: program, ...learnerOf(row) },
      };
    }
    case 'delivery_failed': {
      if (row.failedId === null) throw new Cancelled('the delivery is gone');
      const { failedId, failedTopic, failedSubscriber, failedReason } = row;
      return {
        subject: `delivery/${failedId}`,
        data: { id: failedId, topic: failedTopic, subscriber: failedSubscriber, last_error: failedReason },
      };
    }
    case 'test':
      return { subject: `webhook/${row.webhook}`, data: { webhook_uuid: row.webhook } };
  }
}

/** Only where staff have switched it on for the webhook. */
function learnerOf({ includeLearner, username, lmsUserId }: DeliveryRow): object {
  if (!includeLearner || username === null) return {};
  return { learner: { username, lms_user_id: lmsUserId === null ? null : Number(lmsUserId) } };
}
