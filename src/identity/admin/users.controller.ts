import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiConflictResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller } from '../auth/access/caller.decorator.js';
import { type Principal } from '../users/principal.js';
import { RequireStaff } from '../auth/access/access.decorators.js';
import {
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  ErrorAnswer,
  IfMatch,
  TakesIfMatch,
} from '../../platform/http/index.js';
import { AnswersList } from '../../platform/lists/index.js';
import { CertificateNameBody, ListUsersQuery, UserAnswer, UserPage, UserRightsBody } from './users.dto.js';
import { UsersAdminService } from './users-admin.service.js';

const UsernameParam = () =>
  ApiParam({ name: 'username', description: 'In any letter case.', example: 'demo_partner' });

/** Users and their rights. No route creates a user: the first token does. */
@ApiTags('Administration')
@Controller('api/v2/admin/users')
export class UsersController {
  constructor(private readonly users: UsersAdminService) {}

  @Get()
  @ApiOperation({ summary: 'List users, or search them' })
  @RequireStaff()
  @AnswersList(UserPage)
  list(@Query() query: ListUsersQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.users.list(query, request.url);
  }

  @Get(':username')
  @ApiOperation({ summary: 'Read a user with their rights' })
  @UsernameParam()
  @RequireStaff()
  @AnswersTagged(UserAnswer)
  @AnswersNotFound('There is no such user.', 'No User matches the given query.')
  read(@Param('username') username: string): Promise<string> {
    return this.users.read(username.trim());
  }

  @Put(':username')
  @ApiOperation({
    summary: 'Set the rights of a user',
    description:
      'All of them. Only a superuser may change who is staff or superuser, the rights of a superuser, and their own. Staff cannot give a right that they do not have.',
  })
  @UsernameParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(UserAnswer)
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description:
      'The user was merged into another account, so they cannot be activated; or it is the row of an API key, which has its own route.',
    example: { detail: 'The account was merged into demo_ada: it cannot be activated again.' },
  })
  @AnswersNotFound('There is no such user.', 'No User matches the given query.')
  replaceRights(
    @Caller() caller: Principal,
    @Param('username') username: string,
    @Body() body: UserRightsBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.users.replaceRights(caller, username.trim(), body, ifMatch);
  }

  @Put(':username/certificate_name')
  @ApiOperation({
    summary: 'Set or clear the name that is printed for a learner',
    description:
      'No token and no answer of the LMS changes it. Null or a blank text clears it: then the name of the LMS or of the token is printed again.',
  })
  @UsernameParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(UserAnswer)
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'It is the row of an API key, which stands for no person.',
    example: { detail: 'This is an API key, not a person: change the key instead.' },
  })
  @AnswersNotFound('There is no such user.', 'No User matches the given query.')
  setCertificateName(
    @Caller() caller: Principal,
    @Param('username') username: string,
    @Body() body: CertificateNameBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.users.setCertificateName(caller, username.trim(), body, ifMatch);
  }
}
