import qrcode from 'qrcode';

/** A QR code as one SVG path of unit squares. */
export interface QrCode {
  /** Modules a side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** Level Q can still be read when a fold or a stamp hides a quarter of the code. */
export function qrCode(text: string): QrCode {
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
