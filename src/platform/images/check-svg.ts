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
  const { hasSize } = requireLittleWork(svg);
  if (!hasSize) throw new ImageError('The SVG has neither a viewBox nor width and height.');
}

/** @throws ImageError when it is too much work, or places a shape too far away */
export function requireLittleWork(svg: string): { readonly hasSize: boolean } {
  const limits = new SvgLimits();
  const states: ElementState[] = [{ matrix: [1, 0, 0, 1, 0, 0], isInClipPath: false }];
  let hasSize = false;
  for (const [, closes, tag = '', text = '', isEmpty] of svg.matchAll(TAG)) {
    if (closes) {
      if (states.length > 1) states.pop();
      continue;
    }
    const attributes = attributesOf(text);
    const parent = states.at(-1)!;
    limits.add(tag, attributes, states.length, parent.isInClipPath);
    hasSize ||= tag === 'svg' && isSized(attributes);
    const matrix = transformed(parent.matrix, attributes.get('transform') ?? '');
    if (!isEmpty) states.push({ matrix, isInClipPath: parent.isInClipPath || tag === 'clipPath' });
  }
  return { hasSize };
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

function isSized(attributes: Attributes): boolean {
  const box = numbers(attributes.get('viewBox') ?? '');
  // With a viewBox a width may be missing or a share, but not nothing: then nothing is drawn.
  const sides =
    box.length === 4
      ? [...box.slice(2), ...SIDES.map((name) => side(attributes.get(name), SMALLEST_SIDE))]
      : SIDES.map((name) => side(attributes.get(name)));
  return sides.every((length) => length >= SMALLEST_SIDE);
}

function side(text = '', otherwise = 0): number {
  return numbers(text)[0] ?? otherwise;
}
