import type { EarnedCertificate } from '../credentials/index.js';
import { exampleCertificate } from './example-certificate.js';
import { type Language, languageFor } from './locales/index.js';
import {
  type CertificateView,
  describeCertificate,
  EXAMPLE,
  type Issuer,
  type Sheet,
} from './view/describe-certificate.js';

const MINUTE_MS = 60_000;

/** A certificate, and in words. */
export interface DescribedCertificate {
  readonly certificate: EarnedCertificate;
  readonly view: CertificateView;
}

/**
 * The sample certificate in each language. Anyone may ask for it, and nothing of the database limits how many do, so it is
 * described once a minute: its texts name the time by the minute.
 */
export class ExampleViews {
  private readonly latest = new Map<Language, DescribedCertificate & { readonly version: string }>();

  constructor(private readonly sheet?: Sheet) {}

  /** @param code any text; languages that there are not get English */
  of(code: string, issuer: Issuer, now = new Date()): DescribedCertificate {
    const language = languageFor(code);
    const version = JSON.stringify([Math.floor(now.getTime() / MINUTE_MS), issuer]);
    const known = this.latest.get(language);
    if (known?.version === version) return known;
    const certificate = exampleCertificate(language, now);
    const example = {
      certificate,
      view: describeCertificate(certificate, issuer, EXAMPLE, this.sheet),
      version,
    };
    this.latest.set(language, example);
    return example;
  }
}
