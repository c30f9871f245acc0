import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import { Metrics, type Reading } from '../metrics/index.js';
import type { AttemptOutcome } from './attempt-counts.js';
import { OutboxRelay } from './outbox-relay.js';
import { countDeliveries, MOST_ROWS_COUNTED } from './outbox.sql.js';
import { SubscriberRegistry, topicsOf, withoutLane } from './subscriber-registry.js';

const STATES = ['ready', 'leased', 'waiting', 'dead'] as const;

const OUTCOMES: readonly AttemptOutcome[] = ['done', 'retry', 'released', 'waiting', 'cancelled', 'dead'];

/** Shows what waits in the outbox of the whole installation, and the attempts of this process's relay. */
@Injectable()
export class OutboxMetrics {
  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly subscribers: SubscriberRegistry,
    private readonly relay: OutboxRelay,
  ) {
    metrics.showFromDatabase(
      {
        outbox_messages: {
          type: 'gauge',
          help: `Messages that are open, waiting or given up, by topic, subscriber and state; of each at most ${MOST_ROWS_COUNTED}`,
          labels: ['topic', 'subscriber', 'state'],
        },
        outbox_oldest_due_age_seconds: {
          type: 'gauge',
          help: 'For how long the message that is due longest has waited for a worker; 0 when none is due',
        },
      },
      () => this.open(),
    );
    metrics.show(
      {
        outbox_attempts_total: {
          type: 'counter',
          help: 'Attempts of this process to deal with a message, by topic, subscriber and outcome',
          labels: ['topic', 'subscriber', 'outcome'],
        },
      },
      () => ({ outbox_attempts_total: this.attempts() }),
    );
  }

  private async open() {
    const rows = await this.database.run(countDeliveries, []);
    const series = new Map<string, Reading>();
    const add = (topic: string, name: string, state: string, count: number) => {
      // One series for all lanes.
      const subscriber = withoutLane(name);
      const key = `${topic} ${subscriber} ${state}`;
      const value = (series.get(key)?.value ?? 0) + count;
      series.set(key, { labels: { topic, subscriber, state }, value });
    };
    // Every series is always there: a rate would miss the first messages of a new one.
    for (const one of this.subscribers.all)
      for (const { name: topic } of topicsOf(one)) for (const state of STATES) add(topic, one.name, state, 0);
    for (const { topic, subscriber, state, count } of rows) add(topic, subscriber, state, count);
    return {
      outbox_messages: [...series.values()],
      outbox_oldest_due_age_seconds: [{ value: Math.max(0, ...rows.map(({ overdue }) => overdue)) }],
    };
  }

  private attempts() {
    return this.subscribers.all.flatMap(({ name: subscriber, topic }) =>
      OUTCOMES.map((outcome) => ({
        labels: { topic: topic.name, subscriber, outcome },
        value: this.relay.attempts.of(subscriber, outcome),
      })),
    );
  }
}
