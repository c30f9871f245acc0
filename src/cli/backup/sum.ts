import { createHash } from 'node:crypto';

const NEWLINE = 10;

/** Counts and sums up the rows of a table while they pass. COPY writes each row as one line. */
export class RowSum {
  rows = 0;
  private readonly hash = createHash('sha256');

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.rows += 1;
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
