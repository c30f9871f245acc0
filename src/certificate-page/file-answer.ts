import { contentDisposition, entityTag } from '../platform/http/index.js';
import { PICTURE_POLICY } from '../platform/pictures/index.js';
import type { SheetFormat } from './sheet/typesetter.js';
import type { CertificateView } from './view/describe-certificate.js';
import { contentPolicy } from './view/content-policy.js';

/** An answer that is a file: a page, a PDF, a stylesheet, an image. */
export interface FileAnswer {
  /** Files with `content-encoding: gzip` are unpacked for callers who do not take that. */
  readonly headers: Readonly<Record<string, string> & Record<'etag' | 'content-type', string>>;
  /** Called unless the caller has the file. */
  readonly load: () => string | Buffer | Promise<Buffer>;
}

/** Keeps search engines out, and makes browsers ask again, because a certificate can be revoked at any time. */
const FRESH = { 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' };
/** For an address that changes with its content. */
const LASTING = { 'cache-control': 'public, max-age=31536000, immutable' };
/** A drawing that is opened by itself must not run anything. */
const DRAWING = { 'content-security-policy': PICTURE_POLICY };
/** The sheet has its pictures within itself. */
const SHEET_DRAWING = { 'content-security-policy': `${PICTURE_POLICY}; img-src data:` };

const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  png: 'image/png',
  share: 'image/png',
};

/** @param load gives the sheet as the typesetter does: an SVG is packed */
export function sheetFile(
  format: SheetFormat,
  version: string,
  { learner, title }: Pick<CertificateView, 'learner' | 'title'>,
  load: () => Promise<Uint8Array>,
): FileAnswer {
  const extension = format === 'pdf' ? 'pdf' : 'png';
  const words = { words: ['certificate', learner, title], joiner: '-', extension } as const;
  return {
    headers: {
      ...FRESH,
      // Weak, since the same certificate set again has another time of creation in its file.
      etag: `W/"${version}"`,
      'content-type': SHEET_TYPES[format],
      ...(format === 'svg' ? { ...SHEET_DRAWING, 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
      ...(format === 'pdf' || format === 'png'
        ? { 'content-disposition': contentDisposition('inline', words) }
        : {}),
    },
    load: async () => Buffer.from(await load()),
  };
}

export function certificatePage(body: string): FileAnswer {
  return file('text/html; charset=utf-8', body, { ...FRESH, 'content-security-policy': contentPolicy() });
}

/** A picture whose address may get another content. */
export function freshPicture(type: string, body: Buffer): FileAnswer {
  return file(type, body, { ...FRESH, ...DRAWING });
}

/** A picture whose address names its content. */
export function storedPicture(type: string, body: Buffer): FileAnswer {
  return file(type, body, { ...LASTING, ...DRAWING });
}

/** A file whose address changes with its content. */
export function asset(type: string, body: string | Buffer): FileAnswer {
  return file(type, body, LASTING);
}

function file(type: string, body: string | Buffer, headers: Readonly<Record<string, string>>): FileAnswer {
  return { headers: { ...headers, 'content-type': type, etag: entityTag(body) }, load: () => body };
}
