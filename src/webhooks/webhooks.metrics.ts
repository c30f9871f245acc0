import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Metrics } from '../platform/metrics/index.js';
import { WEBHOOK_STATES } from './dto/webhook.dto.js';
import { ATTEMPT_ENDS, WebhookAttempts } from './webhook-attempts.js';
import { countWebhooks } from './webhooks.sql.js';

/** Shows how many webhooks there are of each state, and how the requests of this process to them ended. */
@Injectable()
export class WebhooksMetrics {
  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly attempts: WebhookAttempts,
  ) {
    metrics.showFromDatabase(
      {
        webhooks: {
          type: 'gauge',
          help: 'Webhooks by state: active, failing since their last success, disabled for failures or by 410',
          labels: ['state'],
        },
      },
      () => this.states(),
    );
    metrics.show(
      {
        webhook_requests_total: {
          type: 'counter',
          help: 'Requests of this process to webhooks, by the class of the status or the reason why none came',
          labels: ['outcome'],
        },
      },
      () => ({
        webhook_requests_total: ATTEMPT_ENDS.map((outcome) => ({
          labels: { outcome: outcome.replaceAll(' ', '_') },
          value: this.attempts.of(outcome),
        })),
      }),
    );
  }

  private async states() {
    const counts = await this.database.run(countWebhooks, []);
    const countOf = (wanted: string) => counts.find(({ state }) => state === wanted)?.count ?? 0;
    return { webhooks: WEBHOOK_STATES.map((state) => ({ labels: { state }, value: countOf(state) })) };
  }
}
