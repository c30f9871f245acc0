import {
  Cancelled,
  type Delivery,
  type OutboxSubscriber,
  Subscriber,
  TemporaryFailure,
} from '../../platform/outbox/index.js';
import { learnerUnnamed } from './learner-unnamed.js';
import { LearnerNames } from './learner-names.service.js';

/** Hours. Fewer than the outbox makes: a name that is missing still is no dead message that needs an operator. */
const MOST_ATTEMPTS = 11;

/** Asks the LMS for the names of a learner who was created without one, so that no award waits for it. */
@Subscriber({ name: 'learner-names.ask', topic: learnerUnnamed })
export class AskForNameSubscriber implements OutboxSubscriber<{ userId: number }> {
  constructor(private readonly names: LearnerNames) {}

  wants(): boolean {
    return this.names.enabled;
  }

  /**
   * @throws TemporaryFailure while the LMS does not answer, or another process asks
   * @throws Cancelled after hours of that, or when the installation has no client at the LMS any more
   */
  async deliver({ attempt, payload: { userId } }: Delivery<{ userId: number }>): Promise<void> {
    if (!this.names.enabled) throw new Cancelled('no client at the LMS is configured');
    const { outcome } = await this.names.ask(userId);
    if (outcome === 'answered' || outcome === 'none') return;
    if (outcome === 'not due' && (await this.names.isAnswered(userId))) return;
    if (attempt < MOST_ATTEMPTS) throw new TemporaryFailure('the LMS has not answered yet');
    throw new Cancelled('the LMS did not answer; it is asked again when somebody looks');
  }
}
