import qrcode from 'qrcode';

/** Modules of light ground on each side; the paper around the code is light, too. */
const QUIET_ZONE = 2;

/** The QR code of an address as an SVG. Level Q can still be read when a fold or a stamp hides a quarter of it. */
export function qrDrawing(address: string): string {
  const { modules } = qrcode.create(address, { errorCorrectionLevel: 'Q' });
  const { size } = modules;
  const whole = size + 2 * QUIET_ZONE;
  const bars: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size;) {
      const start = column;
      while (column < size && modules.get(row, column)) column += 1;
      if (column > start) bars.push(`M${start} ${row}h${column - start}v1h${start - column}z`);
      else column += 1;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-${QUIET_ZONE} -${QUIET_ZONE} ${whole} ${whole}">` +
    `<path fill="#101218" d="${bars.join('')}"/></svg>`
  );
}
