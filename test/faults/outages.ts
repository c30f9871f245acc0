import { expect } from '@jest/globals';
import { type Figure, goal } from '../support/report.js';
import type { Arrival } from './figures.js';
import type { Tally } from './requests.js';
import type { Connections, Running } from './stage.js';

/** Clients that ask at the same time: fewer than the connections of a pool, so that none of them is ever in need. */
export const CLIENTS = 8;

/** Connections of the pool of each process. */
const POOL = 10;

/** A service whose PostgreSQL was away under load and is back, and the answers to its clients. */
export interface Outage {
  readonly services: readonly Running[];
  readonly tally: Tally;
  readonly arrival: Arrival;
  /** Rows of the outbox that have not ended. */
  readonly open: number;
  readonly before: Connections;
  readonly after: Connections;
}

export function outageFigures(outage: Outage): Record<string, Figure> {
  const { services, tally, arrival, open, before, after } = outage;
  return {
    'processes of the service ended': goal(endedOf(services).length, '0'),
    'awards and requests acknowledged': tally.acknowledged,
    'mails lost': goal(arrival.lost.length, '0'),
    'rows still open': goal(open, '0'),
    'mails repeated': arrival.duplicates,
    'answers of 5xx, repeated': goal(tally.failed, '> 0'),
    'of them no 503 with Retry-After': goal(tally.unhelpful, '0'),
    'requests cut off': goal(tally.broken + tally.refused, '0'),
    'connections before': textOf(before),
    'connections afterwards': goal(textOf(after), `at most ${POOL * services.length}, 1`),
  };
}

export function expectNoHarm({ services, tally, arrival, open, after }: Outage): void {
  expect(endedOf(services)).toEqual([]);
  expect({ lost: arrival.lost, open }).toEqual({ lost: [], open: 0 });
  // Else no request met the outage.
  expect(tally.failed).toBeGreaterThan(0);
  expect(tally.unhelpful).toBe(0);
  // The service is never reported as unreachable: it answers while PostgreSQL is away.
  expect(tally.broken + tally.refused).toBe(0);
  expect(after.listening).toBe(1);
  expect(after.pooled).toBeLessThanOrEqual(POOL * services.length);
}

const endedOf = (services: readonly Running[]) =>
  services
    .map(({ process: { exitCode, signalCode } }) => exitCode ?? signalCode)
    .filter((end) => end !== null);

const textOf = ({ pooled, listening }: Connections) => `${pooled} pooled, ${listening} listening`;
