import { Logger } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { credentialAwarded, type CredentialEvent } from '../../credentials/index.js';
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
  Waiting,
} from '../../platform/outbox/index.js';
import type { CompletionMailData, MailParts } from '../templates/mail-data.js';
import { type Frame, renderParts, TemplateError } from '../templates/render-parts.js';
import {
  languageOf,
  mailData,
  NO_ADDRESS,
  reasonNotToSend,
  reasonToWait,
  SWITCHED_OFF,
  wouldBeCancelled,
} from './completion-mail.js';
import {
  COMPLETION_MAIL,
  type CompletionRow,
  lockCredentials,
  readCompletion,
  readCompletions,
} from './completion.sql.js';

/**
 * Writes to learners whose program credential is awarded for the first time, as soon as the certificate can be seen. What
 * that depends on, and a change of the learner's address or name, wakes a mail that waits (migrations 1764000001891 and
 * 1764000001940).
 */
@Subscriber({ name: COMPLETION_MAIL, topic: credentialAwarded })
export class CompletionMailSubscriber implements OutboxSubscriber<CredentialEvent> {
  private readonly logger = new Logger(CompletionMailSubscriber.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly names: LearnerNames,
    private readonly brands: MailBrands,
  ) {}

  wants({ kind, first }: CredentialEvent): boolean {
    return kind === 'program' && first;
  }

  /**
   * @throws Cancelled when no mail should go to the learner, Waiting until the certificate can be seen and the learner has
   * an address and a name, PermanentFailure when the template is broken
   */
  async deliver(
    { payload: { credentialId } }: Delivery<CredentialEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    if (!this.config.sendEmailOnProgramCompletion) throw new Cancelled(SWITCHED_OFF);
    const row = await this.names.read(() => this.read(credentialId), MAIL_WAIT_MS);
    if (row === undefined) throw new Cancelled('the credential is gone');
    const reason = reasonNotToSend(row);
    if (reason === NO_ADDRESS) this.logger.log({ message: `No completion mail: ${reason}`, credentialId });
    if (reason !== undefined) throw new Cancelled(reason);
    const wait = reasonToWait(row);
    if (wait !== undefined) throw new Waiting(wait.reason, wait.until);
    this.names.letWait(row);
    const template = row.template!;
    await this.mailer.send(
      {
        to: row.email,
        from: this.mailer.sender(row.platformName, row.fromAddress),
        ...render(template, mailData(row, this.config), {
          brand: await this.brands.of(row.platformName),
          hasLanguage: template.language !== null,
        }),
        language: languageOf(row),
        // Not the number: after a restore another credential may get that of one whose mail has gone.
        messageIdKey: `completion.mail:${row.uuid}`,
      },
      signal,
    );
  }

  /** A mail is cancelled for reasons that can go, such as a missing template. */
  readonly retriesCancelled = true;

  /** The rule of `CompletionMailsService.retry`. The worker looks at the conditions again. */
  async refuseRetry(
    transaction: Transaction,
    deliveries: readonly EndedDelivery<CredentialEvent>[],
  ): Promise<ReadonlyMap<number, string>> {
    const ids = deliveries.map(({ payload }) => payload.credentialId);
    await transaction.run(lockCredentials, [ids]);
    const rows = new Map((await transaction.run(readCompletions, [ids])).map((row) => [row.id, row]));
    return new Map(
      deliveries.flatMap(({ id, payload }) => {
        const row = rows.get(payload.credentialId);
        const reason = row === undefined ? 'the credential is gone' : reasonNotToSend(row);
        return reason === undefined ? [] : [[id, wouldBeCancelled(reason)] as const];
      }),
    );
  }

  private async read(credentialId: number): Promise<CompletionRow | undefined> {
    const [row] = await this.database.run(readCompletion, [credentialId]);
    return row;
  }
}

function render(template: MailParts, data: CompletionMailData, frame: Frame): MailParts {
  try {
    return renderParts(template, data, frame);
  } catch (error) {
    if (error instanceof TemplateError) {
      throw new PermanentFailure(`the ${error.part} of the template cannot be used: ${error.message}`);
    }
    throw error;
  }
}
