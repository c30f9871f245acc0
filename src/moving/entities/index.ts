import { MovedRow } from './moved-row.entity.js';
import { MovingRun } from './moving-run.entity.js';

/** The tables of this module, for the data source. */
export const movingEntities = [MovedRow, MovingRun];
