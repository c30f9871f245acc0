import type { CertificateView, TextSize } from './certificate-view.js';

/** Scales that the print stylesheet knows, in percent. */
export const PRINT_SCALES = [100, 90, 80, 70, 60, 50, 40, 30] as const;
export type PrintScale = (typeof PRINT_SCALES)[number];

type Printed = Pick<
  CertificateView,
  | 'organizations'
  | 'learner'
  | 'learnerSize'
  | 'title'
  | 'titleSize'
  | 'offeredBy'
  | 'afterTitle'
  | 'signatories'
>;

/**
 * The largest scale at which a certificate fits one sheet. A stylesheet cannot find it and the page runs no script, so
 * we estimate it here from the letters. The estimate is rather too small than too large. Lengths are CSS pixels; a rem
 * of the print stylesheet has 15 of them.
 */
export function printScale(view: Printed): PrintScale {
  const fits = (scale: number) =>
    heightOf(view, SHEET_PIXELS.width / scale) * scale + VERTICAL_GAPS_PIXELS <= SHEET_PIXELS.height;
  return PRINT_SCALES.find((percent) => fits(percent / 100)) ?? 30;
}

/** Area inside the frame: the width of the narrower and the height of the shorter of A4 and Letter. */
const SHEET_PIXELS = { width: 859, height: 639 };
/** The gaps between institutions, statement and foot together, which do not shrink. */
const VERTICAL_GAPS_PIXELS = 38;
/** Between two institutions, and beside the seal. */
const SIDE_GAP_PIXELS = 38;

function heightOf(view: Printed, width: number): number {
  return institutions(view, width) + textHeight(view, width) + foot(view, width);
}

function institutions({ organizations }: Printed, width: number): number {
  const boxes = organizations.map(({ label, logo }) =>
    logo === null ? { width: widthOf(label, 17), height: 22 } : { width: 210, height: 60 },
  );
  let [height, used] = [0, Number.POSITIVE_INFINITY];
  for (const box of boxes) {
    if (used + SIDE_GAP_PIXELS + box.width > width) {
      height += 11 + box.height * Math.ceil(box.width / width);
      used = box.width;
    } else {
      used += SIDE_GAP_PIXELS + box.width;
    }
  }
  return height;
}

const LEARNER_PIXELS: Readonly<Record<TextSize, number>> = { short: 52.5, medium: 37.5, long: 26, huge: 19 };
const TITLE_PIXELS: Readonly<Record<TextSize, number>> = { short: 30, medium: 26, long: 21, huge: 17 };

function textHeight(view: Printed, width: number): number {
  const heading = 76;
  const phrases = 43 * (view.afterTitle === '' ? 2 : 3);
  const learner =
    lines(view.learner, LEARNER_PIXELS[view.learnerSize], width) * LEARNER_PIXELS[view.learnerSize] * 1.35 +
    15;
  const title =
    lines(view.title, TITLE_PIXELS[view.titleSize], Math.min(690, width)) *
      TITLE_PIXELS[view.titleSize] *
      1.35 +
    8;
  const offered = lines(view.offeredBy ?? '', 15, width) * 21 + 11;
  const facts = 35;
  return heading + phrases + learner + title + offered + facts;
}

/** Heights: the QR code with the address beside it, and the seal, which is as wide as high. */
const CHECK_PIXELS = 135;
const SEAL_PIXELS = 120;

function foot({ signatories }: Printed, width: number): number {
  const many = signatories.length > 2;
  const room = many ? width : (width - SEAL_PIXELS - 2 * SIDE_GAP_PIXELS) / 2;
  const inRow = many ? Math.min(signatories.length, Math.floor((room + 22) / 157)) : 2;
  const column = Math.min(many ? 225 : 180, (room - 22 * (inRow - 1)) / inRow);
  const heights = signatories.map(
    ({ name, title, organization }) =>
      51 +
      lines(name, 14, column) * 19 +
      (lines(title, 12.5, column) + lines(organization, 12.5, column)) * 17.5,
  );
  const tallest = Math.max(0, ...heights);
  if (!many) return Math.max(CHECK_PIXELS, SEAL_PIXELS, tallest);
  const rows = Math.ceil(signatories.length / inRow);
  return rows * (tallest + 22) + CHECK_PIXELS;
}

/** Lines of a text. A word that does not fit leaves the rest of its line empty. */
function lines(text: string, size: number, width: number): number {
  const needed = (widthOf(text, size) * 1.08) / width;
  return text === '' ? 0 : Math.ceil(needed <= 1 ? needed : needed * (text.includes(' ') ? 1.1 : 1));
}

const WIDE = /\p{Emoji_Presentation}|[\p{scx=Han}\p{scx=Hangul}\p{scx=Hira}\p{scx=Kana}W@M]/u;

function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) {
    if (/\p{M}|\p{Cf}/u.test(letter)) continue;
    ems += WIDE.test(letter) ? 1 : /\p{Lu}/u.test(letter) ? 0.72 : /[ \p{P}ilj]/u.test(letter) ? 0.33 : 0.54;
  }
  return ems * size;
}
