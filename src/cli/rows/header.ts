import { CommandError } from '../command.js';

/** Sets of columns, one of which a file of CSV must have. */
export type NeededColumns = readonly (readonly string[])[];

/**
 * The names of a CSV file's columns. A file that has none of what is needed is another file, or has another separator or
 * encoding: it must not pass for one without rows.
 * @param needed sets of columns, one of which must be there
 * @throws CommandError
 */
export function readHeader(fields: readonly string[], needed: NeededColumns): string[] {
  const header = fields.map((name) => name.trim());
  const twice = header.find((name, place) => name !== '' && header.indexOf(name) !== place);
  if (twice !== undefined) throw new CommandError(`The header names the column ${shown(twice)} twice.`);
  if (!needed.some((names) => names.every((name) => header.includes(name))))
    throw new CommandError(missing(needed));
  return header;
}

/** The error for a file without a header. */
export function missingHeader(needed: NeededColumns): CommandError {
  return new CommandError(`The file is empty. ${missing(needed)}`);
}

function missing(needed: NeededColumns): string {
  const sets = needed.map((names) => names.join(' and ')).join(', or ');
  return `It must begin with a header that has ${sets}, separated by commas, in UTF-8.`;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
