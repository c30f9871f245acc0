import { isUtf8 } from 'node:buffer';
import sanitizeHtml from 'sanitize-html';
import { ImageError } from './image-error.js';
import { withSizeOfStyle } from './svg-frame.js';

/**
 * Elements that draw. No text (it needs fonts), no references to other elements (a few can make millions). No dashes:
 * one attribute can ask a browser for a million of them.
 */
const SHAPES = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'];
const TAGS = ['svg', 'g', 'defs', 'linearGradient', 'radialGradient', 'stop', 'clipPath', 'title', ...SHAPES];

const PAINT = words(`
  fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-opacity opacity color clip-path clip-rule stop-color
  stop-opacity display visibility vector-effect`);

const PLACE = words(`
  id transform d points x y x1 y1 x2 y2 cx cy r rx ry fx fy width height offset gradientUnits
  gradientTransform spreadMethod clipPathUnits`);

const FRAME = ['viewBox', 'preserveAspectRatio', 'version'];

/** A value that refers to something outside of the image, or that a browser might run. Gradients are `url(#name)`. */
const REACHES_OUT = /url\s*\(\s*['"]?\s*(?!#)|javascript:|data:|expression|@import|\\/i;

/**
 * Everything before the drawing: declarations, comments, a document type. No text matches in two ways, so it cannot
 * backtrack.
 */
const PROLOG = /^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>)*(?=<svg[\s>])/is;

/** Cleaning 300,000 nested elements takes minutes. A drawing has at most 5,000 (`SvgLimits`), each with an end. */
const MOST_TAGS = 15_000;

const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * Keeps only elements and attributes that draw. Removes all others, such as scripts, styles, handlers, links, foreign
 * content, embedded images and text.
 * @throws ImageError when it is no SVG, has too many elements, or nothing that draws is left
 */
export function cleanSvg(image: Buffer): string {
  if (!isUtf8(image)) throw new ImageError('The SVG is not in UTF-8.');
  const source = image.toString('utf8').replace(PROLOG, '');
  if (!/^<svg[\s>]/.test(source)) throw new ImageError('The body is no SVG.');
  if (source.split('<', MOST_TAGS + 2).length > MOST_TAGS + 1)
    throw new ImageError(`The SVG has more than ${MOST_TAGS} tags.`);
  const clean = sanitizeHtml(source, {
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    allowedTags: TAGS,
    allowedAttributes: { '*': [...PAINT, ...PLACE, 'style'], svg: [...FRAME, 'xmlns'] },
    allowedStyles: { '*': Object.fromEntries(PAINT.map((property) => [property, [/^[\w#%.,()\s-]*$/]])) },
    nonTextTags: [
      'script',
      'style',
      'foreignObject',
      'text',
      'metadata',
      'desc',
      'textarea',
      'option',
      'xmp',
    ],
    selfClosing: [...SHAPES, 'stop'],
    // Removes the content of removed elements; only a title has text.
    textFilter: (text, tagName) => (tagName === 'title' ? text : ''),
    transformTags: {
      '*': (tagName, attributes) => ({
        tagName,
        // `allowedStyles` checks each property of a style.
        attribs: Object.fromEntries(
          Object.entries(attributes).filter(([name, value]) => name === 'style' || !REACHES_OUT.test(value)),
        ),
      }),
      svg: (tagName, attributes) => ({
        tagName,
        attribs: { ...withSizeOfStyle(attributes), xmlns: NAMESPACE },
      }),
    },
  }).trim();
  if (!isDrawing(clean))
    throw new ImageError(
      'The SVG has no plain shape. Text, embedded images and references to other elements are not taken: turn them into paths.',
    );
  return clean;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function isDrawing(svg: string): boolean {
  const isOne = svg.startsWith('<svg ') && svg.endsWith('</svg>') && svg.split('<svg').length === 2;
  return isOne && SHAPES.some((shape) => svg.includes(`<${shape} `));
}
