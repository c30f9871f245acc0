import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from './deadline.js';

/** The caller behind a piece of work. Names are personal data: they belong in the database, not in a log. */
export type OriginCaller =
  /** `tokenDigest` identifies the token without revealing it: its SHA-256 in base64. */
  | {
      readonly kind: 'user';
      readonly id: number;
      readonly name: string;
      readonly tokenDigest: string;
      /** The client for which the token was issued, as its claims say. */
      readonly client?: string | undefined;
    }
  /** A script with a key of its own, which is the user `id`; `name` is that of the key. */
  | { readonly kind: 'api-key'; readonly id: number; readonly name: string }
  /** The bearer of a valid token, while their user is found, created or updated. */
  | {
      readonly kind: 'sign-in';
      readonly name: string;
      readonly tokenDigest: string;
      readonly client?: string | undefined;
    }
  | { readonly kind: 'anonymous' }
  /** The command line; `account` is the operating system's. */
  | { readonly kind: 'command'; readonly command: string; readonly account: string }
  /** A delivery of the outbox (`name` is its subscriber) or a scheduled task of the process. */
  | { readonly kind: 'job'; readonly name: string }
  /** Code that runs outside of any context: the start of the process, a test. */
  | { readonly kind: 'unknown' };

/** The source of a piece of work. */
export interface Origin {
  /** Undefined for an unknown caller only. */
  readonly requestId: string | undefined;
  readonly caller: OriginCaller;
}

interface RequestContext extends Origin {
  readonly requestId: string;
  caller: OriginCaller;
  /** How long somebody waits for the work; undefined where nobody does. */
  readonly deadline?: Deadline | undefined;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

const UNKNOWN: Origin = { requestId: undefined, caller: { kind: 'unknown' } };

export function currentOrigin(): Origin {
  return requestContext.getStore() ?? UNKNOWN;
}

/** Names the caller of the request in progress, which is anonymous until then. */
export function setCaller(caller: OriginCaller): void {
  const context = requestContext.getStore();
  if (context !== undefined) context.caller = caller;
}

/** The deadline of the request in progress; undefined outside of requests and after the answer. */
export function currentDeadline(): Deadline | undefined {
  const deadline = requestContext.getStore()?.deadline;
  return deadline?.finished === false ? deadline : undefined;
}

/** Runs work that several requests share, so that it does not end when one of their callers leaves. */
export function withoutDeadline<T>(work: () => T): T {
  const context = requestContext.getStore();
  return context?.deadline === undefined
    ? work()
    : requestContext.run({ ...context, deadline: undefined }, work);
}
