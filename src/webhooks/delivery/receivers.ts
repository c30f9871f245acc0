import { Injectable } from '@nestjs/common';

/** Failures in a row after which a receiver gets one request at a time. */
const MOST_FAILURES = 5;

/** Requests to one receiver at the same time, while it answers. */
const PLACES = 5;

/** Knows how the receivers do, as far as this process has asked them: one that only fails is not asked all at once. */
@Injectable()
export class Receivers {
  /** Failures in a row, by the webhook's uuid; none while it answers. */
  private readonly failures = new Map<string, number>();

  placesOf(webhook: string): number {
    return (this.failures.get(webhook) ?? 0) < MOST_FAILURES ? PLACES : 1;
  }

  note(webhook: string, succeeded: boolean): void {
    if (succeeded) this.failures.delete(webhook);
    else this.failures.set(webhook, (this.failures.get(webhook) ?? 0) + 1);
  }
}
