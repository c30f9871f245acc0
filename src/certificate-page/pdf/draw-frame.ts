import { ORNAMENTS } from '../ornament/ornaments.js';
import { SHEET_POINTS } from './sheet-size.js';
import type { PdfColors } from './pdf-job.js';
import type { Sheet } from './sheet.js';

const PAPER = '#fffdf8';
const INSET_POINTS = 24;
const CORNER = 0.72;
const LINE_POINTS = 1.1;

/** Draws the paper's tint, the rosette behind the text and the double frame with its corners. */
export function drawFrame(sheet: Sheet, { accent }: PdfColors): void {
  const { document } = sheet;
  document.rect(0, 0, SHEET_POINTS.width, SHEET_POINTS.height).fill(PAPER);
  sheet.at(SHEET_POINTS.width / 2, SHEET_POINTS.height * 0.46, 2.3, () => {
    document.lineWidth(0.15).strokeOpacity(0.26).path(ORNAMENTS.watermark).stroke(accent).strokeOpacity(1);
  });
  const gap = 6 * CORNER;
  document.lineWidth(LINE_POINTS).strokeColor(accent);
  for (const inset of [INSET_POINTS, INSET_POINTS + gap]) {
    document.rect(inset, inset, SHEET_POINTS.width - 2 * inset, SHEET_POINTS.height - 2 * inset).stroke();
  }
  const { ground, lines, engraving } = ORNAMENTS.corner;
  for (const [x, horizontal] of [
    [INSET_POINTS, 1] as const,
    [SHEET_POINTS.width - INSET_POINTS, -1] as const,
  ]) {
    for (const [y, vertical] of [
      [INSET_POINTS, 1] as const,
      [SHEET_POINTS.height - INSET_POINTS, -1] as const,
    ]) {
      sheet.at(x, y, [horizontal * CORNER, vertical * CORNER], () => {
        document.path(ground).fill(PAPER);
        document
          .lineWidth(LINE_POINTS / CORNER)
          .path(lines)
          .stroke(accent);
        document.translate(12, 12).lineWidth(0.7).path(engraving).stroke(accent);
      });
    }
  }
}
