import type { Pool } from 'pg';

/** How the connections of a pool are taken up. */
export interface PoolUse {
  readonly inUse: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
}

export function poolUseOf({ totalCount, idleCount, waitingCount }: Pool): PoolUse {
  return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}
