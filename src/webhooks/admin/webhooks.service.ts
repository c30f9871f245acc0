import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Config } from '../../config/index.js';
import { Database, type StatementRunner, type Transaction } from '../../platform/database/index.js';
import { ConflictError, NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { readList } from '../../platform/lists/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import { BELIEVED_MS, Demand } from '../demand.js';
import { wakeDeliveries } from '../delivery/delivery.sql.js';
import { rulesOf } from '../delivery/send-webhook.subscriber.js';
import { drawSecret } from '../delivery/signature.js';
import type {
  ChangeWebhookBody,
  RotateSecretBody,
  SecretWebhookAnswer,
  WebhookAnswer,
  WebhookBody,
} from '../dto/webhook.dto.js';
import { WEBHOOK_SENDER } from '../topics.js';
import { takeTurn } from '../webhooks.sql.js';
import { Webhook } from '../entities/webhook.entity.js';
import { WebhookHealth } from '../entities/webhook-health.entity.js';
import { answersOf } from './webhook-answers.js';
import { requireOrganizations, requirePrograms } from './webhook-filters.js';

export const NO_SUCH_WEBHOOK = 'No Webhook matches the given query.';

/** Each takes some places of a worker, and a row for each event. */
export const MOST_WEBHOOKS = 100;

/** Makes, lists, changes and removes webhooks. Their keys are in the answers to making and rotating only. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly demand: Demand,
    private readonly outbox: OutboxService,
    @InjectRepository(Webhook) private readonly table: Repository<Webhook>,
  ) {}

  /** A page as JSON text. @param address the request's path and query, for the links to other pages */
  list(page: string | undefined, address: string): Promise<string> {
    const { publicUrl } = this.config;
    return readList(this.table, { order: { id: 'ASC' } }, { publicUrl, address, page }, (webhooks) =>
      answersOf(this.database, webhooks),
    );
  }

  /** As JSON text. @throws NotFoundError */
  async read(uuid: string): Promise<string> {
    return JSON.stringify(await readOne(this.database, uuid));
  }

  /**
   * Makes a webhook; its key is in this answer only. It gets the events from then on, in every process.
   * @param options `uuid`: its uuid, without it one is drawn
   * @throws ValidationError, ConflictError for too many
   */
  async create(
    body: WebhookBody,
    { uuid = randomUUID() }: { readonly uuid?: string } = {},
  ): Promise<SecretWebhookAnswer> {
    this.requireAddress(body.url);
    return this.changeDemand(async (transaction) => {
      const { manager } = transaction;
      await transaction.run(takeTurn, []);
      if ((await manager.count(Webhook)) >= MOST_WEBHOOKS)
        throw new ConflictError(`There are ${MOST_WEBHOOKS} webhooks already. Remove one first.`);
      const secret = drawSecret();
      await manager.insert(Webhook, {
        uuid,
        url: body.url,
        events: body.events,
        programs: await requirePrograms(transaction, body.programs ?? [], []),
        organizations: await requireOrganizations(transaction, body.organizations ?? [], []),
        description: body.description ?? '',
        contactEmail: body.contact_email ?? '',
        includeLearner: body.include_learner ?? false,
        secret,
        ...standing(body.enabled ?? true),
      });
      return Object.assign(await readOne(transaction, uuid), { secret });
    });
  }

  /** Changes a webhook and returns it as JSON text. @throws NotFoundError, ValidationError, PreconditionFailedError */
  async change(uuid: string, body: ChangeWebhookBody, ifMatch: string | undefined): Promise<string> {
    if (body.url !== undefined) this.requireAddress(body.url);
    const answer = await this.changeDemand(async (transaction) => {
      const { manager } = transaction;
      const before = await lock(transaction, uuid, ifMatch);
      const { enabled = before.enabled } = body;
      const changes = {
        ...(body.url !== undefined && { url: body.url }),
        ...(body.events !== undefined && { events: body.events }),
        ...(body.programs !== undefined && {
          programs: await requirePrograms(transaction, body.programs, before.programs),
        }),
        ...(body.organizations !== undefined && {
          organizations: await requireOrganizations(transaction, body.organizations, before.organizations),
        }),
        ...(body.description !== undefined && { description: body.description }),
        ...(body.contact_email !== undefined && { contactEmail: body.contact_email }),
        ...(body.include_learner !== undefined && { includeLearner: body.include_learner }),
        ...(enabled !== before.enabled && standing(enabled)),
      };
      if (Object.keys(changes).length > 0) await manager.update(Webhook, before.id, changes);
      if (enabled && !before.enabled) {
        // Else the first failure would disable it again.
        await manager.delete(WebhookHealth, before.id);
        await transaction.run(wakeDeliveries, [uuid]);
      }
      return readOne(transaction, uuid);
    });
    return JSON.stringify(answer);
  }

  /** Removes a webhook with its deliveries. Those under way and those given up are cancelled. @throws NotFoundError, PreconditionFailedError */
  async remove(uuid: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const { id } = await lock(transaction, uuid, ifMatch);
      // For those that a worker has at this moment.
      await transaction.run(wakeDeliveries, [uuid]);
      await transaction.manager.delete(Webhook, id);
      await this.outbox.cancel(transaction, `${WEBHOOK_SENDER}:${uuid}`, 'the webhook is gone');
      transaction.afterCommit(() => this.demand.forget());
    });
  }

  /** Draws another key; those of before sign, too, for a while. The new one is in this answer only. @throws NotFoundError */
  async rotateSecret(uuid: string, { overlap_hours: hours }: RotateSecretBody): Promise<SecretWebhookAnswer> {
    return this.database.transaction(async (transaction) => {
      const { manager } = transaction;
      const { id } = await lock(transaction, uuid, undefined);
      const secret = drawSecret();
      const former =
        hours === 0
          ? { formerSecret: null, formerUntil: null }
          : {
              formerSecret: () => FORMER_SECRETS,
              formerUntil: () => `greatest(former_until, now() + ${hours} * interval '1 hour')`,
            };
      await manager.update(Webhook, id, { secret, rotatedAt: () => 'now()', ...former });
      return Object.assign(await readOne(transaction, uuid), { secret });
    });
  }

  /** @throws ValidationError for an address that could never be posted to */
  private requireAddress(url: string): void {
    const problem = rulesOf(this.config).problemOf(new URL(url));
    if (problem !== undefined) throw new ValidationError({ url: [`The address is refused: ${problem}.`] });
  }

  /**
   * Answers once each process knows which events are wanted now. Only an event that nobody wanted before needs the wait.
   */
  private async changeDemand<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { result, isNew } = await this.database.transaction(async (transaction) => {
      const before = await this.demand.read(transaction);
      const made = await work(transaction);
      const after = await this.demand.read(transaction);
      transaction.afterCommit(() => this.demand.forget());
      return { result: made, isNew: after.some((event) => !before.includes(event)) };
    });
    if (isNew) await delay(BELIEVED_MS);
    return result;
  }
}

