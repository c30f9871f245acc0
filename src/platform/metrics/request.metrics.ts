import { Injectable } from '@nestjs/common';
import { RequestMeter } from '../http/index.js';
import { Metrics } from './metrics.js';

@Injectable()
export class RequestMetrics {
  constructor(metrics: Metrics, meter: RequestMeter) {
    metrics.registry.registerMetric(meter.durations);
    metrics.show(
      {
        http_requests_in_progress: { type: 'gauge', help: 'Requests that are not answered yet' },
        http_requests_aborted_total: {
          type: 'counter',
          help: 'Requests whose callers went away before the answer; no duration is counted of them',
        },
      },
      () => ({
        http_requests_in_progress: [{ value: meter.inProgress }],
        http_requests_aborted_total: [{ value: meter.aborted }],
      }),
    );
  }
}
