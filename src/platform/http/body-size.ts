import type { IncomingMessage } from 'node:http';

/** Whether a message brings a body of more than so many bytes, as far as its headers tell: chunks may be any number. */
export function bodyExceeds({ headers }: IncomingMessage, bytes: number): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > bytes;
}
