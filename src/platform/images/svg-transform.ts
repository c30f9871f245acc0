import { ImageError } from './image-error.js';

/** The transform's a, b, c, d, e, f, in the notation that PDF and SVG share. */
export type Matrix = readonly [number, number, number, number, number, number];

const TRANSFORM = /[\s,]*([A-Za-z]{1,20})\s*\(([^()]*)\)[\s,]*/y;

/** The matrix after applying an attribute `transform`. @throws ImageError if the text is none */
export function transformed(matrix: Matrix, transforms: string): Matrix {
  let sum = matrix;
  // Sticky, so that a text without a match is not searched from each of its letters.
  for (TRANSFORM.lastIndex = 0; TRANSFORM.lastIndex < transforms.length;) {
    const [, name = '', values = ''] = TRANSFORM.exec(transforms) ?? [];
    if (name === '') throw new ImageError('An attribute transform of the SVG is no list of transforms.');
    sum = product(sum, matrixOf(name, numbers(values)));
  }
  if (!sum.every((value) => Math.abs(value) <= LARGEST_ENTRY))
    throw new ImageError('The transforms of the SVG place a shape too far away.');
  return sum;
}

/** PDF and browsers have no such numbers. Also false for what is no number. */
const LARGEST_ENTRY = 1e9;

function matrixOf(name: string, values: readonly number[]): Matrix {
  const [a = 0, b] = values;
  const radians = (a * Math.PI) / 180;
  switch (name) {
    case 'matrix':
      return values.length === 6 ? (values as unknown as Matrix) : [1, 0, 0, 1, 0, 0];
    case 'translate':
      return [1, 0, 0, 1, a, b ?? 0];
    case 'scale':
      return [a, 0, 0, b ?? a, 0, 0];
    case 'rotate': {
      const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
      const [x = 0, y = 0] = values.slice(1);
      return [cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos];
    }
    case 'skewX':
      return [1, 0, Math.tan(radians), 1, 0, 0];
    case 'skewY':
      return [1, Math.tan(radians), 0, 1, 0, 0];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

function product([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** A number of SVG, for regular expressions without regard to case. */
export const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const NUMBERS = new RegExp(NUMBER, 'gi');

/** All numbers in a text, whatever separates them. */
export function numbers(text: string): number[] {
  return Array.from(text.matchAll(NUMBERS), ([digits]) => Number(digits));
}
