import { ORNAMENTS } from '../ornament/ornaments.js';
import type { PdfColors } from './pdf-job.js';
import type { Sheet } from './sheet.js';

/** Draws the seal, centred on `x`,`y`. */
export function drawSeal(
  sheet: Sheet,
  { primary, accent }: PdfColors,
  x: number,
  y: number,
  scale: number,
): void {
  const { ribbons, edge, ring, engraving, center, star } = ORNAMENTS.seal;
  const light = mixed(accent, '#ffffff', 0.3);
  sheet.at(x, y - 8 * scale, scale, () => {
    const { document } = sheet;
    document.path(ribbons).fill(mixed(primary, '#000000', 0.18));
    document.path(edge).fill(accent);
    document.lineWidth(1).path(ring).fillAndStroke(primary, '#fffdf8');
    document.lineWidth(0.35).path(engraving).stroke(light);
    document.lineWidth(0.8).path(center).fillAndStroke(primary, light);
    document.path(star).fill(mixed(accent, '#ffffff', 0.4));
  });
}

/** Mixes a share of another colour into a colour. */
function mixed(color: string, other: string, share: number): string {
  const channel = (hex: string, start: number) => Number.parseInt(hex.slice(start, start + 2), 16);
  const mix = [1, 3, 5].map((start) =>
    Math.round(channel(color, start) * (1 - share) + channel(other, start) * share),
  );
  return `#${mix.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
