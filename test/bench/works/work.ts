import type { Random } from '../load/random.ts';
import type { World } from '../world/names.ts';

/** One request of the load, the same for both servers. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Of the body; default JSON. */
  readonly contentType?: string;
}

/** What is measured. */
export interface Work {
  readonly name: string;
  readonly title: string;
  readonly caller: 'statusWorker' | 'staff';
  /** The status of a good answer. */
  readonly status: 200 | 201;
  /** Whether it changes data: then the same request is not sent to both servers. */
  readonly writes: boolean;
  /** Only measured when it is asked for by name. */
  readonly extra?: true;
  /** CPU per request and requests/s against the limit that the project has set itself; the reason for this bench. */
  readonly target?: { readonly cpu: number; readonly rate: number };
  /** @param turn counts up over all requests of a work, whichever server gets them */
  call(world: World, turn: number, random: Random): Call;
}
