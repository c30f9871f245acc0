import type { Growth } from '../growth.ts';
import { table } from './table.ts';

/** The cost of works at each size of the data, and as multiples of the cost at the first. */
export function growthTable(growth: readonly Growth[]): string {
  return table(
    ['work', 'credentials', 'service µs', 'database µs', 'both µs', 'of the first', 'p50 ms', 'p95 ms'],
    growth.flatMap(({ title, points }) =>
      points.map(({ credentials, cost, figures }, index) => [
        index === 0 ? title : '',
        credentials.toLocaleString('en'),
        figures.cpuMicroseconds.toFixed(0),
        figures.databaseCpuMicroseconds.toFixed(0),
        cost.toFixed(0),
        (cost / points[0]!.cost).toFixed(2),
        figures.p50.toFixed(2),
        figures.p95.toFixed(2),
      ]),
    ),
  );
}
