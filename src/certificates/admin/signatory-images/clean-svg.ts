import { isUtf8 } from 'node:buffer';
import sanitizeHtml from 'sanitize-html';

/** Elements that draw. No text (it would need fonts), no references to other elements (a few of them can make millions). */
const SHAPES = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'];
const TAGS = ['svg', 'g', 'defs', 'linearGradient', 'radialGradient', 'stop', 'clipPath', 'title', ...SHAPES];

const PAINT = words(`
  fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-dasharray stroke-dashoffset stroke-opacity opacity color clip-path clip-rule stop-color
  stop-opacity display visibility vector-effect`);

const PLACE = words(`
  id transform d points x y x1 y1 x2 y2 cx cy r rx ry fx fy width height offset gradientUnits
  gradientTransform spreadMethod clipPathUnits`);

const FRAME = ['viewBox', 'preserveAspectRatio', 'version'];

/** A value that names something outside of the image, or that a browser might run. Gradients are `url(#name)`. */
const REACHES_OUT = /url\s*\(\s*['"]?\s*(?!#)|javascript:|data:|expression|@import|\\/i;

/** Declarations, comments and a document type may stand before the drawing. A text matches in one way only, thus fast. */
const PROLOG = /^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>)*(?=<svg[\s>])/is;

/** More are refused: 300,000 elements within each other take minutes to clean. */
const MOST_TAGS = 20_000;

const NAMESPACE = 'http://www.w3.org/2000/svg';

/**
 * The drawing in an SVG and nothing else: elements and attributes that only draw are kept, all others (scripts, styles,
 * handlers, links, foreign content, embedded images, text) are left out.
 * @returns undefined when it is no SVG with a size, has too many elements, or nothing that draws is left
 */
export function cleanSvg(image: Buffer): Buffer | undefined {
  if (!isUtf8(image)) return undefined;
  const source = image.toString('utf8').replace(PROLOG, '');
  if (!/^<svg[\s>]/.test(source)) return undefined;
  if (source.split('<', MOST_TAGS + 2).length > MOST_TAGS + 1) return undefined;
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
    // The content of an element that is left out; only a title keeps its text.
    textFilter: (text, tagName) => (tagName === 'title' ? text : ''),
    transformTags: {
      '*': (tagName, attributes) => ({
        tagName,
        // The properties of a style are judged one by one.
        attribs: Object.fromEntries(
          Object.entries(attributes).filter(([name, value]) => name === 'style' || !REACHES_OUT.test(value)),
        ),
      }),
      svg: (tagName, attributes) => ({ tagName, attribs: { ...attributes, xmlns: NAMESPACE } }),
    },
  }).trim();
  return isDrawing(clean) ? Buffer.from(clean) : undefined;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function isDrawing(svg: string): boolean {
  const [root = ''] = /^<svg\s[^>]*>/.exec(svg) ?? [];
  const hasSize = /\sviewBox="/.test(root) || (/\swidth="\d/.test(root) && /\sheight="\d/.test(root));
  const isOne = svg.endsWith('</svg>') && svg.split('<svg').length === 2;
  return hasSize && isOne && SHAPES.some((shape) => svg.includes(`<${shape} `));
}
