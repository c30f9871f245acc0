import { isUuid } from '../platform/http/index.js';
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

  /**
   * Answers in the order of the questions; reports in bulk may lag behind. Takes the questions: the list is empty
   * afterwards, so that thousands of them do not lie in memory, to be moved about by the garbage collector, while the
   * database works.
   */
  async answerAll(questions: StatusQuestion[]): Promise<string> {
    const json = JSON.stringify(questions.map(sorted));
    questions.length = 0;
    const [row] = await this.replicas.run(answerAll, [json]);
    return row!.json;
  }
}

/** A question as the statement takes it: keys and UUIDs apart, and nothing among them that PostgreSQL would refuse. */
function sorted({ username, lms_user_id, courses, course_runs }: Readonly<StatusQuestion>): SortedQuestion {
  const runs = course_runs ?? NONE;
  return {
    username: username ? username.toWellFormed() : null,
    lms_user_id: lms_user_id ?? null,
    courses: only(isUuid, courses ?? NONE),
    run_keys: only(isRunKey, runs),
    run_uuids: only(isUuid, runs),
  };
}

const NONE: readonly string[] = [];

/** PostgreSQL holds no half surrogate pairs: such a key is no run's. */
function isRunKey(run: string): boolean {
  return !isUuid(run) && run.isWellFormed();
}

/** The list itself where nothing is to be left out, as nearly always: of a bulk the copies would be the most garbage. */
function only(fits: (item: string) => boolean, list: readonly string[]): readonly string[] {
  if (list.every(fits)) return list;
  return list.some(fits) ? list.filter(fits) : NONE;
}
