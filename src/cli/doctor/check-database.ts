import type { DataSource } from 'typeorm';
import { OTHER_LOCALE, pendingMigrations, readLetterCase } from '../../platform/database/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, note, ok } from './check.js';

/** Whether the service can work with the database, and whether it is up to date. */
export async function checkDatabase(dataSource: DataSource): Promise<Finding[]> {
  const { version = '' } = dataSource.driver;
  const server = ok('database', `PostgreSQL ${version} answers`);
  const pending = await pendingMigrations(dataSource);
  const migrations =
    pending.length === 0
      ? ok('migrations', 'up to date')
      : failed(
          'migrations',
          `the database lacks ${counted(pending.length, 'migration')}`,
          'run the command migrate',
        );
  return [server, migrations, ...(await checkLetterCase(dataSource))];
}

/** Other locales are refused before, see `findServerProblem`. */
async function checkLetterCase(dataSource: DataSource): Promise<Finding[]> {
  const { locale, others } = await readLetterCase(dataSource);
  if (others) return [];
  return [
    note(
      'letter case',
      `the locale ${locale} folds only the letters A to Z: names and keys with other letters count as equal only in the same letter case`,
      OTHER_LOCALE,
    ),
  ];
}
