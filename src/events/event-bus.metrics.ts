import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Metrics, type Reading } from '../platform/metrics/index.js';
import { CERTIFICATE_TOPIC } from './codec/schemas.js';
import { EventBusConnection } from './event-bus-connection.js';
import { countKept } from './inbox/event-inbox.sql.js';
import { EventReader } from './received/event-reader.js';
import { RECEIVED_OUTCOMES, ReceivedCounts } from './received/received-counts.js';
import type { GroupState } from './transport/bus.js';

const LOOK_MS = 15_000;

const topic = CERTIFICATE_TOPIC;

/** Shows how far this installation is in reading the bus; nothing in a process that does not read it. */
@Injectable()
export class EventBusMetrics implements OnApplicationBootstrap, OnModuleDestroy {
  private state: GroupState | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    metrics: Metrics,
    private readonly connection: EventBusConnection,
    private readonly database: Database,
    private readonly counts: ReceivedCounts,
    private readonly reader: EventReader,
  ) {
    if (!connection.reads) return;
    const labels = ['topic'];
    metrics.show(
      {
        event_bus_reading: {
          type: 'gauge',
          help: 'Whether this process reads the event bus: 1, else 0 while the bus or the database is away',
          labels,
        },
        event_bus_lag: {
          type: 'gauge',
          help: 'Entries that no worker of this installation has read yet; left out where the bus does not know',
          labels,
        },
        event_bus_pending: {
          type: 'gauge',
          help: 'Entries that workers have read and not acknowledged (Redis)',
          labels,
        },
        event_bus_oldest_pending_age_seconds: {
          type: 'gauge',
          help: 'Age of the oldest entry that was read and not acknowledged; 0 without any (Redis)',
          labels,
        },
        event_bus_received_total: {
          type: 'counter',
          help: 'Entries that this process has handled, by topic and by what became of them',
          labels: ['topic', 'outcome'],
        },
      },
      () => this.read(),
    );
    metrics.showFromDatabase(
      {
        event_bus_kept: {
          type: 'gauge',
          help: 'Events of the bus that could not be applied: waiting for something to come, or parked for staff to look at',
          labels: ['topic', 'state'],
        },
      },
      () => this.kept(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.connection.reads) void this.look();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The bus is not asked at a scrape, which must not wait for it. */
  private async look(): Promise<void> {
    this.timer = setTimeout(() => void this.look(), LOOK_MS).unref();
    this.state = await this.connection.bus.stateOf(topic).catch(() => undefined);
  }

  private read() {
    const { lag, pending, oldestPendingSeconds } = this.state ?? {};
    return {
      event_bus_reading: [{ labels: { topic }, value: this.reader.works ? 1 : 0 }],
      event_bus_lag: known(lag),
      event_bus_pending: known(pending),
      event_bus_oldest_pending_age_seconds: known(oldestPendingSeconds),
      event_bus_received_total: RECEIVED_OUTCOMES.map((outcome) => ({
        labels: { topic, outcome },
        value: this.counts.of(topic, outcome),
      })),
    };
  }

  private async kept() {
    const rows = await this.database.run(countKept, []);
    return {
      event_bus_kept: (['waiting', 'parked'] as const).map((state): Reading => {
        const count = rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
        return { labels: { topic, state }, value: count };
      }),
    };
  }
}

const known = (value: number | undefined): Reading[] =>
  value === undefined ? [] : [{ labels: { topic }, value }];
