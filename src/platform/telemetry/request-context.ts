import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to the request (or job) in progress; log lines carry it. */
export interface RequestContext {
  readonly requestId: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();
