import type { ServerResponse } from 'node:http';
import { BusyError, CallerLeftError, ErrorWords } from '../errors/index.js';

/**
 * Fewer than half of the pool's connections, so that other requests always find one. With sixteen callers of bulks of
 * 1,000 questions this bound saved a fifth of the process's time and 25 MB: requests that wait for the database outlive
 * the young generation, and the garbage collector has to scan all of them.
 */
const MOST_BODIES = 4;

/** Share of a request's time that it may wait for its turn. The rest is for the work. */
const PART_OF_REQUEST = 0.8;

interface Waiting {
  readonly caller: string;
  begin(): void;
}

/** Limits how many large bodies are worked on at once. The caller with the fewest in work is next, so none takes all. */
export class LargeBodyTurns {
  private readonly inWork = new Map<string, number>();
  private readonly waiting = new Set<Waiting>();
  private taken = 0;

  private readonly patienceMs: number;

  constructor(requestTimeoutMs: number) {
    this.patienceMs = PART_OF_REQUEST * requestTimeoutMs;
  }

  /**
   * Resolves when the body may be worked on.
   * @returns ends the turn; a second call changes nothing
   * @throws BusyError; CallerLeftError
   */
  take(caller: string, response: ServerResponse): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(late);
        response.off('close', onClose);
        this.waiting.delete(entry);
      };
      const refuse = (error: Error) => {
        leave();
        reject(error);
      };
      const onClose = () => refuse(new CallerLeftError());
      const late = setTimeout(() => refuse(new BusyError(ErrorWords.bodiesBusy)), this.patienceMs);
      const entry: Waiting = {
        caller,
        begin: () => {
          leave();
          resolve(this.begin(caller));
        },
      };
      response.once('close', onClose);
      this.waiting.add(entry);
      this.beginNext();
    });
  }

  private begin(caller: string): () => void {
    this.taken += 1;
    this.inWork.set(caller, this.inWorkOf(caller) + 1);
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.taken -= 1;
      const rest = this.inWorkOf(caller) - 1;
      if (rest === 0) this.inWork.delete(caller);
      else this.inWork.set(caller, rest);
      this.beginNext();
    };
  }

  private beginNext(): void {
    if (this.taken >= MOST_BODIES) return;
    let next: Waiting | undefined;
    for (const entry of this.waiting)
      if (next === undefined || this.inWorkOf(entry.caller) < this.inWorkOf(next.caller)) next = entry;
    next?.begin();
  }

  private inWorkOf(caller: string): number {
    return this.inWork.get(caller) ?? 0;
  }
}
