import type { CertificateView } from '../view/certificate-view.js';

export interface PdfColors {
  readonly primary: string;
  readonly accent: string;
}

/** All data for drawing a certificate, for the worker thread. */
export interface PdfJob {
  readonly view: CertificateView;
  readonly colors: PdfColors;
  /** Scanned signatures in base64, by the signatory's position. */
  readonly images: Readonly<Record<number, string | null>>;
}

export interface PdfResult {
  readonly pdf?: Uint8Array;
  /** The error's text: threads cannot pass every kind of error. */
  readonly error?: { readonly message: string; readonly stack?: string };
}
