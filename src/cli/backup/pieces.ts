import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OperatorError } from '../../platform/errors/index.js';
import { DamagedBackupError, END_OF_DATA } from './format.js';

/** A line of the script, or whole lines of the data of a table. */
export type Piece =
  { readonly kind: 'line'; readonly text: string } | { readonly kind: 'data'; readonly chunk: Buffer };

const READ_BYTES = 256 * 1024;

/** The manifest is the longest line, some kilobytes. */
const LONGEST_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;
const END = Buffer.from(`${END_OF_DATA}\n`);
const END_AFTER_ROW = Buffer.from(`\n${END_OF_DATA}\n`);

/** Reads a compressed script, so that a large one takes no more memory than a small one. */
export async function* readPieces(path: string): AsyncGenerator<Piece> {
  let rest: Buffer = Buffer.alloc(0);
  let isData = false;
  for await (const chunk of unzipped(path)) {
    const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      if (isData) {
        const end = endOfRows(buffer, at);
        if (end > at) yield { kind: 'data', chunk: buffer.subarray(at, end) };
        at = end;
        if (!hasEnd(buffer, at)) break;
        at += END.length;
        isData = false;
      } else {
        const end = buffer.indexOf(NEWLINE, at);
        if (end < 0) break;
        const text = buffer.toString('utf8', at, end);
        at = end + 1;
        isData = text.startsWith('copy ');
        yield { kind: 'line', text };
      }
    }
    rest = buffer.subarray(at);
    if (!isData && rest.length > LONGEST_LINE_BYTES) throw new DamagedBackupError('it has an endless line');
  }
  if (rest.length > 0 || isData) throw new DamagedBackupError('its end is missing');
}

/** Where the rows end that are there as a whole. */
function endOfRows(buffer: Buffer, at: number): number {
  if (hasEnd(buffer, at)) return at;
  const end = buffer.indexOf(END_AFTER_ROW, at);
  return end >= 0 ? end + 1 : Math.max(at, buffer.lastIndexOf(NEWLINE) + 1);
}

function hasEnd(buffer: Buffer, at: number): boolean {
  return buffer.subarray(at, at + END.length).equals(END);
}

async function* unzipped(path: string): AsyncGenerator<Buffer> {
  const text = createGunzip({ chunkSize: READ_BYTES });
  // The reader of the text gets every error.
  pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), text, () => undefined);
  try {
    for await (const chunk of text) yield chunk as Buffer;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_')) throw new DamagedBackupError('the file is cut off, damaged, or no backup');
    throw new OperatorError(`The backup can't be read: ${message}`);
  }
}
