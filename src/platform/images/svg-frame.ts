import { requireLittleWork } from './check-svg.js';
import { ImageError } from './image-error.js';
import { painter } from './painter.js';

type Attributes = Readonly<Record<string, string>>;

/** Pixels of each unit of CSS that is absolute. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
};

/** The attributes of an SVG's root; a width or height that only its style has becomes an attribute. */
export function withSizeOfStyle(attributes: Attributes): Attributes {
  const sizes = Array.from(
    (attributes.style ?? '').matchAll(/(?:^|;)\s*(width|height)\s*:\s*([^;]*)/g),
    ([, name = '', value = '']): [string, string] => [name, value.trim()],
  );
  return { ...Object.fromEntries(sizes), ...attributes };
}

/**
 * A cleaned SVG whose root has a `viewBox`: a browser or typesetter scales only what has one. Where it has none, that is
 * made from its width and height, and without these from what it draws.
 * @throws ImageError when its size cannot be told, or only with too much work
 */
export function withViewBox(svg: string): string {
  const root = /^<svg [^>]*>/.exec(svg)?.[0] ?? '';
  if (/\sviewBox="/.test(root)) return svg;
  const [width, height] = ['width', 'height'].map((name) =>
    pixels(new RegExp(`\\s${name}="([^"]*)"`).exec(root)?.[1]),
  );
  const box = width === undefined || height === undefined ? drawnBox(svg) : [0, 0, width, height];
  return svg.replace('<svg ', `<svg viewBox="${box.join(' ')}" `);
}

/** Where the drawing is. @throws ImageError when it draws nothing, or this machine has no painter, which is optional */
function drawnBox(svg: string): number[] {
  requireLittleWork(svg);
  const box = boxOf(svg);
  if (box === undefined) throw new ImageError('The SVG has neither a viewBox nor width and height.');
  return [box.x, box.y, box.width, box.height].map((length) => Math.round(length * 1000) / 1000);
}

function boxOf(svg: string) {
  try {
    const Painter = painter();
    return new Painter(svg, { font: { loadSystemFonts: false } }).getBBox();
  } catch {
    return undefined;
  }
}

function pixels(length = ''): number | undefined {
  const [, digits = '', unit = ''] = /^\s*(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})([a-z]*)\s*$/i.exec(length) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (digits === '' || factor === undefined) return undefined;
  return Math.round(Number(digits) * factor * 1000) / 1000;
}
