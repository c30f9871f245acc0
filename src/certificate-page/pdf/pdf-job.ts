import type { CertificateView } from '../view/certificate-view.js';

export interface PdfColors {
  readonly primary: string;
  readonly accent: string;
}

/** The part of a certificate that its PDF shows. It has no time of the request, so that a drawn PDF can be kept. */
export type PdfView = Omit<CertificateView, 'verify' | 'actions'> & {
  readonly verify: Pick<CertificateView['verify'], 'pdf'>;
};

/** A scanned signature. */
export interface PdfSignature {
  readonly position: number;
  /** Media type. */
  readonly type: string;
  readonly content: Uint8Array;
}

/** All data for drawing a certificate, for the worker thread. */
export interface PdfJob {
  readonly view: PdfView;
  readonly colors: PdfColors;
  readonly signatures: readonly PdfSignature[];
}

/** A signature that the PDF lacks. */
export interface LeftOut {
  readonly position: number;
  readonly reason: string;
}

/** What a thread tells of its work. */
export type PdfMessage =
  /** Works on this signature, or on none. The first of these messages begins the job. */
  | { readonly kind: 'drawing'; readonly position: number | null }
  | { readonly kind: 'drawn'; readonly pdf: Uint8Array; readonly leftOut: readonly LeftOut[] }
  /** The error's text: threads cannot pass every kind of error. */
  | { readonly kind: 'failed'; readonly message: string; readonly stack?: string };
