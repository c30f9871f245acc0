import type { Outcome } from './deliver.js';
import { withoutLane } from './subscriber-registry.js';

/** How an attempt ended for its delivery. `released`: the worker stopped before its end. `retry`: it comes again. */
export type AttemptOutcome = Outcome['kind'] | 'released';

/** Counts how the attempts of this process ended, by subscriber; its lanes together. */
export class AttemptCounts {
  private readonly counts = new Map<string, Map<AttemptOutcome, number>>();

  add(name: string, outcome: AttemptOutcome): void {
    const subscriber = withoutLane(name);
    const outcomes = this.counts.get(subscriber) ?? new Map<AttemptOutcome, number>();
    this.counts.set(subscriber, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
  }

  of(subscriber: string, outcome: AttemptOutcome): number {
    return this.counts.get(subscriber)?.get(outcome) ?? 0;
  }
}
