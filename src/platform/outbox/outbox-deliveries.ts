import { Injectable } from '@nestjs/common';
import { Database, type StatementRunner, type Transaction } from '../database/index.js';
import {
  type CountedDeliveries,
  type DeliveryPlace,
  findDead,
  listDeliveries,
  listDeliveriesAbout,
  type ListedDelivery,
  readForRetry,
  type RetriedRow,
  retryEnded,
  summarizeDeliveries,
} from './deliveries.sql.js';
import type { OutboxDelivery } from './entities/outbox-delivery.entity.js';
import type { OutboxState } from './entities/outbox-row.entity.js';
import { CHANNEL } from './outbox.sql.js';
import { SubscriberRegistry } from './subscriber-registry.js';

/** The state of a delivery as other modules know it. */
export type DeliveryStatus = OutboxDelivery['status'];

export const DELIVERY_STATUSES = ['pending', 'waiting', 'done', 'failed', 'cancelled'] as const;

const STATES: Readonly<Record<DeliveryStatus, readonly OutboxState[]>> = {
  pending: ['ready', 'leased'],
  waiting: ['waiting'],
  done: ['done'],
  failed: ['dead'],
  cancelled: ['cancelled'],
};

export interface DeliveryFilter {
  readonly topic?: string | undefined;
  readonly subscriber?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  /** Published at this time or later, and before the other, as ISO 8601. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Only events about one of these. */
  readonly subjects?: readonly string[] | undefined;
}

export interface DeliveryCount extends Omit<CountedDeliveries, 'state'> {
  readonly status: DeliveryStatus;
}

export interface Refused {
  readonly id: number;
  /** A sentence for staff, without personal data. */
  readonly reason: string;
}

export interface Retried {
  /** Ids of the deliveries that are due now, with all their attempts. */
  readonly retried: readonly number[];
  /** The others that there are. */
  readonly refused: readonly Refused[];
}

/** Lists the deliveries of all subscribers, counts them, and retries those that have ended without success. */
@Injectable()
export class OutboxDeliveries {
  constructor(
    private readonly database: Database,
    private readonly subscribers: SubscriberRegistry,
  ) {}

  /** The newest deliveries, from a place of the list on or from its start. */
  list(
    { topic, subscriber, status, since, until, subjects }: DeliveryFilter,
    before: DeliveryPlace | readonly [],
    limit: number,
  ): Promise<ListedDelivery[]> {
    const narrowed = [
      topic ?? null,
      subscriber ?? null,
      status === undefined ? null : STATES[status],
      since ?? null,
      until ?? null,
      before[0] ?? null,
      before[1] ?? null,
      limit,
    ] as const;
    return subjects === undefined
      ? this.database.run(listDeliveries, narrowed)
      : this.database.run(listDeliveriesAbout, [...narrowed, subjects]);
  }

  count(): Promise<DeliveryCount[]> {
    return countByStatus(this.database);
  }

  /** Ids of failed deliveries, in their order. @param since the time of the failure */
  async findFailed(
    { topic, subscriber, since }: Pick<DeliveryFilter, 'topic' | 'subscriber' | 'since'>,
    after: number,
    limit: number,
  ): Promise<number[]> {
    const found = [topic ?? null, subscriber ?? null, since ?? null, after, limit] as const;
    return (await this.database.run(findDead, found)).map(({ id }) => id);
  }

  /**
   * Makes failed and cancelled deliveries due now, with all their attempts again, as far as their subscribers agree. An id
   * without a delivery is in neither list of the result.
   */
  async retry(transaction: Transaction, ids: readonly number[]): Promise<Retried> {
    const found = await transaction.run(readForRetry, [ids]);
    const refused = new Map<number, string>();
    for (const [subscriber, deliveries] of bySubscriber(found)) {
      await this.refuse(transaction, subscriber, deliveries, refused);
    }
    const wanted = found.map(({ id }) => id).filter((id) => !refused.has(id));
    const retried = new Set((await transaction.run(retryEnded, [wanted, CHANNEL])).map(({ id }) => id));
    for (const id of wanted) if (!retried.has(id)) refused.set(id, REFUSALS.pending);
    return {
      retried: wanted.filter((id) => retried.has(id)),
      refused: [...refused].map(([id, reason]) => ({ id, reason })).sort((one, other) => one.id - other.id),
    };
  }

  private async refuse(
    transaction: Transaction,
    name: string,
    deliveries: readonly RetriedRow[],
    refused: Map<number, string>,
  ): Promise<void> {
    const subscriber = this.subscribers.find(name)?.subscriber;
    const asked: RetriedRow[] = [];
    for (const delivery of deliveries) {
      const status = statusOf(delivery.state);
      const mayBe = status === 'failed' || (status === 'cancelled' && subscriber?.retriesCancelled === true);
      if (subscriber === undefined) refused.set(delivery.id, 'This release has no subscriber of that name.');
      else if (mayBe) asked.push(delivery);
      else refused.set(delivery.id, REFUSALS[status]);
    }
    if (asked.length === 0) return;
    const reasons = await subscriber?.refuseRetry?.(transaction, asked);
    for (const [id, reason] of reasons ?? []) refused.set(id, reason);
  }
}

const REFUSALS: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'The delivery is still on its way; only one that has failed can be retried.',
  waiting: 'The delivery waits and goes by itself; only one that has failed can be retried.',
  done: 'The delivery was made; only one that has failed can be retried.',
  failed: 'The delivery cannot be retried.',
  cancelled: 'The delivery was cancelled; only one that has failed can be retried.',
};

/** The counts by topic, subscriber and status, in this order. */
export async function countByStatus(runner: StatementRunner): Promise<DeliveryCount[]> {
  const counts = new Map<string, DeliveryCount>();
  for (const { state, ...row } of await runner.run(summarizeDeliveries, [])) {
    const status = statusOf(state);
    const key = JSON.stringify([row.topic, row.subscriber, status]);
    const other = counts.get(key);
    counts.set(key, {
      ...row,
      status,
      count: row.count + (other?.count ?? 0),
      oldest: other !== undefined && other.oldest < row.oldest ? other.oldest : row.oldest,
      dueSince: row.dueSince ?? other?.dueSince ?? null,
    });
  }
  return [...counts.values()];
}

function statusOf(state: OutboxState): DeliveryStatus {
  return DELIVERY_STATUSES.find((status) => STATES[status].includes(state))!;
}

/** In the order of the names: two retries at once ask the subscribers, which may lock, in the same order. */
function bySubscriber(rows: readonly RetriedRow[]): [string, RetriedRow[]][] {
  const groups = new Map<string, RetriedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.subscriber);
    if (group === undefined) groups.set(row.subscriber, [row]);
    else group.push(row);
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}
