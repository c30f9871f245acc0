import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/index.js';
import { defineTopic, OutboxService } from '../platform/outbox/index.js';
import type { LockedCredential } from './award.sql.js';
import { WatchedContents } from './content-changes.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

/** The payload of awards and revocations. Subscribers read the rest themselves: it may have changed since. */
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

/** The payload of a change beside the status. */
export type CredentialChange = CredentialEvent & {
  readonly first: false;
  /** Whether its date override is another one. */
  readonly date: boolean;
  /** Whether an attribute is new or has another value. */
  readonly attributes: boolean;
};

/** A stored credential got another date override, or attributes, by a request that issues it. */
export const credentialChanged = defineTopic<CredentialChange>('credential.changed', 1);

const SUBJECT = 'credential:';

/** SQL for the subject of a credential's events. @param id SQL for the credential's id */
export const subjectOfCredential = (id: string): string => `'${SUBJECT}' || ${id}`;

/** SQL for the id of the credential. @param subject SQL for the subject of its event */
export const credentialOfSubject = (subject: string): string =>
  `substr(${subject}, ${SUBJECT.length + 1})::bigint`;

/** A change of a credential's status. */
export interface StatusChange {
  readonly credential: Pick<LockedCredential, 'id' | 'kind' | 'everAwarded'>;
  /** The new status. */
  readonly status: CredentialStatus;
  /** The number of the change. It makes the key of the event unique among those of the credential. */
  readonly change: number;
  /** Whether the credential is awarded for the first time. */
  readonly first: boolean;
}

/** The credential is new and has its first status. */
export function issued(credential: LockedCredential): StatusChange {
  const { status } = credential;
  return { credential, status, change: 1, first: status === 'awarded' };
}

/** The credential, known from before the change, has another status. @param change number of the change */
export function changed(
  credential: StatusChange['credential'],
  status: CredentialStatus,
  change: number,
): StatusChange {
  return { credential, status, change, first: status === 'awarded' && !credential.everAwarded };
}

/**
 * Publishes changes of a credential in the transaction of the change: both happen or neither. The credentials
 * module does not know its subscribers.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly outbox: OutboxService) {}

  async publish(transaction: Transaction, change: StatusChange): Promise<void> {
    const { topic, ...event } = eventOf(change);
    await this.outbox.publish(transaction, topic, event);
  }

  /** Watches what credentials say beside their status; undefined while nobody awaits such changes. */
  async watch(transaction: Transaction): Promise<WatchedContents | undefined> {
    const isAwaited = await this.outbox.isAwaited(transaction, credentialChanged);
    return isAwaited ? new WatchedContents(transaction) : undefined;
  }

  /** Publishes the changes that were watched. @param watched from `watch` */
  async publishChanges(transaction: Transaction, watched: WatchedContents | undefined): Promise<void> {
    const changes = (await watched?.changes()) ?? [];
    await this.outbox.publishAll(
      transaction,
      changes.map(({ id, kind, date, attributes }) => ({
        topic: credentialChanged,
        // Such a change has no number.
        key: `${id}:${randomUUID()}`,
        subject: `${SUBJECT}${id}`,
        payload: { credentialId: id, kind, first: false, date, attributes } satisfies CredentialChange,
      })),
    );
  }

  /** Publishes many by one statement, in the order of the list. */
  async publishAll(transaction: Transaction, changes: readonly StatusChange[]): Promise<void> {
    await this.outbox.publishAll(transaction, changes.map(eventOf));
  }
}

function eventOf({ credential: { id, kind }, status, change, first }: StatusChange) {
  const payload: CredentialEvent = { credentialId: id, kind, first };
  const topic = status === 'awarded' ? credentialAwarded : credentialRevoked;
  return { topic, key: `${id}:${change}`, subject: `${SUBJECT}${id}`, payload };
}
