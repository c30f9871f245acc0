import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { type Config } from '../config/index.js';
import { describeError, OperatorError } from '../platform/errors/index.js';
import {
  findServerProblem,
  migrate,
  pendingMigrations,
  type ServerProblem,
  sqlStateOf,
} from '../platform/database/index.js';
import { counted } from '../platform/text/index.js';

/**
 * Opens the database for `work` and closes it afterwards.
 * @throws OperatorError when it does not answer, or when the service cannot work with it
 */
export async function withDataSource<T>(
  url: string,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  await requireUsableServer(url);
  const dataSource = createDataSource(url);
  await dataSource.initialize().catch(notAnswering);
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** @throws OperatorError when the server does not answer, or when the service cannot work with it */
export async function requireUsableServer(url: string): Promise<void> {
  const problem = await findServerProblem(url).catch(notAnswering);
  if (problem !== undefined) throw new ServerError(problem);
}

/** The service cannot work with the server of the database. */
export class ServerError extends OperatorError {
  constructor(readonly problem: ServerProblem) {
    super(`The database cannot be used: ${problem.found}. To do: ${problem.remedy}.`);
  }
}

/** Reasons that PostgreSQL gives by SQLSTATE. Its own words stay out: they go to logs. */
const REASONS: Readonly<Record<string, string>> = {
  '28000': 'it refuses this account (pg_hba.conf)',
  '28P01': 'it refuses the password',
  '3D000': 'it has no database of this name',
  '53300': 'all its connections are in use',
  '55000': 'the database does not accept connections',
  '57P03': 'it is starting or stopping',
};

function notAnswering(error: unknown): never {
  const reason = REASONS[sqlStateOf(error) ?? ''] ?? describeError(error);
  throw new OperatorError(`The database does not answer: ${reason}. Check DATABASE_URL.`);
}

/**
 * Outside production the database is migrated. In production migrating is a decision of the operator, so the database
 * must be up to date already. For a dry run it must be up to date, too.
 * @param say takes lines of progress
 * @returns the names of the migrations that ran
 */
export async function prepareDatabase(
  config: Config,
  url: string,
  { dryRun = false, say }: { readonly dryRun?: boolean; readonly say?: (line: string) => void } = {},
): Promise<string[]> {
  return withDataSource(url, async (dataSource) => {
    if (!config.production && !dryRun) return migrate(dataSource, say);
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0) {
      throw new OperatorError(
        `The database lacks ${counted(pending.length, 'migration')}; run the command migrate first (docs/operations.md).`,
      );
    }
    return [];
  });
}
