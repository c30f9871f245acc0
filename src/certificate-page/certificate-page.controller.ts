import { applyDecorators, Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/index.js';
import { IMAGE_TYPES } from '../platform/images/index.js';
import { CertificatePageService } from './certificate-page.service.js';
import { CertificateQuery, SheetQuery } from './dto/certificate.query.js';
import type { FileAnswer } from './file-answer.js';
import { AnswersBusy, AnswersFile, AnswersNothingToShow } from './file-routes.js';

/** The first lines of a page, as an example for the documentation. */
const PAGE =
  '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n…\n<title>Alice Example: Mathematics MicroMasters</title>\n…';

/** Pages for people: the certificate at `certificate_url`, its PDF, and the files that the page loads. */
@ApiTags('Certificate pages')
@Controller('credentials')
export class CertificatePageController {
  constructor(private readonly pages: CertificatePageService) {}

  @Get(':id')
  @ApiOperation({
    summary: 'A certificate as a page',
    description:
      'For people: shown while the credential is awarded and visible. Revoked (unless the installation shows since when), not yet visible, unknown and malformed are answered alike.',
  })
  @Public()
  @CertificateId()
  @AnswersFile('text/html', 'The certificate, and words that say that it is valid now.', PAGE)
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  page(@Param('id') id: string, @Query() query: CertificateQuery): Promise<FileAnswer> {
    return this.pages.page(id, query);
  }

  @Get(':id/certificate.pdf')
  @AnswersSheet(
    'application/pdf',
    'A certificate as a PDF',
    'One sheet of A4 or Letter, tagged as PDF/UA-1 asks.',
  )
  pdf(@Param('id') id: string, @Query() query: SheetQuery): Promise<FileAnswer> {
    return this.pages.sheet('pdf', id, query);
  }

  @Get(':id/certificate.svg')
  @AnswersSheet('image/svg+xml', 'The sheet of a certificate, as its page shows it', 'Letters are drawings.')
  drawing(@Param('id') id: string, @Query() query: SheetQuery): Promise<FileAnswer> {
    return this.pages.sheet('svg', id, query);
  }

  @Get(':id/certificate.png')
  @AnswersSheet('image/png', 'The sheet of a certificate as a picture', '2000 pixels wide.')
  picture(@Param('id') id: string, @Query() query: SheetQuery): Promise<FileAnswer> {
    return this.pages.sheet('png', id, query);
  }

  @Get(':id/share.png')
  @AnswersSheet(
    'image/png',
    'The picture for previews of links to a certificate',
    'The sheet on 1200 × 630 pixels.',
  )
  share(@Param('id') id: string, @Query() query: SheetQuery): Promise<FileAnswer> {
    return this.pages.sheet('share', id, query);
  }

  @Get(':id/signatures/:position')
  @ApiOperation({ summary: 'The scanned signature of a certificate’s signatory' })
  @Public()
  @CertificateId()
  @ApiParam({ name: 'position', description: 'From 0, in the order of the signatories.', example: '0' })
  @AnswersFile(IMAGE_TYPES, 'The image as it is stored.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  signature(@Param('id') id: string, @Param('position') position: string): Promise<FileAnswer> {
    return this.pages.signature(id, position);
  }
}

/** A route that answers the sheet of a certificate in one format. */
function AnswersSheet(type: string, summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary,
      description: `${description} It is there while the page shows the certificate as valid.`,
    }),
    Public(),
    CertificateId(),
    AnswersFile(type, 'The sheet.'),
    AnswersNothingToShow(),
    AnswersBusy('The database cannot be used now, or too many sheets are being set.'),
  );
}

function CertificateId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description:
      'The credential’s uuid, with or without its dashes; or `example`, for a sample that nobody has earned.',
    example: '5d1c2b6a3c524b7e9a530f2f3f2f9c11',
  });
}
