import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import {
  Cancelled,
  type Delivery,
  type EndedDelivery,
  type OutboxSubscriber,
  PermanentFailure,
  Subscriber,
  TemporaryFailure,
  Waiting,
} from '../../platform/outbox/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { guardedPost, GuardedPostError, TargetRules } from '../../platform/remote/index.js';
import type { AttemptOutcome, WebhookDelivery } from '../entities/webhook-delivery.entity.js';
import { WEBHOOK_SENDER, webhookDelivery, type WebhookDeliveryPayload } from '../topics.js';
import { WebhookAttempts } from '../webhook-attempts.js';
import { cloudEvent, CLOUD_EVENT_TYPE } from './cloud-event.js';
import { type DeliveryRow, findDeliveries, noteAttempt, readDelivery } from './delivery.sql.js';
import { Disabling } from './disabling.js';
import { HostNames } from './host-names.js';
import { Receivers } from './receivers.js';
import { signatureHeaders } from './signature.js';

/** Most bytes that are read of an answer, which is thrown away. */
const LARGEST_ANSWER_BYTES = 65_536;

const GONE = 410;

const DISABLED = 'the webhook is disabled';

/** The end of a request: a status, or the reason why none came. */
type Attempt =
  | { readonly outcome: 'answered'; readonly status: number }
  | { readonly outcome: Exclude<AttemptOutcome, 'answered'>; readonly status: null; readonly reason: string };

/** Sends events to webhooks. Each webhook is a lane: one that hangs holds up no other. */
@Subscriber({ name: WEBHOOK_SENDER, topic: webhookDelivery, laned: true })
export class SendWebhookSubscriber implements OutboxSubscriber<WebhookDeliveryPayload> {
  private readonly rules: TargetRules;

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly hostNames: HostNames,
    private readonly receivers: Receivers,
    private readonly disabling: Disabling,
    private readonly attempts: WebhookAttempts,
  ) {
    this.rules = rulesOf(config);
  }

  placesOf(webhook: string): number {
    return this.receivers.placesOf(webhook);
  }

  /**
   * @throws Waiting while the webhook is disabled, Cancelled when it is gone, or the thing that the event is about
   * @throws TemporaryFailure for no answer in time, and for any other answer than 2xx; PermanentFailure for 410
   */
  async deliver(
    { payload: { deliveryId } }: Delivery<WebhookDeliveryPayload>,
    signal: AbortSignal,
  ): Promise<void> {
    const [row] = await this.database.run(readDelivery, [deliveryId]);
    if (row === undefined) throw new Cancelled('the webhook is gone');
    // A test says whether enabling it would help.
    if (!row.enabled && row.event !== 'test') throw new Waiting(DISABLED);
    const attempt = await this.post(row, cloudEvent(row, this.config.publicUrl), signal);
    await this.note(deliveryId, row, attempt);
    if (attempt.outcome !== 'answered') throw new TemporaryFailure(attempt.reason);
    const { status } = attempt;
    if (status >= 300 && status < 400)
      throw new TemporaryFailure(`the receiver redirects (${status}), which is refused`);
    if (!isSuccess(status)) throw new TemporaryFailure(`the receiver answered ${status}`);
  }

  /** One whose webhook is gone has nowhere to go. */
  async refuseRetry(
    transaction: Transaction,
    deliveries: readonly EndedDelivery<WebhookDeliveryPayload>[],
  ): Promise<ReadonlyMap<number, string>> {
    const ids = deliveries.map(({ payload }) => payload.deliveryId);
    const known = new Set((await transaction.run(findDeliveries, [ids])).map(({ id }) => id));
    return new Map(
      deliveries
        .filter(({ payload }) => !known.has(payload.deliveryId))
        .map(({ id }) => [id, 'The webhook is gone.'] as const),
    );
  }

  private async post(row: DeliveryRow, body: Buffer, signal: AbortSignal): Promise<Attempt> {
    const message = { id: row.eventId, timestamp: Math.floor(Date.now() / 1000), body };
    const secrets = [row.secret, ...(row.formerSecret?.split(' ') ?? [])];
    try {
      const status = await guardedPost({
        url: new URL(row.url),
        headers: {
          'content-type': CLOUD_EVENT_TYPE,
          'user-agent': 'credentials-service',
          ...signatureHeaders(message, secrets),
        },
        body,
        rules: this.rules,
        signal,
        timeoutMs: this.config.webhookTimeoutMs,
        largestBytes: LARGEST_ANSWER_BYTES,
        resolve: (host) => this.hostNames.resolve(host),
      });
      return { outcome: 'answered', status };
    } catch (error) {
      if (!(error instanceof GuardedPostError)) throw error;
      return { outcome: error.trouble, status: null, reason: error.message };
    }
  }

  /** @throws PermanentFailure for 410, Waiting when the webhook was disabled by this failure */
  private async note(
    deliveryId: WebhookDelivery['id'],
    { webhookId: id, webhook: uuid }: DeliveryRow,
    { outcome, status }: Attempt,
  ): Promise<void> {
    const succeeded = status !== null && isSuccess(status);
    this.attempts.add(outcome, status);
    this.receivers.note(uuid, succeeded);
    const [health] = await this.database.run(noteAttempt, [
      deliveryId,
      outcome,
      status,
      succeeded,
      this.config.webhookDisableAfterDays,
    ]);
    if (status === GONE) {
      await this.disabling.disable({ id, uuid }, 'gone');
      throw new PermanentFailure('the receiver is gone: it answered 410');
    }
    if (health?.overdue && (await this.disabling.disable({ id, uuid }, 'failures')))
      throw new Waiting(DISABLED);
  }
}

/** The rules for targets that an operator has set. */
export function rulesOf({ webhookAllowHttp, webhookAllowedTargets }: Config): TargetRules {
  return new TargetRules({ allowHttp: webhookAllowHttp, allowed: webhookAllowedTargets });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
