import { describe, expect, it } from '@jest/globals';
import { checkImage } from './check-image.js';

const PATH = '<path d="M0 0L9 9" />';
const XMLNS = 'xmlns="http://www.w3.org/2000/svg"';
const clean = async (root: string) => {
  const { content } = await checkImage(Buffer.from(`<svg${root}>${PATH}</svg>`));
  return content.toString();
};

describe('the size of an SVG', () => {
  it('is its viewBox, also without width and height', async () => {
    expect(await clean(' viewBox="0 0 20 10"')).toBe(`<svg viewBox="0 0 20 10" ${XMLNS}>${PATH}</svg>`);
  });

  it.each([
    ['width="20" height="10.5"', '0 0 20 10.5'],
    ['width=" 20px" height="10PX"', '0 0 20 10'],
    ['width="1in" height="72pt"', '0 0 96 96'],
    ['width="2.54cm" height="25.4mm"', '0 0 96 96'],
    ['style="width:20px;fill:red;height: 10px"', '0 0 20 10'],
  ])('becomes a viewBox where it has none: %s', async (root, box) => {
    expect(await clean(` ${root}`)).toContain(`<svg viewBox="${box}" `);
  });

  it.each(['', 'width="20"', 'width="100%" height="100%"', 'width="2em" height="1em"'])(
    'is that of what it draws where it says none: %j',
    async (root) => {
      expect(await clean(` ${root}`)).toContain('<svg viewBox="0 0 9 9" ');
    },
  );

  it('has the strokes, and begins where the drawing does', async () => {
    const ring =
      '<g transform="translate(100 50)"><circle r="20" fill="none" stroke="#000" stroke-width="4" /></g>';
    const { content } = await checkImage(Buffer.from(`<svg>${ring}</svg>`));
    expect(content.toString()).toContain('<svg viewBox="78 28 44 44" ');
  });

  it('cannot be told of a drawing of nothing', async () => {
    await expect(checkImage(Buffer.from('<svg><path d="M5 5" /></svg>'))).rejects.toThrow(
      'The SVG has neither a viewBox nor width and height.',
    );
  });

  it.each(['width="0" height="10"', 'width="-1" height="2"'])('is more than nothing: %s', async (root) => {
    await expect(clean(` ${root}`)).rejects.toThrow('The SVG has neither a viewBox nor width and height.');
  });
});

describe('the type of an image', () => {
  it('is told from its content where nobody names one', async () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    const svg = Buffer.concat([
      mark,
      Buffer.from(`<?xml version="1.0"?>\n<svg viewBox="0 0 1 1">${PATH}</svg>`),
    ]);
    expect((await checkImage(svg)).type).toBe('image/svg+xml');
  });

  it.each(['', 'GIF89a', 'text', '{}'])('is none of ours: %j', async (text) => {
    await expect(checkImage(Buffer.from(text))).rejects.toThrow('It is neither PNG, JPEG nor SVG.');
  });
});
