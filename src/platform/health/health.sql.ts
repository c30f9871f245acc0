import { statement } from '../database/index.js';

/** The cheapest statement that needs a working database. */
export const ping = statement<{ one: number }>('health.ping_database', 'select 1 as one');
