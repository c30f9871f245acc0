import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/index.js';
import { LearnerNames } from './learner-names.service.js';

const RESULTS = ['answered', 'none', 'failed'] as const;

/** Shows how this process's questions for names ended. */
@Injectable()
export class LearnerNamesMetrics {
  constructor(metrics: Metrics, names: LearnerNames) {
    metrics.show(
      {
        learner_name_questions_total: {
          type: 'counter',
          help: 'Questions of this process to the LMS for the names of a learner, by result',
          labels: ['result'],
        },
      },
      () => ({
        learner_name_questions_total: RESULTS.map((result) => ({
          labels: { result },
          value: names.count(result),
        })),
      }),
    );
  }
}
