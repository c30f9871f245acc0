import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/index.js';
import { type Delivery, OutboxService } from '../platform/outbox/index.js';
import { type LockedCredential, setStatus } from './award.sql.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

/** Outbox topics: a credential was awarded (for the first time or again), or revoked. */
export const CREDENTIAL_AWARDED = 'credential.awarded';
export const CREDENTIAL_REVOKED = 'credential.revoked';

/** What the handlers of both topics are told; the rest they look up, as it may have changed again meanwhile. */
export type CredentialEvent = {
  readonly credentialId: number;
  readonly kind: CredentialKind;
  /** Whether the credential is awarded for the first time: once in its life, however it was made. */
  readonly first: boolean;
};

/**
 * The event that a message of either topic carries. One from the version before says `created` in place of `first`:
 * whether the credential was made with this status.
 */
export function credentialEvent({ topic, payload }: Delivery): CredentialEvent {
  const { credentialId, kind, first, created } = payload;
  return {
    credentialId: Number(credentialId),
    kind: kind as CredentialKind,
    first: first === true || (created === true && topic === CREDENTIAL_AWARDED),
  };
}

type KnownCredential = LockedCredential & { readonly kind: CredentialKind };

/**
 * Tells whoever cares that a credential's status changed, in the transaction of the change: either both happen or
 * neither. Who it is that cares, credentials do not know.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly outbox: OutboxService) {}

  /** The credential was made just now, with the status that it has. */
  async issued(transaction: Transaction, { id, kind, status }: KnownCredential): Promise<void> {
    await this.tell(transaction, status, 1, { credentialId: id, kind, first: status === 'awarded' });
  }

  /** Sets the status. The same one again tells nobody. */
  async changeStatus(
    transaction: Transaction,
    { id, kind, status: before, everAwarded }: KnownCredential,
    status: CredentialStatus,
  ): Promise<void> {
    const [row] = await transaction.run(setStatus, [id, status]);
    if (status === before) return;
    const first = status === 'awarded' && !everAwarded;
    await this.tell(transaction, status, row!.change, { credentialId: id, kind, first });
  }

  /** The number of the change makes the key of each change of a credential another one. */
  private async tell(
    transaction: Transaction,
    status: CredentialStatus,
    change: number,
    payload: CredentialEvent,
  ): Promise<void> {
    const topic = status === 'awarded' ? CREDENTIAL_AWARDED : CREDENTIAL_REVOKED;
    await this.outbox.append(transaction, {
      topic,
      dedupeKey: `${topic}:${payload.credentialId}:${change}`,
      payload,
    });
  }
}
