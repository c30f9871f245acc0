import qrcode from 'qrcode';
import { BoundedMap } from '../../platform/memory/index.js';

/** A QR code as one SVG path of unit squares. */
export interface QrCode {
  /** Modules a side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** Codes of some 6 KB. */
const MOST_KEPT = 1000;

const kept = new BoundedMap<string, QrCode>(MOST_KEPT);

/**
 * The code of an address. Kept, since it takes most of the time of a page, a millisecond, and anyone can ask for a page
 * again and again.
 */
export function qrCode(address: string): QrCode {
  const known = kept.get(address);
  if (known !== undefined) return known;
  const made = makeQrCode(address);
  kept.set(address, made);
  return made;
}

/** Level Q can still be read when a fold or a stamp hides a quarter of the code. */
function makeQrCode(text: string): QrCode {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'Q' });
  const { size } = modules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size;) {
      const start = column;
      while (column < size && modules.get(row, column)) column += 1;
      if (column > start) path += `M${start} ${row}h${column - start}v1h${start - column}z`;
      else column += 1;
    }
  }
  return { size, path };
}
