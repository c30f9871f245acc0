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
import { CourseRunAnswer, CourseRunPage } from './catalog.answers.js';
import { CourseRunBody } from './catalog.bodies.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { courseRunEntry } from './catalog-entry.sql.js';
import { courseRun } from './describe-entry.js';

/** The times a course is taught. */
@ApiTags('Administration: catalog')
@Controller('api/v2/admin/course_runs')
export class CourseRunsController {
  constructor(private readonly entries: CatalogEntriesService) {}

  @Get()
  @ApiOperation({ summary: 'List course runs' })
  @RequireStaff()
  @AnswersJson(200, CourseRunPage, 'A page of the list.')
  @AnswersNoSuchPage()
  list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.entries.list(courseRunEntry, query, request.url);
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read a course run' })
  @UuidParam()
  @RequireStaff()
  @AnswersTagged(CourseRunAnswer)
  @AnswersNotFound('There is no such course run.', 'The catalog has no such entry.')
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.entries.read(courseRunEntry, uuidParam(uuid));
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'Make or change a course run',
    description:
      'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it. Course certificates that came before the run are linked to it.',
  })
  @UuidParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(CourseRunAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The address holds no uuid.')
  replace(
    @Param('uuid') param: string,
    @Body() body: CourseRunBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    const uuid = uuidParam(param);
    return this.entries.replace(courseRunEntry, uuid, courseRun(uuid, body), ifMatch);
  }
}
