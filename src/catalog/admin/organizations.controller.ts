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
import { OrganizationAnswer, OrganizationPage } from './catalog.answers.js';
import { OrganizationBody } from './catalog.bodies.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { organizationEntry } from './catalog-entry.sql.js';
import { organization } from './describe-entry.js';

/** Who teaches, authors programs and stands on certificates. */
@ApiTags('Administration: catalog')
@Controller('api/v2/admin/organizations')
export class OrganizationsController {
  constructor(private readonly entries: CatalogEntriesService) {}

  @Get()
  @ApiOperation({ summary: 'List organizations' })
  @RequireStaff()
  @AnswersJson(200, OrganizationPage, 'A page of the list.')
  @AnswersNoSuchPage()
  list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.entries.list(organizationEntry, query, request.url);
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read an organization' })
  @UuidParam()
  @RequireStaff()
  @AnswersTagged(OrganizationAnswer)
  @AnswersNotFound('There is no such organization.', 'The catalog has no such entry.')
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.entries.read(organizationEntry, uuidParam(uuid));
  }

  @Put(':uuid')
  @ApiOperation({
    summary: 'Make or change an organization',
    description:
      'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it.',
  })
  @UuidParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(OrganizationAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The address holds no uuid.')
  replace(
    @Param('uuid') param: string,
    @Body() body: OrganizationBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    const uuid = uuidParam(param);
    return this.entries.replace(organizationEntry, uuid, organization(uuid, body), ifMatch);
  }
}
