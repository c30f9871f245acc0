import { OutdatedReportError } from '../../credentials/index.js';
import { Database, repeatDeadlocked } from '../../platform/database/index.js';
import {
  Cancelled,
  type Delivery,
  type OutboxSubscriber,
  PeerAway,
  PermanentFailure,
  Subscriber,
  Waiting,
} from '../../platform/outbox/index.js';
import { requestContext } from '../../platform/telemetry/index.js';
import { readCertificateEvent } from '../codec/certificate-event.js';
import { UnreadableEntry } from '../codec/unreadable-entry.js';
import { EventBusConnection } from '../event-bus-connection.js';
import { endKeeping, findKept, type KeptEvent, lockKept } from '../inbox/event-inbox.sql.js';
import { entryOf } from '../inbox/stored-entry.js';
import { BusAway } from '../transport/bus.js';
import { CertificateReports, UnfitEvent, UnknownCourseRun } from './certificate-reports.js';
import { eventKept, KEPT_EVENTS } from './kept-events.js';

/**
 * A transaction that brings the run may have begun before the event was kept, and so not wake it: it is looked at again,
 * once that transaction has ended.
 */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Applies events that could not be applied when they were read, in the transaction that ends their keeping. */
@Subscriber({ name: KEPT_EVENTS, topic: eventKept })
export class KeptEventsSubscriber implements OutboxSubscriber<{ inboxId: number }> {
  constructor(
    private readonly database: Database,
    private readonly connection: EventBusConnection,
    private readonly reports: CertificateReports,
  ) {}

  /**
   * @throws PermanentFailure for an entry that cannot be read or does not fit: staff see it, and may retry it once the reason
   * is gone; Waiting until the catalog knows the course run
   */
  async deliver({ payload: { inboxId } }: Delivery<{ inboxId: number }>): Promise<void> {
    const [kept] = await this.database.run(findKept, [inboxId]);
    if (kept === undefined) throw new Cancelled('the event is gone: its learner was retired');
    const { topic, position, entry } = kept;
    // An attempt before this one has applied it and could not say so.
    if (entry === null) return;
    try {
      const event = await readCertificateEvent(entryOf(entry, kept), this.connection.registry);
      const caller = { kind: 'job', name: KEPT_EVENTS } as const;
      await requestContext.run({ requestId: event.id, caller }, () => this.apply(inboxId, event));
    } catch (error) {
      const words = `${topic} ${position}: ${error instanceof Error ? error.message : ''}`;
      if (error instanceof UnreadableEntry || error instanceof UnfitEvent) throw new PermanentFailure(words);
      if (error instanceof UnknownCourseRun) throw new Waiting(words, lookAgain(kept));
      if (error instanceof BusAway) throw new PeerAway(words);
      throw error;
    }
  }

  private async apply(inboxId: number, event: Parameters<CertificateReports['apply']>[1]): Promise<void> {
    try {
      await repeatDeadlocked(() =>
        this.database.transaction(async (transaction) => {
          // Staff may retry while an attempt that lost its lease goes on.
          if ((await transaction.run(lockKept, [inboxId])).length === 0) return;
          const outcome = await this.reports.apply(transaction, event);
          await transaction.run(endKeeping, [inboxId, outcome]);
        }),
      );
    } catch (error) {
      if (!(error instanceof OutdatedReportError)) throw error;
      await this.database.run(endKeeping, [inboxId, 'superseded']);
    }
  }
}

function lookAgain({ received }: KeptEvent): number | undefined {
  const at = received + LOOK_AGAIN_MS;
  return at > Date.now() ? at : undefined;
}
