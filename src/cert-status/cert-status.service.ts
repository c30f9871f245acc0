import { parseUuid } from '../platform/http/index.js';
import { Injectable } from '@nestjs/common';
import { Database, Replicas } from '../platform/database/index.js';
import { answerAll, answerOne, type SortedQuestion } from './cert-status.query.js';
import type { StatusQuestion } from './dto/status.question.js';

/** Says what learners have earned. Answers are JSON text, built in SQL. */
@Injectable()
export class CertStatusService {
  constructor(
    private readonly database: Database,
    private readonly replicas: Replicas,
  ) {}

  async answer(question: Readonly<StatusQuestion>): Promise<string> {
    const { username, lms_user_id, courses, run_keys, run_uuids } = sorted(question);
    const [row] = await this.database.run(answerOne, [username, lms_user_id, courses, run_keys, run_uuids]);
    return row!.json;
  }

  /** Answers in the order of the questions; reports in bulk may lag behind. */
  async answerAll(questions: readonly StatusQuestion[]): Promise<string> {
    const [row] = await this.replicas.run(answerAll, [JSON.stringify(questions.map(sorted))]);
    return row!.json;
  }
}

/** A question as the statement takes it: keys and UUIDs apart, and nothing among them that PostgreSQL would refuse. */
function sorted({ username, lms_user_id, courses, course_runs }: Readonly<StatusQuestion>): SortedQuestion {
  const run_keys: string[] = [];
  const run_uuids: string[] = [];
  for (const run of course_runs ?? []) {
    if (parseUuid(run) !== undefined) run_uuids.push(run);
    else run_keys.push(run.toWellFormed());
  }
  return {
    username: username ? username.toWellFormed() : null,
    lms_user_id: lms_user_id ?? null,
    courses: (courses ?? []).filter((course) => parseUuid(course) !== undefined),
    run_keys,
    run_uuids,
  };
}
