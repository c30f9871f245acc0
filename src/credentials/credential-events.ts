import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/index.js';
import { defineTopic, OutboxService } from '../platform/outbox/index.js';
import type { LockedCredential } from './award.sql.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

/** The payload of both topics. Subscribers read the rest themselves: it may have changed since. */
export type CredentialEvent = {
  readonly credentialId: number;
  readonly kind: CredentialKind;
  /** Whether this is the first award in the credential's life. A credential can also be created revoked. */
  readonly first: boolean;
};

/** A credential was awarded, for the first time or again. */
export const credentialAwarded = defineTopic<CredentialEvent>('credential.awarded', 1);

/** A credential was revoked, or created as revoked. */
export const credentialRevoked = defineTopic<CredentialEvent>('credential.revoked', 1);

const SUBJECT = 'credential:';

/** SQL for the subject of a credential's events. @param id SQL for the credential's id */
export const subjectOfCredential = (id: string): string => `'${SUBJECT}' || ${id}`;

/** SQL for the id of the credential. @param subject SQL for the subject of its event */
export const credentialOfSubject = (subject: string): string =>
  `substr(${subject}, ${SUBJECT.length + 1})::bigint`;

/**
 * Publishes changes of a credential's status in the transaction of the change: both happen or neither. The credentials
 * module does not know its subscribers.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly outbox: OutboxService) {}

  /** The credential is new and has its first status. */
  async publishIssued(transaction: Transaction, { id, kind, status }: LockedCredential): Promise<void> {
    await this.publish(transaction, status, 1, { credentialId: id, kind, first: status === 'awarded' });
  }

  /** The credential, known from before the change, has another status. @param change number of the change */
  async publishChanged(
    transaction: Transaction,
    { id, kind, everAwarded }: LockedCredential,
    status: CredentialStatus,
    change: number,
  ): Promise<void> {
    const first = status === 'awarded' && !everAwarded;
    await this.publish(transaction, status, change, { credentialId: id, kind, first });
  }

  /** The number of the change makes the key unique among the changes of the credential. */
  private async publish(
    transaction: Transaction,
    status: CredentialStatus,
    change: number,
    payload: CredentialEvent,
  ): Promise<void> {
    const topic = status === 'awarded' ? credentialAwarded : credentialRevoked;
    const subject = `${SUBJECT}${payload.credentialId}`;
    await this.outbox.publish(transaction, topic, {
      key: `${payload.credentialId}:${change}`,
      subject,
      payload,
    });
  }
}
