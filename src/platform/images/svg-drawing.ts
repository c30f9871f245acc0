import { ImageError } from './image-error.js';
import { SvgLimits } from './svg-limits.js';
import { type Matrix, numbers, transformed } from './svg-transform.js';

/** A colour in PDFKit's form. */
export type Color = string | [number, number, number];

/** Paint of a shape; null: none. */
export interface Paint {
  readonly fill: Color | null;
  readonly stroke: Color | null;
  readonly 'stroke-width': number;
  readonly 'stroke-linecap': 'butt' | 'round' | 'square';
  readonly 'stroke-linejoin': 'miter' | 'round' | 'bevel';
  readonly 'fill-opacity': number;
  readonly 'stroke-opacity': number;
  readonly 'fill-rule': 'non-zero' | 'even-odd';
}

export interface Shape {
  readonly path: string;
  readonly matrix: Matrix;
  readonly paint: Paint;
}

export interface Drawing {
  /** Left, top, width and height of the visible area. */
  readonly frame: readonly [number, number, number, number];
  readonly shapes: readonly Shape[];
  /** Numbers in its attributes. */
  readonly numbers: number;
}

type Attributes = ReadonlyMap<string, string>;

/** Paint, position and visibility of an element. Its own attributes override its parent's. */
interface ElementState {
  readonly paint: Attributes;
  readonly matrix: Matrix;
  readonly isShown: boolean;
  readonly isInClipPath: boolean;
}

/**
 * The shapes of an SVG without text and references, in painting order. Gradients become their first colour and clip
 * paths are ignored: a scanned drawing needs neither.
 * @throws ImageError when it has no size, or is too much work
 */
export function svgDrawing(svg: string): Drawing {
  const gradients = firstColors(svg);
  const limits = new SvgLimits();
  const shapes: Shape[] = [];
  const states: ElementState[] = [
    { paint: new Map(), matrix: [1, 0, 0, 1, 0, 0], isShown: true, isInClipPath: false },
  ];
  let frame: Drawing['frame'] | undefined;
  for (const [, closes, tag = '', text = '', isEmpty] of svg.matchAll(TAG)) {
    if (closes) {
      if (states.length > 1) states.pop();
      continue;
    }
    const attributes = attributesOf(text);
    const parent = states.at(-1)!;
    limits.add(tag, attributes, states.length, parent.isInClipPath);
    if (tag === 'svg') frame ??= frameOf(attributes);
    const state = stateOf(tag, attributes, parent);
    if (!isEmpty) states.push(state);
    const path = state.isShown ? pathOf(tag, attributes) : '';
    if (path !== '') shapes.push({ path, matrix: state.matrix, paint: paintOf(state.paint, gradients) });
  }
  if (frame === undefined) throw new ImageError('The SVG has neither a viewBox nor width and height.');
  return { frame, shapes, numbers: limits.numbers };
}

const TAG = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const HIDING = ['defs', 'clipPath', 'linearGradient', 'radialGradient', 'title'];

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

function stateOf(tag: string, attributes: Attributes, parent: ElementState): ElementState {
  const isHidden =
    HIDING.includes(tag) || attributes.get('display') === 'none' || attributes.get('visibility') === 'hidden';
  // Opacity belongs to a whole group and multiplies; everything else is inherited.
  const opacity = share(attributes.get('opacity')) * share(parent.paint.get('opacity'));
  return {
    paint: new Map([...parent.paint, ...attributes, ['opacity', String(opacity)]]),
    matrix: transformed(parent.matrix, attributes.get('transform') ?? ''),
    isShown: parent.isShown && !isHidden,
    isInClipPath: parent.isInClipPath || tag === 'clipPath',
  };
}

/** A smaller picture could only be seen at a scale that PDF has no number for. */
const SMALLEST_SIDE = 0.01;

function frameOf(attributes: Attributes): Drawing['frame'] | undefined {
  const box = numbers(attributes.get('viewBox') ?? '');
  const [left = 0, top = 0, width = 0, height = 0] =
    box.length === 4 ? box : [0, 0, length(attributes.get('width')), length(attributes.get('height'))];
  return Math.min(width, height) >= SMALLEST_SIDE ? [left, top, width, height] : undefined;
}

