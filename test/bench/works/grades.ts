import { learnerName, runKey, runOf } from '../world/names.ts';
import type { Work } from './work.ts';

/** The LMS posts grades as forms. Nine in ten change a grade, the others create one. */
export const gradeWorks: readonly Work[] = [
  {
    name: 'grade',
    title: 'grade upsert, form',
    caller: 'staff',
    status: 201,
    writes: true,
    target: { cpu: 0.6, rate: 0.8 },
    call: (world, turn, random) => {
      const learner = 1 + random.below(world.learners);
      return {
        method: 'POST',
        path: '/api/v2/grades/',
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({
          username: learnerName(learner),
          course_run: runKey(runOf(world, learner, 0)),
          letter_grade: 'Pass',
          percent_grade: (random.below(10_001) / 10_000).toFixed(4),
          verified: 'True',
          lms_last_updated_at: new Date(Date.UTC(2026, 0, 1) + turn * 1000).toISOString(),
        }).toString(),
      };
    },
  },
];
