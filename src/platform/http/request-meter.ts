import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { METHODS } from './methods.js';

/** Label of every path without a route. */
const NO_ROUTE = 'none';

/** Label of every method without a route. */
const OTHER_METHOD = 'OTHER';

const NAMED_METHODS: ReadonlySet<string> = new Set([...METHODS, 'OPTIONS']);

/** Counts requests and their durations. Callers cannot make more series than routes, methods and statuses. */
@Injectable()
export class RequestMeter {
  /** In seconds. Short requests take about a millisecond. */
  readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [],
  });
  /** Requests that have arrived and have no answer yet. */
  inProgress = 0;
  /** Requests whose callers left before the answer. They have no status and no duration. */
  aborted = 0;

  begin(): void {
    this.inProgress += 1;
  }

  /** @param isAborted the caller has left before the answer */
  close(isAborted: boolean): void {
    this.inProgress -= 1;
    if (isAborted) this.aborted += 1;
  }

  /** @param route the pattern, empty when there is none */
  end(method: string, route: string, status: number, seconds: number): void {
    const labels = {
      method: NAMED_METHODS.has(method) ? method : OTHER_METHOD,
      route: route === '' ? NO_ROUTE : route,
      status,
    };
    this.durations.observe(labels, seconds);
  }
}
