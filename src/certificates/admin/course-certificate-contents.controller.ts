import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
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
import {
  CourseCertificateContentAnswer,
  CourseCertificateContentBody,
  CourseCertificateContentPage,
} from './course-certificate-contents.dto.js';
import { CourseCertificateContentsService } from './course-certificate-contents.service.js';
import { CourseRunKeyParam } from './course-run-key-param.js';

const AnswersNoCertificate = () =>
  AnswersNotFound(
    'There is no certificate for that course run.',
    'No CourseCertificate matches the given query.',
  );

/** Title, language and signatories of the certificates of course runs. The LMS configures them, or the first credential makes one. */
@ApiTags('Administration')
@Controller('api/v2/admin/course_certificates')
export class CourseCertificateContentsController {
  constructor(private readonly contents: CourseCertificateContentsService) {}

  @Get()
  @ApiOperation({ summary: 'List what the certificates of course runs say' })
  @RequireStaff()
  @AnswersList(CourseCertificateContentPage)
  list(@Query() query: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.contents.list(query, request.url);
  }

  @Get(':course_run_key')
  @ApiOperation({ summary: 'Read what the certificate of a course run says' })
  @CourseRunKeyParam()
  @RequireStaff()
  @AnswersTagged(CourseCertificateContentAnswer)
  @AnswersNoCertificate()
  read(@Param('course_run_key') key: string): Promise<string> {
    return this.contents.read(key);
  }

  @Put(':course_run_key')
  @ApiOperation({
    summary: 'Set what the certificate of a course run says',
    description:
      'Its title, language and signatories. Always 200; repeating a request changes nothing. The certificate itself is made by `POST /api/v2/course_certificates/`, or by the first credential.',
  })
  @CourseRunKeyParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(CourseCertificateContentAnswer)
  @AnswersValidationError()
  @AnswersNoCertificate()
  replace(
    @Param('course_run_key') key: string,
    @Body() body: CourseCertificateContentBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.contents.replace(key, body, ifMatch);
  }
}
