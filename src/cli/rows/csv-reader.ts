import { CommandError } from '../command.js';

/** Characters. A longer row is no row, but a quote that does not end or another file: it must not fill the memory. */
export const LONGEST_ROW = 1_000_000;

/**
 * Splits CSV (RFC 4180) into rows, however it is cut into pieces: fields in quotes hold commas, line ends and doubled quotes.
 * Lines without any text are left out.
 */
export class CsvReader {
  private field = '';
  private fields: string[] = [];
  /** Of the row so far. */
  private length = 0;
  /** `quote`: a quote inside of a field in quotes, which ends it or is doubled. */
  private state: 'plain' | 'quoted' | 'quote' = 'plain';

  /** @returns the rows that are complete @throws CommandError for a row that is too long */
  read(text: string): string[][] {
    const rows: string[][] = [];
    for (const character of text) this.take(character, rows);
    return rows;
  }

  /** The row after the last line end. @throws CommandError for an open quote */
  end(): string[][] {
    if (this.state === 'quoted') throw new CommandError('A field in quotes does not end.');
    const rows: string[][] = [];
    this.endRow(rows);
    return rows;
  }

  private take(character: string, rows: string[][]): void {
    this.length += 1;
    if (this.length > LONGEST_ROW) {
      const reason = this.state === 'quoted' ? ': a field in quotes does not end' : '';
      throw new CommandError(`A row is longer than ${LONGEST_ROW} characters${reason}.`);
    }
    if (this.state === 'quoted') {
      if (character === '"') this.state = 'quote';
      else this.field += character;
      return;
    }
    if (character === '"' && (this.state === 'quote' || this.field === '')) {
      if (this.state === 'quote') this.field += '"';
      this.state = 'quoted';
      return;
    }
    this.state = 'plain';
    if (character === ',') this.endField();
    else if (character === '\n') this.endRow(rows);
    else if (character !== '\r') this.field += character;
  }

  private endField(): void {
    this.fields.push(this.field);
    this.field = '';
    this.state = 'plain';
  }

  private endRow(rows: string[][]): void {
    this.endField();
    if (this.fields.length > 1 || this.fields[0]!.trim() !== '') rows.push(this.fields);
    this.fields = [];
    this.length = 0;
  }
}
