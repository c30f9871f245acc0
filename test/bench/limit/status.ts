import type { QuestionRow } from '../../../src/cert-status/cert-status.sql.js';
import { built } from '../built.ts';
import { at, type Limit, type Route } from './routes.ts';

interface Question {
  readonly username: string;
  readonly courses?: string[];
  readonly course_runs?: string[];
}

/** The question as the statement takes it. All runs of the bench are named by key. */
function rowOf({ username, courses = [], course_runs = [] }: Question): QuestionRow {
  return { username, lms_user_id: null, asked: null, courses, run_keys: course_runs, run_uuids: [] };
}

export async function statusRoutes(dist: string, { run }: Limit): Promise<Route[]> {
  const { answerQuestion, answerQuestions } = await built(dist, 'cert-status/cert-status.sql');
  return [
    {
      method: 'POST',
      status: 200,
      fits: at('/api/credentials/v1/learner_cert_status/'),
      handler: async (body) => {
        const { username, courses, run_keys, run_uuids } = rowOf(JSON.parse(body) as Question);
        const [row] = await run(answerQuestion, [username, null, null, courses, run_keys, run_uuids]);
        return row!.json;
      },
    },
    {
      method: 'POST',
      status: 200,
      fits: at('/api/credentials/v1/bulk_learner_cert_status/'),
      handler: async (body) => {
        const questions = (JSON.parse(body) as Question[]).map(rowOf);
        const [row] = await run(answerQuestions, [JSON.stringify(questions)]);
        return row!.json;
      },
    },
  ];
}
