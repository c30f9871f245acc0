import { hash } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { ScannedSignature } from '../../credentials/index.js';
import type { CertificateView } from '../view/certificate-view.js';
import { DrawingQueue } from './drawing-queue.js';
import { DrawingThreads, PdfBusyError } from './drawing-threads.js';
import { PdfCache } from './pdf-cache.js';
import type { PdfColors, PdfJob, PdfView } from './pdf-job.js';
import { RecentSet } from './recent-set.js';

const KEPT_BYTES = 32 * 1024 * 1024;
/** Share of a request's time that it may wait. The drawing goes on, and a repeat finds the result. */
const PART_OF_REQUEST = 0.8;
/** Signatures that may fail one after the other before all are left out. */
const MOST_ATTEMPTS = 3;
/** A busy machine makes a good signature late, too. */
const UNDRAWABLE_MS = 10 * 60_000;

export interface PdfRequest {
  /** See `EarnedCertificate`. */
  readonly definition: string;
  readonly view: CertificateView;
  /** SHA-256 of the scanned signatures, in their order; null for a signatory without one. */
  readonly digests: readonly (string | null)[];
  /** Called only when the PDF has to be drawn. */
  readonly signatures: () => Promise<readonly ScannedSignature[]>;
}

export interface Pdf {
  readonly content: Buffer;
  /** False: a signature is missing that another attempt may draw. */
  readonly isComplete: boolean;
}

/** Draws certificates in threads, since API requests must not wait. Equal requests get one drawing, which is kept. */
@Injectable()
export class PdfRenderer implements OnModuleDestroy {
  private readonly logger = new Logger(PdfRenderer.name);
  private readonly colors: PdfColors;
  private readonly queue: DrawingQueue;
  private readonly patienceMs: number;
  private readonly kept = new PdfCache(KEPT_BYTES);
  private readonly running = new Map<string, Promise<Pdf>>();
  private readonly warned = new RecentSet(1000);
  /** Digests of signatures that a thread failed to draw, with the time until which they are left out. */
  private readonly undrawable = new Map<string, number>();

  constructor(config: Config) {
    this.patienceMs = PART_OF_REQUEST * config.requestTimeoutMs;
    this.queue = new DrawingQueue(new DrawingThreads(), this.patienceMs);
    this.colors = { primary: config.themePrimaryColor, accent: config.themeAccentColor };
  }

  /** Names the content of a PDF. Two PDFs of one version look the same. */
  versionOf({ view, digests }: Pick<PdfRequest, 'view' | 'digests'>): string {
    return hash('sha256', JSON.stringify([pdfView(view), this.colors, digests]), 'base64url').slice(0, 27);
  }

  /**
   * Draws the certificate as a PDF, without the signatures that cannot be drawn.
   * @throws PdfBusyError when too many wait, when it takes too long, or when the service stops
   */
  async render(request: PdfRequest): Promise<Pdf> {
    const version = this.versionOf(request);
    const kept = this.kept.get(version);
    if (kept !== undefined) return { content: kept, isComplete: true };
    let drawing = this.running.get(version);
    if (drawing === undefined) {
      drawing = this.draw(request, version).finally(() => this.running.delete(version));
      this.running.set(version, drawing);
    }
    return inTime(drawing, this.patienceMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.queue.close();
  }

  /** Certificates that no thread draws yet. */
  get waitingCount(): number {
    return this.queue.length;
  }

  private async draw(request: PdfRequest, version: string): Promise<Pdf> {
    const all = await request.signatures();
    let drawable = all.filter(({ digest }) => !this.isUndrawable(digest));
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.queue.run(request.definition, this.jobOf(request.view, drawable));
      if (outcome.kind === 'drawn') {
        for (const { position, reason } of outcome.leftOut) this.warn(request, drawable, position, reason);
        const isComplete = drawable.length === all.length;
        // The signatures may have changed since the version was made.
        const isCurrent = digestsOf(all) === request.digests.filter((digest) => digest !== null).join();
        if (isComplete && isCurrent) this.kept.set(version, outcome.pdf);
        return { content: outcome.pdf, isComplete: isComplete && isCurrent };
      }
      if (drawable.length === 0) throw outcome.error;
      const { position, error } = outcome;
      const culprit = drawable.find((signature) => signature.position === position);
      if (culprit) this.undrawable.set(culprit.digest, performance.now() + UNDRAWABLE_MS);
      const failed = culprit && attempt < MOST_ATTEMPTS ? [culprit] : drawable;
      for (const signature of failed) this.warn(request, drawable, signature.position, error.message);
      drawable = drawable.filter((signature) => !failed.includes(signature));
    }
  }

  private jobOf(view: CertificateView, signatures: readonly ScannedSignature[]): PdfJob {
    return {
      view: pdfView(view),
      colors: this.colors,
      // Copies: a thread would get the whole buffer of which the image is a part.
      signatures: signatures.map(({ position, type, image }) => ({
        position,
        type,
        content: new Uint8Array(image),
      })),
    };
  }

  private isUndrawable(digest: string): boolean {
    const now = performance.now();
    for (const [old, until] of this.undrawable) if (until < now) this.undrawable.delete(old);
    return this.undrawable.has(digest);
  }

  private warn(
    { definition }: PdfRequest,
    signatures: readonly ScannedSignature[],
    position: number,
    reason: string,
  ): void {
    const digest = signatures.find((signature) => signature.position === position)?.digest ?? '';
    if (!this.warned.add(`${definition} ${digest}`)) return;
    this.logger.warn({ message: `A PDF leaves out a signature: ${reason}`, definition, position });
  }
}

function digestsOf(signatures: readonly ScannedSignature[]): string {
  return signatures.map(({ digest }) => digest).join();
}

/** The part of a view that a PDF shows. */
export function pdfView({ verify, actions: _, ...view }: CertificateView): PdfView {
  return { ...view, verify: { pdf: verify.pdf } };
}

async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PdfBusyError()), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
