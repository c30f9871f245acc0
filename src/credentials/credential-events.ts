import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/index.js';
import { defineTopic, OutboxService } from '../platform/outbox/index.js';
import { type LockedCredential, setStatus } from './award.sql.js';
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

type KnownCredential = LockedCredential & { readonly kind: CredentialKind };

/**
 * Publishes changes of a credential's status in the transaction of the change: both happen or neither. The credentials
 * module does not know its subscribers.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly outbox: OutboxService) {}

  /** Publishes the status of a new credential. */
  async issued(transaction: Transaction, { id, kind, status }: KnownCredential): Promise<void> {
    await this.publish(transaction, status, 1, { credentialId: id, kind, first: status === 'awarded' });
  }

  /** Sets the status. The same one again publishes nothing. */
  async changeStatus(
    transaction: Transaction,
    { id, kind, status: before, everAwarded }: KnownCredential,
    status: CredentialStatus,
  ): Promise<void> {
    const [row] = await transaction.run(setStatus, [id, status]);
    if (status === before) return;
    const first = status === 'awarded' && !everAwarded;
    await this.publish(transaction, status, row!.change, { credentialId: id, kind, first });
  }

  /** The number of the change makes the key unique among the changes of the credential. */
  private async publish(
    transaction: Transaction,
    status: CredentialStatus,
    change: number,
    payload: CredentialEvent,
  ): Promise<void> {
    const topic = status === 'awarded' ? credentialAwarded : credentialRevoked;
    await this.outbox.publish(transaction, topic, { key: `${payload.credentialId}:${change}`, payload });
  }
}
