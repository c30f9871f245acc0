import { Injectable } from '@nestjs/common';
import type { StatementRunner } from '../platform/database/index.js';
import { readDemand } from './demand.sql.js';
import type { WebhookEvent } from './event-names.js';

/**
 * How long a process may believe what it has read. A request that makes an event wanted for the first time waits for this
 * time before it answers: from then on no process believes otherwise.
 */
export const BELIEVED_MS = 500;

/**
 * Knows which events some webhook wants, so that an installation without webhooks writes no rows for them, and awards
 * cost no statement of their own.
 */
@Injectable()
export class Demand {
  private known: { readonly events: readonly WebhookEvent[]; readonly until: number } | undefined;

  /** Whether somebody wants the event. @param runner the transaction of the change: a second connection could deadlock the pool */
  async awaits(runner: StatementRunner, event: WebhookEvent): Promise<boolean> {
    const now = performance.now();
    if (this.known === undefined || now >= this.known.until) {
      this.known = { events: await this.read(runner), until: now + BELIEVED_MS };
    }
    return this.known.events.includes(event);
  }

  /** The events as they are now. */
  async read(runner: StatementRunner): Promise<readonly WebhookEvent[]> {
    const [row] = await runner.run(readDemand, []);
    return row!.events;
  }

  /** Reads anew at the next question. */
  forget(): void {
    this.known = undefined;
  }
}