/** Most keys of before that sign beside the one that counts. */
const MOST_FORMER = 3;

/** SQL for the keys of before: whoever rotates twice, as after a lost answer, does not end the one that the receiver has. */
const FORMER_SECRETS = `array_to_string((array[secret] || case when former_until > now()
  then string_to_array(former_secret, ' ') end)[1:${MOST_FORMER}], ' ')`;

/** The columns of a webhook that staff enable or disable. */
function standing(enabled: boolean) {
  return enabled
    ? { enabled, disabledBecause: null, disabledAt: null }
    : { enabled, disabledBecause: 'staff' as const, disabledAt: () => 'now()' };
}

async function lock(transaction: Transaction, uuid: string, ifMatch: string | undefined): Promise<Webhook> {
  const webhook = await transaction.manager.findOne(Webhook, {
    where: { uuid },
    lock: { mode: 'for_no_key_update' },
  });
  if (webhook === null) throw new NotFoundError(NO_SUCH_WEBHOOK);
  if (ifMatch !== undefined) requireMatch(ifMatch, JSON.stringify(await readOne(transaction, uuid)));
  return webhook;
}

async function readOne(
  runner: StatementRunner & { readonly manager: EntityManager },
  uuid: string,
): Promise<WebhookAnswer> {
  const [answer] = await answersOf(runner, await runner.manager.findBy(Webhook, { uuid }));
  if (answer === undefined) throw new NotFoundError(NO_SUCH_WEBHOOK);
  return answer;
}