/** A shape as path data; empty if it is no shape or has no extent. */
function pathOf(tag: string, attributes: Attributes): string {
  const at = (name: string) => length(attributes.get(name));
  switch (tag) {
    case 'path':
      return attributes.get('d') ?? '';
    case 'rect':
      return at('width') > 0 && at('height') > 0
        ? `M${at('x')} ${at('y')}h${at('width')}v${at('height')}h${-at('width')}z`
        : '';
    case 'circle':
      return ellipse(at('cx'), at('cy'), at('r'), at('r'));
    case 'ellipse':
      return ellipse(at('cx'), at('cy'), at('rx'), at('ry'));
    case 'line':
      return `M${at('x1')} ${at('y1')}L${at('x2')} ${at('y2')}`;
    case 'polyline':
    case 'polygon': {
      const points = numbers(attributes.get('points') ?? '');
      return points.length < 4
        ? ''
        : `M${points.slice(0, points.length & ~1).join(' ')}${tag === 'polygon' ? 'z' : ''}`;
    }
    default:
      return '';
  }
}

function ellipse(x: number, y: number, rx: number, ry: number): string {
  return rx > 0 && ry > 0
    ? `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`
    : '';
}

function paintOf(attributes: Attributes, gradients: ReadonlyMap<string, string>): Paint {
  const opacity = share(attributes.get('opacity'));
  const color = (name: string, initial: string) => colorOf(attributes.get(name) ?? initial, gradients);
  const oneOf = <T extends string>(name: string, values: readonly [T, ...T[]]) =>
    values.find((value) => value === attributes.get(name)) ?? values[0];
  return {
    fill: color('fill', '#000000'),
    stroke: color('stroke', 'none'),
    'stroke-width': attributes.has('stroke-width') ? length(attributes.get('stroke-width')) : 1,
    'stroke-linecap': oneOf('stroke-linecap', ['butt', 'round', 'square']),
    'stroke-linejoin': oneOf('stroke-linejoin', ['miter', 'round', 'bevel']),
    'fill-opacity': share(attributes.get('fill-opacity')) * opacity,
    'stroke-opacity': share(attributes.get('stroke-opacity')) * opacity,
    'fill-rule': attributes.get('fill-rule') === 'evenodd' ? 'even-odd' : 'non-zero',
  };
}

function colorOf(value: string, gradients: ReadonlyMap<string, string>): Color | null {
  if (value === 'none' || value === 'transparent') return null;
  const name = /^url\(\s*['"]?#([^'")]+)/.exec(value)?.[1];
  const color = name === undefined ? value : (gradients.get(name) ?? '');
  if (/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(color) || /^[a-z]{3,20}$/i.test(color))
    return color.toLowerCase();
  const [red, green, blue] = /^rgba?\(/.test(color) && !color.includes('%') ? numbers(color) : [];
  if (red === undefined || green === undefined || blue === undefined) return '#000000';
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => Math.min(255, Math.max(0, part)));
  return [r, g, b];
}

function firstColors(svg: string): Map<string, string> {
  const gradients = new Map<string, string>();
  let inside: string | undefined;
  for (const [, closes, tag = '', text = ''] of svg.matchAll(TAG)) {
    if (tag.endsWith('Gradient')) inside = closes ? undefined : attributesOf(text).get('id');
    if (tag !== 'stop' || inside === undefined || gradients.has(inside)) continue;
    gradients.set(inside, attributesOf(text).get('stop-color') ?? '#000000');
  }
  return gradients;
}

function length(text: string | undefined): number {
  return numbers(text ?? '')[0] ?? 0;
}

/** An opacity, in steps of a hundredth: a PDF has an object of its own for each that occurs. */
function share(text: string | undefined): number {
  return text === undefined ? 1 : Math.round(Math.min(1, Math.max(0, length(text))) * 100) / 100;
}
