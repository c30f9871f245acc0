import { Cancelled, PermanentFailure, reasonOf, TemporaryFailure, Waiting } from './failures.js';
import type { Delivery } from './subscriber.js';
import { type Subscribed, topicsOf } from './subscriber-registry.js';

/**
 * The end of an attempt. `retry`: it failed and may work later. `dead`: it can never work. `cancelled`: the delivery is
 * no longer wanted. `waiting`: it is to wait for something.
 */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'waiting'; readonly reason: string; readonly until: number | undefined }
  | { readonly kind: 'cancelled' | 'dead' | 'retry'; readonly reason: string; readonly error: unknown };

/** Makes one attempt. After an abort it does not wait for a subscriber that ignores the signal. */
export async function deliver(
  delivery: Delivery,
  subscribed: Subscribed,
  signal: AbortSignal,
): Promise<Outcome> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    const topic = topicsOf(subscribed).find(({ name }) => name === delivery.topic);
    if (topic === undefined || delivery.payload.version > topic.version) {
      throw new TemporaryFailure('a newer release wrote this event and must deliver it');
    }
    await Promise.race([aborted, subscribed.subscriber.deliver(delivery, signal)]);
    return { kind: 'done' };
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof Waiting) return { kind: 'waiting', reason, until: error.until };
    if (error instanceof PermanentFailure) return { kind: 'dead', reason, error };
    return { kind: error instanceof Cancelled ? 'cancelled' : 'retry', reason, error };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
