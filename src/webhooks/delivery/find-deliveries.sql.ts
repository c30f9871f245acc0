import { idNumber, statement } from '../../platform/database/index.js';

/** Those of the deliveries that there are. The lock keeps their webhooks until the end of the transaction. */
export const findDeliveries = statement<{ id: number }, [ids: readonly number[]]>(
  'webhooks.find_deliveries',
  `select ${idNumber('id')} as id from webhook_delivery where id = any ($1::bigint[]) order by id for key share`,
);
