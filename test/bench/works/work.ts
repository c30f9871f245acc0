import type { Random } from '../load/random.ts';
import type { World } from '../world/names.ts';

/** A request of the load, the same for both servers. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Type of the body. Default: JSON. */
  readonly contentType?: string;
}

export interface Work {
  readonly name: string;
  readonly title: string;
  readonly caller: 'statusWorker' | 'staff';
  /** The status of a good answer. */
  readonly status: 200 | 201;
  /** Whether it changes data. Then a request goes to only one of the two servers. */
  readonly writes: boolean;
  /** Measured only when it is asked for by name. */
  readonly extra?: true;
  /** The project's goals for CPU per request and requests/s against the limit: the reason for this bench. */
  readonly target?: { readonly cpu: number; readonly rate: number };
  /** @param turn counts all requests of a work, on both servers */
  call(world: World, turn: number, random: Random): Call;
}
