import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatOf, type Line, readLines } from './read-lines.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function linesOf(path: string, format = formatOf(path, undefined)): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(path, format, [['a']])) lines.push(line);
  return lines;
}

async function read(name: string, text: string): Promise<Line[]> {
  const path = join(folder, name);
  await writeFile(path, text);
  return linesOf(path);
}

describe('the lines of a file', () => {
  it('are the rows of CSV below the header, with quotes, a byte order mark and both kinds of line ends', async () => {
    expect(await read('rows.csv', '\ufeffa, b\r\n"x, ""y""\nz",\n\n,\n ü,last')).toEqual([
      { number: 1, values: { a: 'x, "y"\nz', b: '' } },
      { number: 2, values: { a: ' ü', b: 'last' } },
    ]);
  });

  it('have a problem when there are more fields than columns, and empty texts when there are fewer', async () => {
    expect(await read('ragged.csv', 'a,b\n1\n1,2,3\n')).toEqual([
      { number: 1, values: { a: '1', b: '' } },
      { number: 2, values: { a: '1', b: '2' }, problem: 'It has more fields than the header.' },
    ]);
  });

  it('are the objects of NDJSON, and a problem for what is none', async () => {
    expect(await read('objects.jsonl', '{"a":1}\r\n\n[1]\n{')).toEqual([
      { number: 1, values: { a: 1 } },
      { number: 2, values: {}, problem: 'It is no JSON object.' },
      { number: 3, values: {}, problem: 'It is no JSON object.' },
    ]);
  });

  it.each([
    ['a quote that does not end', 'open.csv', 'a\n"b\n'],
    ['a row without an end', 'long.csv', `a\n${'b'.repeat(1_100_000)}\n`],
  ])('are refused with %s', async (_, name, text) => {
    await expect(read(name, text)).rejects.toThrow("The file can't be read");
  });

  it.each(['csv', 'ndjson'] as const)('cannot be those of a folder or of nothing, as %s', async (format) => {
    for (const path of [folder, join(folder, 'nothing')])
      await expect(linesOf(path, format)).rejects.toThrow("The file can't be read");
  });
});
