import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../identity/index.js';
import { Database, type Transaction } from '../platform/database/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { parseUuid } from '../platform/text/index.js';
import { OutboxService } from '../platform/outbox/index.js';
import { RecordAccess, RecordSharing } from '../record-sharing/index.js';
import {
  creditRequest,
  deleteMarks,
  findOpenPathway,
  insertRequest,
  insertUpdates,
  markSent,
  withdrawRequests,
} from './credit-request.sql.js';
import type { SendRecordBody } from './dto/send-record.body.js';

/** Requests for credit: recorded here in one transaction, mailed by `CreditRequestMail` (credit-request.mail.ts) after it. */
@Injectable()
export class CreditPathwaysService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly access: RecordAccess,
    private readonly sharing: RecordSharing,
    private readonly outbox: OutboxService,
  ) {}

  onModuleInit(): void {
    this.sharing.whenEnded((transaction, { userId, programId }) =>
      this.withdraw(transaction, userId, programId),
    );
  }

  /**
   * Sends a learner's record of a program to a pathway. The record is shared from now on. While an equal request is
   * still to be delivered, there is nothing more to do.
   * @throws LegacyRefusal for an unknown learner, or one whose record is not the caller's business
   * @throws NotFoundError unless the pathway is a published one for credit that the program belongs to
   */
  async send(caller: Principal, program: string, { username, pathway_id }: SendRecordBody): Promise<void> {
    await this.access.requireEnabled();
    const learner = await this.access.requireSender(caller, username);
    const uuid = parseUuid(program);
    await this.database.transaction(async (transaction) => {
      const [open] = uuid === undefined ? [] : await transaction.run(findOpenPathway, [uuid, pathway_id]);
      if (open === undefined) throw new NotFoundError('No Pathway matches the given query.');
      const sending = [learner.id, open.pathwayId, open.programId] as const;
      await this.sharing.findOrCreate(transaction, learner.id, open.programId);
      await transaction.run(markSent, sending);
      await this.publish(transaction, await transaction.run(insertRequest, sending));
    });
  }

  /** Requests an updated mail to each pathway that has the record of the credential's program. Safe to repeat. */
  async requestUpdates(credentialId: number): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.publish(transaction, await transaction.run(insertUpdates, [credentialId]));
    });
  }

  /** The learner ended the sharing of the record: mails about it that are not sent yet are cancelled. */
  private async withdraw(transaction: Transaction, userId: number, programId: number): Promise<void> {
    await transaction.run(deleteMarks, [userId, programId]);
    await transaction.run(withdrawRequests, [userId, programId]);
  }

  private async publish(transaction: Transaction, notifications: readonly { id: number }[]): Promise<void> {
    for (const { id } of notifications) {
      await this.outbox.publish(transaction, creditRequest, {
        key: String(id),
        payload: { notificationId: id },
      });
    }
  }
}
