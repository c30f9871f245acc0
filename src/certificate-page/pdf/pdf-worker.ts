import { parentPort } from 'node:worker_threads';
import { drawCertificate } from './certificate-document.js';
import type { PdfJob, PdfMessage } from './pdf-job.js';

/** Draws one certificate after the other. */
parentPort?.on('message', (job: PdfJob) => {
  const atSignature = (position: number | null) => tell({ kind: 'drawing', position });
  atSignature(null);
  void drawCertificate(job, atSignature).then(
    ({ pdf, leftOut }) => tell({ kind: 'drawn', pdf, leftOut }),
    (error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      tell({ kind: 'failed', message, stack });
    },
  );
});

function tell(message: PdfMessage): void {
  parentPort?.postMessage(message);
}
