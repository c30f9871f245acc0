import type { DataSource } from 'typeorm';
import { MovingRun } from '../../moving/index.js';
import { type Finding, note, ok } from './check.js';

const SUBJECT = 'import';

/** How the last `import:openedx` ended; nothing where there was none. Cron may start it, and nobody see it fail. */
export async function checkImport(dataSource: DataSource): Promise<Finding[]> {
  const [last] = await dataSource.getRepository(MovingRun).find({ order: { id: 'DESC' }, take: 1 });
  if (last === undefined) return [];
  const { site, started, finished } = last;
  if (finished !== null) return [ok(SUBJECT, `the last one, of ${site}, ended at ${timeOf(finished)}`)];
  return [
    note(
      SUBJECT,
      `the one of ${site} that began at ${timeOf(started)} has not ended`,
      'unless it is at work, run import:openedx again: it goes on with what is missing',
    ),
  ];
}

const timeOf = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
