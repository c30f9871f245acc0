import type { DataSource } from 'typeorm';
import { Database } from '../../platform/database/index.js';
import { countByStatus, type DeliveryCount, withoutLane } from '../../platform/outbox/index.js';
import { counted } from '../../platform/text/index.js';
import { type Finding, note, ok } from './check.js';

const SUBJECT = 'deliveries';

/** A worker takes a delivery within seconds. */
const LATE_MINUTES = 5;

const MINUTE_MS = 60_000;

/** Whether workers take the outgoing mails and messages, and whether some were given up. */
export async function checkDeliveries(dataSource: DataSource): Promise<Finding[]> {
  const counts = await countByStatus(new Database(dataSource));
  return [whetherTaken(counts), whetherGivenUp(counts)];
}

function whetherTaken(counts: readonly DeliveryCount[]): Finding {
  const pending = counts.filter(({ status }) => status === 'pending');
  const waiting = kindsOf(counts.filter(({ status }) => status === 'waiting'));
  const count = [
    counted(sum(pending), 'delivery on its way', 'deliveries on their way'),
    ...(waiting === '' ? [] : [`waiting for something to come: ${waiting}`]),
  ].join('; ');
  const [due] = pending.flatMap(({ dueSince }) => dueSince ?? []).sort();
  const minutes = due === undefined ? 0 : Math.floor((Date.now() - Date.parse(due)) / MINUTE_MS);
  if (minutes < LATE_MINUTES) return ok(SUBJECT, count);
  return note(
    SUBJECT,
    `${count}; the oldest is due for ${minutes} minutes`,
    'start a process with ROLE=all or ROLE=worker, or see its log',
  );
}

function whetherGivenUp(counts: readonly DeliveryCount[]): Finding {
  const given = counts.filter(({ status }) => status === 'failed');
  if (given.length === 0) return ok(SUBJECT, 'none was given up');
  const [oldest = ''] = given.map((kind) => kind.oldest).sort();
  return note(
    SUBJECT,
    `given up: ${kindsOf(given)}; the oldest is of ${oldest.slice(0, 10)}`,
    'the command `deliveries list --state failed` says why; mend that, and run `deliveries retry` with ids or --topic',
  );
}

/** Numbers by subscriber, its topics and lanes together. */
function kindsOf(counts: readonly DeliveryCount[]): string {
  const numbers = new Map<string, number>();
  for (const { subscriber, count } of counts) {
    const name = withoutLane(subscriber);
    numbers.set(name, (numbers.get(name) ?? 0) + count);
  }
  return [...numbers].map(([name, count]) => `${count} of ${name}`).join(', ');
}

const sum = (counts: readonly DeliveryCount[]) => counts.reduce((total, { count }) => total + count, 0);
