import { parseNumber, parseUuid } from '../platform/text/index.js';
import { Injectable } from '@nestjs/common';
import { MAIL_LOGO, SiteLogoService, SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { BusyError, NotFoundError } from '../platform/errors/index.js';
import { EarnedCertificatesService } from '../credentials/index.js';
import type { CertificateQuery, SheetQuery } from './dto/certificate.query.js';
import { exampleCertificate } from './example-certificate.js';
import { certificatePage, type FileAnswer, freshPicture, sheetFile } from './file-answer.js';
import { languageFor } from './locales/index.js';
import { PageRenderer } from './page-renderer.js';
import { SheetBusyError } from './sheet/sheet-thread.js';
import { SheetRenderer } from './sheet/sheet-renderer.js';
import type { SheetFormat } from './sheet/typesetter.js';
import { describeCertificate, EXAMPLE, type Issuer, type Sheet } from './view/describe-certificate.js';

/** Shows a credential to people. Every credential that may not be shown gets the same page. */
@Injectable()
export class CertificatePageService {
  constructor(
    private readonly certificates: EarnedCertificatesService,
    private readonly sites: SitesService,
    private readonly logos: SiteLogoService,
    private readonly config: Config,
    private readonly renderer: PageRenderer,
    private readonly sheets: SheetRenderer,
  ) {}

  async page(id: string, { language }: CertificateQuery): Promise<FileAnswer> {
    const { view } = await this.find(id, language);
    return certificatePage(this.renderer.certificate(view));
  }

  async sheet(format: SheetFormat, id: string, { language, paper }: SheetQuery): Promise<FileAnswer> {
    const { view, certificate } = await this.find(id, language);
    // A sheet outlives its revocation wherever it is kept, and one without the learner's name certifies nothing.
    if (view.sheet === null || view.revoked !== null) throw new NotFoundError();
    const { definition } = certificate;
    const findPictures = (digests: readonly string[]) => this.certificates.findPictures(digests);
    const sheet = this.sheets.prepare({ definition, view, format, paper, findPictures });
    return sheetFile(format, sheet.version, view, () => inTurn(this.sheets.render(sheet)));
  }

  /** The site's logo as mails show it. */
  async mailLogo(): Promise<FileAnswer> {
    const logo = this.sheets.isInstalled ? await this.logos.find() : null;
    const [picture] = logo === null ? [] : await this.certificates.findPictures([logo.digest]);
    if (picture === undefined) throw new NotFoundError();
    const content = await inTurn(this.sheets.paintLogo(picture, MAIL_LOGO.size));
    return freshPicture('image/png', Buffer.from(content));
  }

  async signature(id: string, position: string): Promise<FileAnswer> {
    const uuid = parseUuid(id);
    const number = parseNumber(position, 4);
    if (uuid === undefined || number === undefined) throw new NotFoundError();
    const signature = await this.certificates.findSignature(uuid, number);
    if (signature === undefined) throw new NotFoundError();
    return freshPicture(signature.type, signature.image);
  }

  /** @throws NotFoundError, for which people get a page in their language: see `PeoplePages` */
  private async find(id: string, language = 'en') {
    const issuer = await this.issuer();
    const uuid = parseUuid(id);
    const isExample = id === EXAMPLE;
    const certificate = isExample
      ? exampleCertificate(languageFor(language), new Date())
      : uuid && (await this.certificates.find(uuid));
    if (!certificate) throw new NotFoundError();
    const describe = (sheet: Sheet) =>
      describeCertificate(certificate, issuer, isExample ? EXAMPLE : undefined, sheet);
    const view = describe(await this.usualSheet());
    const missingScripts = view.sheet === null ? [] : this.sheets.unwritableScripts(view);
    if (missingScripts.length === 0) return { certificate, view };
    return { certificate, view: describe({ sheet: null, missingScripts }) };
  }

  /** The sheet of a certificate for which there are all fonts. */
  private async usualSheet(): Promise<Sheet> {
    if (!this.sheets.isInstalled) return { sheet: null, missingScripts: [] };
    return { sheet: await this.sheets.size(), missingScripts: [] };
  }

  private async issuer(): Promise<Issuer> {
    const { platformName } = await this.sites.require();
    return { platformName, publicUrl: this.config.publicUrl, logo: await this.logos.find() };
  }
}

async function inTurn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SheetBusyError)) throw error;
    throw new BusyError('Too many sheets are being set; repeat the request.');
  }
}
