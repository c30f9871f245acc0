import { Injectable } from '@nestjs/common';
import { type InboxOutcome, OUTCOMES } from '../inbox/event-inbox.entity.js';

/** The outcome of an entry. `repeated`: it was handled before. */
export type ReceivedOutcome = InboxOutcome | 'repeated';

export const RECEIVED_OUTCOMES: readonly ReceivedOutcome[] = [...OUTCOMES, 'repeated'];

/** Counts the entries that this process has read, by outcome. */
@Injectable()
export class ReceivedCounts {
  private readonly counts = new Map<string, number>();

  add(topic: string, outcome: ReceivedOutcome): void {
    this.counts.set(`${topic} ${outcome}`, this.of(topic, outcome) + 1);
  }

  of(topic: string, outcome: ReceivedOutcome): number {
    return this.counts.get(`${topic} ${outcome}`) ?? 0;
  }
}
