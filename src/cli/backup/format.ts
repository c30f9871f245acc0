import { OperatorError } from '../../platform/errors/index.js';

/**
 * A backup is a script for psql, compressed with gzip: what this service needs beside SQL stands in comments. The first
 * comment is the manifest. After the data of each table follows its sum, and the last line has the totals, so that a
 * file that was cut off, or changed, is noticed before anything is restored.
 */
export const FORMAT = 1;

/** The first line of every backup, whatever its format. */
export const FIRST_LINE = '-- backup of the credentials service';

/** Ends the data of a table, as psql wants it. No line of data can be equal: it would have two backslashes. */
export const END_OF_DATA = '\\.';

/** Tables in which the migrations themselves write rows: the site, and the group Admins with its rights. */
export const FILLED_BY_MIGRATIONS: readonly string[] = ['site', 'user_group', 'user_group_permission'];

export interface Manifest {
  readonly format: number;
  /** Version and commit of the program that made it. */
  readonly version: string;
  readonly commit: string;
  /** When the snapshot was taken, by the clock of the database. */
  readonly made: string;
  /** Version of PostgreSQL. */
  readonly postgres: string;
  /** The migrations that had run, in order: the version of the schema. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableColumns[];
}

export interface TableColumns {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Sum of the data of a table, as COPY writes it. */
export interface TableSum {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

/** Where the ids of a table go on. `last` is a bigint as text. */
export interface SequenceState {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

/** A file of `DATA_DIR`, by its path in it. Its content follows in lines of base64. */
export interface FileHead {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Totals {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

/** A comment that is not for people: one of these, as JSON. */
export interface Comment {
  readonly manifest?: Manifest;
  readonly sum?: TableSum;
  readonly sequence?: SequenceState;
  readonly file?: FileHead;
  readonly totals?: Totals;
}

/** The file is no backup, or not as it was written. */
export class DamagedBackupError extends OperatorError {
  constructor(problem: string) {
    super(`The backup cannot be used: ${problem}.`);
  }
}

/** A name as SQL writes it in any place. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statement that takes the data of a table. */
export function copyIn({ name, columns }: TableColumns): string {
  return `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`;
}

/** The statement that gives the data of a table. */
export function copyOut({ name, columns }: TableColumns): string {
  return `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`;
}

export function setSequence({ name, last, called }: SequenceState): string {
  return `select setval('${quoted(name).replaceAll("'", "''")}', ${last}, ${called})`;
}
