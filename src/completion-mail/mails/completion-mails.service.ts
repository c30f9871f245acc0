import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { AuditLog } from '../../platform/audit/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { ConflictError, NotFoundError } from '../../platform/errors/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import { LARGEST_WIDE_ID, parseNumber } from '../../platform/text/index.js';
import { reasonNotToSend, wouldBeCancelled } from '../delivery/completion-mail.js';
import { readCompletion } from '../delivery/completion.sql.js';
import {
  completionMailList,
  lockForRetry,
  readCompletionMail,
  readForRetry,
} from './completion-mails.sql.js';
import type { CompletionMailState, ListCompletionMailsQuery } from './dto/list-completion-mails.query.js';

/** The support list: the state of each completion mail, and the retry of one that did not go. Answers are JSON text. */
@Injectable()
export class CompletionMailsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly outbox: OutboxService,
    private readonly audit: AuditLog,
  ) {}

  /** @param address the request's path and query, for the links to other pages */
  list(query: ListCompletionMailsQuery, address: string): Promise<string> {
    const { publicUrl } = this.config;
    return completionMailList.read(this.database, { publicUrl, address, page: query.page }, query.filter());
  }

  /**
   * Retries a mail that failed, or was cancelled for a reason that has gone, with all its attempts. The worker looks at the
   * conditions again, so a mail never goes to a learner who is retired meanwhile.
   * @throws NotFoundError, ConflictError when there is none to retry
   */
  async retry(idText: string): Promise<string> {
    const id = parseNumber(idText, 16, LARGEST_WIDE_ID);
    if (id === undefined) throw notFound();
    return this.database.transaction(async (transaction) => {
      await transaction.run(lockForRetry, [id]);
      const [mail] = await transaction.run(readForRetry, [id]);
      if (mail === undefined) throw notFound();
      if (isOpenOrSent(mail.state)) throw new ConflictError(REFUSALS[mail.state]);
      await this.requireWanted(transaction, mail.credentialId);
      if (!(await this.outbox.retry(transaction, id))) throw new ConflictError(REFUSALS.pending);
      await this.audit.record(transaction, { action: 'retried', subject: 'delivery', subjectId: id });
      const [row] = await transaction.run(readCompletionMail, [id]);
      return row!.json;
    });
  }

  /** The setting that switches all mails off is the worker's to look at. @throws ConflictError */
  private async requireWanted(transaction: Transaction, credentialId: number): Promise<void> {
    const [row] = await transaction.run(readCompletion, [credentialId]);
    const reason = reasonNotToSend(row!);
    if (reason !== undefined) throw new ConflictError(wouldBeCancelled(reason));
  }
}

type OpenOrSent = Exclude<CompletionMailState, 'failed' | 'cancelled'>;

const REFUSALS: Readonly<Record<OpenOrSent, string>> = {
  pending: 'The mail is still on its way; only one that has failed or was cancelled can be retried.',
  waiting: 'The mail waits and goes by itself; only one that has failed or was cancelled can be retried.',
  sent: 'The mail was sent; only one that has failed or was cancelled can be retried.',
};

function isOpenOrSent(state: CompletionMailState): state is OpenOrSent {
  return state in REFUSALS;
}

function notFound(): NotFoundError {
  return new NotFoundError('There is no such completion mail.');
}
