import { Body, Controller, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AcceptsApiKey, Caller, type Principal, RequirePermission, Throttle } from '../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError } from '../platform/http/index.js';
import { GradeAnswer } from './dto/grade.answer.js';
import { ChangeGradeBody, GradeBody } from './dto/grade.body.js';
import { GradesService } from './grades.service.js';

const GradeId = () =>
  ApiParam({ name: 'id', description: 'Number of the grade.', type: 'integer', example: 1 });

/** Grades over REST. The LMS reports them as JSON or as a form (`True` and `False`, numbers as text). */
@ApiTags('Grades')
@Controller('api/v2/grades')
@Throttle('grades')
export class GradesController {
  constructor(private readonly grades: GradesService) {}

  @Post()
  @ApiOperation({
    summary: 'Report a grade',
    description:
      'Makes the grade of that learner in that course run or changes the one there is: repeating a report is safe and answers 201 with the same grade.',
  })
  @RequirePermission('records.add_usergrade')
  @AcceptsApiKey()
  @ApiBody({ type: GradeBody })
  @AnswersJson(201, GradeAnswer)
  @AnswersValidationError()
  report(@Caller() { scope }: Principal, @Body() body: GradeBody): Promise<string> {
    return this.grades.report(body, scope);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Change a grade as a whole',
    description:
      'Username and course run may move it, but not onto another grade. What may be absent stays as it is.',
  })
  @GradeId()
  @RequirePermission('records.change_usergrade')
  @AcceptsApiKey()
  @AnswersJson(200, GradeAnswer)
  @AnswersValidationError()
  @AnswersNotFound('There is no such grade.', 'No UserGrade matches the given query.')
  replace(@Caller() { scope }: Principal, @Param('id') id: string, @Body() body: GradeBody): Promise<string> {
    return this.grades.change(id, body, scope);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change parts of a grade', description: 'What is absent stays as it is.' })
  @GradeId()
  @RequirePermission('records.change_usergrade')
  @AcceptsApiKey()
  @AnswersJson(200, GradeAnswer)
  @AnswersValidationError()
  @AnswersNotFound('There is no such grade.', 'No UserGrade matches the given query.')
  change(
    @Caller() { scope }: Principal,
    @Param('id') id: string,
    @Body() body: ChangeGradeBody,
  ): Promise<string> {
    return this.grades.change(id, body, scope);
  }
}
