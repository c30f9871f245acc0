import { Cancelled, PermanentFailure, reasonOf } from './failures.js';
import type { Delivery, OutboxHandler } from './outbox-handlers.js';

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' | 'dead' | 'retry'; readonly reason: string; readonly error: unknown };

/** Of the outcomes of several handlers the first in this order is the message's. */
const PRECEDENCE: readonly Outcome['kind'][] = ['retry', 'dead', 'cancelled', 'done'];

/**
 * Calls all handlers, each whether or not another one failed, so that one that fails for good does not starve the rest.
 * If any has to be called again, all are: they are idempotent. Without handlers there is nothing to do, and it is done.
 */
export async function deliver(
  delivery: Delivery,
  handlers: readonly OutboxHandler[],
  signal: AbortSignal,
): Promise<Outcome> {
  const outcomes: Outcome[] = [{ kind: 'done' }];
  for (const handler of handlers) outcomes.push(await attempt(handler, delivery, signal));
  return outcomes.sort((a, b) => PRECEDENCE.indexOf(a.kind) - PRECEDENCE.indexOf(b.kind))[0]!;
}

/** A handler that ignores the signal is not waited for once it is aborted. */
async function attempt(handler: OutboxHandler, delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    await Promise.race([aborted, handler(delivery, signal)]);
    return { kind: 'done' };
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof PermanentFailure) return { kind: 'dead', reason, error };
    return { kind: error instanceof Cancelled ? 'cancelled' : 'retry', reason, error };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
