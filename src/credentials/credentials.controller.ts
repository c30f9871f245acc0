import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AcceptsApiKey,
  Caller,
  type Principal,
  RequireAuthenticated,
  RequirePermission,
  Throttle,
} from '../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError } from '../platform/http/index.js';
import { AnswersList } from '../platform/lists/index.js';
import { AwardService } from './award.service.js';
import { CredentialsService } from './credentials.service.js';
import { ChangeCredentialBody } from './dto/change-credential.body.js';
import {
  CredentialAnswer,
  CredentialPage,
  CredentialWalkPage,
  NO_SUCH_CREDENTIAL,
} from './dto/credential.answer.js';
import { ISSUED_EXAMPLES, REVOKED_EXAMPLE } from './dto/credential.examples.js';
import { IssueCredentialBody } from './dto/issue-credential.body.js';
import { ListCredentialsQuery } from './dto/list-credentials.query.js';
import { ReasonBody, ReasonQuery } from './dto/reason.js';

const UuidParam = (example: string) =>
  ApiParam({ name: 'uuid', description: 'The credential, with or without dashes.', example });

const READ = '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11';
/** Another one, so that trying a change takes nothing from the examples of reading. */
const CHANGED = '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29';

const AnswersNoCredential = () => AnswersNotFound('There is no such credential.', NO_SUCH_CREDENTIAL);

const AnswersChangedCredential = () =>
  applyDecorators(
    AnswersJson(200, CredentialAnswer),
    ApiOkResponse({ type: CredentialAnswer, example: REVOKED_EXAMPLE }),
    AnswersNoCredential(),
  );

/** Credentials over REST, version 2. The LMS and partners' scripts call it. */
@ApiTags('Credentials')
@Controller('api/v2/credentials')
@Throttle('credentials')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly awards: AwardService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List credentials',
    description:
      'All of them with `credentials.view_usercredential`; without it one’s own, by `username`. Pages by number, or with `cursor` or `order` from a place on, which neither repeats nor skips while rows change.',
  })
  @RequireAuthenticated()
  @AcceptsApiKey()
  @ApiExtraModels(CredentialPage, CredentialWalkPage)
  @ApiOkResponse({
    description: 'A page of the list.',
    schema: { anyOf: [{ $ref: getSchemaPath(CredentialPage) }, { $ref: getSchemaPath(CredentialWalkPage) }] },
  })
  @AnswersList(CredentialPage)
  @AnswersValidationError({ status: ['"expired" is not a valid choice.'] })
  list(
    @Caller() caller: Principal,
    @Query() query: ListCredentialsQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.credentials.list(caller, query, request.url);
  }

  @Post()
  @ApiOperation({
    summary: 'Issue a credential',
    description:
      'Issues the credential or changes the one there is: repeating a request is safe and answers 201 with the same credential.',
  })
  @RequirePermission('credentials.add_usercredential')
  @AcceptsApiKey()
  @ApiBody({
    type: IssueCredentialBody,
    examples: {
      program: {
        summary: 'For a program',
        value: {
          username: 'demo_ada',
          credential: { program_uuid: 'de0e0000-0000-4000-8000-000000000001' },
          attributes: [{ name: 'whitelist_reason', value: 'Exam passed on paper.' }],
        },
      },
      courseRun: {
        summary: 'For a course run',
        value: {
          username: 'demo_ada',
          lms_user_id: 9000001,
          credential: { course_run_key: 'course-v1:RiversideX+STAT1+2026', mode: 'verified' },
          date_override: { date: '2026-05-01T00:00:00Z' },
        },
      },
    },
  })
  @AnswersJson(201, CredentialAnswer)
  @ApiCreatedResponse({ type: CredentialAnswer, examples: ISSUED_EXAMPLES })
  @AnswersValidationError()
  issue(@Caller() caller: Principal, @Body() body: IssueCredentialBody): Promise<string> {
    return this.awards.issue(body, { caller });
  }

  @Get(':uuid')
  @ApiOperation({
    summary: 'Read a credential',
    description: 'With `credentials.view_usercredential`, or as the awardee.',
  })
  @UuidParam(READ)
  @RequireAuthenticated()
  @AcceptsApiKey()
  @AnswersJson(200, CredentialAnswer)
  @AnswersNoCredential()
  retrieve(@Caller() caller: Principal, @Param('uuid') uuid: string): Promise<string> {
    return this.credentials.retrieve(caller, uuid);
  }

  @Patch(':uuid')
  @ApiOperation({ summary: 'Revoke a credential or award it again' })
  @UuidParam(CHANGED)
  @RequirePermission('credentials.change_usercredential')
  @AcceptsApiKey()
  @AnswersChangedCredential()
  @AnswersValidationError()
  change(
    @Caller() caller: Principal,
    @Param('uuid') uuid: string,
    @Body() body: ChangeCredentialBody,
  ): Promise<string> {
    return this.awards.changeStatus(uuid, body, caller);
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'The same as PATCH',
    description: 'Only the status and the reason are taken; other fields are ignored.',
  })
  @UuidParam(CHANGED)
  @RequirePermission('credentials.change_usercredential')
  @AcceptsApiKey()
  @AnswersChangedCredential()
  @AnswersValidationError()
  replace(
    @Caller() caller: Principal,
    @Param('uuid') uuid: string,
    @Body() body: ChangeCredentialBody,
  ): Promise<string> {
    return this.awards.changeStatus(uuid, body, caller);
  }

  @Delete(':uuid')
  @ApiOperation({
    summary: 'Revoke a credential',
    description: 'It is kept, with the status `revoked`. The reason is in the body or in the query.',
  })
  @UuidParam(CHANGED)
  @RequirePermission('credentials.delete_usercredential')
  @AcceptsApiKey()
  @AnswersChangedCredential()
  @AnswersValidationError({ reason: ['Ensure this field has no more than 1000 characters.'] })
  @ApiBody({ type: ReasonBody, required: false })
  revoke(
    @Caller() caller: Principal,
    @Param('uuid') uuid: string,
    @Body() body: ReasonBody,
    @Query() query: ReasonQuery,
  ): Promise<string> {
    const reason = body.reason ?? query.reason;
    return this.awards.changeStatus(uuid, { status: 'revoked', reason }, caller);
  }
}
