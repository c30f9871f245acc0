import type { DataSource } from 'typeorm';

/**
 * The generic plan of a named statement, the same for all parameters.
 * @param values as SQL literals
 */
export async function genericPlan(
  dataSource: DataSource,
  { text }: { readonly text: string },
  values: readonly unknown[],
): Promise<string> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('set plan_cache_mode = force_generic_plan');
    await runner.query(`prepare plan_probe as ${text}`);
    const parameters = values.length === 0 ? '' : ` (${values.join(', ')})`;
    const rows = (await runner.query(`explain execute plan_probe${parameters}`)) as Record<string, string>[];
    await runner.query('deallocate plan_probe');
    await runner.query('reset plan_cache_mode');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await runner.release();
  }
}
