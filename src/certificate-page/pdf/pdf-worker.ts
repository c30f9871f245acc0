import { parentPort } from 'node:worker_threads';
import { drawCertificate } from './certificate-document.js';
import type { PdfJob, PdfResult } from './pdf-job.js';

/** Draws one certificate after the other. */
parentPort?.on('message', (job: PdfJob) => {
  void drawCertificate(job).then(
    (pdf) => answer({ pdf }),
    (error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      answer({ error: { message, stack } });
    },
  );
});

function answer(result: PdfResult): void {
  parentPort?.postMessage(result);
}
