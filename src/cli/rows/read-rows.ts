import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { CommandError } from '../command.js';
import { CsvReader } from './csv-reader.js';
import { missingHeader, readHeader } from './header.js';
import { splitLines } from './split-lines.js';

/** A row of a file, by the names of its columns. `number` counts rows from 1, without the header. */
export interface FileRow {
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file row by row: CSV with a header, or NDJSON where the name ends in `.ndjson` or `.jsonl`. The file is never held
 * as a whole.
 * @param needed columns that the header must have
 * @throws CommandError for a file that cannot be read, is of neither kind, or has no row
 */
export async function* readRows(file: string, needed: readonly string[]): AsyncGenerator<FileRow> {
  const isJson = ['.ndjson', '.jsonl'].includes(extname(file).toLowerCase());
  let isEmpty = true;
  try {
    for await (const row of isJson ? readNdjson(file) : readCsv(file, [needed])) {
      isEmpty = false;
      yield row;
    }
    if (isEmpty) throw new CommandError('The file has no rows.');
  } catch (error) {
    if (error instanceof CommandError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CommandError(`The file can't be read: ${(error as Error).message}`);
  }
}

async function* readCsv(file: string, needed: readonly (readonly string[])[]): AsyncGenerator<FileRow> {
  const reader = new CsvReader();
  let header: string[] | undefined;
  let number = 0;
  const rowsOf = function* (rows: readonly string[][]): Generator<FileRow> {
    for (const fields of rows) {
      if (header === undefined) {
        header = readHeader(fields, needed);
        continue;
      }
      number += 1;
      if (fields.length > header.length)
        throw new CommandError(`Row ${number} has more fields than the header.`);
      yield { number, values: Object.fromEntries(fields.map((field, index) => [header![index]!, field])) };
    }
  };
  for await (const text of createReadStream(file, 'utf8')) yield* rowsOf(reader.read(text as string));
  yield* rowsOf(reader.end());
  if (header === undefined) throw missingHeader(needed);
}

async function* readNdjson(file: string): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const line of splitLines(createReadStream(file, 'utf8'))) {
    if (line.trim() === '') continue;
    number += 1;
    yield { number, values: parse(line, number) };
  }
}

function parse(line: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CommandError(`Row ${number} is no JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandError(`Row ${number} is no JSON object.`);
  return value as Record<string, unknown>;
}
