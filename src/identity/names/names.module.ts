import { Module } from '@nestjs/common';
import { AskForNameSubscriber } from './ask-for-name.subscriber.js';
import { LearnerNamesMetrics } from './learner-names.metrics.js';
import { LearnerNames } from './learner-names.service.js';
import { LmsNamesClient } from './lms-names.js';

/** The names of learners as the LMS has them. */
@Module({
  providers: [LmsNamesClient, LearnerNames, AskForNameSubscriber, LearnerNamesMetrics],
  exports: [LearnerNames],
})
export class NamesModule {}
