import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../identity/index.js';
import { Database, type Transaction } from '../platform/database/index.js';
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
  withdrawRequests,
} from './credit-request.sql.js';
import type { SendRecordBody } from './dto/send-record.dto.js';
import { UserCreditPathway } from './entities/user-credit-pathway.entity.js';

/** Records requests for credit. `CreditRequestMailSubscriber` mails them after the transaction. */
@Injectable()
export class CreditPathwaysService implements OnModuleInit {
  constructor(
    private readonly database: Database,
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
   * Sends a learner's record of a program to a pathway, and shares the record from now on. Does nothing more while an
   * equal request is still to be delivered.
   * @throws LegacyRefusal for an unknown learner, or one whose record the caller may not send
   * @throws NotFoundError unless the pathway is published, for credit, and one of the program's
   */
  async send(caller: Principal, program: string, { username, pathway_id }: SendRecordBody): Promise<void> {
    await this.access.requireEnabled();
    const learner = await this.access.requireSender(caller, username);
    const uuid = parseUuid(program);
    await this.database.transaction(async (transaction) => {
      const [open] = uuid === undefined ? [] : await transaction.run(findOpenPathway, [uuid, pathway_id]);
      if (open === undefined) throw new NotFoundError('No Pathway matches the given query.');
      const sending = [learner.id, open.pathwayId, open.programId] as const;
      await this.sharing.findOrCreateLink(transaction, learner.id, open.programId);
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

  /** Cancels the mails about a record that are not sent yet, once its learner ends the sharing. */
  private async withdraw(transaction: Transaction, userId: number, programId: number): Promise<void> {
    await transaction.manager.delete(UserCreditPathway, { userId, programId });
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
