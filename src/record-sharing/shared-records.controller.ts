import { applyDecorators, Body, Controller, Delete, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller, type Principal, RequireAuthenticated, Throttle } from '../identity/index.js';
import { AnswersValidationError } from '../platform/http/index.js';
import { EndSharingInput, ShareRecordAnswer, ShareRecordBody } from './dto/share-record.dto.js';
import { AnswersLegacyRefusals } from './legacy-refusal.js';
import { RecordSharingService } from './record-sharing.service.js';

const AnswersRefusals = () =>
  applyDecorators(
    ApiParam({
      name: 'hex',
      description: "The program's uuid, with or without dashes.",
      example: 'de0e0000000040008000000000000001',
    }),
    AnswersValidationError(),
    AnswersLegacyRefusals({
      description: 'There is no such learner or program.',
      detail: 'No Program matches the given query.',
    }),
  );

/** Makes a learner's record public, and ends that. */
@ApiTags('Program records')
@Controller('records/programs/:hex/share')
export class SharedRecordsController {
  constructor(private readonly sharing: RecordSharingService) {}

  @Post()
  @ApiOperation({
    summary: 'Share a record',
    description:
      'By the learner, or by staff. There is one link for a learner and program: asked again, it is the same. `show_grades` can be changed by asking again.',
  })
  @AnswersRefusals()
  @RequireAuthenticated()
  @Throttle('records')
  @ApiCreatedResponse({ type: ShareRecordAnswer, description: 'The record is shared from now on.' })
  @ApiOkResponse({ type: ShareRecordAnswer, description: 'It was shared before.' })
  async share(
    @Caller() caller: Principal,
    @Param('hex') program: string,
    @Body() body: ShareRecordBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShareRecordAnswer> {
    const { url, showGrades, created } = await this.sharing.share(caller, program, body.username, {
      showGrades: body.show_grades,
    });
    void reply.status(created ? 201 : 200);
    return { url, show_grades: showGrades };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'End the sharing of a record',
    description:
      'Record and table are 404 at once, and the link leads to a front end or page that says so; shared again, the record has another link. Requests for credit that are still to be delivered are cancelled.',
  })
  @AnswersRefusals()
  @RequireAuthenticated()
  @Throttle('records')
  @ApiBody({ type: EndSharingInput, required: false })
  @ApiNoContentResponse({ description: 'The record is not shared (any more).' })
  async end(
    @Caller() caller: Principal,
    @Param('hex') program: string,
    @Body() body: EndSharingInput,
    @Query() query: EndSharingInput,
  ): Promise<void> {
    await this.sharing.end(caller, program, body.username ?? query.username);
  }
}
