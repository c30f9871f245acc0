import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline, type Readable } from 'node:stream';
import { parse as csvParser } from 'csv-parse';
import { CommandError } from '../command.js';

/** A line of a file: CSV gives texts by column, NDJSON an object. */
export interface Line {
  /** From 1; the header of CSV does not count. */
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it is none. */
  readonly problem?: string;
}

/** A longer row of CSV is an error: mostly a field in quotes that does not end. */
const MOST_ROW_BYTES = 1024 * 1024;

export type LineFormat = 'csv' | 'ndjson';

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
    throw new CommandError(`The file can't be read: ${(error as Error).message.trim()}`);
  }
}

async function* readCsv(stream: Readable): AsyncGenerator<Line> {
  const parser = csvParser({
    // Spreadsheets begin their files with a byte order mark.
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_records_with_empty_values: true,
    max_record_size: MOST_ROW_BYTES,
  });
  // The reader of the rows gets the errors.
  pipeline(stream, parser, () => undefined);
  let header: readonly string[] | undefined;
  let number = 0;
  for await (const row of parser as AsyncIterable<readonly string[]>) {
    if (header === undefined) header = row.map((name) => name.trim());
    else yield csvLine(header, row, (number += 1));
  }
}

function csvLine(header: readonly string[], row: readonly string[], number: number): Line {
  const values = Object.fromEntries(header.map((name, place) => [name, row[place] ?? '']));
  const problem = 'It has more fields than the header.';
  return row.length > header.length ? { number, values, problem } : { number, values };
}

async function* readNdjson(stream: Readable): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
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
