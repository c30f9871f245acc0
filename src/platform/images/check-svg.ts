import { ImageError } from './image-error.js';
import { SvgLimits } from './svg-limits.js';
import { type Matrix, numbers, transformed } from './svg-transform.js';

type Attributes = ReadonlyMap<string, string>;

interface ElementState {
  readonly matrix: Matrix;
  readonly isInClipPath: boolean;
}

const TAG = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
/** To be seen, a smaller picture needs a scale beyond the numbers of viewers. */
const SMALLEST_SIDE = 0.01;
const SIDES = ['width', 'height'] as const;

/**
 * Checks that an SVG without text and references can be drawn in a short time.
 * @throws ImageError when it has no size, is too much work, or places a shape too far away
 */
export function checkSvg(svg: string): void {
  if (requireLittleWork(svg) === undefined)
    throw new ImageError('The SVG has neither a viewBox nor width and height.');
}

/**
 * Without a size it is not known how long the lines of a drawing are, so these are checked once it has one.
 * @returns its smaller side in its own units
 * @throws ImageError when it is too much work, or places a shape too far away
 */
export function requireLittleWork(svg: string): number | undefined {
  const limits = new SvgLimits();
  const states: ElementState[] = [{ matrix: [1, 0, 0, 1, 0, 0], isInClipPath: false }];
  let side: number | undefined;
  for (const [, closes, tag = '', text = '', isEmpty] of svg.matchAll(TAG)) {
    if (closes) {
      if (states.length > 1) states.pop();
      continue;
    }
    const attributes = attributesOf(text);
    const parent = states.at(-1)!;
    limits.add(tag, attributes, states.length, parent.isInClipPath);
    if (tag === 'svg') side ??= smallerSide(attributes);
    const matrix = transformed(parent.matrix, attributes.get('transform') ?? '');
    if (side !== undefined) limits.addLine(attributes, largestScale(matrix) / side);
    if (!isEmpty) states.push({ matrix, isInClipPath: parent.isInClipPath || tag === 'clipPath' });
  }
  return side;
}

function largestScale([a, b, c, d]: Matrix): number {
  return Math.max(Math.hypot(a, b), Math.hypot(c, d));
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map(
    Array.from(text.matchAll(/([\w:-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]),
  );
  for (const declaration of attributes.get('style')?.split(';') ?? []) {
    const [name = '', value] = declaration.split(':');
    if (value !== undefined) attributes.set(name.trim(), value.trim());
  }
  return attributes;
}

/** Undefined when it has none, or when one of its sides is nothing. */
function smallerSide(attributes: Attributes): number | undefined {
  const box = numbers(attributes.get('viewBox') ?? '');
  const [width, height] = SIDES.map((name) => numbers(attributes.get(name) ?? '')[0]);
  // With a viewBox a width may be missing or a share, but not nothing: then nothing is drawn.
  const sides = box.length === 4 ? box.slice(2) : [width ?? 0, height ?? 0];
  const isNothing = [...sides, width ?? SMALLEST_SIDE, height ?? SMALLEST_SIDE].some(
    (length) => length < SMALLEST_SIDE,
  );
  return isNothing ? undefined : Math.min(...sides);
}
