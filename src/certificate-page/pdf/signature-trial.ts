import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from '../view/describe-certificate.js';
import { DrawingThreads } from './drawing-threads.js';
import type { LeftOut, PdfSignature } from './pdf-job.js';
import { pdfView } from './pdf-renderer.js';

const COLORS = { primary: '#000000', accent: '#000000' };
const ISSUER = { platformName: 'Example', publicUrl: 'https://service.example', logo: undefined };

/** The sample cannot be drawn even without signatures, for instance on a machine that is too busy. */
export class TrialError extends Error {}

/** Draws a sample certificate with given signatures, to find out which of them a PDF leaves out. */
export class SignatureTrial {
  private readonly threads = new DrawingThreads();

  /** @param signatures all of one certificate: they share the time for drawing @throws TrialError */
  async leftOutOf(signatures: readonly PdfSignature[]): Promise<readonly LeftOut[]> {
    const failed: LeftOut[] = [];
    for (;;) {
      const drawable = signatures.filter(
        ({ position }) => !failed.some((other) => other.position === position),
      );
      const outcome = await this.threads.draw({
        view: viewWith(drawable),
        colors: COLORS,
        signatures: drawable,
      });
      if (outcome.kind === 'drawn') return [...failed, ...outcome.leftOut];
      const { position, error } = outcome;
      if (position === null) throw new TrialError(`no sample certificate can be drawn: ${error.message}`);
      failed.push({ position, reason: error.message });
    }
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}

function viewWith(signatures: readonly PdfSignature[]) {
  const signatories = signatures.map(({ position, type }) => ({
    position,
    name: 'Name',
    title: 'Title',
    organization: null,
    imageType: type,
    imageDigest: null,
  }));
  return pdfView(describeCertificate({ ...exampleCertificate('en', new Date()), signatories }, ISSUER));
}
