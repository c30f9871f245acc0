import type { World } from '../world/names.ts';

export interface LoadOrder {
  readonly port: number;
  readonly work: string;
  readonly world: World;
  readonly token: string;
  readonly connections: number;
  readonly milliseconds: number;
  /** The same seed makes the same requests. Writes count on from `turn`. */
  readonly seed: number;
  readonly turn: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly milliseconds: number;
  /** Milliseconds of each request. */
  readonly latencies: Float64Array;
  readonly bodyBytes: number;
  /** Where the next load of writes begins. */
  readonly turn: number;
}

export type LoadReply = { readonly result: LoadResult } | { readonly error: string };
