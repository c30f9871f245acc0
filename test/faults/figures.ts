import type { ReceivedMail } from '../support/smtp-server.js';
import { learnerOf } from './stage.js';

/** The 95th percentile. */
export function percentile95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1] ?? Number.NaN;
}

/** The mails that arrived, compared with the requests. */
export interface Arrival {
  /** Learners without a mail. */
  readonly lost: string[];
  /** Mails beyond the first with the same Message-ID. */
  readonly duplicates: number;
  /** Mails with different Message-IDs. */
  readonly messageIds: number;
}

export function arrivalOf(expected: readonly string[], mails: readonly ReceivedMail[]): Arrival {
  const arrived = new Set(mails.map(learnerOf));
  const messageIds = new Set(mails.map(({ messageId }) => messageId)).size;
  return {
    lost: expected.filter((learner) => !arrived.has(learner)),
    duplicates: mails.length - messageIds,
    messageIds,
  };
}
