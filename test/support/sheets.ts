import { randomUUID } from 'node:crypto';
import { exampleCertificate } from '../../src/certificate-page/example-certificate.js';
import { installedFonts } from '../../src/certificate-page/sheet/fonts.js';
import { Letters } from '../../src/certificate-page/sheet/letters.js';
import { type Paper, sheetData } from '../../src/certificate-page/sheet/sheet-data.js';
import { TEMPLATE, Typesetter } from '../../src/certificate-page/sheet/typesetter.js';
import type { SheetFormat, SheetPicture } from '../../src/certificate-page/sheet/typesetter.js';
import { describeCertificate } from '../../src/certificate-page/view/describe-certificate.js';
import type { EarnedCertificate } from '../../src/credentials/index.js';

export const ISSUER = { platformName: 'Example', publicUrl: 'https://credentials.example', logo: null };
const COLORS = { primary: '#1c2d50', accent: '#a67c2e' };

/** The certificate of the example with other content. */
export function certificateWith(more: Partial<EarnedCertificate> = {}, language = 'en'): EarnedCertificate {
  return { ...exampleCertificate(language, new Date('2026-05-04T12:00:00Z')), uuid: randomUUID(), ...more };
}

/** Sets certificates with the installed fonts, without a thread. */
export class TestSheets {
  readonly fonts = installedFonts(undefined);
  readonly letters = new Letters(this.fonts.typefaces);
  readonly typesetter: Typesetter;

  constructor(template = TEMPLATE) {
    this.typesetter = new Typesetter({ template, fonts: this.fonts.files });
  }

  dataOf(certificate: EarnedCertificate, paper: Paper = 'a4') {
    return sheetData(describeCertificate(certificate, ISSUER), this.letters, { colors: COLORS, paper });
  }

  set(
    certificate: EarnedCertificate,
    { format = 'pdf', paper, pictures = [] }: SheetOptions = {},
  ): ReturnType<Typesetter['set']> {
    const data = JSON.stringify(this.dataOf(certificate, paper));
    return this.typesetter.set({ format, data, pictures });
  }

  pdf(certificate: EarnedCertificate, paper?: Paper): Uint8Array {
    return this.set(certificate, { paper }).content;
  }
}

export interface SheetOptions {
  readonly format?: SheetFormat;
  readonly paper?: Paper | undefined;
  readonly pictures?: readonly SheetPicture[];
}
