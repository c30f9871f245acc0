import { Injectable, Logger } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { describeError } from '../errors/index.js';
import { HealthService } from '../health/index.js';
import { withoutDeadline } from '../telemetry/index.js';
import { inTime } from '../time/index.js';

/** A slower figure is left out of the scrape. */
const SCRAPE_TIMEOUT_MS = 3000;

/** Describes a metric in Prometheus' terms. Counters end in `_total`, and units are base units. */
export interface MetricDescription {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels?: readonly string[];
}

/** The value of a metric for one set of labels. Labels must not hold values that callers choose, or data of persons. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads several metrics at once. Returns the values of each by its name. */
type Read<Name extends string> = () =>
  Readonly<Record<Name, readonly Reading[]>> | Promise<Readonly<Record<Name, readonly Reading[]>>>;

interface Shown {
  readonly metric: Gauge | Counter;
  readonly labels: readonly string[];
}

interface Source {
  readonly shown: ReadonlyMap<string, Shown>;
  readonly read: Read<string>;
  readonly fromDatabase: boolean;
}

/** The figures of one application, read when scraped. Own registry, since tests run several in a process. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly logger = new Logger(Metrics.name);
  private readonly sources: Source[] = [];
  private readonly databaseUp: Gauge;
  private scrape: Promise<string> | undefined;

  constructor(private readonly health: HealthService) {
    const help = 'Whether the database answers: 1, else 0, and then what is read from it is left out';
    this.databaseUp = new Gauge({ name: 'database_up', help, registers: [this.registry] });
  }

  /** Shows figures that this process knows by itself. */
  show<Name extends string>(described: Readonly<Record<Name, MetricDescription>>, read: Read<Name>): void {
    this.sources.push({ shown: this.make(described), read, fromDatabase: false });
  }

  /** Shows figures that need a query. They are skipped while the database does not answer. */
  showFromDatabase<Name extends string>(
    described: Readonly<Record<Name, MetricDescription>>,
    read: Read<Name>,
  ): void {
    this.sources.push({ shown: this.make(described), read, fromDatabase: true });
  }

  /** All figures in Prometheus' format. Simultaneous scrapes share one, since anybody may ask. */
  text(): Promise<string> {
    this.scrape ??= withoutDeadline(() => this.gather()).finally(() => (this.scrape = undefined));
    return this.scrape;
  }

  private async gather(): Promise<string> {
    const answers = await this.health.databaseAnswers();
    this.databaseUp.set(answers ? 1 : 0);
    await Promise.all(this.sources.map((source) => this.refresh(source, answers)));
    return this.registry.metrics();
  }

  /** A figure that cannot be read is left out: an old value would look like a new one. */
  private async refresh({ shown, read, fromDatabase }: Source, databaseAnswers: boolean): Promise<void> {
    for (const { metric, labels } of shown.values()) {
      metric.reset();
      // A reset leaves a metric without labels at 0.
      if (labels.length === 0) metric.remove();
    }
    if (fromDatabase && !databaseAnswers) return;
    try {
      for (const [name, readings] of Object.entries(await inTime(Promise.try(read), SCRAPE_TIMEOUT_MS))) {
        for (const { labels = {}, value } of readings) shown.get(name)!.metric.inc(labels, value);
      }
    } catch (error) {
      const names = [...shown.keys()].join(', ');
      this.logger.warn(`Left out of a scrape: ${names} (${describeError(error)})`);
    }
  }

  private make(described: Readonly<Record<string, MetricDescription>>): ReadonlyMap<string, Shown> {
    return new Map(
      Object.entries(described).map(([name, { type, help, labels = [] }]) => {
        const configuration = { name, help, labelNames: labels, registers: [this.registry] };
        const metric = type === 'gauge' ? new Gauge(configuration) : new Counter(configuration);
        return [name, { metric, labels }];
      }),
    );
  }
}
