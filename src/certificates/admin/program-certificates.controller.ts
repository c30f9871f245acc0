import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../../identity/index.js';
import {
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  IfMatch,
  TakesIfMatch,
} from '../../platform/http/index.js';
import { AnswersList, ListQuery } from '../../platform/lists/index.js';
import { ProgramCertificatesAdminService } from './program-certificates-admin.service.js';
import {
  ProgramCertificateAnswer,
  ProgramCertificateBody,
  ProgramCertificatePage,
} from './program-certificates.dto.js';

const ProgramParam = () =>
  ApiParam({
    name: 'program_uuid',
    description: "The program's uuid.",
    example: 'de0e0000-0000-4000-8000-000000000001',
  });

/** Certificates of programs. A program needs an active one before its credentials can be issued. */
@ApiTags('Administration')
@Controller('api/v2/admin/program_certificates')
export class ProgramCertificatesController {
  constructor(private readonly certificates: ProgramCertificatesAdminService) {}

  @Get()
  @ApiOperation({ summary: 'List the certificates of programs' })
  @RequireStaff()
  @AnswersList(ProgramCertificatePage)
  list(@Query() query: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.certificates.list(query, request.url);
  }

  @Get(':program_uuid')
  @ApiOperation({ summary: 'Read the certificate of a program' })
  @ProgramParam()
  @RequireStaff()
  @AnswersTagged(ProgramCertificateAnswer)
  @AnswersNotFound('The program has no certificate.', 'No ProgramCertificate matches the given query.')
  read(@Param('program_uuid') program: string): Promise<string> {
    return this.certificates.read(program);
  }

  @Put(':program_uuid')
  @ApiOperation({
    summary: 'Configure the certificate of a program',
    description: 'Makes it, or makes it what the body says: always 200. Repeating a request changes nothing.',
  })
  @ProgramParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(ProgramCertificateAnswer)
  @AnswersValidationError()
  @AnswersNotFound('The catalog knows no such program.', 'No Program matches the given query.')
  replace(
    @Param('program_uuid') program: string,
    @Body() body: ProgramCertificateBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.certificates.replace(program, body, ifMatch);
  }
}
