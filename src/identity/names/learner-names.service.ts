import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Database, originSetting } from '../../platform/database/index.js';
import { describeError } from '../../platform/errors/index.js';
import { Waiting } from '../../platform/outbox/index.js';
import { withoutDeadline } from '../../platform/telemetry/index.js';
import { LmsNamesClient, type QuestionEnd } from './lms-names.js';
import { LmsRest, type Turn } from './lms-rest.js';
import { claimQuestion, readNameState, storeNames } from './names.sql.js';

/** Longest time that a page waits for a name. */
export const PAGE_WAIT_MS = 300;

/** Longest time that an attempt to send a mail waits for a name. Nobody waits for the mail. */
export const MAIL_WAIT_MS = 5000;

/** How often to look whether another process has its answer. */
const LOOK_MS = 50;

/** Longest wait for the database. A question belongs to no single request. */
const STATEMENT_TIMEOUT_MS = 3000;

/**
 * `answered`: the LMS has a name. `none`: it has none. `failed`: its answer is missing or not whole. `not due`: the last
 * answer is fresh, or a question is on its way or failed a moment ago. `spared`: nobody asks while the LMS has trouble.
 */
export type QuestionOutcome = 'answered' | 'none' | 'failed' | 'not due' | 'spared';

interface Question {
  readonly outcome: QuestionOutcome;
  /** The printed name, where the answer has one; may be empty. */
  readonly name?: string | undefined;
}

interface TriedQuestion extends Question {
  readonly end: QuestionEnd;
  /** Why the answer is not whole, without personal data. */
  readonly problem?: string | undefined;
}

/** A row that prints a learner's name. */
export interface NamedRow {
  readonly userId: number;
  /** By the fragment `nameIsAwaited`. */
  readonly nameIsAwaited: boolean;
}

/** A row from which a mail is made. */
export interface NamedMailRow extends NamedRow {
  /** By the fragment `nameWaitUntil`. */
  readonly nameWaitUntil: number | null;
}

/** Keeps the names of learners as the LMS has them. Asks at most once a day for each, over all processes. */
@Injectable()
export class LearnerNames implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LearnerNames.name);
  private readonly rest = new LmsRest();
  private readonly running = new Map<number, Promise<Question>>();
  private readonly stopping = new AbortController();
  private readonly counted = new Map<QuestionOutcome, number>();

  constructor(
    private readonly database: Database,
    private readonly lms: LmsNamesClient,
  ) {}

  /** Whether the installation asks an LMS at all. */
  get enabled(): boolean {
    return this.lms.enabled;
  }

  /** The questions of this process that ended so. */
  count(outcome: QuestionOutcome): number {
    return this.counted.get(outcome) ?? 0;
  }

  /**
   * Reads a row that prints a name, and reads it again if the name was awaited and has come in time.
   * @param waitMs longest wait for the LMS; its answer is kept also when it comes later
   */
  async read<Row extends NamedRow>(
    read: () => Promise<Row | undefined>,
    waitMs: number,
  ): Promise<Row | undefined> {
    const row = await read();
    if (row?.nameIsAwaited !== true) return row;
    return (await this.find(row.userId, waitMs)) === undefined ? row : read();
  }

  /**
   * Lets a mail wait that would print the username while the LMS may still say a name, since it cannot be corrected once
   * it is sent. The name wakes it (migration 1764000001940).
   * @throws Waiting
   */
  letWait({ nameWaitUntil }: NamedMailRow): void {
    if (this.enabled && nameWaitUntil !== null)
      throw new Waiting('the LMS has not said the learner’s name yet', nameWaitUntil);
  }

  /** The printed name of a learner whose name is awaited; undefined when no answer comes in time. Never rejects. */
  async find(userId: number, waitMs: number): Promise<string | undefined> {
    if (!this.enabled) return undefined;
    const waiting = new AbortController();
    const late = delay(waitMs, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
    const answer = this.answerOf(userId, waiting.signal).catch(() => undefined);
    try {
      return await Promise.race([answer, late]);
    } finally {
      waiting.abort();
    }
  }

  /** Asks the LMS for a learner's names, if that is due. Callers at the same time share a question. Never rejects. */
  ask(userId: number): Promise<Question> {
    const running = this.running.get(userId);
    if (running !== undefined) return running;
    const turn = this.enabled ? this.rest.begin() : undefined;
    if (turn === undefined) return Promise.resolve({ outcome: 'spared' });
    const question = withoutDeadline(() => this.carryOut(userId, turn)).finally(() =>
      this.running.delete(userId),
    );
    this.running.set(userId, question);
    return question;
  }

  /** Whether no question for a learner is open: it has its answer, or staff have set the name. */
  async isAnswered(userId: number): Promise<boolean> {
    const [state] = await this.database.run(readNameState, [userId], STATEMENT_TIMEOUT_MS);
    return state?.answered ?? true;
  }

  /** The database is still there to take the outcomes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  private async answerOf(userId: number, signal: AbortSignal): Promise<string | undefined> {
    const { outcome, name } = await this.ask(userId);
    if (outcome !== 'not due') return name;
    // Another process may be asking, such as the worker that has just heard of a new learner.
    while (!signal.aborted) {
      const [state] = await this.database.run(readNameState, [userId], STATEMENT_TIMEOUT_MS);
      if (state?.answered === true) return state.name;
      if (state?.asking !== true) return undefined;
      await delay(LOOK_MS, undefined, { ref: false });
    }
    return undefined;
  }

  private async carryOut(userId: number, turn: Turn): Promise<Question> {
    try {
      const { problem, end, ...question } = await this.tryOnce(userId);
      const { outcome } = question;
      this.counted.set(outcome, this.count(outcome) + 1);
      const isNew = this.rest.end(turn, userId, end);
      // One line for a whole time of trouble.
      if (isNew) this.logger.warn({ message: 'The LMS gives no names', user: userId, reason: problem });
      return question;
    } catch (error) {
      this.rest.end(turn, userId, 'not asked');
      this.logger.warn(`Names of a learner were not kept (${describeError(error)})`);
      return { outcome: 'not due' };
    }
  }

  private async tryOnce(userId: number): Promise<TriedQuestion> {
    const [claim] = await this.database.run(claimQuestion, [userId], STATEMENT_TIMEOUT_MS);
    if (claim === undefined) return { outcome: 'not due', end: 'not asked' };
    const { username, end } = claim;
    const { name, verifiedName, problem, end: told } = await this.lms.find(username, this.stopping.signal);
    const whole = problem === undefined;
    const answer = [
      userId,
      end,
      username,
      name ?? null,
      verifiedName ?? null,
      whole,
      originSetting(),
    ] as const;
    const [stored] = await this.database.run(storeNames, answer, STATEMENT_TIMEOUT_MS);
    if (whole) return { outcome: name || verifiedName ? 'answered' : 'none', name: stored?.name, end: told };
    const hasPart = name !== undefined || verifiedName !== undefined;
    return {
      outcome: 'failed',
      name: hasPart ? stored?.name : undefined,
      end: told,
      problem,
    };
  }
}
