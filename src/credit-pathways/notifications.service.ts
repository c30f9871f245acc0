import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';
import { AuditLog } from '../platform/audit/index.js';
import { Database } from '../platform/database/index.js';
import { ConflictError, NotFoundError } from '../platform/errors/index.js';
import { OutboxService } from '../platform/outbox/index.js';
import { LARGEST_WIDE_ID, parseNumber } from '../platform/text/index.js';
import type { ListNotificationsQuery } from './dto/list-notifications.query.js';
import type { NotificationState } from './entities/pathway-notification.entity.js';
import { lockMarks, notificationList, readForRetry, readNotification } from './notifications.sql.js';

/** The support list: the state of each mail to a pathway, and the retry of a failed one. Answers are JSON text. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly outbox: OutboxService,
    private readonly audit: AuditLog,
  ) {}

  /** @param address the request's path and query, for the links to other pages */
  list(query: ListNotificationsQuery, address: string): Promise<string> {
    const { publicUrl } = this.config;
    return notificationList.read(this.database, { publicUrl, address, page: query.page }, query.filter());
  }

  /** Retries a failed mail, with all its attempts. @throws NotFoundError, ConflictError when there is none to retry */
  async retry(idText: string): Promise<string> {
    const id = parseNumber(idText, 16, LARGEST_WIDE_ID);
    if (id === undefined) throw notFound();
    return this.database.transaction(async (transaction) => {
      await transaction.run(lockMarks, [[id]]);
      const [notification] = await transaction.run(readForRetry, [[id]]);
      if (notification === undefined) throw notFound();
      const { deliveryId, state, superseded } = notification;
      if (state !== 'failed') throw new ConflictError(REFUSALS[state]);
      if (superseded) throw new ConflictError(SUPERSEDED);
      if (!(await this.outbox.retry(transaction, Number(deliveryId))))
        throw new ConflictError(REFUSALS.pending);
      const subjectId = Number(deliveryId);
      await this.audit.record(transaction, { action: 'retried', subject: 'delivery', subjectId });
      const [row] = await transaction.run(readNotification, [id]);
      return row!.json;
    });
  }
}

const REFUSALS: Readonly<Record<Exclude<NotificationState, 'failed'>, string>> = {
  pending: 'The mail is still on its way; only one that has failed can be retried.',
  sent: 'The mail was sent; only one that has failed can be retried.',
  cancelled: 'The mail was cancelled; only one that has failed can be retried.',
};

/** Why a mail that has failed cannot be retried. */
export const SUPERSEDED = 'A later mail to the same pathway was sent, or is on its way.';

function notFound(): NotFoundError {
  return new NotFoundError('No PathwayNotification matches the given query.');
}
