import { credentialAwarded, type CredentialEvent } from '../credentials/index.js';
import { type Delivery, type OutboxSubscriber, Subscriber } from '../platform/outbox/index.js';
import { CreditPathwaysService } from './credit-pathways.service.js';

/** Records an updated mail for each pathway that has the record of a program whose credential is awarded. */
@Subscriber({ name: 'credit-pathways.updates', topic: credentialAwarded })
export class CreditUpdatesSubscriber implements OutboxSubscriber<CredentialEvent> {
  constructor(private readonly pathways: CreditPathwaysService) {}

  wants({ kind, first }: CredentialEvent): boolean {
    return kind === 'program' && first;
  }

  deliver({ payload }: Delivery<CredentialEvent>): Promise<void> {
    return this.pathways.requestUpdates(payload.credentialId);
  }
}
