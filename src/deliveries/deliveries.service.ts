import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';
import { type Act, AuditLog } from '../platform/audit/index.js';
import { Database } from '../platform/database/index.js';
import { ConflictError, NotFoundError } from '../platform/errors/index.js';
import { type DeliveryFilter, OutboxDeliveries, type Retried } from '../platform/outbox/index.js';
import { linkTo, readCursor, readPageSize, writeCursor } from '../platform/lists/index.js';
import { LARGEST_WIDE_ID, parseNumber } from '../platform/text/index.js';
import { describeDeliveries, findSubjects } from './deliveries.sql.js';
import type { DeliverySummaryAnswer } from './dto/delivery.answer.js';
import type { ListDeliveriesQuery } from './dto/list-deliveries.query.js';
import type { RetriedDeliveriesAnswer, RetryDeliveriesBody } from './dto/retry-deliveries.dto.js';

/** Tells its cursors from those of other lists. */
const LIST = 'deliveries latest';

/** Deliveries that are retried in one transaction: their locks are held for a moment only. */
const BATCH_DELIVERIES = 500;

/** Most deliveries that one request retries, so that it ends in its time. */
export const MOST_RETRIED = 5000;

const MOST_EXPLAINED = 100;

/** The outgoing mails and messages of all parts of the service, for staff. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly deliveries: OutboxDeliveries,
    private readonly audit: AuditLog,
  ) {}

  /** A page as JSON text. @param address the request's path and query, for the link. @throws ValidationError */
  async list(query: ListDeliveriesQuery, address: string): Promise<string> {
    const { topic, subscriber, state: status, since, until, username, cursor } = query;
    const size = readPageSize(query.page_size);
    const before = cursor ? readCursor(LIST, cursor, 2).map(Number) : [];
    const filter: DeliveryFilter = {
      topic: topic || undefined,
      subscriber: subscriber || undefined,
      status,
      since,
      until,
      subjects: username ? await this.subjectsOf(username) : undefined,
    };
    // One more than the page has tells whether there is a next one.
    const found = await this.deliveries.list(filter, before as [number, number] | [], size + 1);
    const page = found.slice(0, size);
    const last = found.length > size ? page.at(-1) : undefined;
    const next =
      last === undefined
        ? null
        : linkTo(this.config.publicUrl, address, {
            cursor: writeCursor(LIST, [String(last.created), String(last.id)]),
          });
    const results = await this.describe(page.map(({ id }) => id));
    return `{"next":${JSON.stringify(next)},"previous":null,"results":${results}}`;
  }

  async summary(): Promise<DeliverySummaryAnswer> {
    const counts = await this.deliveries.count();
    const pending = counts.filter(({ status }) => status === 'pending');
    return {
      failed: total(counts.filter(({ status }) => status === 'failed')),
      pending: total(pending),
      oldest_pending: earliest(pending.map(({ oldest }) => oldest)),
      due_since: earliest(pending.flatMap(({ dueSince }) => dueSince ?? [])),
      results: counts.map(({ topic, subscriber, status, count, oldest }) => ({
        topic,
        subscriber,
        state: status,
        count,
        oldest,
      })),
    };
  }

  /** Retries one and returns it as JSON text. @throws NotFoundError, ConflictError when it may not be retried */
  async retry(idText: string): Promise<string> {
    const id = parseNumber(idText, 16, LARGEST_WIDE_ID);
    if (id === undefined) throw notFound();
    const { retried, refused } = await this.retryThese([id], false);
    if (refused[0] !== undefined) throw new ConflictError(refused[0].reason);
    if (retried.length === 0) throw notFound();
    const items = JSON.parse(await this.describe([id])) as unknown[];
    return JSON.stringify(items[0]);
  }

  /** Retries many, each batch in a transaction of its own: a repeat goes on where a break left off. */
  async retryMany(body: RetryDeliveriesBody): Promise<RetriedDeliveriesAnswer> {
    return body.ids === undefined
      ? this.retryFailed(body)
      : this.retryIds([...new Set(body.ids)], body.dry_run);
  }

  private async retryIds(ids: readonly number[], dryRun: boolean): Promise<RetriedDeliveriesAnswer> {
    const { retried, refused } = await this.retryThese(ids, dryRun);
    const known = new Set([...retried, ...refused.map(({ id }) => id)]);
    return answerOf({ retried, refused }, { dryRun, unknown: ids.filter((id) => !known.has(id)) });
  }

  private async retryFailed(body: RetryDeliveriesBody): Promise<RetriedDeliveriesAnswer> {
    const { topic, subscriber, failed_since: since, dry_run: dryRun } = body;
    const retried: number[] = [];
    const refused: Retried['refused'][number][] = [];
    let after = body.after ?? 0;
    for (let seen = 0; seen < MOST_RETRIED; seen += BATCH_DELIVERIES) {
      const ids = await this.deliveries.findFailed({ topic, subscriber, since }, after, BATCH_DELIVERIES);
      if (ids.length > 0) {
        const batch = await this.retryThese(ids, dryRun);
        retried.push(...batch.retried);
        refused.push(...batch.refused);
        after = ids.at(-1)!;
      }
      if (ids.length < BATCH_DELIVERIES) return answerOf({ retried, refused }, { dryRun });
    }
    return answerOf({ retried, refused }, { dryRun, nextAfter: after });
  }

  private retryThese(ids: readonly number[], dryRun: boolean): Promise<Retried> {
    return this.database.transaction(
      async (transaction) => {
        const result = await this.deliveries.retry(transaction, ids);
        const { retried } = result;
        if (retried.length > 0) await this.audit.record(transaction, retriedDeliveries(retried));
        return result;
      },
      { dryRun },
    );
  }

  private async subjectsOf(username: string): Promise<string[]> {
    return (await this.database.run(findSubjects, [username])).map(({ subject }) => subject);
  }

  private async describe(ids: readonly number[]): Promise<string> {
    const [row] = await this.database.run(describeDeliveries, [this.config.publicUrl, ids]);
    return row!.json;
  }
}

function answerOf(
  { retried, refused }: Retried,
  rest: { readonly dryRun: boolean; readonly unknown?: number[]; readonly nextAfter?: number },
): RetriedDeliveriesAnswer {
  return {
    retried: retried.length,
    refused: refused.length,
    refusals: refused.slice(0, MOST_EXPLAINED),
    unknown: rest.unknown ?? [],
    next_after: rest.nextAfter ?? null,
    dry_run: rest.dryRun,
  };
}

const total = (counts: readonly { readonly count: number }[]) =>
  counts.reduce((sum, { count }) => sum + count, 0);

/** One row for all of a transaction, with their ids. */
const retriedDeliveries = (ids: readonly number[]): Act => ({
  action: 'retried',
  subject: 'delivery',
  subjectId: ids.length === 1 ? ids[0] : undefined,
  changes: { ids: [null, ids] },
});

/** All times have the same form, so that texts sort as times do. */
const earliest = (times: readonly string[]): string | null => [...times].sort()[0] ?? null;

function notFound(): NotFoundError {
  return new NotFoundError('There is no such delivery.');
}
