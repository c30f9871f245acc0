import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/index.js';
import { OutboxService } from '../platform/outbox/index.js';
import { setStatus } from './credential.write.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

/** Outbox topics: a credential was awarded (for the first time or again), or revoked. */
export const CREDENTIAL_AWARDED = 'credential.awarded';
export const CREDENTIAL_REVOKED = 'credential.revoked';

/** What the handlers of both topics are told; the rest they look up, as it may have changed again meanwhile. */
export type CredentialEvent = {
  readonly credentialId: number;
  readonly kind: CredentialKind;
  /** Whether the credential was made with this status. */
  readonly created: boolean;
};

interface LockedCredential {
  readonly id: number;
  readonly kind: CredentialKind;
  readonly status: CredentialStatus;
}

/**
 * Tells whoever cares that a credential's status changed, in the transaction of the change: either both happen or
 * neither. Who it is that cares, credentials do not know.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly outbox: OutboxService) {}

  /** The credential was made just now, with the status that it has. */
  async issued(tx: Transaction, { id, kind, status }: LockedCredential): Promise<void> {
    await this.tell(tx, status, 1, { credentialId: id, kind, created: true });
  }

  /** Sets the status. The same one again tells nobody. */
  async changeStatus(
    tx: Transaction,
    { id, kind, status: before }: LockedCredential,
    status: CredentialStatus,
  ): Promise<void> {
    const [row] = await tx.run(setStatus, [id, status]);
    if (status !== before)
      await this.tell(tx, status, row!.change, { credentialId: id, kind, created: false });
  }

  /** The number of the change makes the key of each change of a credential another one. */
  private async tell(
    tx: Transaction,
    status: CredentialStatus,
    change: number,
    payload: CredentialEvent,
  ): Promise<void> {
    const topic = status === 'awarded' ? CREDENTIAL_AWARDED : CREDENTIAL_REVOKED;
    await this.outbox.append(tx, { topic, dedupeKey: `${topic}:${payload.credentialId}:${change}`, payload });
  }
}
