import type { IncomingMessage } from 'node:http';

/** Whether the body may exceed so many bytes, as far as the headers tell: chunks may have any size. */
export function bodyExceeds({ headers }: IncomingMessage, bytes: number): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > bytes;
}
