import { type DataFile, isDataFile } from './data-files.js';
import {
  type Comment,
  copyIn,
  DamagedBackupError,
  type FileHead,
  FIRST_LINE,
  FORMAT,
  type Manifest,
  type SequenceState,
  type TableColumns,
  type TableSum,
  type Totals,
} from './format.js';
import { readPieces } from './pieces.js';
import { RowSum, sha256Of } from './sum.js';

/** A part of a backup. They come in the order of this list; the `data` of a table stand between `table` and `sum`. */
export type Part =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'table'; readonly table: TableColumns }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'sum'; readonly sum: TableSum }
  | { readonly kind: 'sequence'; readonly sequence: SequenceState }
  | { readonly kind: 'file'; readonly file: DataFile }
  | { readonly kind: 'totals'; readonly totals: Totals };

/**
 * Reads a backup and checks it on the way: each table and file against its sum, and the totals at the end. Its statements
 * are for psql and are not looked at: nothing that stands in a file is run.
 * @throws DamagedBackupError when it is not as it was written
 */
export async function* readScript(path: string): AsyncGenerator<Part> {
  const reading = new ScriptReading();
  for await (const piece of readPieces(path)) {
    if (piece.kind === 'line') yield* reading.line(piece.text);
    else yield reading.data(piece);
  }
  reading.finish();
}

class ScriptReading {
  private lines = 0;
  private manifest: Manifest | undefined;
  private table: TableColumns | undefined;
  private sum = new RowSum();
  private file: { readonly head: FileHead; readonly chunks: Buffer[] } | undefined;
  private readonly counts = { tables: 0, rows: 0, files: 0 };
  private ended = false;

  data(piece: { readonly kind: 'data'; readonly chunk: Buffer }): Part {
    this.sum.add(piece.chunk);
    return piece;
  }

  *line(text: string): Generator<Part> {
    this.lines += 1;
    if (this.lines === 1) {
      if (text !== FIRST_LINE) throw new DamagedBackupError('the file is no backup of this service');
    } else if (this.lines === 2) yield this.begin(text);
    else if (text.startsWith('copy ')) yield this.startTable(text);
    else if (text.startsWith('-- {')) {
      yield* this.endFile();
      yield* this.comment(commentOf(text));
    } else if (text.startsWith('-- ')) this.file?.chunks.push(Buffer.from(text.slice(3), 'base64'));
  }

  finish(): void {
    if (!this.ended) throw new DamagedBackupError('its end is missing');
  }

  private begin(text: string): Part {
    const { manifest } = commentOf(text);
    if (!Number.isInteger(manifest?.format)) throw new DamagedBackupError('it has no manifest');
    const { format, version } = manifest!;
    if (format > FORMAT)
      throw new DamagedBackupError(`version ${version} of the service made it, in a format that is newer`);
    this.manifest = manifest!;
    return { kind: 'manifest', manifest: manifest! };
  }

  private startTable(text: string): Part {
    const table = this.manifest?.tables[this.counts.tables];
    if (table === undefined || text !== `${copyIn(table)};`)
      throw new DamagedBackupError('it has a table that its manifest does not name');
    this.table = table;
    this.sum = new RowSum();
    return { kind: 'table', table };
  }

  private *comment({ sum, sequence, file, totals }: Comment): Generator<Part> {
    if (sum !== undefined) yield this.endTable(sum);
    else if (sequence !== undefined) yield { kind: 'sequence', sequence: checked(sequence) };
    else if (file !== undefined) this.file = { head: file, chunks: [] };
    else if (totals !== undefined) yield this.end(totals);
    else throw new DamagedBackupError('it has a line that nobody knows');
  }

  private endTable(sum: TableSum): Part {
    const { table, rows, sha256 } = sum;
    if (table !== this.table?.name || rows !== this.sum.rows || sha256 !== this.sum.digest())
      throw new DamagedBackupError(`the table ${table} is not as it was written`);
    this.table = undefined;
    this.counts.tables += 1;
    this.counts.rows += rows;
    return { kind: 'sum', sum };
  }

  private *endFile(): Generator<Part> {
    if (this.file === undefined) return;
    const { head, chunks } = this.file;
    const content = Buffer.concat(chunks);
    if (!isDataFile(head.path) || content.length !== head.bytes || sha256Of(content) !== head.sha256)
      throw new DamagedBackupError(`the file ${head.path} is not as it was written`);
    this.file = undefined;
    this.counts.files += 1;
    yield { kind: 'file', file: { path: head.path, content } };
  }

  private end(totals: Totals): Part {
    const { tables, rows, files } = this.counts;
    const isWhole =
      tables === this.manifest?.tables.length &&
      totals.tables === tables &&
      totals.rows === rows &&
      totals.files === files;
    if (!isWhole) throw new DamagedBackupError('its totals are not those of its content');
    this.ended = true;
    return { kind: 'totals', totals };
  }
}

function commentOf(text: string): Comment {
  try {
    return JSON.parse(text.slice(3)) as Comment;
  } catch {
    throw new DamagedBackupError('it has a line that cannot be read');
  }
}

/** These values become SQL. */
function checked(sequence: SequenceState): SequenceState {
  if (!/^\d{1,19}$/.test(sequence.last)) throw new DamagedBackupError('it has an id that is no number');
  return sequence;
}
