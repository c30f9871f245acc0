import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { CommandError } from '../command.js';
import { CsvReader } from '../rows/csv-reader.js';
import { missingHeader, readHeader } from '../rows/header.js';
import { splitLines } from '../rows/split-lines.js';

/** A line of a file: CSV gives texts by column, NDJSON an object. */
export interface Line {
  /** From 1; the header of CSV does not count. */
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it is none. */
  readonly problem?: string;
}

export type LineFormat = 'csv' | 'ndjson';

/** Columns that say whose credential, or which one, a line is about. */
const NEEDED = [['uuid'], ['username', 'program_uuid'], ['username', 'course_run']];

/** The format of a file: the one that is named, or that of its name. */
export function formatOf(file: string, named: LineFormat | undefined): LineFormat {
  return named ?? (['.ndjson', '.jsonl'].includes(extname(file).toLowerCase()) ? 'ndjson' : 'csv');
}

/**
 * Reads a file line by line, so that its length does not matter; `-` is the standard input.
 * @throws CommandError for a file that cannot be read
 */
export async function* readLines(file: string, format: LineFormat): AsyncGenerator<Line> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  stream.setEncoding('utf8');
  try {
    yield* format === 'csv' ? readCsv(stream) : readNdjson(stream);
  } catch (error) {
    if (error instanceof CommandError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CommandError(`The file can't be read: ${(error as Error).message}`);
  }
}

async function* readCsv(stream: Readable): AsyncGenerator<Line> {
  const reader = new CsvReader();
  let header: readonly string[] | undefined;
  let number = 0;
  const linesOf = function* (rows: readonly string[][]): Generator<Line> {
    for (const row of rows) {
      if (header === undefined) header = readHeader(row, NEEDED);
      else yield csvLine(header, row, (number += 1));
    }
  };
  for await (const text of stream) yield* linesOf(reader.read(text as string));
  yield* linesOf(reader.end());
  if (header === undefined) throw missingHeader(NEEDED);
}

function csvLine(header: readonly string[], row: readonly string[], number: number): Line {
  const values = Object.fromEntries(header.map((name, place) => [name, row[place] ?? '']));
  const problem = 'It has more fields than the header.';
  return row.length > header.length ? { number, values, problem } : { number, values };
}

async function* readNdjson(stream: Readable): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of splitLines(stream)) {
    if (text.trim() === '') continue;
    number += 1;
    const values = parse(text);
    yield values === undefined
      ? { number, values: {}, problem: 'It is no JSON object.' }
      : { number, values };
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
