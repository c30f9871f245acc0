import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Config } from '../../config/index.js';
import { AuditLog } from '../../platform/audit/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import { linkTo, readCursor, readPageSize, writeCursor } from '../../platform/lists/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import type { ListWebhookDeliveriesQuery, ReplayAnswer, ReplayBody } from '../dto/webhook-delivery.dto.js';
import { Webhook } from '../entities/webhook.entity.js';
import { EVENT_TYPES } from '../event-names.js';
import { webhookDelivery } from '../topics.js';
import {
  countReplays,
  findByIds,
  findByTime,
  insertTest,
  listDeliveries,
  readDeliveryAnswer,
} from './webhook-deliveries.sql.js';
import { NO_SUCH_WEBHOOK } from './webhooks.service.js';

/** Tells its cursors from those of other lists. */
const LIST = 'webhook deliveries latest';

/** Most deliveries that one request replays. */
const MOST_REPLAYED = 1000;

const TYPES = JSON.stringify(EVENT_TYPES);

/** The deliveries to one webhook: list, replay, and a test. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly outbox: OutboxService,
    private readonly audit: AuditLog,
    @InjectRepository(Webhook) private readonly webhooks: Repository<Webhook>,
  ) {}

  /** A page as JSON text. @param address the request's path and query, for the link. @throws NotFoundError, ValidationError */
  async list(webhook: string, query: ListWebhookDeliveriesQuery, address: string): Promise<string> {
    await this.require(webhook);
    const { state = null, event = null, since = null, until = null, cursor } = query;
    const size = readPageSize(query.page_size);
    const before = cursor ? Number(readCursor(LIST, cursor, 1)[0]) : null;
    const narrowed = [state, event, since, until] as const;
    // One more than the page has tells whether there is a next one.
    const found = await this.database.run(listDeliveries, [TYPES, webhook, ...narrowed, before, size + 1]);
    const page = found.slice(0, size);
    const last = found.length > size ? page.at(-1) : undefined;
    const next =
      last === undefined
        ? null
        : linkTo(this.config.publicUrl, address, { cursor: writeCursor(LIST, [String(last.id)]) });
    return `{"next":${JSON.stringify(next)},"previous":null,"results":[${page.map(({ json }) => json).join(',')}]}`;
  }

  /** Sends a sample event, also to a disabled webhook, and returns the delivery as JSON text. @throws NotFoundError */
  async test(webhook: string): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const [made] = await transaction.run(insertTest, [webhook]);
      if (made === undefined) throw new NotFoundError(NO_SUCH_WEBHOOK);
      await this.outbox.publish(transaction, webhookDelivery, {
        key: String(made.id),
        subject: `webhook_delivery:${made.id}`,
        lane: webhook,
        payload: { deliveryId: made.id, event: 'test' },
      });
      const [row] = await transaction.run(readDeliveryAnswer, [TYPES, made.id]);
      return row!.json;
    });
  }

  /** Sends ended deliveries once more, under the ids of their events. @throws NotFoundError */
  async replay(webhook: string, body: ReplayBody): Promise<ReplayAnswer> {
    await this.require(webhook);
    const ids = body.ids === undefined ? undefined : [...new Set(body.ids)];
    return this.database.transaction(
      async (transaction) => {
        const found =
          ids === undefined
            ? await transaction.run(findByTime, [
                webhook,
                body.since!,
                body.until ?? null,
                body.only_failed ?? false,
                body.after ?? 0,
                MOST_REPLAYED,
              ])
            : await transaction.run(findByIds, [webhook, ids]);
        const ended = found.filter((row) => row.ended);
        // Another replay may have been faster since they were found.
        const repeated = await this.outbox.repeat(
          transaction,
          ended.map(({ messageId }) => messageId),
        );
        const replayedIds = ended.filter(({ messageId }) => repeated.has(messageId)).map(({ id }) => id);
        const replayed = replayedIds.length;
        await transaction.run(countReplays, [replayedIds]);
        if (replayed > 0) {
          await this.audit.record(transaction, {
            action: 'replayed',
            subject: 'webhook',
            subjectUuid: webhook,
            changes: { deliveries: [null, replayedIds] },
          });
        }
        const isFull = ids === undefined && found.length === MOST_REPLAYED;
        return {
          replayed,
          left_out: (ids?.length ?? found.length) - replayed,
          next_after: isFull ? found.at(-1)!.id : null,
          dry_run: body.dry_run,
        };
      },
      { dryRun: body.dry_run },
    );
  }

  private async require(uuid: string): Promise<void> {
    if (!(await this.webhooks.existsBy({ uuid }))) throw new NotFoundError(NO_SUCH_WEBHOOK);
  }
}
