import { Injectable } from '@nestjs/common';
import { Database, Replicas } from '../platform/database/index.js';
import { isUuid } from '../platform/text/index.js';
import { answerAll, answerOne, type QuestionRow } from './cert-status.sql.js';
import type { StatusQuestion } from './dto/status.question.js';

/** Says what learners have earned. Answers are JSON text, built in SQL. */
@Injectable()
export class CertStatusService {
  constructor(
    private readonly database: Database,
    private readonly replicas: Replicas,
  ) {}

  /** The answer to one question. An unknown learner is no error: their status is empty. */
  async answer(question: Readonly<StatusQuestion>): Promise<string> {
    const { username, lms_user_id, courses, run_keys, run_uuids } = rowOf(question);
    const [row] = await this.database.run(answerOne, [username, lms_user_id, courses, run_keys, run_uuids]);
    return row!.json;
  }

  /**
   * The answers to many questions, in the order of the questions. They may come from a read replica and so lag behind.
   *
   * The list of questions is emptied: while the database works nothing refers to them any more, so that the garbage
   * collector can drop thousands of objects instead of moving them about.
   *
   * The answer is bytes: of a long text Node makes one more copy, together with the headers, which cost a bulk of 1,000 a
   * third of its processor time.
   */
  async answerAll(questions: StatusQuestion[]): Promise<Buffer> {
    const json = JSON.stringify(questions.map(rowOf));
    questions.length = 0;
    const [row] = await this.replicas.run(answerAll, [json]);
    return Buffer.from(row!.json);
  }
}

const NONE: readonly string[] = [];

/** A question as the statements take it, without keys and UUIDs that PostgreSQL would refuse: these match nothing anyway. */
function rowOf({ username, lms_user_id, courses, course_runs }: Readonly<StatusQuestion>): QuestionRow {
  const runs = course_runs ?? NONE;
  return {
    username: username ? username.toWellFormed() : null,
    lms_user_id: lms_user_id ?? null,
    courses: only(isUuid, courses ?? NONE),
    run_keys: only(isRunKey, runs),
    run_uuids: only(isUuid, runs),
  };
}

/** PostgreSQL cannot hold half of a surrogate pair, so a key with one in it belongs to no run. */
function isRunKey(run: string): boolean {
  return !isUuid(run) && run.isWellFormed();
}

/**
 * The items that fit. Nearly always that is all of them or none, and then no copy is made: in a bulk of thousands of
 * questions the copies would be most of the garbage.
 */
function only(fits: (item: string) => boolean, list: readonly string[]): readonly string[] {
  if (list.every(fits)) return list;
  return list.some(fits) ? list.filter(fits) : NONE;
}
