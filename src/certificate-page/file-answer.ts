import { contentPolicy } from './view/content-policy.js';

/** An answer that is a file: a page, a PDF, a stylesheet, an image. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Keeps search engines out, and makes browsers ask again, because a certificate can be revoked at any time. */
const FRESH = { 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' } as const;

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

export function pdfDocument(body: Buffer, learner: string, title: string): FileAnswer {
  return {
    status: 200,
    headers: {
      ...FRESH,
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${fileName(learner, title)}"`,
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
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    },
    body,
  };
}

export function stylesheet(body: string): FileAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
    body,
  };
}

/** A name for every file system: plain letters, digits and hyphens. */
function fileName(...parts: readonly string[]): string {
  const words = parts
    .map((part) =>
      part
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^A-Za-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60),
    )
    .filter((part) => part !== '');
  return `${['certificate', ...words].join('-').toLowerCase()}.pdf`;
}
