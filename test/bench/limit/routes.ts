import type { StatementRunner } from '../../../src/platform/database/index.js';
import { credentialRoutes } from './credentials.ts';
import { recordRoutes } from './records.ts';
import { statusRoutes } from './status.ts';

type Run = StatementRunner['run'];

/** Tools of the limit's handlers: the pool, and a plain transaction on one of its connections. */
export interface Limit {
  readonly publicUrl: string;
  readonly run: Run;
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
}

/** @returns the answer's body */
export type Handler = (body: string, url: string) => Promise<string>;

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly status: 200 | 201;
  fits(url: string): boolean;
  readonly handler: Handler;
}

export async function limitRoutes(
  dist: string,
  limit: Limit,
): Promise<(method: string, url: string) => Route> {
  const routes = [
    ...(await statusRoutes(dist, limit)),
    ...(await credentialRoutes(dist, limit)),
    ...(await recordRoutes(dist, limit)),
  ];
  return (method, url) => {
    const route = routes.find((candidate) => candidate.method === method && candidate.fits(url));
    if (route === undefined) throw new Error(`The limit has no ${method} ${url}`);
    return route;
  };
}

/** A path with any query. */
export function at(path: string): (url: string) => boolean {
  return (url) => url === path || url.startsWith(`${path}?`);
}
