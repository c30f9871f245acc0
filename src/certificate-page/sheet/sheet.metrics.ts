import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/index.js';
import { SheetRenderer } from './sheet-renderer.js';

/** Shows how many sheets wait to be set. */
@Injectable()
export class SheetMetrics {
  constructor(metrics: Metrics, renderer: SheetRenderer) {
    metrics.show(
      {
        certificate_sheet_waiting: {
          type: 'gauge',
          help: 'Sheets of certificates that wait for the typesetter',
        },
      },
      () => ({ certificate_sheet_waiting: [{ value: renderer.waitingCount }] }),
    );
  }
}
