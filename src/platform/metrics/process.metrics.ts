import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { Build } from './build.js';
import { Metrics } from './metrics.js';

/**
 * Shows the process itself, under the names that dashboards know. It measures at a scrape only: the library's own set
 * always watches event loop and garbage collection, which took 0.7 % of a core of an idle process.
 */
@Injectable()
export class ProcessMetrics {
  constructor(metrics: Metrics, { version, commit }: Build) {
    metrics.show(
      {
        build_info: {
          type: 'gauge',
          help: 'What runs: version, commit and Node.js; always 1',
          labels: ['version', 'commit', 'node'],
        },
        process_cpu_seconds_total: { type: 'counter', help: 'Processor time, user and system' },
        process_start_time_seconds: { type: 'gauge', help: 'When the process began, Unix time' },
        process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory' },
        nodejs_heap_size_total_bytes: { type: 'gauge', help: 'Size of the JavaScript heap' },
        nodejs_heap_size_used_bytes: { type: 'gauge', help: 'Used part of the JavaScript heap' },
        nodejs_external_memory_bytes: {
          type: 'gauge',
          help: 'Memory outside of the heap, buffers for instance',
        },
        nodejs_eventloop_active_seconds_total: {
          type: 'counter',
          help: 'Time that the event loop was busy; its rate is the share of one core, 1 means saturated',
        },
        nodejs_version_info: { type: 'gauge', help: 'Version of Node.js', labels: ['version'] },
      },
      () => {
        const { user, system } = process.cpuUsage();
        const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
        return {
          build_info: [{ labels: { version, commit, node: process.version }, value: 1 }],
          process_cpu_seconds_total: [{ value: (user + system) / 1e6 }],
          process_start_time_seconds: [{ value: performance.timeOrigin / 1000 }],
          process_resident_memory_bytes: [{ value: rss }],
          nodejs_heap_size_total_bytes: [{ value: heapTotal }],
          nodejs_heap_size_used_bytes: [{ value: heapUsed }],
          nodejs_external_memory_bytes: [{ value: external }],
          nodejs_eventloop_active_seconds_total: [
            { value: performance.eventLoopUtilization().active / 1000 },
          ],
          nodejs_version_info: [{ labels: { version: process.version }, value: 1 }],
        };
      },
    );
  }
}
