import { Injectable } from '@nestjs/common';
import { Database, type PoolUse, Replicas } from '../database/index.js';
import { Metrics } from './metrics.js';

/** Shows how busy this process's connections to PostgreSQL and its replicas are. */
@Injectable()
export class PoolMetrics {
  constructor(metrics: Metrics, database: Database, replicas: Replicas) {
    const pools = (): [pool: string, use: PoolUse][] => [
      ['primary', database.poolUse],
      ...replicas.states.map((use, place): [string, PoolUse] => [nameOf(place), use]),
    ];
    metrics.show(
      {
        database_pool_connections: {
          type: 'gauge',
          help: 'Open connections to PostgreSQL, by pool and by whether they are in use',
          labels: ['pool', 'state'],
        },
        database_pool_waiting: {
          type: 'gauge',
          help: 'Statements and transactions that wait for a connection, by pool',
          labels: ['pool'],
        },
        database_replica_up: {
          type: 'gauge',
          help: 'Whether a read replica answers: 1, else 0, and then the primary does its work',
          labels: ['pool'],
        },
      },
      () => ({
        database_pool_connections: pools().flatMap(([pool, { inUse, idle }]) => [
          { labels: { pool, state: 'in_use' }, value: inUse },
          { labels: { pool, state: 'idle' }, value: idle },
        ]),
        database_pool_waiting: pools().map(([pool, { waiting }]) => ({ labels: { pool }, value: waiting })),
        database_replica_up: replicas.states.map(({ isUp }, place) => ({
          labels: { pool: nameOf(place) },
          value: isUp ? 1 : 0,
        })),
      }),
    );
  }
}

/** The label of a replica, by its place in `DATABASE_REPLICA_URLS`. */
function nameOf(place: number): string {
  return `replica_${place + 1}`;
}
