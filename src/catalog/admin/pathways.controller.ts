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
import { PathwayAnswer, PathwayPage } from './catalog.answers.js';
import { PathwayBody } from './catalog.bodies.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { pathwayEntry } from './catalog-entry.sql.js';
import { pathway } from './describe-entry.js';

/** Institutions that recognise programs. */
@ApiTags('Administration: catalog')
@Controller('api/v2/admin/pathways')
export class PathwaysController {
  constructor(private readonly entries: CatalogEntriesService) {}

  @Get()
  @ApiOperation({ summary: 'List pathways' })
  @RequireStaff()
  @AnswersJson(200, PathwayPage, 'A page of the list.')
  @AnswersNoSuchPage()
  list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.entries.list(pathwayEntry, query, request.url);
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read a pathway' })
  @UuidParam()
  @RequireStaff()
  @AnswersTagged(PathwayAnswer)
  @AnswersNotFound('There is no such pathway.', 'The catalog has no such entry.')
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.entries.read(pathwayEntry, uuidParam(uuid));
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'Make or change a pathway',
    description:
      'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it.',
  })
  @UuidParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(PathwayAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The address holds no uuid.')
  replace(
    @Param('uuid') param: string,
    @Body() body: PathwayBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    const uuid = uuidParam(param);
    return this.entries.replace(pathwayEntry, uuid, pathway(uuid, body), ifMatch);
  }
}
