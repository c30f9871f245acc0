import { writeFileSync } from 'node:fs';
import { measureAll } from './measure-all.ts';
import { measureGrowth } from './growth.ts';
import { describeMachine } from './machine.ts';
import { readOptions, type Options, UsageError } from './options.ts';
import { progress } from './progress.ts';
import { measurePlans } from './plans.ts';
import { certificateTables } from './report/certificate-table.ts';
import {
  auditTable,
  bulkTable,
  comparisonTable,
  duelTable,
  exportTable,
  outboxTable,
  planTable,
} from './report/table.ts';
import { growthPlot } from './report/plot.ts';
import { growthTable } from './report/growth-table.ts';
import { setStage } from './stage.ts';

const PLOT = new URL('../../docs/images/growth.svg', import.meta.url);

/** `npm run bench`: see docs/performance.md. */
async function main(options: Options): Promise<void> {
  const stage = await setStage(options);
  const interrupted = () => {
    void stage.close().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const machine = { ...describeMachine(stage.cores), ...stage.settings };
    const { data } = options;
    if (options.growth) {
      const growth = await measureGrowth(stage, options);
      writeFileSync(PLOT, growthPlot(growth));
      print(options, { machine, data, growth }, growthTable(growth));
    } else if (options.plans) {
      const plans = await measurePlans(stage, options);
      print(options, { machine, data, plans }, planTable(plans));
    } else {
      const { comparisons, duels, outbox, certificate, audit, bulk, exports } = await measureAll(
        stage,
        options,
      );
      const tables = [
        ...(comparisons.length === 0 ? [] : [comparisonTable(comparisons)]),
        ...(duels.length === 0 ? [] : [duelTable(duels)]),
        ...(outbox === undefined ? [] : [outboxTable(outbox)]),
        ...(exports.length === 0 ? [] : [exportTable(exports)]),
        ...(certificate === undefined ? [] : certificateTables(certificate)),
        ...(audit.length === 0 ? [] : [auditTable(audit)]),
        ...(bulk.length === 0 ? [] : [bulkTable(bulk)]),
      ];
      print(
        options,
        { machine, data, comparisons, duels, outbox, certificate, audit, bulk, exports },
        tables.join('\n\n'),
      );
    }
  } finally {
    await stage.close();
  }
}

function print({ json }: Options, result: object, tableText: string): void {
  process.stdout.write(`${json ? JSON.stringify(result, null, 2) : tableText}\n`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options !== undefined) await main(options);
} catch (error) {
  progress(error instanceof UsageError ? `${error.message} (see --help)` : String((error as Error).stack));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
