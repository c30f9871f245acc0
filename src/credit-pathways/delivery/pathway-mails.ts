import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CREDENTIAL_AWARDED, credentialEvent, type CredentialEvent } from '../../credentials/index.js';
import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import { Mailer } from '../../platform/mail/index.js';
import { isMailAddress } from '../../platform/text/index.js';
import { Cancelled, type Delivery, OutboxHandlers, PermanentFailure } from '../../platform/outbox/index.js';
import { CREDIT_REQUEST } from '../credit-pathway.sql.js';
import { CreditPathwaysService } from '../credit-pathways.service.js';
import { renderCreditRequest } from './credit-request.js';
import { noteOutcome, type PathwayMailRow, readPathwayMail } from './pathway-mail.sql.js';

/** Delivers what the outbox holds for pathways. Names, addresses and the state of the credential are those at sending. */
@Injectable()
export class PathwayMails implements OnModuleInit {
  private readonly logger = new Logger(PathwayMails.name);

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly pathways: CreditPathwaysService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(CREDIT_REQUEST, (delivery, signal) => this.send(delivery, signal));
    this.handlers.register(CREDENTIAL_AWARDED, (delivery) => this.onAward(credentialEvent(delivery)));
  }

  private async onAward({ credentialId, kind, first }: CredentialEvent): Promise<void> {
    if (kind === 'program' && first) await this.pathways.announceAward(credentialId);
  }

  /**
   * The one mail of a notification.
   * @throws Cancelled when what it tells is no longer so
   * @throws PermanentFailure when the pathway cannot be written to
   */
  private async send({ dedupeKey, payload }: Delivery, signal: AbortSignal): Promise<void> {
    const notificationId = Number(payload.notificationId);
    const [row] = await this.database.run(readPathwayMail, [notificationId]);
    if (row === undefined) throw new Cancelled('the notification is gone');
    // By a worker that died before it could end its attempt.
    if (row.outcome === 'sent') return;
    if (row.recordUuid === null || row.outcome === 'cancelled')
      return this.cancel(notificationId, 'the learner ended the sharing of the record');
    if (row.kind === 'updated' && !row.completed)
      return this.cancel(notificationId, 'the credential was revoked');
    const replyTo = isMailAddress(row.learnerEmail) ? row.learnerEmail : undefined;
    await this.mailer.send(
      {
        to: recipient(row),
        from: isMailAddress(row.partnerFromAddress) ? row.partnerFromAddress : undefined,
        replyTo,
        ...renderCreditRequest(
          this.config.publicUrl,
          { ...row, recordUuid: row.recordUuid },
          replyTo !== undefined,
        ),
        messageIdKey: dedupeKey,
      },
      signal,
    );
    await this.noteSent(notificationId);
  }

  /** Noted first: once the outbox has forgotten its row, a notification without an outcome counts as sent. */
  private async cancel(notificationId: number, reason: string): Promise<never> {
    await this.database.run(noteOutcome, [notificationId, 'cancelled']);
    throw new Cancelled(reason);
  }

  /** The mail is out: failing now would send it a second time. The outbox's row tells the same for as long as it is kept. */
  private async noteSent(notificationId: number): Promise<void> {
    try {
      await this.database.run(noteOutcome, [notificationId, 'sent']);
    } catch {
      this.logger.warn({ message: 'The time of a sent mail was not noted', notificationId });
    }
  }
}

function recipient({ pathwayEmail }: PathwayMailRow): string {
  if (pathwayEmail === '') throw new PermanentFailure('the pathway has no mail address');
  if (!isMailAddress(pathwayEmail))
    throw new PermanentFailure('the mail address of the pathway is not valid');
  return pathwayEmail;
}
