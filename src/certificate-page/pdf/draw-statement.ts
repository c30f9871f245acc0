import { isolate } from '../display-text.js';
import type { FittedText } from './fit-text.js';
import { SHEET_POINTS } from './sheet-size.js';
import type { PdfColors, PdfView } from './pdf-job.js';
import type { Sheet, Style } from './sheet.js';

export const INK = '#23262e';
export const QUIET = '#565b67';

const WIDTH = SHEET_POINTS.width - 2 * SHEET_POINTS.margin;
const TOP_POINTS = 50;

interface Block {
  readonly tag: string;
  readonly text: string;
  readonly style: Style;
  readonly fitted: FittedText;
  /** Space above, in points. */
  readonly before: number;
  readonly underlined: boolean;
}

/** Draws the texts from the organizations to the date, spread over the height above the foot. */
export function drawStatement(sheet: Sheet, view: PdfView, colors: PdfColors, bottom: number): void {
  const blocks = statement(sheet, view, colors);
  const height = blocks.reduce((sum, block) => sum + block.before + heightOf(block), 0);
  let y = TOP_POINTS + Math.max(0, bottom - TOP_POINTS - height) / 2;
  for (const { tag, text, style, fitted, before, underlined } of blocks) {
    y = sheet.text(tag, text, fitted, style, SHEET_POINTS.margin, y + before, WIDTH);
    if (underlined) sheet.ornament(() => drawRule(sheet, y + 3, colors));
    y += underlined ? RULE_POINTS : 0;
  }
}

const RULE_POINTS = 6;

function heightOf({ fitted, style, underlined }: Block): number {
  return fitted.lines.length * fitted.size * (style.leading ?? 1.3) + (underlined ? RULE_POINTS : 0);
}

function statement(sheet: Sheet, view: PdfView, { primary }: PdfColors): Block[] {
  const block = (
    tag: string,
    text: string,
    before: number,
    height: number,
    style: Style,
    underlined = false,
  ): Block[] =>
    text === ''
      ? []
      : [{ tag, text, style, before, underlined, fitted: sheet.fit(text, style, WIDTH, height) }];
  const centered = { align: 'center', color: QUIET } as const;
  const phrase = { ...centered, font: 'serif-italic', size: 14 } as const;
  const small = { ...centered, font: 'sans', size: 10.5 } as const;
  const organizations = view.organizations.map(({ label }) => isolate(label)).join('   ·   ');
  const facts = [view.issued, view.hours].filter((fact) => fact !== null).join('   ·   ');
  return [
    ...block('P', organizations, 0, 36, { ...centered, font: 'serif-bold', size: 14, color: primary }),
    ...block('H1', view.heading, 22, 46, { ...centered, font: 'serif', size: 34, color: primary }),
    ...block('P', view.kind, 2, 26, small),
    ...block('P', view.beforeName, 16, 22, phrase),
    ...block(
      'P',
      view.learner,
      4,
      58,
      { ...centered, font: 'serif', size: 41, color: primary, leading: 1.25, direction: 'auto' },
      true,
    ),
    ...block('P', view.afterName, 10, 22, phrase),
    ...block('P', view.title, 4, 62, {
      ...centered,
      font: 'serif-bold',
      size: 24,
      color: INK,
      direction: 'auto',
    }),
    ...block('P', view.afterTitle, 3, 20, phrase),
    ...block('P', view.offeredBy ?? '', 4, 30, { ...centered, font: 'serif', size: 12, color: INK }),
    ...block('P', facts, 6, 26, small),
  ];
}

/** Draws a line under the name that fades out at both ends. */
function drawRule({ document }: Sheet, y: number, { accent }: PdfColors): void {
  const [left, right] = [SHEET_POINTS.width / 2 - 160, SHEET_POINTS.width / 2 + 160];
  const fade = document.linearGradient(left, y, right, y);
  fade.stop(0, accent, 0).stop(0.2, accent, 1).stop(0.8, accent, 1).stop(1, accent, 0);
  document.rect(left, y, right - left, 0.9).fill(fade);
}
