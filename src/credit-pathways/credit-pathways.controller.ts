import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireAuthenticated, Throttle } from '../identity/index.js';
import { AnswersValidationError } from '../platform/http/index.js';
import { AnswersLegacyRefusals } from '../record-sharing/index.js';
import { CreditPathwaysService } from './credit-pathways.service.js';
import { SEND_RECORD_EXAMPLES, SendRecordAnswer, SendRecordBody } from './dto/send-record.dto.js';

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
      'By the learner, or by staff. The request is recorded, the record is shared, and a mail goes out shortly after the answer. Sent again while that mail is still to go, or within 24 hours after it (`CREDIT_REQUEST_INTERVAL`), it makes no second one and changes nothing: the answer says why.',
  })
  @ApiParam({
    name: 'hex',
    description: "The program's uuid, with or without dashes.",
    example: 'de0e0000000040008000000000000001',
  })
  @AnswersLegacyRefusals({
    description:
      'There is no such learner, or the pathway is not a published one for credit of the program, with a mail address.',
    detail: 'No Pathway matches the given query.',
  })
  @RequireAuthenticated()
  @Throttle('record-mails')
  @ApiOkResponse({
    type: SendRecordAnswer,
    description: 'The request is recorded, now or by an equal request before.',
    examples: SEND_RECORD_EXAMPLES,
  })
  @AnswersValidationError()
  send(
    @Caller() caller: Principal,
    @Param('hex') program: string,
    @Body() body: SendRecordBody,
  ): Promise<SendRecordAnswer> {
    return this.pathways.send(caller, program, body);
  }
}
