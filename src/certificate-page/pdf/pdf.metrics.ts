import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/index.js';
import { PdfRenderer } from './pdf-renderer.js';

/** Shows how many certificates wait to be drawn. */
@Injectable()
export class PdfMetrics {
  constructor(metrics: Metrics, renderer: PdfRenderer) {
    metrics.show(
      {
        certificate_pdf_waiting: { type: 'gauge', help: 'Certificates that wait for a thread to draw them' },
      },
      () => ({ certificate_pdf_waiting: [{ value: renderer.waitingCount }] }),
    );
  }
}
