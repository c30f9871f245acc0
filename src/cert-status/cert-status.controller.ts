import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireServiceUser } from '../identity/index.js';
import {
  AnswersJson,
  AnswersListValidationError,
  AnswersValidationError,
  LargeBody,
} from '../platform/http/index.js';
import { InputListPipe } from '../platform/validation/index.js';
import { CertStatusService } from './cert-status.service.js';
import { StatusAnswer } from './dto/status.answer.js';
import { SingleStatusQuestion, StatusQuestion } from './dto/status.body.js';

const MOST_QUESTIONS = 10_000;
const BULK_BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** Tells the services of the installation which course credentials learners have earned. */
@ApiTags('Certificate status')
@Controller('api/credentials/v1')
export class CertStatusController {
  constructor(private readonly certStatus: CertStatusService) {}

  @Post('learner_cert_status')
  @ApiOperation({
    summary: 'Ask what one learner has earned',
    description:
      'Awarded and visible course credentials in the courses or course runs asked for. An unknown learner is no error: their status is empty, as it is where nothing is asked for.',
  })
  @RequireServiceUser('learnerStatusWorker', { orStaff: true })
  @ApiBody({
    type: SingleStatusQuestion,
    examples: {
      username: {
        summary: 'By username',
        value: { username: 'demo_ada', courses: ['de0c0000-0000-4000-8000-000000000001'] },
      },
      lmsUserId: {
        summary: 'By number in the LMS',
        value: { lms_user_id: 9000001, course_runs: ['course-v1:RiversideX+STAT1+2026'] },
      },
    },
  })
  @AnswersJson(200, StatusAnswer, 'What the learner has earned of what was asked for.')
  @AnswersValidationError({ non_field_errors: ['Exactly one of username and lms_user_id is needed.'] })
  one(@Body() question: SingleStatusQuestion): Promise<string> {
    return this.certStatus.answer(question);
  }

  @Post('bulk_learner_cert_status')
  @ApiOperation({
    summary: 'Ask what many learners have earned',
    description:
      'Up to 10,000 questions, 8 MB; as many answers in the same order. One invalid question makes the whole request a 400: a list with the errors of each question, `{}` for the good ones.',
  })
  @RequireServiceUser('learnerStatusWorker', { orStaff: true })
  @LargeBody(BULK_BODY_LIMIT_BYTES)
  @ApiBody({
    type: [StatusQuestion],
    examples: {
      two: {
        summary: 'Two learners',
        value: [
          { username: 'demo_ada', courses: ['de0c0000-0000-4000-8000-000000000001'] },
          { lms_user_id: 9000001, course_runs: ['course-v1:RiversideX+STAT1+2026'] },
        ],
      },
    },
  })
  @AnswersJson(200, [StatusAnswer], 'As many answers as questions, in their order.')
  @AnswersListValidationError({ non_field_errors: ['Exactly one of username and lms_user_id is needed.'] })
  many(
    @Body(new InputListPipe(StatusQuestion, MOST_QUESTIONS)) questions: StatusQuestion[],
  ): Promise<Buffer> {
    return this.certStatus.answerQuestions(questions);
  }
}
