import { OperatorError } from '../../platform/errors/index.js';
import { counted } from '../../platform/text/index.js';
import type { Target } from './target/target.js';

/** Tables whose numbers are shown by the API: those of two installations would be the same for different things. */
const NUMBERED = ['user_credential', 'user_grade', 'course_certificate', 'program_certificate', 'pathway'];

export interface EarlierRun {
  readonly origin: string;
  readonly site: string;
  readonly isFinished: boolean;
}

export async function lastRun(target: Target): Promise<EarlierRun | undefined> {
  const [run] = await target.rows<EarlierRun>(
    `select origin, site, finished is not null as "isFinished" from moving_run order by id desc limit 1`,
  );
  return run;
}

/** @throws OperatorError for a database that has something of its own, or something of another one */
export async function requireFitTarget(
  target: Target,
  run: EarlierRun | undefined,
  origin: string,
  intoUsed: boolean,
): Promise<void> {
  if (run !== undefined) {
    if (run.origin === origin) return;
    throw new OperatorError(
      'This installation was imported from another database than the source. Numbers would collide: import into a new one.',
    );
  }
  if (intoUsed) return;
  for (const table of NUMBERED) {
    const [row] = await target.rows<{ count: number }>(`select count(*)::int as count from ${table}`);
    if (row!.count === 0) continue;
    throw new OperatorError(
      `This installation has data of its own already: ${counted(row!.count, 'row')} in ${table}. Numbers that the API ` +
        'shows would collide. Import into a new installation, or add --into-used: then rows that collide get other numbers.',
    );
  }
}
