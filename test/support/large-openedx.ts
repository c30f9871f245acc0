import { parseArgs } from 'node:util';
import { DEFAULTS, generateOpenedx } from './openedx/write.ts';

// For measurements: npm run openedx -- mysql://root@127.0.0.1/openedx_large [--users N] …. See docs/performance.md.

const USAGE = `Usage: npm run openedx -- mysql://user@host/database [--users N] [--credentials N] [--grades N]
         [--sites N] [--seed N] [--native-uuid]

Makes the database of an Open edX Credentials service, with rows as ugly as real ones. The database must be empty or
missing; the user must be allowed to create it. The same numbers give the same rows.`;

const NUMBERS = ['users', 'credentials', 'grades', 'sites', 'seed'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    users: { type: 'string' },
    credentials: { type: 'string' },
    grades: { type: 'string' },
    sites: { type: 'string' },
    seed: { type: 'string' },
    'native-uuid': { type: 'boolean', default: DEFAULTS.nativeUuid },
  },
});
const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(values[name] ?? DEFAULTS[name])]));
if (
  positionals.length !== 1 ||
  Object.values(numbers).some((value) => !Number.isInteger(value) || value < 0)
) {
  console.error(USAGE);
  process.exit(2);
}
const start = Date.now();
const counts = await generateOpenedx(positionals[0]!, { ...numbers, nativeUuid: values['native-uuid'] });
for (const [table, rows] of counts) console.log(`${String(rows).padStart(9)}  ${table}`);
console.log(`Made in ${((Date.now() - start) / 1000).toFixed(1)} s.`);
