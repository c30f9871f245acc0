import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../../identity/index.js';
import {
  AnswersJson,
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  IfMatch,
  TakesIfMatch,
  UuidParam,
  uuidParam,
} from '../../platform/http/index.js';
import { AnswersNoSuchPage, PageQuery } from '../../platform/lists/index.js';
import { ProgramAnswer, ProgramPage } from './catalog.answers.js';
import { ProgramBody } from './catalog.bodies.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { programEntry } from './catalog-entry.sql.js';
import { program } from './describe-entry.js';

/** Sequences of course runs that earn a credential of their own. */
@ApiTags('Administration: catalog')
@Controller('api/v2/admin/programs')
export class ProgramsController {
  constructor(private readonly entries: CatalogEntriesService) {}

  @Get()
  @ApiOperation({ summary: 'List programs' })
  @RequireStaff()
  @AnswersJson(200, ProgramPage, 'A page of the list.')
  @AnswersNoSuchPage()
  list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.entries.list(programEntry, query, request.url);
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read a program' })
  @UuidParam()
  @RequireStaff()
  @AnswersTagged(ProgramAnswer)
  @AnswersNotFound('There is no such program.', 'The catalog has no such entry.')
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.entries.read(programEntry, uuidParam(uuid));
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'Make or change a program',
    description:
      'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it.',
  })
  @UuidParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(ProgramAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The address holds no uuid.')
  replace(
    @Param('uuid') param: string,
    @Body() body: ProgramBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    const uuid = uuidParam(param);
    return this.entries.replace(programEntry, uuid, program(uuid, body), ifMatch);
  }
}
