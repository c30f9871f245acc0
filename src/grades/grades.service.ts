import { Injectable } from '@nestjs/common';
import { isKeyUsername, requireLearnerName, UsersService } from '../identity/index.js';
import {
  Database,
  originSetting,
  repeatDeadlocked,
  SqlState,
  sqlStateOf,
  type StatementRunner,
  type Transaction,
} from '../platform/database/index.js';
import { BusyError, NotFoundError, ValidationError } from '../platform/errors/index.js';
import { LARGEST_WIDE_ID, parseNumber } from '../platform/text/index.js';
import type { ChangeGradeBody, GradeBody } from './dto/grade.body.js';
import {
  changeGrade,
  findCourseRun,
  findCourseRunInScope,
  type GradeReport,
  lockGrade,
  lockGradeInScope,
  readGrade,
  upsertGrade,
} from './grade.sql.js';

/** A rename takes the learner away between two statements, or another request creates the grade: seldom, and once. */
const MOST_TRIALS = 5;

/** Stores the grades that the LMS reports. Answers are JSON text, built in SQL. */
@Injectable()
export class GradesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
  ) {}

  /**
   * Stores a grade, in one statement unless the learner is new.
   * @param scope of an API key: runs outside of it count as unknown
   * @throws ValidationError for an unknown run
   */
  async report(body: Readonly<GradeBody>, scope?: number): Promise<string> {
    if (scope !== undefined) await requireCourseRun(this.database, body.course_run, scope);
    const values = reportOf(body);
    // The learner may be merged with another account at this moment.
    const [result] = await repeatDeadlocked(() =>
      this.database.run(upsertGrade, [...values, originSetting()]),
    );
    if (!result!.knownRun) throw unknownRun(body.course_run);
    return result!.json ?? this.reportFirst(body.username, values);
  }

  /**
   * Changes a grade. Fields that the body does not name stay.
   * @param scope of an API key: grades and runs outside of it count as unknown
   * @throws NotFoundError, or ValidationError when the run is unknown or the learner has another grade in it
   */
  async change(id: string, body: ChangeGradeBody, scope?: number): Promise<string> {
    const number = parseNumber(id, 16, LARGEST_WIDE_ID);
    if (number === undefined) throw notFound();
    try {
      return await this.database.transaction((transaction) =>
        this.changeIn(transaction, number, body, scope),
      );
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.uniqueViolation) throw error;
      throw new ValidationError({
        non_field_errors: ['The fields username, course_run must make a unique set.'],
      });
    }
  }

  /** The same in a transaction of the caller, who repeats it after a deadlock. @throws ValidationError for an unknown run */
  async reportIn(transaction: Transaction, body: Readonly<GradeBody>): Promise<string> {
    const values = reportOf(body);
    const [result] = await transaction.run(upsertGrade, [...values, null]);
    if (!result!.knownRun) throw unknownRun(body.course_run);
    return result!.json ?? this.reportNew(transaction, body.username, values);
  }

  private async reportFirst(username: string, values: GradeReport): Promise<string> {
    return this.database.transaction((transaction) => this.reportNew(transaction, username, values));
  }

  private async reportNew(transaction: Transaction, username: string, values: GradeReport): Promise<string> {
    for (let trial = 1; trial <= MOST_TRIALS; trial += 1) {
      await this.users.findOrCreateLearner(transaction, username);
      const [result] = await transaction.run(upsertGrade, [...values, null]);
      if (result!.json !== null) return result!.json;
    }
    throw new BusyError();
  }

  private async changeIn(
    transaction: Transaction,
    id: number,
    body: ChangeGradeBody,
    scope: number | undefined,
  ): Promise<string> {
    const time = body.lms_last_updated_at ?? null;
    const [stored] =
      scope === undefined
        ? await transaction.run(lockGrade, [id, time])
        : await transaction.run(lockGradeInScope, [id, time, scope]);
    if (stored === undefined) throw notFound();
    const courseRunId = await requireCourseRun(transaction, body.course_run, scope);
    if (!stored.outdated) {
      const learner =
        body.username === undefined
          ? undefined
          : await this.users.findOrCreateLearner(transaction, body.username);
      await transaction.run(changeGrade, [
        id,
        learner?.id ?? null,
        courseRunId,
        letterOf(body),
        body.percent_grade ?? null,
        body.verified ?? null,
        body.lms_last_updated_at ?? null,
        body.lms_last_updated_at === undefined,
      ]);
    }
    const [row] = await transaction.run(readGrade, [id]);
    return row!.json;
  }
}

function reportOf(body: Readonly<GradeBody>): GradeReport {
  if (isKeyUsername(body.username)) requireLearnerName(body.username);
  return [
    body.username,
    body.course_run,
    letterOf(body),
    body.percent_grade,
    body.verified ?? null,
    body.lms_last_updated_at ?? null,
    body.lms_last_updated_at === undefined,
  ];
}

/** The LMS sends null for no letter. @returns null when the body has no letter_grade */
function letterOf({ letter_grade }: Pick<GradeBody, 'letter_grade'>): string | null {
  return letter_grade === null ? '' : (letter_grade ?? null);
}

/** @returns null without a key */
async function requireCourseRun(
  runner: StatementRunner,
  key: string | undefined,
  scope: number | undefined,
): Promise<number | null> {
  if (key === undefined) return null;
  const [run] =
    scope === undefined
      ? await runner.run(findCourseRun, [key])
      : await runner.run(findCourseRunInScope, [key, scope]);
  if (run === undefined) throw unknownRun(key);
  return run.id;
}

function unknownRun(key: string): ValidationError {
  return new ValidationError({ course_run: [`No CourseRun exists for key [${key}]`] });
}

function notFound(): NotFoundError {
  return new NotFoundError('No UserGrade matches the given query.');
}
