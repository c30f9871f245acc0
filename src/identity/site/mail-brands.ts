import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { inLine, type MailBrand } from '../../platform/mail/index.js';

/** The looks of the installation's mails. */
@Injectable()
export class MailBrands {
  constructor(private readonly config: Config) {}

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

  /** No picture is stored for the site: its name stands. */
  private logo(): Promise<MailBrand['logo']> {
    return Promise.resolve(null);
  }
}
