import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NotFoundError } from '../platform/errors/index.js';
import { Public } from '../platform/http/index.js';
import { EarnedCertificatesService } from '../credentials/index.js';
import { IMAGE_TYPES } from '../platform/images/index.js';
import { AnswersBusy, AnswersFile, AnswersNothingToShow } from './file-routes.js';
import { CertificatePageService } from './certificate-page.service.js';
import { asset, type FileAnswer, storedPicture } from './file-answer.js';
import { PageAssets } from './page-assets.js';

const CSS = 'text/css; charset=utf-8';
/** SHA-256. */
const DIGEST = /^[0-9a-f]{64}$/;
/** Of the first signature that `cli demo` makes. */
const DEMO_PICTURE = 'e526250cdeb56382b6a91a1ab5e85be5d52cb8fbb0915b436678c70e000eb1de';

/** Stylesheets, pictures and fonts that pages load. */
@ApiTags('Certificate pages')
@Controller('credentials/assets')
export class PageAssetsController {
  constructor(
    private readonly assets: PageAssets,
    private readonly certificates: EarnedCertificatesService,
    private readonly pages: CertificatePageService,
  ) {}

  @Get('certificate.css')
  @ApiOperation({ summary: 'The stylesheet of certificate pages' })
  @Public()
  @AnswersFile(
    'text/css',
    'The stylesheet, with the configured colours.',
    ':root{--primary:#1c2d50;--accent:#a67c2e}',
  )
  pageStylesheet(): FileAnswer {
    return asset(CSS, this.assets.stylesheet);
  }

  @Get('theme.css')
  @ApiOperation({ summary: 'The operator’s stylesheet for certificate pages' })
  @Public()
  @AnswersFile('text/css', 'The file that THEME_STYLESHEET names.', 'body { font-family: serif; }')
  @AnswersNothingToShow()
  themeStylesheet(): FileAnswer {
    if (this.assets.theme === undefined) throw new NotFoundError();
    return asset(CSS, this.assets.theme);
  }

  @Get('pictures/:digest')
  @ApiOperation({
    summary: 'A stored picture',
    description: 'A logo or a scanned signature, by the SHA-256 of its content. It never changes.',
  })
  @Public()
  @ApiParam({ name: 'digest', description: '64 hexadecimal digits.', example: DEMO_PICTURE })
  @AnswersFile(IMAGE_TYPES, 'The image as it is stored.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  async picture(@Param('digest') digest: string): Promise<FileAnswer> {
    const [picture] = DIGEST.test(digest) ? await this.certificates.findPictures([digest]) : [];
    if (picture === undefined) throw new NotFoundError();
    return storedPicture(picture.type, picture.image);
  }

  @Get('logo.png')
  @ApiOperation({
    summary: 'The logo of the site, for mails',
    description: 'A PNG of 480 × 96 pixels, whatever was stored: mail programs show no SVG.',
  })
  @Public()
  @AnswersFile('image/png', 'The picture.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now, or too many sheets are being set.')
  logo(): Promise<FileAnswer> {
    return this.pages.mailLogo();
  }

  @Get('favicon.svg')
  @ApiOperation({ summary: 'The icon of the pages' })
  @Public()
  @AnswersFile(
    'image/svg+xml',
    'A seal in the configured colours.',
    '<svg xmlns="http://www.w3.org/2000/svg">…',
  )
  favicon(): FileAnswer {
    return asset('image/svg+xml', this.assets.favicon);
  }

  @Get('fonts/:name')
  @ApiOperation({
    summary: 'A font of the pages',
    description: 'EB Garamond, one file for a range of letters and a style, as the stylesheet names them.',
  })
  @Public()
  @ApiParam({ name: 'name', description: 'Name of the file.', example: 'eb-garamond-latin-400-normal.woff2' })
  @AnswersFile('font/woff2', 'The font.')
  @AnswersNothingToShow()
  font(@Param('name') name: string): FileAnswer {
    const font = this.assets.fonts.get(name);
    if (font === undefined) throw new NotFoundError();
    return asset('font/woff2', font);
  }
}
