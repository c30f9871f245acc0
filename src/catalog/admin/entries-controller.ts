import { Body, Get, Param, Put, Query, Req, type Type } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../../identity/index.js';
import {
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  IfMatch,
  TakesIfMatch,
  UuidParam,
  requireUuid,
} from '../../platform/http/index.js';
import { AnswersList, ListQuery } from '../../platform/lists/index.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import type { EntryKind } from './entry-kind.js';

/** The routes of one kind of entries. The controller of each kind extends the result, and so names its path. */
export function entriesController(kind: EntryKind): Type<object> {
  const noun = kind.one.replace(/^an? /, '');

  @ApiTags('Administration: catalog')
  class EntriesController {
    constructor(private readonly entries: CatalogEntriesService) {}

    @Get()
    @ApiOperation({ summary: `List ${kind.many}` })
    @RequireStaff()
    @AnswersList(kind.listEnvelope)
    list(@Query() query: ListQuery, @Req() request: FastifyRequest): Promise<string> {
      return this.entries.list(kind, query, request.url);
    }

    @Get(':uuid')
    @ApiOperation({ summary: `Read ${kind.one}` })
    @UuidParam(kind.example)
    @RequireStaff()
    @AnswersTagged(kind.answer)
    @AnswersNotFound(`There is no such ${noun}.`, 'The catalog has no such entry.')
    read(@Param('uuid') uuid: string): Promise<string> {
      return this.entries.read(kind, requireUuid(uuid));
    }

    @Put(':uuid')
    @ApiOperation({
      summary: `Make or change ${kind.one}`,
      description: [
        'Always 200; repeating a request changes nothing. A sync with a Discovery API overwrites it.',
        ...(kind.note === undefined ? [] : [kind.note]),
      ].join(' '),
    })
    @UuidParam(kind.example)
    @RequireStaff()
    @TakesIfMatch()
    @AnswersTagged(kind.answer)
    @AnswersValidationError()
    @AnswersNotFound('The address holds no uuid.')
    replace(
      @Param('uuid') uuid: string,
      @Body() body: object,
      @IfMatch() ifMatch: string | undefined,
    ): Promise<string> {
      return this.entries.replace(kind, requireUuid(uuid), body, ifMatch);
    }
  }
  // The compiler cannot write this metadata here, because the body's class depends on the kind.
  Reflect.defineMetadata(
    'design:paramtypes',
    [String, kind.body, String],
    EntriesController.prototype,
    'replace',
  );
  return EntriesController;
}
