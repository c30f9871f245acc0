import qrcode from 'qrcode';
import { BoundedMap } from '../../platform/memory/index.js';

/** Level Q can still be read when a fold or a stamp hides a quarter of the code. */
const LEVEL = 'Q';
/** The quiet zone in modules: the paper around the code is light, too. */
const MARGIN = 2;
const COLOR = { dark: '#101218', light: '#0000' };
/** Codes of some 4 KB. */
const MOST_KEPT = 1000;

const kept = new BoundedMap<string, string>(MOST_KEPT);

/** The code of an address as SVG. Kept, since it takes a millisecond, and anyone can ask for a sheet again and again. */
export function qrCode(address: string): string {
  const known = kept.get(address);
  if (known !== undefined) return known;
  const options = { type: 'svg', errorCorrectionLevel: LEVEL, margin: MARGIN, color: COLOR } as const;
  // It calls back at once.
  qrcode.toString(address, options, (error, drawing) => {
    if (error) throw error;
    kept.set(address, drawing);
  });
  return kept.get(address)!;
}
