import { Body, Controller, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireStaff } from '../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError } from '../platform/http/index.js';
import { CourseCertificatesService } from './course-certificates.service.js';
import { CourseCertificateAnswer } from './dto/course-certificate.answer.js';
import {
  ChangeCourseCertificateBody,
  CourseCertificateBody,
  ReplaceCourseCertificateBody,
} from './dto/course-certificate.body.js';

const AnswersNoCertificate = () =>
  AnswersNotFound(
    'There is no certificate for that course run.',
    'No CourseCertificate matches the given query.',
  );

const CourseIdParam = () =>
  ApiParam({
    name: 'course_id',
    description:
      "The course run's key, in any letter case; `+` may be written `%2B`, and `/` in old keys must be written `%2F`.",
    example: 'course-v1:RiversideX+STAT1+2026',
  });

/** Course certificates over REST: the LMS configures the certificate of each course run. */
@ApiTags('Course certificates')
@Controller('api/v2/course_certificates')
export class CourseCertificatesController {
  constructor(private readonly certificates: CourseCertificatesService) {}

  @Post()
  @ApiOperation({
    summary: 'Configure a course certificate',
    description:
      'Makes the certificate of that course run, or changes the one there is, its type included: always 201.',
  })
  @RequireStaff()
  @AnswersJson(201, CourseCertificateAnswer)
  @AnswersValidationError()
  configure(@Body() body: CourseCertificateBody): Promise<string> {
    return this.certificates.configure(body);
  }

  @Get(':course_id')
  @ApiOperation({ summary: 'Read a course certificate' })
  @CourseIdParam()
  @RequireStaff()
  @AnswersJson(200, CourseCertificateAnswer)
  @AnswersNoCertificate()
  retrieve(@Param('course_id') courseId: string): Promise<string> {
    return this.certificates.retrieve(courseId);
  }

  @Put(':course_id')
  @ApiOperation({ summary: 'Change a course certificate as a whole' })
  @CourseIdParam()
  @RequireStaff()
  @AnswersJson(200, CourseCertificateAnswer)
  @AnswersValidationError()
  @AnswersNoCertificate()
  replace(@Param('course_id') courseId: string, @Body() body: ReplaceCourseCertificateBody): Promise<string> {
    return this.certificates.change(courseId, body);
  }

  @Patch(':course_id')
  @ApiOperation({ summary: 'Change parts of a course certificate' })
  @CourseIdParam()
  @RequireStaff()
  @AnswersJson(200, CourseCertificateAnswer)
  @AnswersValidationError()
  @AnswersNoCertificate()
  change(@Param('course_id') courseId: string, @Body() body: ChangeCourseCertificateBody): Promise<string> {
    return this.certificates.change(courseId, body);
  }
}
