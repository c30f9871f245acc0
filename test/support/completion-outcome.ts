import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { OutboxDelivery } from '../../src/platform/outbox/entities/outbox-delivery.entity.js';

/** The award's delivery to the completion mail when the outbox is at rest; undefined when there is none. */
export async function completionOutcome({ manager }: DataSource): Promise<OutboxDelivery | undefined> {
  for (;;) {
    const deliveries = await manager.find(OutboxDelivery);
    if (deliveries.every(({ status }) => status !== 'pending')) {
      return deliveries.find(({ subscriber }) => subscriber === 'completion-mail');
    }
    await delay(20);
  }
}

/** Waits until the mail waits no longer. */
export async function completionEnded(dataSource: DataSource): Promise<void> {
  while ((await completionOutcome(dataSource))?.status === 'waiting') await delay(20);
}

/** As when the time has come for which the mail waits. */
export async function lookAtCompletionAgain(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `update outbox set state = 'ready', run_at = now() where state = 'waiting'; notify outbox`,
  );
  await completionEnded(dataSource);
}
