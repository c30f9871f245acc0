import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireAuthenticated, Throttle } from '../identity/index.js';
import { AnswersValidationError } from '../platform/http/index.js';
import { AnswersLegacyRefusals } from '../record-sharing/index.js';
import { CreditPathwaysService } from './credit-pathways.service.js';
import { SendRecordAnswer, SendRecordBody } from './dto/send-record.dto.js';

/** The route with which a learner asks an institution for credit. */
@ApiTags('Credit pathways')
@Controller('records/programs')
export class CreditPathwaysController {
  constructor(private readonly pathways: CreditPathwaysService) {}

  @Post(':hex/send')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a record to a credit pathway',
    description:
      'By the learner, or by staff. The request is recorded, the record is shared, and a mail goes out shortly after the answer. Sent again while that mail is still to go, it makes no second one.',
  })
  @ApiParam({
    name: 'hex',
    description: "The program's uuid, with or without dashes.",
    example: '0e000000000040008000000000000001',
  })
  @AnswersLegacyRefusals({
    description: 'There is no such learner, or the pathway is not a published one for credit of the program.',
    detail: 'No Pathway matches the given query.',
  })
  @RequireAuthenticated()
  @Throttle('records')
  @ApiOkResponse({ type: SendRecordAnswer, description: 'The request is recorded.', example: {} })
  @AnswersValidationError()
  async send(
    @Caller() caller: Principal,
    @Param('hex') program: string,
    @Body() body: SendRecordBody,
  ): Promise<SendRecordAnswer> {
    await this.pathways.send(caller, program, body);
    return {};
  }
}
