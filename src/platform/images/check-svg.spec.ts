import { describe, expect, it } from '@jest/globals';
import { checkSvg } from './check-svg.js';

const svg = (content: string, frame = 'viewBox="0 0 200 60"') => `<svg ${frame}>${content}</svg>`;

describe('an SVG that can be drawn', () => {
  it.each([
    ['has a view box', svg('<path d="M0 0L9 9" />')],
    ['has width and height', svg('<path d="M0 0" />', 'width="30px" height="20"')],
    ['has a share as its width', svg('<path d="M0 0" />', 'viewBox="0 0 9 5" width="100%" height="auto"')],
    ['has many short lines', svg(`<path d="M0 0${'l.1 .2l.1-.2'.repeat(10_000)}" />`)],
    ['has lines that leave it', svg(`<path d="M0 0${'L9 60000'.repeat(1000)}" />`)],
    ['places its shapes', svg('<g transform="translate(10 20)"><path d="M0 0" transform="scale(2)" /></g>')],
  ])('%s', (_, source) => {
    expect(() => checkSvg(source)).not.toThrow();
  });

  it.each([
    ['without a size', '<svg><path d="M0 0" /></svg>', 'neither a viewBox nor'],
    ['without a width', svg('<path d="M0 0" />', 'viewBox="0 0 0 5"'), 'neither a viewBox nor'],
    ['of no width', svg('<path d="M0 0" />', 'viewBox="0 0 9 5" width="0"'), 'neither a viewBox nor'],
    [
      'of a negative height',
      svg('<path d="M0 0" />', 'viewBox="0 0 9 5" height="-5"'),
      'neither a viewBox nor',
    ],
    ['without an SVG', 'no drawing', 'neither a viewBox nor'],
    ['with a text for a transform', svg(`<path transform="${'a'.repeat(900)}" />`), 'no list of transforms'],
    ['placed far away', svg(`<path transform="${'scale(10)'.repeat(30)}" />`), 'too far away'],
    [
      'placed far away by a group',
      svg(`<g transform="scale(1e6)"><g transform="scale(1e4)" /></g>`),
      'too far away',
    ],
    [
      'with nested clip paths',
      svg('<clipPath><g><path clip-path="url(#a)" /></g></clipPath>'),
      'refers to another',
    ],
    ['with a very long line', svg(`<path d="M0 0${'L9 60L90 0'.repeat(2000)}" />`), 'longer than 2500 times'],
    [
      'with very long lines of large points, drawn small',
      svg(`<g transform="scale(.1)"><polygon points="${'0 0 90 600 '.repeat(2000)}" /></g>`),
      'longer than 2500 times',
    ],
    ['with too many numbers', svg(`<path d="${'1 '.repeat(100_001)}" />`), 'more than 100000 numbers'],
  ])('is none %s', (_, source, reason) => {
    expect(() => checkSvg(source)).toThrow(reason);
  });
});
