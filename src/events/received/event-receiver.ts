import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { OutdatedReportError } from '../../credentials/index.js';
import {
  Database,
  databaseTrouble,
  repeatDeadlocked,
  type Transaction,
} from '../../platform/database/index.js';
import { BusyError, describeError } from '../../platform/errors/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import { requestContext } from '../../platform/telemetry/index.js';
import { isCleanText } from '../../platform/text/index.js';
import {
  type CertificateEvent,
  readCertificateEvent,
  type UnwantedEvent,
} from '../codec/certificate-event.js';
import { UnreadableEntry } from '../codec/unreadable-entry.js';
import { EventBusConnection } from '../event-bus-connection.js';
import type { InboxOutcome } from '../inbox/event-inbox.entity.js';
import { takeEvent } from '../inbox/event-inbox.sql.js';
import { storedEntry } from '../inbox/stored-entry.js';
import { BusAway, type BusEntry } from '../transport/bus.js';
import { CertificateReports, UnknownCourseRun } from './certificate-reports.js';
import { eventKept, KEPT_EVENTS, subjectOfRun } from './kept-events.js';
import { ReceivedCounts } from './received-counts.js';

/** An event that could be read. */
type Read = CertificateEvent | UnwantedEvent;

/**
 * Handles entries of the bus. Each leaves a row of the inbox, in the transaction of its effect: once that is committed the
 * entry may be acknowledged, and a repeat finds the row. One that cannot be applied is kept with its bytes.
 */
@Injectable()
export class EventReceiver {
  private readonly logger = new Logger(EventReceiver.name);

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxService,
    private readonly connection: EventBusConnection,
    private readonly reports: CertificateReports,
    private readonly counts: ReceivedCounts,
  ) {}

  /**
   * Resolves once nothing of the entry can be lost.
   * @throws an error that may pass, such as of a database that is away: the entry must come again
   */
  async receive(entry: BusEntry): Promise<void> {
    const event = await this.read(entry);
    // The changes of an event stand in the audit log under its id.
    const requestId = event instanceof UnreadableEntry ? keyOf(entry, event) : event.id;
    const caller = { kind: 'job', name: KEPT_EVENTS } as const;
    const outcome = await requestContext.run({ requestId, caller }, () => this.handle(entry, event));
    this.counts.add(entry.topic, outcome);
  }

  private async read(entry: BusEntry): Promise<Read | UnreadableEntry> {
    try {
      return await readCertificateEvent(entry, this.connection.registry);
    } catch (error) {
      if (error instanceof UnreadableEntry) return error;
      throw error;
    }
  }

  private async handle(entry: BusEntry, event: Read | UnreadableEntry): Promise<InboxOutcome | 'repeated'> {
    if (event instanceof UnreadableEntry) return this.keep(entry, event, event);
    try {
      return await repeatDeadlocked(() =>
        this.database.transaction(async (transaction) => {
          // Taken first: what handles the same event at the same time waits here for the end of the other.
          const taken = await this.take(transaction, entry, event, 'applied');
          if (taken === undefined) return 'repeated';
          const outcome = await this.reports.apply(transaction, event);
          if (outcome !== 'applied') throw new OtherOutcome(outcome);
          return outcome;
        }),
      );
    } catch (error) {
      if (error instanceof OtherOutcome) return this.note(entry, event, error.outcome);
      if (error instanceof OutdatedReportError) return this.note(entry, event, 'superseded');
      if (mayPass(error)) throw error;
      return this.keep(entry, event, error);
    }
  }

  /** Notes that an event has no effect. */
  private note(entry: BusEntry, event: Read, outcome: 'superseded' | 'ignored') {
    return this.database.transaction(async (transaction) =>
      (await this.take(transaction, entry, event, outcome)) === undefined ? 'repeated' : outcome,
    );
  }

  /** Keeps the entry and lets the outbox try again: where it gives up, staff see it. */
  private async keep(
    entry: BusEntry,
    event: Read | UnreadableEntry,
    cause: unknown,
  ): Promise<'kept' | 'repeated'> {
    const outcome = await this.database.transaction(async (transaction) => {
      const id = await this.take(transaction, entry, event, 'kept');
      if (id === undefined) return 'repeated';
      const subject = cause instanceof UnknownCourseRun ? subjectOfRun(cause.folded) : undefined;
      await this.outbox.publish(transaction, eventKept, {
        key: String(id),
        subject,
        payload: { inboxId: id },
      });
      return 'kept';
    });
    if (outcome === 'kept') {
      const { topic, position } = entry;
      const reason = describeError(cause);
      this.logger.warn({ message: 'An event of the bus is kept', topic, position, reason });
    }
    return outcome;
  }

  private async take(
    transaction: Transaction,
    entry: BusEntry,
    event: Read | UnreadableEntry,
    outcome: InboxOutcome,
  ): Promise<number | undefined> {
    const isKept = outcome === 'kept';
    const learner = isKept && 'certificate' in event ? event.certificate.user.pii.username : undefined;
    const isRead = !(event instanceof UnreadableEntry);
    const [row] = await transaction.run(takeEvent, [
      keyOf(entry, event),
      entry.topic,
      entry.position,
      isRead ? event.type : null,
      isRead ? event.time : null,
      outcome,
      isKept ? JSON.stringify(storedEntry(entry)) : null,
      isCleanText(learner) ? learner : null,
    ]);
    return row?.id;
  }
}

/** Rolls back what was taken as applied. */
class OtherOutcome extends Error {
  constructor(readonly outcome: 'ignored') {
    super(outcome);
  }
}

/** Whether the same may work later by itself, without a change of anything here. */
function mayPass(error: unknown): boolean {
  return error instanceof BusAway || error instanceof BusyError || databaseTrouble(error) !== undefined;
}

/**
 * Tells repeats of an event by its id. The id of an unreadable entry may be wrong: several may share one, and each is to be
 * kept.
 */
function keyOf(entry: BusEntry, event: Read | UnreadableEntry): string {
  if (!(event instanceof UnreadableEntry)) return event.id;
  const hash = createHash('sha256').update(entry.topic);
  for (const [name, value] of entry.fields) hash.update(`\0${name}\0${value.length}\0`).update(value);
  if (entry.value !== undefined) hash.update('\0value\0').update(entry.value);
  return `unreadable:${hash.digest('hex')}`;
}
