import { parseNumber, parseUuid } from '../platform/text/index.js';
import { Injectable } from '@nestjs/common';
import { SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { BusyError, NotFoundError } from '../platform/errors/index.js';
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
  stylesheet,
} from './file-answer.js';
import { PageRenderer } from './page-renderer.js';
import { PdfBusyError } from './pdf/drawing-threads.js';
import { PdfRenderer } from './pdf/pdf-renderer.js';
import type { CertificateView, Issuer } from './view/certificate-view.js';
import { describeCertificate } from './view/describe-certificate.js';

/** Shows a credential to people. Every credential that may not be shown gets the same page. */
@Injectable()
export class CertificatePageService {
  private readonly examples = new ExampleViews();

  constructor(
    private readonly certificates: EarnedCertificatesService,
    private readonly sites: SitesService,
    private readonly config: Config,
    private readonly assets: PageAssets,
    private readonly renderer: PageRenderer,
    private readonly pdfs: PdfRenderer,
  ) {}

  async page(id: string): Promise<FileAnswer> {
    return this.asPage(await this.view(await this.require(id, false)));
  }

  /** @param ifNoneMatch tags of PDFs that the caller has: one of them is answered before anything is drawn */
  async pdf(id: string, ifNoneMatch: string | undefined): Promise<FileAnswer> {
    const certificate = await this.require(id, true);
    return this.asPdf(await this.view(certificate), certificate, ifNoneMatch);
  }

  async signature(id: string, position: string): Promise<FileAnswer> {
    const uuid = parseUuid(id);
    const number = parseNumber(position, 4);
    if (uuid === undefined || number === undefined) throw new NotFoundError();
    const signature = await this.certificates.findSignature(uuid, number);
    if (signature === undefined) throw new NotFoundError();
    return signatureImage(signature.type, signature.image);
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
    if (this.assets.theme === undefined) throw new NotFoundError();
    return stylesheet(this.assets.theme);
  }

  /** @throws NotFoundError, for which people get a page in their language: see `PeoplePages` */
  private async require(id: string, withDigests: boolean): Promise<EarnedCertificate> {
    const uuid = parseUuid(id);
    const certificate = uuid && (await this.certificates.find(uuid, { withDigests }));
    if (!certificate) throw new NotFoundError();
    return certificate;
  }

  private async view(certificate: EarnedCertificate): Promise<CertificateView> {
    return describeCertificate(certificate, await this.issuer());
  }

  private async issuer(): Promise<Issuer> {
    const { platformName } = await this.sites.require();
    return { platformName, publicUrl: this.config.publicUrl, logo: null };
  }

  private asPage(view: CertificateView): FileAnswer {
    return certificatePage(this.renderer.certificate(view));
  }

  private async asPdf(
    view: CertificateView,
    { uuid, definition, signatories }: EarnedCertificate,
    ifNoneMatch: string | undefined,
  ): Promise<FileAnswer> {
    const digests = signatories.map(({ imageDigest }) => imageDigest);
    const hasImages = digests.some((digest) => digest !== null);
    const signatures = () => (hasImages ? this.certificates.findSignatures(uuid) : Promise.resolve([]));
    const request = { definition, view, digests, signatures };
    const version = this.pdfs.versionOf(request);
    const tag = pdfTag(version);
    if (namesTag(ifNoneMatch, tag)) return notModified({ etag: tag });
    try {
      const { content, isComplete } = await this.pdfs.render(request);
      return pdfDocument(content, view.learner, view.title, isComplete ? version : undefined);
    } catch (error) {
      if (!(error instanceof PdfBusyError)) throw error;
      throw new BusyError('Too many documents are being drawn; repeat the request.');
    }
  }
}
