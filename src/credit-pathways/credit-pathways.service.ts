import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/index.js';
import type { Principal, RowCounts } from '../identity/index.js';
import { Database, runUpsert, type Transaction } from '../platform/database/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { parseUuid } from '../platform/text/index.js';
import { OutboxService } from '../platform/outbox/index.js';
import { RecordAccess, RecordSharingService } from '../record-sharing/index.js';
import {
  creditRequest,
  findOpenPathway,
  insertRequest,
  insertUpdates,
  markSent,
  type RecordedRequest,
  subjectOf,
  withdrawRequests,
} from './credit-request.sql.js';
import type { SendRecordAnswer, SendRecordBody } from './dto/send-record.dto.js';
import { UserCreditPathway } from './entities/user-credit-pathway.entity.js';

/** Records requests for credit. `CreditRequestMailSubscriber` mails them after the transaction. */
@Injectable()
export class CreditPathwaysService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly access: RecordAccess,
    private readonly sharing: RecordSharingService,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.sharing.whenEnded((transaction, { userId, programId }) =>
      this.withdraw(transaction, userId, programId),
    );
  }

  /**
   * Sends a learner's record of a program to a pathway, and shares the record from now on. Changes nothing while an
   * equal request is still to be delivered, and for `CREDIT_REQUEST_INTERVAL` after its mail: see the answer.
   * @param also further work in the same transaction
   * @throws LegacyRefusal for an unknown learner, or one whose record the caller may not send
   * @throws NotFoundError unless the pathway is published, for credit, with an address, and one of the program's
   */
  async send(
    caller: Principal,
    program: string,
    { username, pathway_id }: SendRecordBody,
    also?: (transaction: Transaction) => Promise<void>,
  ): Promise<SendRecordAnswer> {
    await this.access.requireEnabled();
    const learner = await this.access.requireSender(caller, username);
    const uuid = parseUuid(program);
    const work = async (transaction: Transaction): Promise<void> => {
      const [open] = uuid === undefined ? [] : await transaction.run(findOpenPathway, [uuid, pathway_id]);
      if (open === undefined) throw new NotFoundError('No Pathway matches the given query.');
      const sending = [learner.id, open.pathwayId, open.programId] as const;
      await this.sharing.findOrCreateLink(transaction, learner.id, open.programId);
      await runUpsert(transaction, markSent, sending);
      const interval = this.config.creditRequestIntervalHours;
      const [request] = await transaction.run(insertRequest, [...sending, interval]);
      if (request!.id === null) throw new Repeated(request!);
      await this.publish(transaction, request!.id);
      await also?.(transaction);
    };
    try {
      await this.database.transaction(work);
      return {};
    } catch (error) {
      if (error instanceof Repeated) return error.answer;
      throw error;
    }
  }

  /** Requests an updated mail to each pathway that has the record of the credential's program. Safe to repeat. */
  async requestUpdates(credentialId: number): Promise<void> {
    await this.database.transaction(async (transaction) => {
      for (const { id } of await transaction.run(insertUpdates, [credentialId]))
        await this.publish(transaction, id);
    });
  }

  /** Cancels the mails about a record that are not sent yet, once its learner ends the sharing. */
  private async withdraw(transaction: Transaction, userId: number, programId: number): Promise<RowCounts> {
    const { affected } = await transaction.manager.delete(UserCreditPathway, { userId, programId });
    const cancelled = await transaction.run(withdrawRequests, [userId, programId]);
    return { user_credit_pathway: affected ?? 0, pathway_notification: cancelled.length };
  }

  private async publish(transaction: Transaction, id: number): Promise<void> {
    await this.outbox.publish(transaction, creditRequest, {
      key: String(id),
      subject: subjectOf(id),
      payload: { notificationId: id },
    });
  }
}

/** Rolls the transaction of a repeat back: it neither renews the mark nor shares a record that is no longer shared. */
class Repeated extends Error {
  constructor(private readonly earlier: RecordedRequest) {
    super('The request is a repeat');
  }

  get answer(): SendRecordAnswer {
    const { sentAt, nextSend } = this.earlier;
    if (sentAt === null || nextSend === null) return { detail: 'The record is on its way to this pathway.' };
    return {
      detail: `The record was sent to this pathway at ${sentAt}.`,
      sent_at: sentAt,
      next_send: nextSend,
    };
  }
}
