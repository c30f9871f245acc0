import { Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Config } from '../../config/index.js';
import { LearnerNames, MAIL_WAIT_MS, MailBrands } from '../../identity/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { Mailer } from '../../platform/mail/index.js';
import {
  Cancelled,
  type Delivery,
  type EndedDelivery,
  type OutboxSubscriber,
  PermanentFailure,
  Subscriber,
} from '../../platform/outbox/index.js';
import { isMailAddress } from '../../platform/text/index.js';
import { PathwayNotification } from '../entities/pathway-notification.entity.js';
import {
  CREDIT_REQUEST_MAIL,
  creditRequest,
  type CreditRequestRow,
  readCreditRequest,
} from '../credit-request.sql.js';
import { SUPERSEDED } from '../notifications.service.js';
import { lockMarks, readForRetry } from '../notifications.sql.js';
import { renderCreditRequest } from './credit-request-mail.js';

/** Sends the mail of a credit request. It reads names, addresses and the credential's state when it sends. */
@Subscriber({ name: CREDIT_REQUEST_MAIL, topic: creditRequest })
export class CreditRequestMailSubscriber implements OutboxSubscriber<{ notificationId: number }> {
  private readonly logger = new Logger(CreditRequestMailSubscriber.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly names: LearnerNames,
    private readonly brands: MailBrands,
    @InjectRepository(PathwayNotification) private readonly notifications: Repository<PathwayNotification>,
  ) {}

  /**
   * @throws Cancelled when the record is no longer shared, or the credential of an update no longer awarded
   * @throws PermanentFailure when the pathway has no valid mail address, Waiting while the LMS may still say a name
   */
  async deliver(
    { dedupeKey, payload: { notificationId } }: Delivery<{ notificationId: number }>,
    signal: AbortSignal,
  ): Promise<void> {
    const row = await this.names.read(() => this.read(notificationId), MAIL_WAIT_MS);
    if (row === undefined) throw new Cancelled('the notification is gone');
    // A worker sent it and died before it could end its attempt.
    if (row.outcome === 'sent') return;
    const { recordUuid } = row;
    if (recordUuid === null || row.outcome === 'cancelled')
      return this.cancel(notificationId, 'the learner ended the sharing of the record');
    if (row.kind === 'updated' && !row.awarded)
      return this.cancel(notificationId, 'the credential was revoked');
    const to = requireRecipient(row);
    this.names.letWait(row);
    const replyTo = isMailAddress(row.learnerEmail) ? row.learnerEmail : undefined;
    await this.mailer.send(
      {
        to,
        from: this.mailer.sender(row.platformName, row.partnerFromAddress),
        replyTo,
        ...renderCreditRequest(
          { ...row, recordUuid, mayReply: replyTo !== undefined },
          { publicUrl: this.config.publicUrl, brand: await this.brands.of(row.platformName) },
        ),
        // After a restore another notification may get the number of one whose mail has gone.
        messageIdKey: `${dedupeKey} ${row.created}`,
      },
      signal,
    );
    await this.noteSent(notificationId);
  }

  /** The rule of `NotificationsService.retry`. */
  async refuseRetry(
    transaction: Transaction,
    deliveries: readonly EndedDelivery<{ notificationId: number }>[],
  ): Promise<ReadonlyMap<number, string>> {
    const ids = deliveries.map(({ payload }) => payload.notificationId);
    await transaction.run(lockMarks, [ids]);
    const rows = new Map((await transaction.run(readForRetry, [ids])).map((row) => [row.id, row]));
    return new Map(
      deliveries.flatMap(({ id, payload }) => {
        const row = rows.get(payload.notificationId);
        const reason = reasonAgainst(row);
        return reason === undefined ? [] : [[id, reason] as const];
      }),
    );
  }

  private async read(notificationId: number): Promise<CreditRequestRow | undefined> {
    const [row] = await this.database.run(readCreditRequest, [notificationId]);
    return row;
  }

  /** Notes it first, as the outbox deletes its row some time after the end. */
  private async cancel(notificationId: number, reason: string): Promise<never> {
    await this.note(notificationId, 'cancelled');
    throw new Cancelled(reason);
  }

  /** Must not fail, as that would send the mail twice. The outbox's row also says that it is sent. */
  private async noteSent(notificationId: number): Promise<void> {
    try {
      await this.note(notificationId, 'sent');
    } catch {
      this.logger.warn({ message: 'The time of a sent mail was not noted', notificationId });
    }
  }

  /** Keeps the outcome for the time after the outbox has deleted the delivery. */
  private async note(notificationId: number, outcome: 'sent' | 'cancelled'): Promise<void> {
    await this.notifications.update(notificationId, { outcome, endedAt: () => 'greatest(now(), created)' });
  }
}

/** Why a mail that has failed cannot be retried; undefined if it can. */
function reasonAgainst(row: { readonly state: string; readonly superseded: boolean } | undefined) {
  if (row === undefined) return 'The notification is gone.';
  if (row.state !== 'failed')
    return 'The mail was sent or cancelled; only one that has failed can be retried.';
  return row.superseded ? SUPERSEDED : undefined;
}

function requireRecipient({ pathwayEmail }: CreditRequestRow): string {
  if (pathwayEmail === '') throw new PermanentFailure('the pathway has no mail address');
  if (!isMailAddress(pathwayEmail))
    throw new PermanentFailure('the mail address of the pathway is not valid');
  return pathwayEmail;
}
