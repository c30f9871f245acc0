import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/administration.js';
import { award, MATHEMATICS, pageOf } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const SHAPE = '<path d="M0 0L9 9"/>';
const svg = (content: string, frame = 'viewBox="0 0 200 60"') => `<svg ${frame}>${content}</svg>`;
const path = (attribute: string) => svg(`<path d="M0 0L9 9" ${attribute}/>`);
const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

const NO_SVG = 'The body is no SVG.';
const NO_SIZE = 'The SVG has neither a viewBox nor width and height.';
const BYTES = 'The SVG has more than 1048576 bytes once it is cleaned.';
const ELEMENTS = 'The SVG has more than 5000 elements.';
const NUMBERS = 'The SVG has more than 100000 numbers.';
const DEEP = 'The SVG has more than 50 elements within each other.';
const NO_TRANSFORM = 'An attribute transform of the SVG is no list of transforms.';
const FAR = 'The transforms of the SVG place a shape too far away.';
const longer = (name: string) => `The attribute ${name} of the SVG has more than 1000 characters.`;
const large = (name: string) => `The attribute ${name} of the SVG has a number above 1000000.`;
const CHAINED = 'A clip path of the SVG refers to another.';
const TAKEN = undefined;

/** Each asks for much time, much memory or an error, of us or of those who see it. With the reason of its refusal. */
const HOSTILE: readonly (readonly [title: string, source: string, reason: string | undefined])[] = [
  ['a transform of one long word', path(`transform="${'a'.repeat(100_000)}"`), longer('transform')],
  ['a transform of a shorter word', path(`transform="${'a'.repeat(900)}"`), NO_TRANSFORM],
  ['a transform of open brackets', path(`transform="${'a('.repeat(50_000)}"`), longer('transform')],
  ['a transform of fewer open brackets', path(`transform="${'a('.repeat(400)}"`), NO_TRANSFORM],
  ['a transform that ends early', path('transform="scale(1"'), NO_TRANSFORM],
  ['a transform of blanks', path(`transform="a${' '.repeat(100_000)}"`), longer('transform')],
  ['very many transforms', path(`transform="${'scale(1)'.repeat(100_000)}"`), longer('transform')],
  ['transforms that add up to 10^30', path(`transform="${'scale(10)'.repeat(30)}"`), FAR],
  [
    'transforms of groups that add up',
    svg(`${'<g transform="scale(1000)">'.repeat(9)}${SHAPE}${'</g>'.repeat(9)}`),
    FAR,
  ],
  ['a skew of 90 degrees', path('transform="skewX(90)"'), FAR],
  ['a huge number in a transform', path('transform="translate(1e300)"'), large('transform')],
  [
    'a long gradient transform',
    svg(`<linearGradient id="a" gradientTransform="${'b('.repeat(50_000)}"/>${SHAPE}`),
    longer('gradientTransform'),
  ],
  ['a number of 200,000 digits', path(`stroke-width="${'1'.repeat(200_000)}"`), longer('stroke-width')],
  ['a number without end', svg('<path d="M5 40L1e999 1"/>'), large('d')],
  ['a number that no PDF has', svg('<path d="M5 40L1e22 1"/>'), large('d')],
  ['a huge stroke', path('stroke="red" stroke-width="1e30"'), large('stroke-width')],
  ['a huge stroke in a style', path('style="stroke-width:10000000000000"'), large('stroke-width')],
  ['a huge circle', svg('<circle r="1e300" cx="1" cy="1"/>'), large('r')],
  ['a negative huge place', svg('<rect x="-1e300" width="1" height="1"/>'), large('x')],
  ['a huge colour', path('fill="rgb(1e30,1e999,-1)"'), TAKEN],
  ['a path of 400,000 numbers', svg(`<path d="M0 0${'h1'.repeat(400_000)}"/>`), NUMBERS],
  ['a path of 60,000 arcs', svg(`<path d="M0 0${'a1 1 0 0 0 1 1'.repeat(60_000)}"/>`), NUMBERS],
  ['200,000 points', svg(`<polygon points="${'1 '.repeat(200_000)}"/>`), NUMBERS],
  ['numbers spread over many paths', svg(`<path d="M0 0${'h1'.repeat(1000)}"/>`.repeat(101)), NUMBERS],
  ['an arc without radius', svg('<path d="M0 0a0 0 0 0 0 1 1"/>'), TAKEN],
  ['a path that is no path', svg('<path d="hello world"/>'), TAKEN],
  ['a path of a million letters', svg(`<path d="${'x'.repeat(1_000_000)}"/>`), TAKEN],
  ['6,000 elements', svg('<path d="M0 0L9 9"/>'.repeat(6000)), ELEMENTS],
  ['6,000 opacities', svg(many(6000, (index) => `<path d="M0 0" opacity=".${index}"/>`)), ELEMENTS],
  ['6,000 gradients', svg(`${many(6000, (index) => `<linearGradient id="g${index}"/>`)}${SHAPE}`), ELEMENTS],
  ['16,000 tags', svg('<g>'.repeat(16_000) + SHAPE), 'The SVG has more than 15000 tags.'],
  ['51 levels', svg(`${'<g>'.repeat(50)}${SHAPE}${'</g>'.repeat(50)}`), DEEP],
  ['4,000 levels', svg(`${'<g>'.repeat(4000)}${SHAPE}${'</g>'.repeat(4000)}`), DEEP],
  ['levels that never end', svg(`${'<g>'.repeat(4000)}${SHAPE}`), DEEP],
  ['an id of ampersands, five times as long once cleaned', path(`id="${'&'.repeat(900_000)}"`), BYTES],
  ['an id of quotes, six times as long once cleaned', path(`id='${'"'.repeat(900_000)}'`), BYTES],
  ['a title of ampersands', svg(`<title>${'&'.repeat(900_000)}</title>${SHAPE}`), BYTES],
  ['a long id', path(`id="${'a'.repeat(1001)}"`), longer('id')],
  ['a long colour', path(`fill="rgb(${'1 '.repeat(200_000)})"`), longer('fill')],
  ['60,000 properties of a style', path(`style="${'fill:red;'.repeat(60_000)}"`), TAKEN],
  ['600,000 empty properties', path(`style="${';'.repeat(600_000)}"`), TAKEN],
  [
    '60,000 unknown attributes',
    svg(`<path ${many(60_000, (index) => `a${index}="1" `)}d="M0 0L9 9"/>`),
    TAKEN,
  ],
  ['a million dashes', path('stroke="red" stroke-dasharray="0.00001"'), TAKEN],
  ['dashes in a style', path('style="stroke-dasharray:0.00001;stroke:red"'), TAKEN],
  [
    'a clip path within a clip path',
    svg(`<clipPath id="a"><path d="M0 0L9 9" clip-path="url(#b)"/></clipPath>${SHAPE}`),
    CHAINED,
  ],
  [
    'a clip path of a clip path',
    svg(`<clipPath id="a" clip-path="url(#a)">${SHAPE}</clipPath>${SHAPE}`),
    CHAINED,
  ],
  [
    '101 clipped shapes',
    svg('<path d="M0 0L9 9" clip-path="url(#a)"/>'.repeat(101)),
    'The SVG refers to clip paths more than 100 times.',
  ],
  [
    'references that double',
    svg(
      `${many(30, (index) => `<g id="a${index + 1}"><use href="#a${index}"/><use href="#a${index}"/></g>`)}${SHAPE}`,
    ),
    TAKEN,
  ],
  [
    'entities that double',
    `<!DOCTYPE svg [${many(30, (index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`)}]>${svg(`&e30;${SHAPE}`)}`,
    TAKEN,
  ],
  ['a frame too small for any scale', svg(SHAPE, 'viewBox="0 0 1e-300 1e-300"'), NO_SIZE],
  ['a huge frame', svg(SHAPE, 'viewBox="0 0 1e300 1e300"'), large('viewBox')],
  ['a frame without end', svg(SHAPE, 'viewBox="0 0 1e999 1e999"'), large('viewBox')],
  ['a negative frame', svg(SHAPE, 'viewBox="0 0 -5 -5"'), NO_SIZE],
  ['a frame of three numbers', svg(SHAPE, 'viewBox="0 0 5"'), NO_SIZE],
  ['half a megabyte of blanks in a tag', `<svg${' '.repeat(500_000)}viewBox="0 0 1 1">${SHAPE}</svg>`, TAKEN],
  ['comments that do not end', `${'<!--'.repeat(200_000)}${svg(SHAPE)}`, NO_SVG],
  ['100,000 comments', `${'<!-- -->'.repeat(100_000)}${svg(SHAPE)}`, TAKEN],
  ['declarations that do not end', `${'<!DOCTYPE '.repeat(90_000)}${svg(SHAPE)}`, NO_SVG],
  ['instructions that do not end', `${'<?a'.repeat(300_000)}${svg(SHAPE)}`, NO_SVG],
  ['a document type of brackets', `<!DOCTYPE ${'[]'.repeat(300_000)}${svg(SHAPE)}`, NO_SVG],
];

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterAll(() => test.close());

describe('a hostile SVG', () => {
  const IMAGE = `${ADMIN}/program_certificates/${MATHEMATICS.program}/signatories/0/image/`;

  it.each(HOSTILE)('is refused with a reason, or cleaned: %s', async (_, source, reason) => {
    const { status, body } = await test.request
      .put(IMAGE)
      .set('Authorization', test.as('admin'))
      .set('Content-Type', 'image/svg+xml')
      .send(source);
    expect([status, (body as { detail?: string }).detail]).toEqual([
      reason === undefined ? 200 : 400,
      reason,
    ]);
  });
});

describe('a signature that SQL by hand or an older release has stored', () => {
  let alice: string;

  beforeAll(async () => {
    alice = await award(test, 'alice', 'Alice');
  });

  // A busy machine may say that the caller should repeat it.
  const drawn = async () => {
    for (;;) {
      const response = await test.request.get(`${pageOf(alice)}certificate.pdf`).buffer(true);
      if (response.status !== 503) return response;
    }
  };
  const figures = async () => {
    const { status, body, headers } = await drawn();
    expect([status, headers.etag]).toEqual([200, expect.any(String)]);
    return (body as Buffer).toString('latin1').match(/\/S \/Figure/g)?.length ?? 0;
  };
  const store = (type: string | null, image: Buffer | string | null) =>
    test.dataSource.query(`update signatory set image_type = $1, image = $2 where name = 'Grace Hopper'`, [
      type,
      image === null ? null : Buffer.from(image as string),
    ]);

  it.each<[string, string, string | Buffer]>([
    ['an SVG whose transform is a word', 'image/svg+xml', path(`transform="${'a('.repeat(50_000)}"`)],
    ['an SVG of too many numbers', 'image/svg+xml', svg(`<path d="M0 0${'h1'.repeat(400_000)}"/>`)],
    ['an SVG with a huge number', 'image/svg+xml', svg('<circle r="1e300" cx="1" cy="1"/>')],
    ['an SVG of random bytes', 'image/svg+xml', createHash('sha512').update('x').digest()],
    ['a PNG that is cut off', 'image/png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a JPEG that is text', 'image/jpeg', 'no image at all'],
  ])('is left out of the PDF, and nothing else is: %s', async (_, type, image) => {
    await store(null, null);
    const bare = await figures();
    await store(type, image);
    expect(await figures()).toBe(bare);
    await store('image/svg+xml', path('stroke="red"'));
    expect(await figures()).toBe(bare + 1);
  });
});
