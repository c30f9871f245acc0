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
    expect(drawing?.frame).toEqual([0, 0, 200, 60]);
    expect(drawing?.shapes).toMatchObject([
      { path: 'M0 0L9 9', paint: { stroke: '#123456', fill: null, 'stroke-width': 2 } },
      { path: 'M1 2L3 4', paint: { stroke: '#123456', fill: null, 'stroke-width': 1 } },
    ]);
  });

  it('takes width and height where there is no view box', () => {
    expect(svgDrawing(svg('<path d="M0 0" />', 'width="30px" height="20"'))?.frame).toEqual([0, 0, 30, 20]);
  });

  it('places shapes by the transforms around them, the innermost first', () => {
    const [shape] =
      svgDrawing(svg('<g transform="translate(10 20)"><path d="M0 0" transform="scale(2)" /></g>'))?.shapes ??
      [];
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
    expect(svgDrawing(svg(content))?.shapes[0]?.paint.fill).toEqual(fill);
  });

  it.each([
    ['stands in definitions', '<defs><path d="M0 0" /></defs><clipPath id="a"><path d="M0 0" /></clipPath>'],
    ['is hidden', '<g display="none"><path d="M0 0" /></g><path d="M0 0" visibility="hidden" />'],
    ['has no size', '<rect x="1" y="1" /><circle cx="1" cy="1" /><polyline points="" />'],
  ])('leaves out what %s', (_, content) => {
    expect(svgDrawing(svg(content))?.shapes).toEqual([]);
  });

  it('is none without a size', () => {
    expect(svgDrawing('<svg><path d="M0 0" /></svg>')).toBeUndefined();
    expect(svgDrawing(svg('<path d="M0 0" />', 'viewBox="0 0 0 5"'))).toBeUndefined();
    expect(svgDrawing('no drawing')).toBeUndefined();
  });
});
