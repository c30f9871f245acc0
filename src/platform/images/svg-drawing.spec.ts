import { describe, expect, it } from '@jest/globals';
import { svgDrawing } from './svg-drawing.js';

const svg = (content: string, frame = 'viewBox="0 0 200 60"') => `<svg ${frame}>${content}</svg>`;

describe('the drawing in an SVG', () => {
  it('is its shapes as paths, with what paints them, and its frame', () => {
    const drawing = svgDrawing(
      svg(
        '<g stroke="#123456" fill="none"><path d="M0 0L9 9" stroke-width="2" /><line x1="1" y1="2" x2="3" y2="4" /></g>',
      ),
    );
    expect(drawing.frame).toEqual([0, 0, 200, 60]);
    expect(drawing.shapes).toMatchObject([
      { path: 'M0 0L9 9', paint: { stroke: '#123456', fill: null, 'stroke-width': 2 } },
      { path: 'M1 2L3 4', paint: { stroke: '#123456', fill: null, 'stroke-width': 1 } },
    ]);
  });

  it('takes width and height where there is no view box', () => {
    expect(svgDrawing(svg('<path d="M0 0" />', 'width="30px" height="20"')).frame).toEqual([0, 0, 30, 20]);
  });

  it('places shapes by the transforms around them, the innermost first', () => {
    const [shape] = svgDrawing(
      svg('<g transform="translate(10 20)"><path d="M0 0" transform="scale(2)" /></g>'),
    ).shapes;
    expect(shape?.matrix).toEqual([2, 0, 0, 2, 10, 20]);
  });

  it.each([
    ['style', '<path d="M0 0" fill="red" style="fill:rgb(1, 2, 3);stroke:blue" />', [1, 2, 3]],
    [
      'a gradient, by its first colour',
      `<defs><linearGradient id="ink"><stop stop-color="#abcdef" /></linearGradient></defs><path d="M0 0" fill="url(#ink)" />`,
      '#abcdef',
    ],
    ['nothing, in black', '<path d="M0 0" />', '#000000'],
    ['nonsense, in black', '<path d="M0 0" fill="no-colour(1)" />', '#000000'],
  ])('is painted by %s', (_, content, fill) => {
    expect(svgDrawing(svg(content)).shapes[0]?.paint.fill).toEqual(fill);
  });

  it.each([
    ['stands in definitions', '<defs><path d="M0 0" /></defs><clipPath id="a"><path d="M0 0" /></clipPath>'],
    ['is hidden', '<g display="none"><path d="M0 0" /></g><path d="M0 0" visibility="hidden" />'],
    ['has no size', '<rect x="1" y="1" /><circle cx="1" cy="1" /><polyline points="" />'],
  ])('leaves out what %s', (_, content) => {
    expect(svgDrawing(svg(content)).shapes).toEqual([]);
  });

  it.each([
    ['without a size', '<svg><path d="M0 0" /></svg>', 'neither a viewBox nor'],
    ['without a width', svg('<path d="M0 0" />', 'viewBox="0 0 0 5"'), 'neither a viewBox nor'],
    ['without an SVG', 'no drawing', 'neither a viewBox nor'],
    ['with a text for a transform', svg(`<path transform="${'a'.repeat(900)}" />`), 'no list of transforms'],
    ['placed far away', svg(`<path transform="${'scale(10)'.repeat(30)}" />`), 'too far away'],
    [
      'with nested clip paths',
      svg('<clipPath><g><path clip-path="url(#a)" /></g></clipPath>'),
      'refers to another',
    ],
  ])('is none %s', (_, source, reason) => {
    expect(() => svgDrawing(source)).toThrow(reason);
  });

  it('has opacities in hundredths and colours within their range', () => {
    const [shape] = svgDrawing(svg('<path d="M0 0" opacity=".12345" fill="rgb(1e30,-5,3)" />')).shapes;
    expect(shape?.paint).toMatchObject({ fill: [255, 0, 3], 'fill-opacity': 0.12 });
  });

  it('tells how many numbers it has', () => {
    expect(svgDrawing(svg('<path d="M0 0L9-9.5.5" fill="#123456" id="7" />')).numbers).toBe(4 + 5);
  });
});
