import { parseNumber, parseUuid } from '../platform/text/index.js';
import { Injectable, Logger } from '@nestjs/common';
import { SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { databaseTrouble } from '../platform/database/index.js';
import { type EarnedCertificate, EarnedCertificatesService } from '../credentials/index.js';
import { exampleCertificate } from './example-certificate.js';
import { type Language, languageFor } from './locales/index.js';
import { PageAssets } from './page-assets.js';
import { certificatePage, type FileAnswer, pdfDocument, signatureImage, stylesheet } from './file-answer.js';
import { PageRenderer } from './page-renderer.js';
import { PdfBusyError, PdfRenderer } from './pdf/pdf-renderer.js';
import type { CertificateView } from './view/certificate-view.js';
import { describeCertificate, EXAMPLE } from './view/describe-certificate.js';

/** Shows a credential to people. Every credential that may not be shown gets the same page. */
@Injectable()
export class CertificatePageService {
  private readonly logger = new Logger(CertificatePageService.name);
  private readonly examples = new Map<
    Language,
    { readonly state: string; readonly pdf: Promise<FileAnswer> }
  >();

  constructor(
    private readonly certificates: EarnedCertificatesService,
    private readonly sites: SitesService,
    private readonly config: Config,
    private readonly assets: PageAssets,
    private readonly renderer: PageRenderer,
    private readonly pdfs: PdfRenderer,
  ) {}

  page(id: string): Promise<FileAnswer> {
    return this.orUnavailable(async () => {
      const certificate = await this.find(id, false);
      return certificate === undefined ? this.notFound() : this.asPage(await this.view(certificate));
    });
  }

  pdf(id: string): Promise<FileAnswer> {
    return this.orUnavailable(async () => {
      const certificate = await this.find(id, true);
      return certificate === undefined
        ? this.notFound()
        : this.asPdf(await this.view(certificate), certificate);
    });
  }

  async signature(id: string, position: string): Promise<FileAnswer> {
    const uuid = parseUuid(id);
    const number = parseNumber(position, 4);
    if (uuid === undefined || number === undefined) return this.notFound();
    return this.orUnavailable(async () => {
      const signature = await this.certificates.findSignature(uuid, number);
      return signature === undefined ? this.notFound() : signatureImage(signature.type, signature.image);
    });
  }

  /** A sample certificate for designers. */
  async examplePage(language: string): Promise<FileAnswer> {
    return this.asPage(await this.view(exampleCertificate(languageFor(language), new Date()), EXAMPLE));
  }

  /** Drawn once a day for each language, because anyone can ask for it without limit. */
  async examplePdf(language: string): Promise<FileAnswer> {
    const certificate = exampleCertificate(languageFor(language), new Date());
    const view = await this.view(certificate, EXAMPLE);
    const state = `${view.issued}, ${view.platform.name}`;
    const kept = this.examples.get(view.language);
    if (kept?.state === state) return kept.pdf;
    const pdf = this.asPdf(view, certificate);
    this.examples.set(view.language, { state, pdf });
    try {
      const answer = await pdf;
      if (answer.status !== 200) this.examples.delete(view.language);
      return answer;
    } catch (error) {
      this.examples.delete(view.language);
      throw error;
    }
  }

  /** The stylesheet, with the configured colours. */
  stylesheet(): FileAnswer {
    return stylesheet(this.assets.stylesheet);
  }

  /** The operator's stylesheet; the 404 page if there is none. */
  themeStylesheet(): FileAnswer {
    return this.assets.theme === undefined ? this.notFound() : stylesheet(this.assets.theme);
  }

  private async find(id: string, withImages: boolean): Promise<EarnedCertificate | undefined> {
    const uuid = parseUuid(id);
    return uuid === undefined ? undefined : this.certificates.find(uuid, { withImages });
  }

  private async view(certificate: EarnedCertificate, place?: string): Promise<CertificateView> {
    const { platformName } = await this.sites.require();
    const { publicUrl, themeLogoUrl } = this.config;
    return describeCertificate(certificate, { platformName, publicUrl, logo: themeLogoUrl }, place);
  }

  private asPage(view: CertificateView): FileAnswer {
    const images = [view.platform.logo, ...view.organizations.map(({ logo }) => logo)];
    return certificatePage(200, this.renderer.certificate(view), images);
  }

  private async asPdf(view: CertificateView, { signatories }: EarnedCertificate): Promise<FileAnswer> {
    try {
      const images = Object.fromEntries(signatories.map(({ position, image }) => [position, image]));
      return pdfDocument(await this.pdfs.render(view, images), view.learner, view.title);
    } catch (error) {
      if (!(error instanceof PdfBusyError)) throw error;
      return this.unavailable(5);
    }
  }

  /** When the database is busy or away, people get a page that says so, instead of the JSON of the API. */
  private async orUnavailable(answer: () => Promise<FileAnswer>): Promise<FileAnswer> {
    try {
      return await answer();
    } catch (error) {
      if (databaseTrouble(error) === undefined) throw error;
      this.logger.error(error);
      return this.unavailable(1);
    }
  }

  private unavailable(seconds: number): FileAnswer {
    return certificatePage(503, this.renderer.unavailable, [], { 'retry-after': String(seconds) });
  }

  private notFound(): FileAnswer {
    return certificatePage(404, this.renderer.notFound, []);
  }
}
