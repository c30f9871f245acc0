import type { DeliveryPlace } from '../platform/outbox/index.js';

/** The text for a place in the list. Callers take it from `next` and need not know what it holds. */
export function cursorOf({ created, id }: { readonly created: number; readonly id: number }): string {
  return Buffer.from(`${created} ${id}`).toString('base64url');
}

/** The place; undefined for text that is no cursor. */
export function placeOf(cursor: string): DeliveryPlace | undefined {
  const match = /^(\d{1,16}) (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** Address of the page that begins at a cursor. @param address the request's path and query, whose parameters stay */
export function nextAddress(publicUrl: string, address: string, cursor: string): string {
  const { pathname: path, search } = new URL(address, 'http://localhost');
  const params = new URLSearchParams(search);
  params.set('cursor', cursor);
  return `${publicUrl}${path.replace(/\/*$/, '/')}?${params.toString()}`;
}
