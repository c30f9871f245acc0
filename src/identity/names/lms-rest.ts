import type { QuestionEnd } from './lms-names.js';

/** The first pause after a failure. It doubles with each further one. */
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 300_000;

/** More at once would be a burden for the LMS: anybody can look at many certificates. */
const MOST_QUESTIONS = 10;

/**
 * After useless answers about so many users, without a good one between, the LMS counts as sick. As many as may be on their
 * way at once: a sick LMS gets no more questions than a well one would at that moment, and with a third of all accounts
 * broken it is one chance in 59,000 that ten in a row are.
 */
const MOST_USELESS_USERS = 10;

/** A question on its way: how much of the LMS was known when it began. */
export interface Turn {
  readonly failures: number;
  readonly answers: number;
}

/**
 * Spares an LMS that is away, and those who would wait for it: after a failure nobody asks for a while, and then one
 * question at a time, until one is answered. An answer that is useless for one user is no failure of the LMS.
 */
export class LmsRest {
  private failures = 0;
  private answers = 0;
  private inTrouble = false;
  private until = 0;
  private asking = 0;
  private readonly useless = new Set<number>();

  /** Takes part in the asking; `end` gives the place back. @returns undefined when nobody should ask now */
  begin(): Turn | undefined {
    const most = this.failures === 0 ? MOST_QUESTIONS : 1;
    if (this.asking >= most || performance.now() < this.until) return undefined;
    this.asking += 1;
    return { failures: this.failures, answers: this.answers };
  }

  /** @returns whether this is the first trouble since the last whole answer */
  end(turn: Turn, userId: number, end: QuestionEnd): boolean {
    this.asking -= 1;
    if (end === 'not asked') return false;
    if (end === 'whole' || end === 'partly') {
      this.answers += 1;
      this.failures = 0;
      this.until = 0;
      this.useless.clear();
    } else if (this.isFailure(turn, userId, end)) {
      this.until = performance.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
      this.failures += 1;
    }
    const isFirst = end !== 'whole' && !this.inTrouble;
    this.inTrouble = end !== 'whole';
    return isFirst;
  }

  private isFailure(turn: Turn, userId: number, end: QuestionEnd): boolean {
    // Others got answers meanwhile: it is about this user.
    const isUseless = end === 'useless' || (end === 'silent' && turn.answers !== this.answers);
    if (isUseless) this.useless.add(userId);
    // Questions that were on their way together are one failure.
    if (turn.failures !== this.failures) return false;
    return !isUseless || this.useless.size >= MOST_USELESS_USERS;
  }
}
