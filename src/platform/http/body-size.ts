import type { IncomingMessage } from 'node:http';

/** Whether the body may be larger than this limit. The headers decide; a chunked body may have any size. */
export function bodyExceeds({ headers }: IncomingMessage, bytes: number): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > bytes;
}
