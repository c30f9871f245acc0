import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import { Metrics } from '../metrics/index.js';
import type { AttemptOutcome } from './attempt-counts.js';
import { OutboxHandlers } from './outbox-handlers.js';
import { OutboxRelay } from './outbox-relay.js';
import { countMessages, MOST_COUNTED } from './outbox.sql.js';

const STATES = ['ready', 'leased', 'dead'] as const;

const OUTCOMES: readonly AttemptOutcome[] = ['done', 'retry', 'released', 'cancelled', 'dead'];

/** Shows what waits in the outbox, for the whole installation, and what this process's relay made of it. */
@Injectable()
export class OutboxMetrics {
  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly handlers: OutboxHandlers,
    private readonly relay: OutboxRelay,
  ) {
    metrics.showFromDatabase(
      {
        outbox_messages: {
          type: 'gauge',
          help: `Messages that are open or given up, by topic and state; of either at most ${MOST_COUNTED}`,
          labels: ['topic', 'state'],
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
          help: 'Attempts of this process to deal with a message, by topic and outcome',
          labels: ['topic', 'outcome'],
        },
      },
      () => ({ outbox_attempts_total: this.attempts() }),
    );
  }

  private async open() {
    const rows = await this.database.run(countMessages, []);
    const counts = new Map(rows.map(({ topic, state, count }) => [`${state} ${topic}`, count]));
    // A series that comes and goes would hide its first messages from a rate.
    const topics = new Set([...this.handlers.topics, ...rows.map(({ topic }) => topic)]);
    return {
      outbox_messages: [...topics].flatMap((topic) =>
        STATES.map((state) => ({
          labels: { topic, state },
          value: counts.get(`${state} ${topic}`) ?? 0,
        })),
      ),
      outbox_oldest_due_age_seconds: [{ value: Math.max(0, ...rows.map(({ overdue }) => overdue)) }],
    };
  }

  private attempts() {
    return this.handlers.topics.flatMap((topic) =>
      OUTCOMES.map((outcome) => ({
        labels: { topic, outcome },
        value: this.relay.attempts.of(topic, outcome),
      })),
    );
  }
}
