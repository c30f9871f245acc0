import { gunzipSync } from 'node:zlib';
import { contentDisposition, entityTag, namesTag } from '../platform/http/index.js';
import { PICTURE_POLICY } from '../platform/pictures/index.js';
import type { SheetFormat } from './sheet/typesetter.js';
import type { CertificateView } from './view/certificate-view.js';
import { contentPolicy } from './view/content-policy.js';

/** An answer that is a file: a page, a PDF, a stylesheet, an image. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Keeps search engines out, and makes browsers ask again, because a certificate can be revoked at any time. */
const FRESH = { 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' } as const;

export function certificatePage(body: string): FileAnswer {
  return {
    status: 200,
    headers: {
      ...FRESH,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(),
    },
    body,
  };
}

/**
 * The answer for a caller who has a copy with one of the tags in `If-None-Match`: 304 without a body if it is this one.
 */
export function conditional(answer: FileAnswer, ifNoneMatch: string | undefined): FileAnswer {
  if (answer.status !== 200) return answer;
  const tag = answer.headers.etag ?? entityTag(answer.body);
  const headers = { ...answer.headers, etag: tag };
  return namesTag(ifNoneMatch, tag) ? notModified(headers) : { ...answer, headers };
}

/** The headers of the answer, without those that describe its body. */
export function notModified({ 'content-type': _, ...headers }: FileAnswer['headers']): FileAnswer {
  return { status: 304, headers: { ...FRESH, ...headers }, body: '' };
}

/** Weak, since the same certificate set again has another time of creation in its file. */
export function sheetTag(version: string): string {
  return `W/"${version}"`;
}

const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  png: 'image/png',
  share: 'image/png',
};

/** @param content as the typesetter gives it: an SVG is packed @param accepted the header `Accept-Encoding` */
export function sheetFile(
  format: SheetFormat,
  content: Uint8Array,
  { learner, title }: Pick<CertificateView, 'learner' | 'title'>,
  etag: string,
  accepted = '',
): FileAnswer {
  const isPacked = format === 'svg' && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
  const extension = format === 'pdf' ? 'pdf' : 'png';
  const words = { words: ['certificate', learner, title], joiner: '-', extension } as const;
  return {
    status: 200,
    headers: {
      ...FRESH,
      etag,
      'content-type': SHEET_TYPES[format],
      ...(format === 'svg' ? { ...SHEET_DRAWING, vary: 'Accept-Encoding' } : {}),
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      ...(format === 'pdf' || format === 'png'
        ? { 'content-disposition': contentDisposition('inline', words) }
        : {}),
    },
    body: format === 'svg' && !isPacked ? gunzipSync(content) : Buffer.from(content),
  };
}

/** A drawing that is opened by itself must not run anything. */
const DRAWING = { 'content-security-policy': PICTURE_POLICY } as const;
/** The sheet has its pictures within itself. */
const SHEET_DRAWING = { 'content-security-policy': `${PICTURE_POLICY}; img-src data:` } as const;

/** A picture whose address may get another content. */
export function freshPicture(type: string, body: Buffer): FileAnswer {
  return {
    status: 200,
    headers: {
      ...FRESH,
      'content-type': type,
      ...DRAWING,
    },
    body,
  };
}

/** A picture whose address names its content. */
export function storedPicture(type: string, body: Buffer): FileAnswer {
  const { headers } = asset(type, body);
  return { status: 200, headers: { ...headers, ...DRAWING }, body };
}

export function stylesheet(body: string): FileAnswer {
  return asset('text/css; charset=utf-8', body);
}

/** A file whose address changes with its content. */
export function asset(type: string, body: string | Buffer): FileAnswer {
  return {
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
    },
    body,
  };
}
