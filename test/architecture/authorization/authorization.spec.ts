import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cell, cellsOf, matches, otherCellsOf, type Path } from './cells.js';
import { type Answer, openStage, type Stage } from './stage.js';
import { TABLE } from './table.js';

const file = new URL('../../../openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8')) as { readonly paths: Record<string, object> };

const PATHS = Object.entries(document.paths).map(([path, item]): Path => {
  return { path, methods: Object.keys(item).map((method) => method.toUpperCase()) };
});

const ROWS = TABLE.map((row) => {
  const [, path] = row.operation.split(' ');
  const known = PATHS.find((candidate) => candidate.path === path);
  const cells = known === undefined ? [] : cellsOf(row, known);
  const name = [row.operation, row.query, row.path && JSON.stringify(row.path)].filter(Boolean).join(' ');
  return { name, row, refused: cells.filter(isRefused), admitted: cells.filter((cell) => !isRefused(cell)) };
});

const OTHERS = PATHS.map((known) => ({ path: known.path, cells: otherCellsOf(known) }));

function isRefused({ expected }: Cell): boolean {
  return expected !== 'in';
}

/** A refusal is a sentence, beside what all errors have, and nothing else; an answer to HEAD is empty. */
function bodyProblem(method: string, { status, body }: Answer): string | undefined {
  if (method === 'HEAD') return body === '' ? undefined : 'HEAD has a body';
  if (![401, 403, 405].includes(status)) return undefined;
  const { code, request_id: id, required = '', ...words } = JSON.parse(body) as Record<string, unknown>;
  if (![code, id, required].every((text) => typeof text === 'string'))
    return 'no code, or no id of its request';
  const [detail, ...others] = Object.values(words);
  return typeof detail === 'string' && others.length === 0 ? undefined : 'more than a sentence';
}

describe('the authorization matrix', () => {
  let stage: Stage;
  let count = 0;

  beforeAll(async () => {
    stage = await openStage();
  });

  afterAll(async () => {
    process.stderr.write(`authorization matrix: ${count} cells\n`);
    await stage.close();
  });

  /** A sentence when the answer is of another class than expected. */
  async function problem(cell: Cell): Promise<string | undefined> {
    count += 1;
    const answer = await stage.send(cell);
    const { method, caller, headers, expected } = cell;
    const wrong = matches(expected, answer.status) ? bodyProblem(method, answer) : `expected ${expected}`;
    return (
      wrong && `${method} as ${caller} ${JSON.stringify(headers)}: ${answer.status} ${answer.body}, ${wrong}`
    );
  }

  async function expectNoChange(cells: readonly Cell[]): Promise<void> {
    const before = await stage.tables();
    const found = await Promise.all(cells.map(problem));
    expect(found.filter((text) => text !== undefined)).toEqual([]);
    expect(await stage.tables()).toEqual(before);
  }

  it('has a row for each operation of openapi.json, and no other', () => {
    const documented = PATHS.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`));
    expect([...new Set(TABLE.map(({ operation }) => operation))].sort()).toEqual(documented.sort());
  });

  it('covers each route that is served, but for the documentation, which is open to everybody', () => {
    const others = stage.routes.filter((route) => !TABLE.some(({ operation }) => operation === route));
    expect(stage.routes.length).toBeGreaterThan(70);
    expect(others.filter((route) => !route.startsWith('GET /api-docs'))).toEqual([]);
  });

  it.each(ROWS.filter(({ refused }) => refused.length > 0))(
    'refuses callers on $name, and changes nothing',
    ({ refused }) => expectNoChange(refused),
  );

  it.each(ROWS)('lets callers in on $name', async ({ row, admitted }) => {
    await stage.renew();
    const { status, body } = await stage.send(admitted[0]!);
    const expected = row.first ?? (status >= 200 && status < 400 ? status : '2xx or 3xx');
    expect([status, body]).toEqual([expected, body]);
    if (row.operation.startsWith('GET ') && !row.inTurn) return expectNoChange(admitted);
    // One after the other: writes of one object at once may answer 409.
    for (const cell of admitted) expect(await problem(cell)).toBeUndefined();
  });

  it.each(OTHERS)('answers other methods of $path to everybody alike, and changes nothing', ({ cells }) =>
    expectNoChange(cells),
  );
});
