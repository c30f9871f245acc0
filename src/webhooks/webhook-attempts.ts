import { Injectable } from '@nestjs/common';
import { OUTCOMES, type AttemptOutcome } from './entities/webhook-delivery.entity.js';

/** The class of a status, or why none came. */
export const ATTEMPT_ENDS = [
  '2xx',
  '3xx',
  '4xx',
  '5xx',
  ...OUTCOMES.filter((outcome) => outcome !== 'answered'),
] as const;

/** Counts how the requests of this process to webhooks ended. */
@Injectable()
export class WebhookAttempts {
  private readonly counts = new Map<string, number>();

  add(outcome: AttemptOutcome, status: number | null): void {
    const end = status === null ? outcome : `${Math.floor(status / 100)}xx`;
    this.counts.set(end, this.of(end) + 1);
  }

  of(end: string): number {
    return this.counts.get(end) ?? 0;
  }
}
