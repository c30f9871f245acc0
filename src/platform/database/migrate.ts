import { setTimeout as delay } from 'node:timers/promises';
import { type DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { OperatorError } from '../errors/index.js';
import type { Say } from './blocker-watch.js';
import { letSteps, MigrationSteps } from './migration-steps.js';
import { queryRows } from './query-rows.js';
import { SqlState, sqlStateOf } from './sql-state.js';

/** An advisory lock: an arbitrary number, the same in all processes of the service. */
export const MIGRATION_LOCK = 7_310_221;

const LOCK_POLL_MS = 250;

/** A migration may read a whole table, and waits between its steps. Locks have limits of their own. */
const UNLIMITED = ['statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'];

/**
 * Runs the missing migrations and returns their names. Each runs in a transaction of its own, or in steps that can run
 * again. None waits for a lock for longer than a moment at a time, because others would queue behind it.
 * @param say takes lines of progress
 * @param wanted the names of those that may run; without it all
 * @throws OperatorError when a migration cannot run on this database
 */
export async function migrate(
  dataSource: DataSource,
  say: Say = () => undefined,
  wanted?: readonly string[],
): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  const settings = await knownSettings(runner, UNLIMITED);
  try {
    for (const setting of settings) await runner.query(`set ${setting} = 0`);
    await lock(runner, say);
    letSteps(runner, say);
    const executor = new MigrationExecutor(dataSource, runner);
    const missing = await executor.getPendingMigrations();
    const pending = missing.filter(({ name }) => wanted?.includes(name) ?? true);
    for (const migration of pending) await run(executor, runner, migration);
    return pending.map(({ name }) => name);
  } finally {
    await runner.query('select pg_advisory_unlock_all()').catch(() => undefined);
    for (const setting of settings) await runner.query(`reset ${setting}`).catch(() => undefined);
    await runner.release();
  }
}

/** Names of the migrations that the database still lacks, in order. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const [{ known }] = await dataSource.query<[{ known: boolean }]>(
    `select to_regclass('migration') is not null as known`,
  );
  const rows = known ? await dataSource.query<{ name: string }[]>('select name from migration') : [];
  const done = new Set(rows.map(({ name }) => name));
  return dataSource.migrations.map(({ name }) => name ?? '').filter((name) => !done.has(name));
}

/** Processes that start together wait for each other. A waiting statement would hold up an index that is built. */
async function lock(runner: QueryRunner, say: Say): Promise<void> {
  for (let told = false; ; told = true) {
    const [row] = await queryRows<{ locked: boolean }>(runner, 'select pg_try_advisory_lock($1) as locked', [
      MIGRATION_LOCK,
    ]);
    if (row!.locked) return;
    if (!told) say('another process migrates; waiting for it');
    await delay(LOCK_POLL_MS);
  }
}

async function run(executor: MigrationExecutor, runner: QueryRunner, migration: Migration): Promise<void> {
  const inSteps = migration.instance?.transaction === false;
  try {
    if (inSteps) await executor.executeMigration(migration);
    else await new MigrationSteps(runner).transaction(() => executor.executeMigration(migration));
  } catch (error) {
    throw explained(migration.name, inSteps, error);
  }
}

const ALREADY_THERE: readonly (string | undefined)[] = [
  SqlState.duplicateTable,
  SqlState.duplicateColumn,
  SqlState.duplicateObject,
  SqlState.duplicateFunction,
];

/** PostgreSQL's own text stays out: it quotes rows. */
function explained(name: string, inSteps: boolean, error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state === undefined) return error;
  const after = inSteps ? 'Its finished steps stay; run migrate again.' : 'It changed nothing.';
  if (ALREADY_THERE.includes(state)) {
    return new OperatorError(
      `The database already has what the migration ${name} makes, but its table "migration" does not list it. ` +
        'Is it the database of another service, or was it restored without that table? ' +
        `Restore all tables of one backup together, or use an empty database. ${after}`,
    );
  }
  const { driverError = {} } = error as { driverError?: { table?: string; constraint?: string } };
  const { table, constraint } = driverError;
  const about = [
    `SQLSTATE ${state}`,
    ...(table === undefined ? [] : [`table ${table}`]),
    ...(constraint === undefined ? [] : [`constraint ${constraint}`]),
  ];
  return new OperatorError(`The migration ${name} failed (${about.join(', ')}). ${after}`);
}

/** Those of the settings that this server has: one of them came with PostgreSQL 17. */
async function knownSettings(runner: QueryRunner, names: readonly string[]): Promise<string[]> {
  const rows = await queryRows<{ name: string }>(
    runner,
    'select name from pg_settings where name = any ($1)',
    [names],
  );
  return rows.map(({ name }) => name);
}
