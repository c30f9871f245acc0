import type { DataSource } from 'typeorm';
import { Database } from '../../platform/database/index.js';
import { counted } from '../../platform/text/index.js';
import { countWebhooks } from '../../webhooks/index.js';
import { type Finding, note, ok } from './check.js';

const SUBJECT = 'webhooks';

/** Whether the receivers of events take them. */
export async function checkWebhooks(dataSource: DataSource): Promise<Finding> {
  const counts = await new Database(dataSource).run(countWebhooks, []);
  const countOf = (wanted: string) => counts.find(({ state }) => state === wanted)?.count ?? 0;
  const [active, failing, disabled] = ['active', 'failing', 'disabled'].map(countOf) as [
    number,
    number,
    number,
  ];
  const working = counted(active, 'receiver takes its events', 'receivers take their events');
  if (failing + disabled === 0) return ok(SUBJECT, active === 0 ? 'none is enabled' : working);
  const parts = [
    ...(active > 0 ? [working] : []),
    ...(failing > 0 ? [`failing: ${failing}`] : []),
    ...(disabled > 0 ? [`disabled by the service: ${disabled}`] : []),
  ];
  return note(
    SUBJECT,
    parts.join('; '),
    `the list of webhooks names them, and the list of deliveries of each says why; ${
      disabled > 0
        ? 'enable a disabled one when its receiver works again'
        : 'they are tried again without your help'
    }`,
  );
}
