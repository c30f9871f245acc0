import { parseNumber, parseUuid } from '../platform/text/index.js';
import { Injectable, Logger } from '@nestjs/common';
import { SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { databaseTrouble } from '../platform/database/index.js';
import { BusyError } from '../platform/errors/index.js';
import { namesTag } from '../platform/http/index.js';
import { type EarnedCertificate, EarnedCertificatesService } from '../credentials/index.js';
import { ExampleViews } from './example-views.js';
import { PageAssets } from './page-assets.js';
import {
  certificatePage,
  type FileAnswer,
  notModified,
  pdfDocument,
  pdfTag,
  signatureImage,
  storedPicture,
  stylesheet,
} from './file-answer.js';
import { PageRenderer } from './page-renderer.js';
import { PdfBusyError } from './pdf/drawing-threads.js';
import { PdfRenderer } from './pdf/pdf-renderer.js';
import type { CertificateView, Issuer } from './view/certificate-view.js';
import { describeCertificate } from './view/describe-certificate.js';

/** SHA-256. */
const DIGEST = /^[0-9a-f]{64}$/;

/** Shows a credential to people. Every credential that may not be shown gets the same page. */
@Injectable()
export class CertificatePageService {
  private readonly logger = new Logger(CertificatePageService.name);
  private readonly examples = new ExampleViews();

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
      const certificate = await this.find(id);
      return certificate === undefined ? this.notFound() : this.asPage(await this.view(certificate));
    });
  }

  /** @param ifNoneMatch tags of PDFs that the caller has: one of them is answered before anything is drawn */
  pdf(id: string, ifNoneMatch: string | undefined): Promise<FileAnswer> {
    return this.orUnavailable(async () => {
      const certificate = await this.find(id);
      return certificate === undefined
        ? this.notFound()
        : this.asPdf(await this.view(certificate), certificate, ifNoneMatch);
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

  /** A stored logo or signature by its digest, which names its content: browsers may keep it. */
  async picture(digest: string): Promise<FileAnswer> {
    if (!DIGEST.test(digest)) return this.notFound();
    return this.orUnavailable(async () => {
      const [picture] = await this.certificates.findPictures([digest]);
      return picture === undefined ? this.notFound() : storedPicture(picture.type, picture.image);
    });
  }

  /** A sample certificate for designers. */
  async examplePage(language: string): Promise<FileAnswer> {
    return this.asPage(this.examples.of(language, await this.issuer()).view);
  }

  /** The sample as a PDF. It changes once a day, so it is drawn seldom, although anyone can ask for it. */
  async examplePdf(language: string, ifNoneMatch: string | undefined): Promise<FileAnswer> {
    const { view, certificate } = this.examples.of(language, await this.issuer());
    return this.asPdf(view, certificate, ifNoneMatch);
  }

  /** The stylesheet, with the configured colours. */
  stylesheet(): FileAnswer {
    return stylesheet(this.assets.stylesheet);
  }

  /** The operator's stylesheet; the 404 page if there is none. */
  themeStylesheet(): FileAnswer {
    return this.assets.theme === undefined ? this.notFound() : stylesheet(this.assets.theme);
  }

  private async find(id: string): Promise<EarnedCertificate | undefined> {
    const uuid = parseUuid(id);
    return uuid === undefined ? undefined : this.certificates.find(uuid);
  }

  private async view(certificate: EarnedCertificate): Promise<CertificateView> {
    return describeCertificate(certificate, await this.issuer());
  }

  private async issuer(): Promise<Issuer> {
    const { platformName } = await this.sites.require();
    const { publicUrl, themeLogoUrl } = this.config;
    return { platformName, publicUrl, logo: themeLogoUrl };
  }

  private asPage(view: CertificateView): FileAnswer {
    const images = [view.platform.logo, ...view.organizations.map(({ logo }) => logo)];
    return certificatePage(200, this.renderer.certificate(view), images);
  }

  private async asPdf(
    view: CertificateView,
    { definition, signatories }: EarnedCertificate,
    ifNoneMatch: string | undefined,
  ): Promise<FileAnswer> {
    const digests = signatories.map(({ imageDigest }) => imageDigest);
    const signatures = async () => {
      const pictures = await this.certificates.findPictures(digests.filter((digest) => digest !== null));
      return signatories.flatMap(({ position, imageDigest }) =>
        pictures.filter(({ digest }) => digest === imageDigest).map((picture) => ({ position, ...picture })),
      );
    };
    const request = { definition, view, digests, signatures };
    const version = this.pdfs.versionOf(request);
    const tag = pdfTag(version);
    if (namesTag(ifNoneMatch, tag)) return notModified({ etag: tag });
    try {
      const { content, isComplete } = await this.pdfs.render(request);
      return pdfDocument(content, view.learner, view.title, isComplete ? version : undefined);
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
      if (!(error instanceof BusyError) && databaseTrouble(error) === undefined) throw error;
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
