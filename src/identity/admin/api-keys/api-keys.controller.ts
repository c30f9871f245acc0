import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Param,
  Patch,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiConflictResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AnswersJson,
  AnswersNotFound,
  AnswersValidationError,
  ErrorAnswer,
} from '../../../platform/http/index.js';
import { AnswersList, ListQuery } from '../../../platform/lists/index.js';
import { RequireStaff } from '../../auth/access/access.decorators.js';
import { Caller } from '../../auth/access/caller.decorator.js';
import { AnswersSecret } from '../../idempotency/index.js';
import type { Principal } from '../../users/index.js';
import { ApiKeyAnswer, ApiKeyBody, ApiKeyPage, ChangeApiKeyBody, NewApiKeyAnswer } from './api-keys.dto.js';
import { ApiKeysService, NO_SUCH_KEY } from './api-keys.service.js';

const READ = '5f0c1d2e3a4b5c6d';
/** Another one, so that trying a revocation takes nothing from the examples of reading. */
const REVOKED = '6a1b2c3d4e5f6071';

/** For a key by its id. */
const OneKey = (example: string = READ) =>
  applyDecorators(
    ApiParam({ name: 'id', description: 'The sixteen digits after `ck_`.', example }),
    AnswersNotFound('There is no such key.', NO_SUCH_KEY),
  );

/** API keys: callers without an account in the LMS, limited to programs and organizations. */
@ApiTags('Administration')
@Controller('api/v2/admin/api_keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @ApiOperation({
    summary: 'List API keys',
    description: 'Revoked and expired ones, too. Never their secrets.',
  })
  @RequireStaff()
  @AnswersList(ApiKeyPage)
  list(@Query() { page }: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.keys.list(page, request.url);
  }

  @Post()
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The answer shows the key, once. Staff can give it only rights that they have themselves.',
  })
  @RequireStaff()
  @AnswersSecret()
  @ApiBody({
    type: ApiKeyBody,
    examples: {
      program: {
        summary: 'For a program',
        value: {
          name: 'Riverside registrar',
          permissions: ['credentials.view_usercredential', 'credentials.add_usercredential'],
          programs: ['de0e0000-0000-4000-8000-000000000001'],
        },
      },
      organization: {
        summary: 'For all of an organization',
        value: {
          name: 'Riverside nightly report',
          permissions: ['credentials.view_usercredential'],
          organizations: ['RiversideX'],
        },
      },
    },
  })
  @AnswersJson(201, NewApiKeyAnswer, 'The new key. Keep it: no other answer shows it.')
  @AnswersValidationError()
  create(@Caller() caller: Principal, @Body() body: ApiKeyBody): Promise<string> {
    return this.keys.create(caller, body).then((key) => JSON.stringify(key));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read an API key' })
  @OneKey()
  @RequireStaff()
  @AnswersJson(200, ApiKeyAnswer)
  read(@Param('id') id: string): Promise<string> {
    return this.keys.read(id).then((key) => JSON.stringify(key));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change the name, the rights, the scope or the end of an API key',
    description:
      'It counts from the next request on, in every process. A longer life or a wider scope gives all the rights of the key anew, so the caller must have them.',
  })
  @OneKey()
  @RequireStaff()
  @ApiBody({
    type: ChangeApiKeyBody,
    examples: { name: { summary: 'Another name', value: { name: 'Riverside registrar, second office' } } },
  })
  @AnswersJson(200, ApiKeyAnswer)
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'The key is revoked.',
    example: { detail: 'The key is revoked. Make a new one.' },
  })
  change(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() body: ChangeApiKeyBody,
  ): Promise<string> {
    return this.keys.change(caller, id, body).then((key) => JSON.stringify(key));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Revoke an API key',
    description:
      'The next request with it is refused, in every process. The key stays in the list. Repeating it changes nothing.',
  })
  @OneKey(REVOKED)
  @RequireStaff()
  @AnswersJson(200, ApiKeyAnswer)
  revoke(@Caller() caller: Principal, @Param('id') id: string): Promise<string> {
    return this.keys.revoke(caller, id).then((key) => JSON.stringify(key));
  }
}
