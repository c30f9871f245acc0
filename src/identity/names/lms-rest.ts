/** The first pause after a failure. It doubles with each further one. */
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 300_000;

/** More at once would be a burden for the LMS: anybody can look at many certificates. */
const MOST_QUESTIONS = 10;

/**
 * Spares an LMS that does not answer, and those who would wait for it: after a failure nobody asks for a while, and then
 * one question at a time, until one is answered.
 */
export class LmsRest {
  private failures = 0;
  private inTrouble = false;
  private until = 0;
  private asking = 0;

  /** Takes part in the asking; `end` gives the place back. @returns false when nobody should ask now */
  begin(): boolean {
    const most = this.failures === 0 ? MOST_QUESTIONS : 1;
    if (this.asking >= most || performance.now() < this.until) return false;
    this.asking += 1;
    return true;
  }

  /**
   * @param outcome `partly`: the LMS answers, and something is odd about this user
   * @returns whether this is the first trouble since the last whole answer
   */
  end(outcome: 'whole' | 'partly' | 'failed' | 'not asked'): boolean {
    this.asking -= 1;
    if (outcome === 'not asked') return false;
    if (outcome === 'failed') {
      this.until = performance.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
      this.failures += 1;
    } else this.failures = 0;
    const isFirst = outcome !== 'whole' && !this.inTrouble;
    this.inTrouble = outcome !== 'whole';
    return isFirst;
  }
}
