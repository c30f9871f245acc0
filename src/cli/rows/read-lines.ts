import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { CsvError, parse as csvParser } from 'csv-parse';
import { CommandError } from '../command.js';
import { missingHeader, type NeededColumns, readHeader } from './header.js';
import { MOST_ROW_CHARACTERS, splitLines } from './split-lines.js';

/** A line of a file: CSV gives texts by column, NDJSON an object. */
export interface Line {
  /** From 1; the header of CSV does not count. */
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it is none. */
  readonly problem?: string;
}

export type LineFormat = 'csv' | 'ndjson';

/** The format of a file: the one that is named, or that of its name. */
export function formatOf(file: string, named: LineFormat | undefined): LineFormat {
  return named ?? (['.ndjson', '.jsonl'].includes(extname(file).toLowerCase()) ? 'ndjson' : 'csv');
}

/**
 * Reads a file line by line, so that its length does not matter; `-` is the standard input.
 * @throws CommandError for a file that cannot be read, or that is another one than the command needs
 */
export async function* readLines(
  file: string,
  format: LineFormat,
  needed: NeededColumns,
): AsyncGenerator<Line> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  stream.setEncoding('utf8');
  try {
    yield* format === 'csv' ? readCsv(stream, needed) : readNdjson(stream);
  } catch (error) {
    if (error instanceof CommandError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CommandError(`The file can't be read: ${wordsOf(error as NodeJS.ErrnoException)}`);
  }
}

function wordsOf(error: NodeJS.ErrnoException): string {
  if (!(error instanceof CsvError)) return error.message;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'A field in quotes does not end.';
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `A row is longer than ${MOST_ROW_CHARACTERS} characters: does a field in quotes not end?`;
  return error.message.trim();
}

async function* readCsv(stream: Readable, needed: NeededColumns): AsyncGenerator<Line> {
  const parser = csvParser({
    // Spreadsheets begin their files with a byte order mark.
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_empty_values: true,
    max_record_size: MOST_ROW_CHARACTERS,
  });
  // The reader of the rows gets the errors.
  pipeline(stream, parser, () => undefined);
  let header: readonly string[] | undefined;
  let number = 0;
  for await (const row of parser as AsyncIterable<readonly string[]>) {
    if (header === undefined) header = readHeader(row, needed);
    else yield csvLine(header, row, (number += 1));
  }
  if (header === undefined) throw missingHeader(needed);
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
