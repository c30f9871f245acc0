import type { Language } from '../locales/index.js';
import type { QrCode } from './qr-code.js';

/** The installation's own part of a certificate. */
export interface Issuer {
  readonly platformName: string;
  readonly publicUrl: string;
  readonly logo: string | undefined;
}

/** How long a text is. The stylesheet chooses the font size by it. */
export type TextSize = 'short' | 'medium' | 'long' | 'huge';

/** A certificate in words: the content of page and PDF, in its order. */
export interface CertificateView {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** A note above a sample certificate. */
  readonly notice: string | null;
  readonly documentTitle: string;
  readonly description: string;
  readonly platform: { readonly name: string; readonly logo: string | null };
  readonly organizations: readonly {
    readonly label: string;
    readonly name: string;
    readonly logo: string | null;
  }[];
  readonly heading: string;
  readonly kind: string;
  readonly beforeName: string;
  readonly learner: string;
  readonly learnerSize: TextSize;
  /** The name in plain letters, for fonts without the learner's script. */
  readonly username: string;
  readonly afterName: string;
  readonly title: string;
  readonly titleSize: TextSize;
  readonly afterTitle: string;
  readonly offeredBy: string | null;
  readonly hours: string | null;
  readonly issued: string;
  readonly signatories: readonly SignatoryView[];
  readonly id: string;
  readonly address: string;
  readonly qr: QrCode;
  readonly scan: string;
  readonly verify: {
    readonly heading: string;
    readonly text: string;
    readonly print: string;
    readonly pdf: string;
    readonly detailsHeading: string;
    readonly details: readonly {
      readonly label: string;
      readonly value: string;
      /** Sentences and lists are in the certificate's language; each name in them keeps its own. */
      readonly direction: 'ltr' | 'rtl' | 'auto';
    }[];
  };
  readonly actions: {
    readonly heading: string;
    readonly download: string;
    readonly pdfAddress: string;
    readonly linkedIn: string;
    readonly linkedInAddress: string;
    readonly newWindow: string;
  };
}

export interface SignatoryView {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string;
  readonly imageType: string | null;
  readonly imageAddress: string | null;
  readonly imageAlt: string;
}
