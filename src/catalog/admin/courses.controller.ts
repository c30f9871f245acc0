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
import { CourseAnswer, CoursePage } from './catalog.answers.js';
import { CourseBody } from './catalog.bodies.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { courseEntry } from './catalog-entry.sql.js';
import { course } from './describe-entry.js';

/** What is taught; learners take its runs. */
@ApiTags('Administration: catalog')
@Controller('api/v2/admin/courses')
export class CoursesController {
  constructor(private readonly entries: CatalogEntriesService) {}

  @Get()
  @ApiOperation({ summary: 'List courses' })
  @RequireStaff()
  @AnswersJson(200, CoursePage, 'A page of the list.')
  @AnswersNoSuchPage()
  list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.entries.list(courseEntry, query, request.url);
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read a course' })
  @UuidParam()
  @RequireStaff()
  @AnswersTagged(CourseAnswer)
  @AnswersNotFound('There is no such course.', 'The catalog has no such entry.')
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.entries.read(courseEntry, uuidParam(uuid));
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'Make or change a course',
    description:
      'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it. Its runs stay.',
  })
  @UuidParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(CourseAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The address holds no uuid.')
  replace(
    @Param('uuid') param: string,
    @Body() body: CourseBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    const uuid = uuidParam(param);
    return this.entries.replace(courseEntry, uuid, course(uuid, body), ifMatch);
  }
}
