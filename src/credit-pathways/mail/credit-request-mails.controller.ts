import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireStaff } from '../../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError } from '../../platform/http/index.js';
import { CreditRequestPreviewAnswer, PreviewCreditRequestBody } from '../dto/preview-credit-request.dto.js';
import { CreditRequestPreviewService } from './credit-request-preview.service.js';

/** The mails to institutions, for staff. */
@ApiTags('Administration')
@Controller('api/v2/admin/credit_request_mails')
export class CreditRequestMailsController {
  constructor(private readonly previews: CreditRequestPreviewService) {}

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'See what a mail to an institution would look like',
    description: "With sample data and the site's name, colours and sender. Sends and stores nothing.",
  })
  @RequireStaff()
  @AnswersJson(200, CreditRequestPreviewAnswer)
  @AnswersValidationError({ kind: ['"last" is not a valid choice.'] })
  @AnswersNotFound('There is no such program.', 'No Program matches the given query.')
  preview(@Body() body: PreviewCreditRequestBody): Promise<CreditRequestPreviewAnswer> {
    return this.previews.preview(body);
  }
}
