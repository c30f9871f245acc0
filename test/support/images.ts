import { crc32, deflateSync } from 'node:zlib';

/** 1×1 pixels. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
/** Start, a frame header of 3×2 pixels, a scan, end. */
export const JPEG = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0000b080002000301011100ffda0008010100003f0000ffd9',
  'hex',
);

/** What is refused as an image, with the status of the answer. */
export const REFUSED_IMAGES: readonly [status: number, what: string, type: string, body: Buffer | string][] =
  [
    [415, 'a GIF', 'image/gif', Buffer.from('GIF89a')],
    [415, 'JSON', 'application/json', '{}'],
    [415, 'text', 'text/plain', 'x'],
    [400, 'a JPEG that says it is a PNG', 'image/png', JPEG],
    [400, 'HTML that says it is a PNG', 'image/png', '<html></html>'],
    [400, 'half a PNG', 'image/png', PNG.subarray(0, 40)],
    [400, 'a PNG with something behind its end', 'image/png', Buffer.concat([PNG, Buffer.from('<script>')])],
    [400, 'a PNG with a changed byte', 'image/png', withByte(PNG, 45, 0)],
    [400, 'a PNG without an image', 'image/png', Buffer.concat([PNG.subarray(0, 33), PNG.subarray(-12)])],
    [
      400,
      'a PNG that unpacks to more than its header says',
      'image/png',
      png(deflateSync(Buffer.alloc(50e6))),
    ],
    [400, 'a PNG that unpacks to less', 'image/png', png(deflateSync(Buffer.alloc(4)))],
    [400, 'a PNG that does not unpack', 'image/png', png(Buffer.from('garbage'))],
    [
      400,
      'a PNG whose colour profile unpacks to very much',
      'image/png',
      png(deflateSync(Buffer.alloc(5)), { profile: deflateSync(Buffer.alloc(50e6)) }),
    ],
    [
      400,
      'a PNG whose colour profile does not unpack',
      'image/png',
      png(deflateSync(Buffer.alloc(5)), { profile: Buffer.from('garbage') }),
    ],
    [400, 'a PNG of an unknown kind', 'image/png', png(deflateSync(Buffer.alloc(5)), { kind: 7 })],
    [400, 'a PNG of places in no palette', 'image/png', png(deflateSync(Buffer.alloc(2)), { kind: 3 })],
    [
      400,
      'a PNG of more bits than its kind has',
      'image/png',
      png(deflateSync(Buffer.alloc(3)), { kind: 3, depth: 16 }),
    ],
    [
      400,
      'a JPEG of headers only',
      'image/jpeg',
      Buffer.from(JPEG.toString('hex').replace('ffda0008010100003f0000', ''), 'hex'),
    ],
    [400, 'half a JPEG', 'image/jpeg', JPEG.subarray(0, 20)],
    [
      400,
      'a PNG without width',
      'image/png',
      Buffer.concat([PNG.subarray(0, 16), Buffer.alloc(4), PNG.subarray(20)]),
    ],
    [
      400,
      'a JPEG of 65535 pixels',
      'image/jpeg',
      Buffer.from(JPEG.toString('hex').replace('00020003', 'ffffffff'), 'hex'),
    ],
    [
      400,
      'an SVG that only runs a script',
      'image/svg+xml',
      '<svg viewBox="0 0 1 1"><script>x</script></svg>',
    ],
    [400, 'an SVG of very many elements', 'image/svg+xml', `<svg viewBox="0 0 1 1">${'<g>'.repeat(300_000)}`],
    [400, 'an SVG without a size', 'image/svg+xml', '<svg><path d="M0 0"/></svg>'],
    [400, 'no SVG', 'image/svg+xml', '<html><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p>x</p></html>'],
    [400, 'an SVG that is not UTF-8', 'image/svg+xml', Buffer.from([0x3c, 0xff, 0x3e])],
    [413, 'more than a megabyte', 'image/png', Buffer.alloc(1024 * 1024 + 1)],
  ];

/** Reads an answer as bytes. */
export function bytes(
  response: NodeJS.EventEmitter,
  done: (error: Error | null, body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}

function withByte(image: Buffer, place: number, value: number): Buffer {
  const changed = Buffer.from(image);
  changed[place] = value;
  return changed;
}

/** A PNG of this size, filled up with a meaningless chunk before its end. */
export function padded(image: Buffer, size: number): Buffer {
  const filling = chunk('paDd', Buffer.alloc(size - image.length - 12));
  return Buffer.concat([image.subarray(0, -12), filling, image.subarray(-12)]);
}

interface PngParts {
  readonly kind?: number;
  readonly depth?: number;
  readonly interlaced?: number;
  /** Compressed. */
  readonly profile?: Buffer;
}

/** A PNG whose header promises one pixel, with this content. */
export function png(
  content: Buffer,
  { kind = 6, depth = 8, interlaced = 0, profile }: PngParts = {},
): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, depth, kind, 0, 0, interlaced]);
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    start,
    chunk('IHDR', header),
    ...(profile === undefined ? [] : [chunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), profile]))]),
    chunk('IDAT', content),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), content])));
  return Buffer.concat([length, Buffer.from(type), content, sum]);
}
