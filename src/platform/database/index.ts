export { migrate, pendingMigrations } from './migrate.js';
export { Database, type StatementRunner, type Transaction } from './database.js';
export { CONNECTION, Replicas } from './replicas.js';
export type { PoolUse } from './pool-use.js';
export { DatabaseModule } from './database.module.js';
export { SqlState, sqlStateOf } from './sql-state.js';
export { databaseTrouble } from './trouble.js';
export { Statement, statement } from './statement.js';
export { bigintNumber } from './bigint-number.js';
