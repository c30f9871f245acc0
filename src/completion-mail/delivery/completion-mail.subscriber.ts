import { Logger } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { credentialAwarded, type CredentialEvent } from '../../credentials/index.js';
import { Database } from '../../platform/database/index.js';
import { Mailer } from '../../platform/mail/index.js';
import {
  Cancelled,
  type Delivery,
  type OutboxSubscriber,
  PermanentFailure,
  Subscriber,
} from '../../platform/outbox/index.js';
import { isMailAddress } from '../../platform/text/index.js';
import type { CompletionMailData, MailParts } from '../templates/mail-data.js';
import { renderParts, TemplateError } from '../templates/render-parts.js';
import { mailData, NO_ADDRESS, reasonNotToSend } from './completion-mail.js';
import { readCompletion } from './completion.sql.js';

/** Writes to learners whose program credential is awarded for the first time. */
@Subscriber({ name: 'completion-mail', topic: credentialAwarded })
export class CompletionMailSubscriber implements OutboxSubscriber<CredentialEvent> {
  private readonly logger = new Logger(CompletionMailSubscriber.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
  ) {}

  wants({ kind, first }: CredentialEvent): boolean {
    return kind === 'program' && first;
  }

  /** @throws Cancelled when no mail should go to the learner, PermanentFailure when the template is broken */
  async deliver(
    { payload: { credentialId } }: Delivery<CredentialEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    if (!this.config.sendEmailOnProgramCompletion) return;
    const [row] = await this.database.run(readCompletion, [credentialId]);
    if (row === undefined) throw new Cancelled('the credential is gone');
    const reason = reasonNotToSend(row);
    if (reason === NO_ADDRESS) this.logger.log({ message: `No completion mail: ${reason}`, credentialId });
    if (reason !== undefined) throw new Cancelled(reason);
    await this.mailer.send(
      {
        to: row.email,
        from: isMailAddress(row.fromAddress) ? row.fromAddress : undefined,
        ...render(row.template!, mailData(row, this.config)),
        // Not the dedupe key: a repeat of a mail that an earlier release began must have the same Message-ID.
        messageIdKey: `completion.mail:${credentialId}`,
      },
      signal,
    );
  }
}

function render(template: MailParts, data: CompletionMailData): MailParts {
  try {
    return renderParts(template, data);
  } catch (error) {
    if (error instanceof TemplateError) {
      throw new PermanentFailure(`the ${error.part} of the template cannot be rendered`);
    }
    throw error;
  }
}
