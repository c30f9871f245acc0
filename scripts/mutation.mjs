// `npm run test:mutation` changes rules of the code one by one, and counts how many changes the tests notice.
// `npm run test:mutation -- auth outbox` takes these areas only. Ends with 1 when an area is below the goal.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREAS } from '../test/mutation/areas.mjs';
import '../test/mutation/typescript.mjs';

/** Least share of changes that the tests notice, percent. */
const GOAL = 80;

const given = process.argv.slice(2);
const unknown = given.filter((area) => !(area in AREAS));
if (unknown.length > 0) {
  console.error(`No such area: ${unknown.join(', ')}. There are ${Object.keys(AREAS).join(', ')}.`);
  process.exit(2);
}

const { default: startPostgres } = await import('../test/support/global-setup.ts');
const { default: stopPostgres } = await import('../test/support/global-teardown.ts');
const folder = mkdtempSync(join(tmpdir(), 'credentials-mutation-'));
try {
  const areas = given.length > 0 ? given : Object.keys(AREAS);
  // One server for all areas. The processes that Stryker kills have none of their own.
  if (areas.some((area) => AREAS[area].tests.length > 0)) await startPostgres();
  const rows = areas.map(runArea);
  console.log(
    '\n| area | changes | noticed | missed | no end | score |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const { area, noticed, missed, hung, score } of rows)
    console.log(
      `| ${area} | ${noticed + missed + hung} | ${noticed} | ${missed} | ${hung} | ${score.toFixed(0)} |`,
    );
  if (rows.some(({ score }) => score < GOAL)) {
    console.error(`\nThe goal is ${GOAL} in each area.`);
    process.exitCode = 1;
  }
} finally {
  await stopPostgres();
  rmSync(folder, { recursive: true });
}

function runArea(area) {
  const results = join(folder, `${area}.json`);
  start(['node_modules/.bin/stryker', 'run'], { MUTATION_AREA: area, MUTATION_RESULTS: results });
  const { files } = JSON.parse(readFileSync(results, 'utf8'));
  const row = rowOf(Object.values(files).flatMap(({ mutants }) => mutants));
  if (AREAS[area].sql !== undefined) {
    start(['test/mutation/sql.mjs', area, results]);
    for (const { noticed } of JSON.parse(readFileSync(results, 'utf8')))
      row[noticed ? 'noticed' : 'missed'] += 1;
  }
  const { noticed, missed, hung } = row;
  return { area, ...row, score: (100 * noticed) / (noticed + missed + hung) };
}

function start(program, env) {
  const { status } = spawnSync(process.execPath, program, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${program.join(' ')} ended with ${status}`);
}

/** A change that only the clock ended counts as missed: the machine may have been busy. An endless loop is noticed. */
function rowOf(mutants) {
  const count = (wanted) => mutants.filter(wanted).length;
  const hung = count(
    ({ status, statusReason }) => status === 'Timeout' && !statusReason?.includes('Hit limit'),
  );
  return {
    noticed: count(({ status }) => status === 'Killed' || status === 'Timeout') - hung,
    missed: count(({ status }) => ['Survived', 'NoCoverage', 'RuntimeError'].includes(status)),
    hung,
  };
}
