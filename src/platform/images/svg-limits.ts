import { ImageError } from './image-error.js';
import { pathLength } from './path-length.js';
import { numbers } from './svg-transform.js';

/** A vectorised scan has some hundred elements and up to 40,000 numbers. */
const MOST_ELEMENTS = 5000;
const MOST_NUMBERS = 100_000;
const DEEPEST_LEVELS = 50;
const LONGEST_VALUE_CHARACTERS = 1000;
const MOST_CLIPPED = 100;
export const LARGEST_NUMBER = 1_000_000;
/**
 * The longest line of an element, as a multiple of the drawing's smaller side. The time to paint a shape grows with the square of
 * the lines that cross a row of pixels: 50,000 take 20 s.
 */
const LONGEST_LINE_SIDES = 2500;
/** A line goes through the drawing once, whatever its length. */
const MOST_SIDES_OF_LINE = 1.5;

/** Paths and lists of points may be as long as the numbers allow. */
const LONG: readonly string[] = ['d', 'points', 'style'];
const NOT_NUMERIC: readonly string[] = [
  'id',
  'fill',
  'stroke',
  'color',
  'stop-color',
  'clip-path',
  'style',
  'xmlns',
  'version',
];

/** Counts what an SVG asks of those who draw it: ourselves, and the browsers of its viewers. */
export class SvgLimits {
  private elements = 0;
  private clipped = 0;
  numbers = 0;

  /** @throws ImageError saying which limit is exceeded */
  add(tag: string, attributes: ReadonlyMap<string, string>, depth: number, isInClipPath: boolean): void {
    if (++this.elements > MOST_ELEMENTS)
      throw new ImageError(`The SVG has more than ${MOST_ELEMENTS} elements.`);
    if (depth > DEEPEST_LEVELS)
      throw new ImageError(`The SVG has more than ${DEEPEST_LEVELS} elements within each other.`);
    for (const [name, value] of attributes) this.addValue(name, value);
    if (!attributes.has('clip-path')) return;
    // A chain of clip paths that each use the next twice doubles the work with every link.
    if (isInClipPath || tag === 'clipPath') throw new ImageError('A clip path of the SVG refers to another.');
    if (++this.clipped > MOST_CLIPPED)
      throw new ImageError(`The SVG refers to clip paths more than ${MOST_CLIPPED} times.`);
  }

  /**
   * @param sides the number of the drawing's smaller sides in a unit of the element
   * @throws ImageError when the element has a very long line within the drawing
   */
  addLine(attributes: ReadonlyMap<string, string>, sides: number): void {
    const points = attributes.get('points');
    const data = attributes.get('d') ?? (points === undefined ? '' : `M${points}`);
    if (pathLength(data, MOST_SIDES_OF_LINE / sides) * sides > LONGEST_LINE_SIDES)
      throw new ImageError(
        `The SVG has a shape whose line is longer than ${LONGEST_LINE_SIDES} times its width or height.`,
      );
  }

  private addValue(name: string, value: string): void {
    if (!LONG.includes(name) && value.length > LONGEST_VALUE_CHARACTERS)
      throw new ImageError(
        `The attribute ${name} of the SVG has more than ${LONGEST_VALUE_CHARACTERS} characters.`,
      );
    if (NOT_NUMERIC.includes(name)) return;
    const found = numbers(value);
    this.numbers += found.length;
    if (this.numbers > MOST_NUMBERS) throw new ImageError(`The SVG has more than ${MOST_NUMBERS} numbers.`);
    if (found.some((number) => Math.abs(number) > LARGEST_NUMBER))
      throw new ImageError(`The attribute ${name} of the SVG has a number above ${LARGEST_NUMBER}.`);
  }
}
