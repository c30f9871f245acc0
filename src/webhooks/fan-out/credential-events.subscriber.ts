import {
  credentialAwarded,
  type CredentialChange,
  credentialChanged,
  type CredentialEvent,
  credentialRevoked,
} from '../../credentials/index.js';
import type { StatementRunner } from '../../platform/database/index.js';
import { type Delivery, type OutboxSubscriber, Subscriber } from '../../platform/outbox/index.js';
import { Demand } from '../demand.js';
import type { WebhookEvent } from '../event-names.js';
import { FanOut } from './fan-out.service.js';

const EVENTS: Readonly<Record<string, WebhookEvent>> = {
  [credentialAwarded.name]: 'awarded',
  [credentialRevoked.name]: 'revoked',
  [credentialChanged.name]: 'changed',
};

/** Makes deliveries of what happens to credentials. One subscriber for all topics, so that their order is kept. */
@Subscriber<CredentialEvent>({
  name: 'webhooks.credentials',
  topic: credentialAwarded,
  also: [credentialRevoked, credentialChanged],
})
export class WebhookCredentialsSubscriber implements OutboxSubscriber<CredentialEvent> {
  constructor(
    private readonly demand: Demand,
    private readonly fanOut: FanOut,
  ) {}

  inDemand(runner: StatementRunner, topic: string): Promise<boolean> {
    return this.demand.awaits(runner, EVENTS[topic]!);
  }

  deliver(delivery: Delivery<CredentialEvent>): Promise<void> {
    const event = EVENTS[delivery.topic]!;
    const changes =
      event === 'changed' ? changesOf(delivery.payload as Partial<CredentialChange>) : undefined;
    return this.fanOut.deliver(delivery, { event, ...(changes && { changes }) });
  }
}

function changesOf({ date, attributes }: Partial<CredentialChange>): string[] {
  return [...(date ? ['date_override'] : []), ...(attributes ? ['attributes'] : [])];
}
