import { contentDisposition, entityTag, namesTag } from '../platform/http/index.js';
import { PICTURE_POLICY } from '../platform/pictures/index.js';
import { contentPolicy } from './view/content-policy.js';

/** An answer that is a file: a page, a PDF, a stylesheet, an image. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Keeps search engines out, and makes browsers ask again, because a certificate can be revoked at any time. */
const FRESH = { 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' } as const;

/** The address changes with the content. */
const IMMUTABLE = { 'cache-control': 'public, max-age=31536000, immutable' } as const;

export function certificatePage(
  status: number,
  body: string,
  images: readonly (string | null)[],
  headers: Readonly<Record<string, string>> = {},
): FileAnswer {
  return {
    status,
    headers: {
      ...FRESH,
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(images),
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

/** Weak, since the same certificate drawn again has another time of creation in its file. */
export function pdfTag(version: string): string {
  return `W/"${version}"`;
}

/** @param version of its content; none if a repeat may have another */
export function pdfDocument(
  body: Buffer,
  learner: string,
  title: string,
  version: string | undefined,
): FileAnswer {
  return {
    status: 200,
    headers: {
      ...FRESH,
      ...(version === undefined ? { 'cache-control': 'no-store' } : { etag: pdfTag(version) }),
      'content-type': 'application/pdf',
      'content-disposition': contentDisposition('inline', {
        words: ['certificate', learner, title],
        joiner: '-',
        extension: 'pdf',
      }),
    },
    body,
  };
}

/** An SVG signature that is opened by itself must not run anything. */
export function signatureImage(type: string, body: Buffer): FileAnswer {
  return {
    status: 200,
    headers: {
      ...FRESH,
      'content-type': type,
      'content-security-policy': PICTURE_POLICY,
    },
    body,
  };
}

/** A picture whose address names its content. */
export function storedPicture(type: string, body: Buffer): FileAnswer {
  return {
    status: 200,
    headers: { ...IMMUTABLE, 'content-type': type, 'content-security-policy': PICTURE_POLICY },
    body,
  };
}

export function stylesheet(body: string): FileAnswer {
  return {
    status: 200,
    headers: {
      ...IMMUTABLE,
      'content-type': 'text/css; charset=utf-8',
    },
    body,
  };
}
