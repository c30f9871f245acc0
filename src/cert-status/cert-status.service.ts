import { Injectable } from '@nestjs/common';
import { Database, Replicas } from '../platform/database/index.js';
import { isUuid } from '../platform/text/index.js';
import { answerQuestions, answerQuestion, type QuestionRow } from './cert-status.sql.js';
import type { StatusQuestion } from './dto/status.body.js';

/** Answers questions about certificate status. Answers are JSON text, built in SQL. */
@Injectable()
export class CertStatusService {
  constructor(
    private readonly database: Database,
    private readonly replicas: Replicas,
  ) {}

  /** The answer to one question. An unknown learner is no error: their status is empty. */
  async answer(question: Readonly<StatusQuestion>): Promise<string> {
    const { username, lms_user_id, asked, courses, run_keys, run_uuids } = rowOf(question);
    const [row] = await this.database.run(answerQuestion, [
      username,
      lms_user_id,
      asked === null ? null : JSON.stringify(asked),
      courses,
      run_keys,
      run_uuids,
    ]);
    return row!.json;
  }

  /**
   * The answers to many questions, in the order of the questions. They may come from a read replica and so lag behind.
   *
   * Empties the list of questions, so that the garbage collector can drop thousands of objects while the database
   * works.
   *
   * Returns bytes: Node would copy a long text together with its headers, a third of the CPU time of a bulk of 1,000.
   */
  async answerQuestions(questions: StatusQuestion[]): Promise<Buffer> {
    const json = JSON.stringify(questions.map(rowOf));
    questions.length = 0;
    const [row] = await this.replicas.run(answerQuestions, [json]);
    return Buffer.from(row!.json);
  }
}

const NONE: readonly string[] = [];

/** A question as the statements take it, without keys and UUIDs that PostgreSQL would refuse: they match nothing. */
function rowOf({ username, lms_user_id, courses, course_runs }: Readonly<StatusQuestion>): QuestionRow {
  const runs = course_runs ?? NONE;
  return {
    username: username ? username.toWellFormed() : null,
    lms_user_id: numberOf(lms_user_id),
    asked: lms_user_id ?? null,
    courses: only(isUuid, courses ?? NONE),
    run_keys: only(isRunKey, runs),
    run_uuids: only(isUuid, runs),
  };
}

/** Null for what no learner has. */
function numberOf(asked: number | string | null | undefined): number | null {
  const number = typeof asked === 'string' && /^\s*\d{1,16}\s*$/.test(asked) ? Number(asked) : asked;
  return Number.isSafeInteger(number) && Number(number) > 0 ? Number(number) : null;
}

/** PostgreSQL cannot store half of a surrogate pair, so no run has a key with one. */
function isRunKey(run: string): boolean {
  return !isUuid(run) && run.isWellFormed();
}

/** The items that fit. Usually all or none fit; then it makes no copy, which would be most of the garbage of a bulk. */
function only(fits: (item: string) => boolean, list: readonly string[]): readonly string[] {
  if (list.every(fits)) return list;
  return list.some(fits) ? list.filter(fits) : NONE;
}
