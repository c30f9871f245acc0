import type { ReadableImage } from '../../platform/images/index.js';
import type { SignatoryView } from '../view/certificate-view.js';
import { INK, QUIET } from './draw-statement.js';
import { drawSeal } from './draw-seal.js';
import { drawSvg } from './draw-svg.js';
import { SHEET_POINTS } from './sheet-size.js';
import type { PdfColors, PdfView } from './pdf-job.js';
import type { Sheet, Style } from './sheet.js';

const BOTTOM = SHEET_POINTS.height - 52;
const QR_POINTS = 76;
const SIGNATORY = { width: 132, most: 170, height: 84, image: 34, gap: 18 } as const;

/** The signatures that can be drawn, by position, and who hears which one is being drawn. */
interface Images {
  readonly images: ReadonlyMap<number, ReadableImage>;
  readonly atSignature: (position: number | null) => void;
}

/** The height at which the foot begins. */
export function footTop(view: PdfView): number {
  return rowTop(isCrowded(view)) - 8;
}

/** Draws signatories, seal and the code that leads to the certificate's page. */
export function drawFoot(sheet: Sheet, view: PdfView, colors: PdfColors, images: Images): void {
  const many = isCrowded(view);
  drawSignatories(sheet, view, images, rowTop(many), many);
  sheet.ornament(() =>
    drawSeal(sheet, colors, SHEET_POINTS.width / 2, BOTTOM - (many ? 38 : 52), many ? 0.52 : 0.8),
  );
  drawCheck(sheet, view);
}

/** Signatories get a row above seal and code when they do not fit beside them. */
function isCrowded({ signatories }: PdfView): boolean {
  return signatories.length > 2;
}

function rowTop(many: boolean): number {
  const top = BOTTOM - SIGNATORY.height;
  return many ? top - SIGNATORY.height + 4 : top;
}

function drawSignatories(
  sheet: Sheet,
  { signatories, direction }: PdfView,
  images: Images,
  top: number,
  many: boolean,
): void {
  const room = many
    ? SHEET_POINTS.width - 2 * SHEET_POINTS.margin
    : SHEET_POINTS.width / 2 - SHEET_POINTS.margin - 60;
  const count = signatories.length;
  const width = Math.min(
    many ? SIGNATORY.most : SIGNATORY.width,
    (room - SIGNATORY.gap * (count - 1)) / Math.max(1, count),
  );
  const used = count * width + (count - 1) * SIGNATORY.gap;
  const start = many
    ? (SHEET_POINTS.width - used) / 2
    : direction === 'rtl'
      ? SHEET_POINTS.width - SHEET_POINTS.margin - used
      : SHEET_POINTS.margin;
  // In reading order, which the tags follow.
  signatories.forEach((signatory, index) => {
    const place = direction === 'rtl' ? count - 1 - index : index;
    const left = start + place * (width + SIGNATORY.gap);
    drawSignatory(sheet, signatory, images, left, top, width);
  });
}

function drawSignatory(
  sheet: Sheet,
  { position, name, title, organization, imageAlt }: SignatoryView,
  { images, atSignature }: Images,
  left: number,
  top: number,
  width: number,
): void {
  const box = { x: left, y: top, width, height: SIGNATORY.image - 3 };
  const image = images.get(position);
  if (image) {
    atSignature(position);
    sheet.tagged('Figure', { alt: imageAlt }, () => drawImage(sheet, image, box));
    atSignature(null);
  }
  const line = top + SIGNATORY.image;
  sheet.ornament(() => {
    sheet.document
      .lineWidth(0.6)
      .moveTo(left, line)
      .lineTo(left + width, line)
      .stroke(QUIET);
  });
  const centered = { align: 'center' } as const;
  const lines: [string, number, Style][] = [
    [name, 13, { ...centered, font: 'serif-bold', size: 9.5, color: INK, direction: 'auto' }],
    [title, 20, { ...centered, font: 'sans', size: 7.8, color: QUIET, direction: 'auto' }],
    [organization, 20, { ...centered, font: 'sans', size: 7.8, color: QUIET }],
  ];
  let y = line + 4;
  for (const [text, height, style] of lines) {
    if (text !== '') y = sheet.text('P', text, sheet.fit(text, style, width, height), style, left, y, width);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawImage(sheet: Sheet, { content, drawing }: ReadableImage, box: Box): void {
  if (drawing) drawSvg(sheet, drawing, box);
  else
    sheet.document.image(content, box.x, box.y, {
      fit: [box.width, box.height],
      align: 'center',
      valign: 'bottom',
    });
}

function drawCheck(sheet: Sheet, view: PdfView): void {
  const { document } = sheet;
  const rtl = view.direction === 'rtl';
  const left = rtl ? SHEET_POINTS.margin : SHEET_POINTS.width - SHEET_POINTS.margin - QR_POINTS;
  const top = BOTTOM - QR_POINTS;
  sheet.tagged('Figure', { alt: `${view.scan}: ${view.address}` }, () => {
    document.rect(left, top, QR_POINTS, QR_POINTS).fill('#ffffff');
    // Two modules of quiet zone, as on the page.
    const scale = QR_POINTS / (view.qr.size + 4);
    sheet.at(left + 2 * scale, top + 2 * scale, scale, () => document.path(view.qr.path).fill('#101218'));
  });
  document.link(left, top, QR_POINTS, QR_POINTS, view.address);
  const width = 212;
  const textLeft = rtl ? left + QR_POINTS + 10 : left - 10 - width;
  const own = { align: 'end', font: 'sans', size: 7, color: QUIET } as const;
  const lines: [string, Style][] = [
    [view.verify.pdf, { ...own, font: 'sans-bold', color: INK }],
    [view.address, { ...own, direction: 'ltr', breakBelow: 1 }],
    [view.id, { ...own, direction: 'ltr' }],
  ];
  const fitted = lines.map(([text, style]) => ({ text, style, fitted: sheet.fit(text, style, width, 28) }));
  const height = fitted.reduce((sum, part) => sum + part.fitted.lines.length * part.fitted.size * 1.3 + 2, 0);
  let y = BOTTOM - height;
  for (const part of fitted) y = 2 + sheet.text('P', part.text, part.fitted, part.style, textLeft, y, width);
}
