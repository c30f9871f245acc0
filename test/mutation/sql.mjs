// Changes the rules in the SQL of one area one by one, as Stryker does with those in TypeScript.
// Arguments: the area, and a file for the changes with whether the tests noticed them, as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AREAS } from './areas.mjs';
import { withSqlChanges } from './sql-changes.mjs';
import { load, run } from './suite.mjs';
import { changed } from './typescript.mjs';

const [area, results] = process.argv.slice(2);
const { files, tests } = AREAS[area].sql;
const changes = [];
for (const file of files)
  changed.set(resolve(file), withSqlChanges(file, readFileSync(file, 'utf8'), changes));
for (const spec of tests) await load(spec, () => import(pathToFileURL(spec).href));

await requireGood();
for (const [index, change] of changes.entries()) {
  globalThis.sqlChange = index + 1;
  change.noticed = failures(await run({ bail: true })).length > 0;
  globalThis.sqlChange = undefined;
  if (!change.noticed)
    console.log(`[Survived] ${change.file}:${change.line} ${change.original} -> ${change.replacement}`);
}
// No change has left anything behind.
await requireGood();
writeFileSync(results, JSON.stringify(changes));
process.exit();

async function requireGood() {
  const [failed] = failures(await run({}));
  if (failed !== undefined) throw new Error(`${failed.id} fails without a change`, { cause: failed.error });
}

function failures(outcome) {
  return outcome.filter(({ error }) => error !== undefined);
}
