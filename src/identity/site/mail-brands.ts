import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { inLine, type MailBrand } from '../../platform/mail/index.js';
import { SiteLogoService } from './site-logo.service.js';

/** The picture that mails show: the site's logo at the start of a transparent ground. Its size is in CSS pixels. */
export const MAIL_LOGO = { path: '/credentials/assets/logo.png', size: { width: 240, height: 48 } } as const;

/** The looks of the installation's mails. */
@Injectable()
export class MailBrands {
  constructor(
    private readonly config: Config,
    private readonly logos: SiteLogoService,
  ) {}

  /** @param platformName the site's, as it was read for the mail */
  async of(platformName: string): Promise<MailBrand> {
    const { publicUrl, themePrimaryColor, themeAccentColor } = this.config;
    return {
      name: inLine(platformName),
      address: `${publicUrl}/`,
      primary: themePrimaryColor,
      accent: themeAccentColor,
      logo: await this.logo(),
    };
  }

  /** As a PNG of one size: mail programs show no SVG, and need to know the size. */
  private async logo(): Promise<MailBrand['logo']> {
    const logo = await this.logos.find();
    // The digest makes mail programs that keep pictures ask again for another logo.
    return (
      logo && {
        address: `${this.config.publicUrl}${MAIL_LOGO.path}?v=${logo.digest.slice(0, 12)}`,
        ...MAIL_LOGO.size,
      }
    );
  }
}
