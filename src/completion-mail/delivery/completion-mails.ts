import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CREDENTIAL_AWARDED, credentialEvent, type CredentialEvent } from '../../credentials/index.js';
import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import { Mailer } from '../../platform/mail/index.js';
import { isMailAddress } from '../../platform/text/index.js';
import {
  Cancelled,
  type Delivery,
  OutboxHandlers,
  OutboxService,
  PermanentFailure,
} from '../../platform/outbox/index.js';
import type { CompletionMailData, MailParts } from '../templates/mail-data.js';
import { renderParts, TemplateProblem } from '../templates/render-parts.js';
import { mailData, NO_ADDRESS, reasonNotToSend } from './completion-mail.js';
import { readCompletion } from './completion.sql.js';

/** Outbox topic: one mail to a learner who has completed a program. */
export const COMPLETION_MAIL = 'completion.mail';

/** Writes to learners whose program credential is awarded for the first time. */
@Injectable()
export class CompletionMails implements OnModuleInit {
  private readonly logger = new Logger(CompletionMails.name);

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly outbox: OutboxService,
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.handlers.register(CREDENTIAL_AWARDED, (delivery) => this.onAward(credentialEvent(delivery)));
    this.handlers.register(COMPLETION_MAIL, (delivery, signal) => this.send(delivery, signal));
  }

  /** A mail of its own in the outbox, so that its retries are not those of the others who care for the award. */
  private async onAward({ credentialId, kind, first }: CredentialEvent): Promise<void> {
    if (!this.config.sendEmailOnProgramCompletion || kind !== 'program' || !first) return;
    await this.database.transaction(async (transaction) => {
      const [row] = await transaction.run(readCompletion, [credentialId]);
      if (row === undefined) return;
      const reason = reasonNotToSend(row);
      if (reason === NO_ADDRESS) {
        this.logger.log({
          message: `No completion mail: ${reason}`,
          credentialId,
        });
      }
      if (reason !== undefined) return;
      await this.outbox.append(transaction, {
        topic: COMPLETION_MAIL,
        dedupeKey: `${COMPLETION_MAIL}:${credentialId}`,
        payload: { credentialId },
      });
    });
  }

  /** @throws Cancelled when the learner is no longer to be written, PermanentFailure when the template is broken */
  private async send({ dedupeKey, payload }: Delivery, signal: AbortSignal): Promise<void> {
    const [row] = await this.database.run(readCompletion, [Number(payload.credentialId)]);
    if (row === undefined) throw new Cancelled('the credential is gone');
    const reason = reasonNotToSend(row);
    if (reason !== undefined) throw new Cancelled(reason);
    await this.mailer.send(
      {
        to: row.email,
        from: isMailAddress(row.fromAddress) ? row.fromAddress : undefined,
        ...render(row.template!, mailData(row, this.config)),
        messageIdKey: dedupeKey,
      },
      signal,
    );
  }
}

function render(template: MailParts, data: CompletionMailData): MailParts {
  try {
    return renderParts(template, data);
  } catch (error) {
    if (error instanceof TemplateProblem) {
      throw new PermanentFailure(`the ${error.part} of the template cannot be rendered`);
    }
    throw error;
  }
}
